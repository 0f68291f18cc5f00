import { activity } from './activity.js';
import type { AuditEvent } from './audit-event.js';

/**
 * True for what somebody tried and was refused, which has changed nothing. That a request failed once it was approved
 * is something that has happened to it, whoever pressed last.
 */
export const isRefusedAttempt = ({
  actor,
  result,
  activity: what,
}: Pick<AuditEvent, 'actor' | 'result' | 'activity'>): boolean =>
  result === 'failure' && actor.kind === 'person' && what !== activity.requestFailed;
