import type { Assignee } from '../../../domain/assignment/assignee.js';
import type { AssignmentFacts } from '../../../domain/assignment/decide-assignment.js';
import type { AdminAsk } from '../../../domain/assignment/decide-terms.js';
import type { Expiration } from '../../../domain/assignment/schedule-request.js';
import { type Duration, type Instant, minutes } from '../../../domain/time.js';
import { alice, aPolicy, aRole } from '../builders.js';

/** Who is to get a role: an enabled person of the organisation. */
export const anAssignee = (over: Partial<Assignee> = {}): Assignee => ({
  principalId: alice,
  type: 'user',
  isEnabled: true,
  isGuest: false,
  isAssignableToRole: false,
  ...over,
});

export const forGood: Expiration = { type: 'noExpiration' };
export const lasting = (duration: Duration): Expiration => ({ type: 'afterDuration', duration });
export const until = (endDateTime: Instant): Expiration => ({ type: 'afterDateTime', endDateTime });

/** What an administrator asks for: this long, from this moment where one is named. */
export const anAdminAsk = (
  expiration: Expiration,
  startDateTime?: Instant,
  over: Partial<AdminAsk> = {},
): AdminAsk => ({
  justification: 'joins the team',
  ticketInfo: {},
  scheduleInfo: { startDateTime, expiration },
  ...over,
});

/** An administrator who may manage a known role, an assignee whom nothing forbids, and nothing given yet. */
export const assignmentFacts = (over: Partial<AssignmentFacts> = {}): AssignmentFacts => ({
  mayManage: true,
  isKnown: true,
  role: aRole(),
  assignee: anAssignee(),
  schedules: [],
  policy: aPolicy(),
  proofs: { multiFactor: false, authenticationContexts: [] },
  settings: { minimumDuration: minutes(5), earliestGiveBack: minutes(5) },
  ...over,
});
