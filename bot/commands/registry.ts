import { activate } from './activate.js';
import { cancel, myRequests } from './cancel.js';
import type { Command } from './command.js';
import type { CommandDescription } from './command-description.js';
import { deactivate } from './deactivate.js';
import { help } from './help.js';
import { myRoles } from './my-roles.js';
import { approve, deny, pending } from './review.js';

/** Every command, in the order in which people are told of them. */
export const commands: readonly Command[] = [
  activate,
  deactivate,
  approve,
  deny,
  cancel,
  myRoles,
  myRequests,
  pending,
  help(() => commandDescriptions),
];

/** What the commands are, without what they do. */
export const commandDescriptions: readonly CommandDescription[] = commands.map(
  ({ name, aliases, synopsis, summary, examples }) => ({ name, aliases, synopsis, summary, examples }),
);
