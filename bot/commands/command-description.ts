/** What a command is, for help, the platforms' manifests and the README's table. */
export type CommandDescription = {
  /** The words that start it: `activate`, `my roles`. */
  name: string;
  aliases: readonly string[];
  /** `activate <role> [on <scope>] [for <duration>] …` */
  synopsis: string;
  /** One sentence. */
  summary: string;
  examples: readonly string[];
};
