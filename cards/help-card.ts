import type { Card } from './card.js';

/** What a command is, as its help shows it. */
export type CommandHelp = {
  name: string;
  aliases: readonly string[];
  synopsis: string;
  summary: string;
  examples: readonly string[];
};

const card = (parts: Pick<Card, 'title' | 'summary'> & Partial<Card>): Card => ({
  kind: 'card',
  name: 'help',
  body: [],
  facts: [],
  rows: [],
  buttons: [],
  ...parts,
});

/** Everything that can be typed, one line a command, in the order given. */
export const helpCard = (commands: readonly CommandHelp[]): Card =>
  card({
    title: 'What you can type',
    body: ['Type “help” and a command for more about it.'],
    rows: commands.map(({ synopsis, summary }) => ({ title: synopsis, subtitle: summary, buttons: [] })),
    more: 'type “help” and the command',
    summary: `You can type: ${commands.map(({ name }) => name).join(', ')}`,
  });

/** How one command works, with examples. */
export const commandHelpCard = ({ name, aliases, synopsis, summary, examples }: CommandHelp): Card =>
  card({
    title: name,
    body: [summary],
    facts: [
      { label: 'Type', value: synopsis },
      ...examples.map((example) => ({ label: 'For example', value: example })),
      ...(aliases.length === 0 ? [] : [{ label: 'Also', value: aliases.join(', ') }]),
    ],
    summary: `${name}: ${summary}`,
  });
