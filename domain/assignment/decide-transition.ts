import type { Instant } from '../time.js';
import { nextTransitionAt, type Schedule } from './schedule.js';

/** What time has made of a schedule. */
export type Transition =
  /** Its start has come: the directory has to be given it. */
  | { kind: 'started'; schedule: Schedule }
  /** Its end has come: the directory has to lose it. */
  | { kind: 'ended'; schedule: Schedule }
  /** An eligibility's end has come: it is over at once, for no directory holds it. */
  | { kind: 'lapsed'; schedule: Schedule }
  /** Its start and end have both gone by: it never began, and no directory holds it. */
  | { kind: 'missed'; schedule: Schedule };

/**
 * Decides what time has made of a schedule by `now`; undefined when nothing is due. Half-open: at its very end it is
 * over. One whose start and end have both gone by (Latchkey was down) has failed without ever having begun.
 */
export function decideTransition(schedule: Schedule, now: Instant): Transition | undefined {
  const due = nextTransitionAt(schedule);
  if (due === undefined || now < due) return undefined;
  const isOver = schedule.endDateTime !== undefined && schedule.endDateTime <= now;
  if (!isOver) {
    const status = schedule.level === 'eligibility' ? 'Provisioned' : 'PendingProvisioning';
    return { kind: 'started', schedule: { ...schedule, status } };
  }
  if (schedule.status === 'Granted') {
    return { kind: 'missed', schedule: { ...schedule, status: 'Failed', endedBy: 'expired', endedDateTime: now } };
  }
  if (schedule.level === 'eligibility') {
    return { kind: 'lapsed', schedule: { ...schedule, status: 'Revoked', endedBy: 'expired', endedDateTime: now } };
  }
  return { kind: 'ended', schedule: { ...schedule, status: 'PendingRevocation', endedBy: 'expired' } };
}
