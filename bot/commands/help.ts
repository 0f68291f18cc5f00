import type { Card } from '../../cards/card.js';
import { commandHelpCard, helpCard } from '../../cards/help-card.js';
import { nearestCommand } from '../language/nearest-command.js';
import type { Command } from './command.js';
import type { CommandDescription } from './command-description.js';

/** `help`: what can be typed. Takes the descriptions of every command, itself among them. */
export const help = (descriptions: () => readonly CommandDescription[]): Command => ({
  name: 'help',
  aliases: ['i need help', '?'],
  clauses: [],
  synopsis: 'help [<command>]',
  summary: 'Show what you can type, or how one command works.',
  examples: ['help', 'help activate'],
  async run(_deps, { rest }) {
    const asked = rest.trim().toLowerCase();
    const named = descriptions().find(({ name, aliases }) => name === asked || aliases.includes(asked));
    const near =
      named ??
      descriptions().find(
        ({ name }) =>
          name ===
          nearestCommand(
            asked,
            descriptions().map((each) => each.name),
          ),
      );
    return { kind: 'card', card: near ? commandHelpCard(near) : helpCard(descriptions()) };
  },
});

/** The help of one command by its name; of all of them where there is none of that name. */
export function helpOf(commands: readonly CommandDescription[], name: string): Card {
  const found = commands.find((command) => command.name === name);
  return found ? commandHelpCard(found) : helpCard(commands);
}
