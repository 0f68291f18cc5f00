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

/** The commands by what people are about; each is in one of these. */
const groups: Readonly<Record<string, readonly string[]>> = {
  'Your roles': ['activate', 'preview', 'deactivate', 'my roles', 'extend', 'renew'],
  'Your requests': ['my requests', 'cancel', 'history'],
  'To decide': ['pending', 'approve', 'deny', 'decide several', 'reviews', 'review access', 'accept recommendations'],
  'Who has what': ['assignments', 'assign', 'update', 'remove', 'revoke all', 'requests', 'audit', 'settings'],
  'Access reviews': [
    ...['create review', 'review results', 'change review', 'remind reviewers'],
    ...['stop review', 'apply review', 'reset review', 'delete review'],
  ],
  'To look after it': ['alerts', 'stuck', 'reset proofs'],
};

/** Everything that can be typed, by groups, so that every surface has room for all of it. */
export function helpCard(commands: readonly CommandHelp[]): Card {
  const names = commands.map(({ name }) => name);
  const grouped = Object.entries(groups).map(
    ([label, all]) => [label, names.filter((name) => all.includes(name))] as const,
  );
  const others = names.filter((name) => !Object.values(groups).flat().includes(name));
  const some = [...grouped, ['Yourself', others] as const].filter(([, all]) => all.length > 0);
  return card({
    title: 'What you can type',
    body: ['Type “help” and a command for what it does and how it is typed.'],
    facts: some.map(([label, all]) => ({ label, value: all.join(', ') })),
    summary: `You can type: ${names.join(', ')}`,
  });
}

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
