import type { ActivationFacts } from '../../assignment/decide-activation.js';
import { decideCancellation } from '../../assignment/decide-cancellation.js';
import type { Schedule } from '../../assignment/schedule.js';
import type { ScheduleRequest } from '../../assignment/schedule-request.js';
import { activity } from '../../audit/activity.js';
import type { RequestId } from '../../ids.js';
import type { Transaction } from '../../ports/store.js';
import type { Ids } from '../../ports/system.js';
import type { CancellationRefusal } from '../../refusal.js';
import { ok, type Result, refuse } from '../../result.js';
import type { Instant } from '../../time.js';
import { aboutRequest, type By, eventOf, recorderFor } from '../common/recording.js';

/** A request of one's own that a new one takes the place of, at the revision of its terms that was seen. */
export type Replaced = Pick<ScheduleRequest, 'revision'> & { requestId: RequestId };

/** It is another one, has other terms, or is nothing that can be cancelled by now. */
export type NotReplaced = Extract<CancellationRefusal, { code: 'NOT_CANCELABLE' }>;

type Going = {
  /** The request as it was, and cancelled; with what it has planned. */
  old: ScheduleRequest;
  canceled: ScheduleRequest;
  planned: readonly Schedule[];
  /** What is so without it. */
  facts: ActivationFacts;
};

/**
 * Decides whether a request may go for a new one of its requestor's: as it was seen, while it waits or begins later.
 * Changes nothing; returns what would be so without it, undefined where none is to go.
 */
export function toReplace(
  facts: ActivationFacts,
  replaced: Replaced | undefined,
  { actor }: By,
  now: Instant,
): Result<Going | undefined, NotReplaced> {
  if (!replaced) return ok(undefined);
  const { requestId: id, revision } = replaced;
  const old = facts.openRequest;
  if (old?.id !== id || old.revision !== revision) {
    return refuse({ code: 'NOT_CANCELABLE', status: old?.status ?? 'Canceled', requestId: old?.id ?? id });
  }
  const canceled = decideCancellation(old, { actor, manages: false }, now);
  if (!canceled.ok) return refuse({ code: 'NOT_CANCELABLE', status: old.status, requestId: old.id });
  const isPlanned = ({ createdUsing, status }: Schedule) => createdUsing === id && status === 'Granted';
  const planned = facts.schedules.filter(isPlanned);
  const schedules = facts.schedules.filter((each) => !isPlanned(each));
  return ok({ old, canceled: canceled.value, planned, facts: { ...facts, openRequest: undefined, schedules } });
}

/** Cancels the request that goes, in the transaction that stores the new one; nothing where none goes. */
export async function giveUp(
  tx: Transaction,
  { ids }: { ids: Ids },
  going: Going | undefined,
  by: By,
  now: Instant,
): Promise<void> {
  if (!going) return;
  const { old, canceled, planned } = going;
  await tx.requests.save(canceled);
  await tx.schedules.save(...planned.map((schedule) => ({ ...schedule, status: 'Canceled' as const })));
  const entry = { ...aboutRequest(canceled), activity: activity.requestCanceled, resultReason: '' };
  await tx.audit.append(recorderFor(ids, now, by)({ ...entry, before: { status: old.status } }));
  await tx.outbox.append(eventOf(ids, now, canceled, { type: 'request.canceled' }));
}
