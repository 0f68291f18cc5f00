import type { ScheduleStatus } from '../../domain/assignment/schedule.js';
import type { Level, RequestAction, RequestStatus } from '../../domain/assignment/schedule-request.js';

type Table<S extends string> = { [from in S | 'new']?: readonly S[] };

/** What follows once nobody has to agree any more: it waits for its start, goes to the directory, or is there. */
const carriedOut = {
  Granted: ['PendingProvisioning', 'Provisioned', 'Canceled', 'Failed'],
  // Given back or taken before the directory had it: revoked.
  PendingProvisioning: ['Provisioned', 'Revoked', 'Failed'],
} as const satisfies Table<RequestStatus>;

/** Pending again: whoever can decide was reminded. */
const undecided: readonly RequestStatus[] = [
  'PendingAdminDecision',
  'Provisioned',
  'Granted',
  'PendingProvisioning',
  'Denied',
  'Canceled',
  'TimedOut',
];

/**
 * Every change of a request's status that may happen, by its action; from a status that is not named nothing follows:
 * it is final. Source: Microsoft Entra PIM's request state machine (pim-semantics §2). What PIM leaves open: a request
 * that nobody answers is TimedOut, and one whose activation has ended stays Provisioned.
 */
export const requestTransitions: Record<RequestAction, Table<RequestStatus>> = {
  selfActivate: {
    new: ['PendingApproval', 'Granted', 'PendingProvisioning'],
    // Pending again: a stage or a review more.
    PendingApproval: ['PendingApproval', 'Granted', 'PendingProvisioning', 'Denied', 'Canceled', 'TimedOut', 'Failed'],
    Granted: ['PendingProvisioning', 'Canceled', 'Failed'],
    PendingProvisioning: carriedOut.PendingProvisioning,
  },
  selfDeactivate: { new: ['Revoked'] },
  selfExtend: {
    new: ['PendingAdminDecision'],
    PendingAdminDecision: undecided,
    ...carriedOut,
  },
  selfRenew: {
    new: ['PendingAdminDecision'],
    PendingAdminDecision: undecided,
    ...carriedOut,
  },
  adminAssign: { new: ['Granted', 'PendingProvisioning', 'Provisioned'], ...carriedOut },
  adminRenew: { new: ['Granted', 'PendingProvisioning', 'Provisioned'], ...carriedOut },
  adminUpdate: { new: ['Provisioned'] },
  adminExtend: { new: ['Provisioned'] },
  adminRemove: { new: ['Revoked'] },
};

/**
 * The same for schedules, by level. The same status again: its times have moved, or the directory has refused to let a
 * last owner go, who after 30 days stays (Provisioned).
 */
export const scheduleTransitions: Record<Level, Table<ScheduleStatus>> = {
  eligibility: {
    new: ['Granted', 'Provisioned'],
    Granted: ['Granted', 'Provisioned', 'Canceled', 'Failed'],
    Provisioned: ['Provisioned', 'Revoked'],
  },
  assignment: {
    new: ['Granted', 'PendingProvisioning'],
    Granted: ['Granted', 'PendingProvisioning', 'Canceled', 'Failed'],
    PendingProvisioning: ['PendingProvisioning', 'Provisioned', 'PendingRevocation', 'Failed'],
    Provisioned: ['Provisioned', 'PendingRevocation'],
    PendingRevocation: ['PendingRevocation', 'Revoked', 'Provisioned'],
  },
};
