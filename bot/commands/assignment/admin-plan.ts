import type { AssignmentField } from '../../../cards/assignment/assignment-form.js';
import type { AdministrationRefusal } from '../../../cards/assignment/assignment-refusal-text.js';
import type { Say } from '../../../cards/request/request-words.js';
import type { Schedule } from '../../../domain/assignment/schedule.js';
import type { Level } from '../../../domain/assignment/schedule-request.js';
import type { RequestId } from '../../../domain/ids.js';
import type { Principal } from '../../../domain/ports/directory.js';
import type { Result } from '../../../domain/result.js';
import type { Role } from '../../../domain/role/role.js';
import type { Caller, CommandDeps } from '../command.js';
import type { NamedRole } from '../words/find-any-role.js';
import type { HoldingState } from '../words/holdings.js';
import type { AdminArguments } from './admin-arguments.js';

/** What is to be done to whose role, all of it certain. `there`: what they have of it at this level. */
export type Order = {
  principal: Principal;
  role: Role;
  named: NamedRole;
  level: Level;
  there: Schedule | undefined;
  args: AdminArguments;
};

/** One thing that administrators do to somebody's role, and how it is asked for. */
export type Plan = {
  command: 'assign' | 'update' | 'extend' | 'renew' | 'remove';
  title: string;
  submit: string;
  isDestructive?: boolean;
  fields: readonly AssignmentField[];
  /** True where somebody else has to decide on it, and so has to know why; else the role's settings say. */
  asksWhy?: boolean;
  /** Among which roles the one named is looked for: all there are, or those the person has or had. */
  among: 'all' | HoldingState;
  /** Does it. Returns the request, and what to say once it is stored. */
  carryOut(
    deps: CommandDeps,
    context: Caller,
    order: Order,
    say: Say,
  ): Promise<Result<{ requestId: RequestId; said?: string }, AdministrationRefusal>>;
};

/** What is wrong with an input or missing in it, by input. */
export type Problems = AdminArguments['problems'];
