import type { RequestFacts } from '../../cards/request/request-facts.js';
import type { Schedule } from '../../domain/assignment/schedule.js';
import type { RequestId, ScheduleId } from '../../domain/ids.js';
import type { Audience, RequestNotice } from '../../domain/notification/notice.js';
import { isStillSo } from '../../domain/notification/notice-table.js';
import type { MailRecipient, Recipient } from '../outbox/messenger.js';
import { type ReadDeps, readRequestFacts } from '../views/read-request-facts.js';

type Notice = {
  what: RequestNotice;
  as: Audience;
  requestId: RequestId;
  /** A request may have become several schedules: the one that the notice is about. */
  scheduleId?: ScheduleId | undefined;
  recipient: Recipient | MailRecipient;
};

/**
 * What a notice about a request is drawn from, on whatever lane it goes; undefined where it says nothing any more that
 * is so. What was posted before (`isPosted`) is drawn again as things are.
 */
export async function readRequestNotice(
  deps: ReadDeps,
  { what, as, requestId, scheduleId, recipient }: Notice,
  isPosted: boolean,
): Promise<RequestFacts | undefined> {
  const read = await readRequestFacts(deps, requestId);
  if (!read) return undefined;
  const facts = { ...read, schedule: await scheduleOf(deps, scheduleId, read.schedule) };
  if (isPosted) return facts;
  const { request, schedule, approverIds = [] } = facts;
  const beside = await deps.store.read.schedules.ofAccess(request);
  const readerId = recipient.kind === 'person' ? recipient.principalId : undefined;
  const stands = { request, schedule, beside, approverIds, as, readerId, now: deps.clock.now() };
  return isStillSo(what, stands) ? facts : undefined;
}

async function scheduleOf({ store }: ReadDeps, id: ScheduleId | undefined, latest: Schedule | undefined) {
  return id === undefined || id === latest?.id ? latest : store.read.schedules.get(id);
}
