import type { CommandDescription } from '../commands/command-description.js';

const cell = (text: string) => text.replaceAll('|', '\\|');

/** The README's table of commands, in Markdown: what can be typed, what it does, an example. */
export function commandTable(commands: readonly CommandDescription[]): string {
  const rows = commands.map(
    ({ synopsis, summary, examples }) =>
      `| \`${cell(synopsis)}\` | ${cell(summary)} | \`${cell(examples[0] ?? '')}\` |`,
  );
  return ['| Type | What it does | Example |', '| --- | --- | --- |', ...rows].join('\n');
}
