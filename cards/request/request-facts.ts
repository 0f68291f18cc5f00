import type { Schedule } from '../../domain/assignment/schedule.js';
import type { ScheduleRequest } from '../../domain/assignment/schedule-request.js';
import type { PrincipalId } from '../../domain/ids.js';
import type { Instant } from '../../domain/time.js';

/** Everything that the cards of a request show, as it is at this moment. */
export type RequestFacts = {
  request: ScheduleRequest;
  /** What the request became, if it became anything. */
  schedule?: Schedule | undefined;
  /** What the request is about to change, where it is about something that is there. */
  target?: Schedule | undefined;
  /** Who answered a request to extend or renew, and why; where anybody has. */
  decision?: { name: string; justification: string } | undefined;
  /** Who made the request, where it was somebody else: an administrator. */
  createdByName?: string | undefined;
  /** What else still gives its holder the same access, or the right to activate it, where what it became is over. */
  stillHeld?: { through: string; endDateTime?: Instant | undefined } | undefined;
  requestorName: string;
  /** What else tells the requestor from others; missing of whom the directory no longer knows. */
  requestor?: Person | undefined;
  /** The zone (IANA) in which the requestor reads times, where it is known. */
  requestorZone?: string | undefined;
  roleName: string;
  /** Absent where the role is held in the whole directory. */
  scopeName?: string | undefined;
  /** Who is being asked now. */
  approverNames: readonly string[];
  /** The same people by id; where given, nobody else is shown the buttons to decide. */
  approverIds?: readonly PrincipalId[] | undefined;
  deciderNames: Readonly<Record<PrincipalId, string>>;
};

/** What tells somebody from others, besides their name. `isUnclear`: their name alone does not. */
export type Person = {
  userPrincipalName?: string | undefined;
  jobTitle?: string | undefined;
  isUnclear: boolean;
};

/** For whom a card is drawn. The admins' copy is seen by many, in zones of their own. */
export type Viewer = {
  part: 'requestor' | 'approver' | 'admins';
  principalId?: PrincipalId | undefined;
  timeZone: string;
};
