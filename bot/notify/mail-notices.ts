import {
  governingRole,
  isExtension,
  type ScheduleRequest,
  stageInProgress,
} from '../../domain/assignment/schedule-request.js';
import type { PrincipalId, ScheduleId } from '../../domain/ids.js';
import {
  type Addressee,
  decideMails,
  isTold,
  type MailTo,
  type Occasion,
} from '../../domain/notification/decide-notifications.js';
import type { Audience } from '../../domain/notification/notice.js';
import { isAskedToDecide, isAsking } from '../../domain/notification/notice-table.js';
import type { PolicyRules } from '../../domain/policy/policy.js';
import type { Directory } from '../../domain/ports/directory.js';
import type { Store } from '../../domain/ports/store.js';
import type { Clock } from '../../domain/ports/system.js';
import { administratorsOf } from '../../domain/usecases/common/default-recipients.js';
import { type Delivery, type DeliveryQueue, priority } from '../outbox/delivery.js';
import { addressees } from './deliver-mail.js';
import type { NoticeFacts, RequestEvent } from './notices.js';

export type MailNoticeDeps = {
  store: Pick<Store, 'read'>;
  directory: Directory;
  clock: Clock;
  queue: Pick<DeliveryQueue, 'ofMatter'>;
};

/** The mails that a notice asks for: one to each address, whatever its owner is in this. */
export async function mailNotices(
  deps: MailNoticeDeps,
  event: RequestEvent,
  request: ScheduleRequest,
  { undecidedIds }: Pick<NoticeFacts, 'undecidedIds'>,
  told: Occasion,
  rules: PolicyRules,
): Promise<Delivery[]> {
  const isAsked = isAsking(told.what, 'Approver');
  const ids = {
    Requestor: [request.principalId],
    Approver: isAsked ? undecidedIds : await askedByMail(deps, request),
    Admin: isTold(told, 'Admin', rules) ? await administrators(deps, request, told) : [],
  };
  const people = await readAddressees(deps.directory, ids);
  const mails = decideMails(told, rules, people);
  // Whom nothing but mail reaches was asked by it whatever the rules say, and is reminded like everybody else.
  const byMail = isAsked && !isAskedToDecide(told.what, 'Approver') ? await askedByMail(deps, request) : [];
  const left = people.Approver.filter(({ principalId, address }) => {
    const isThere = mails.some((each) => each.address === address.toLowerCase());
    return byMail.includes(principalId) && !isThere;
  });
  return [
    ...mails,
    ...left.map((each): MailTo => ({ audience: 'Approver', asks: true, ...each, address: each.address.toLowerCase() })),
  ].map((to) => mailDelivery(event, request, told, to));
}

async function readAddressees(directory: Directory, ids: Record<Audience, readonly PrincipalId[]>) {
  const found = addressees(await directory.principals([...new Set(Object.values(ids).flat())]));
  const byId = new Map(found.map((each) => [each.principalId, each]));
  const of = (desired: readonly PrincipalId[]): Addressee[] => desired.flatMap((id) => byId.get(id) ?? []);
  return { Admin: of(ids.Admin), Requestor: of(ids.Requestor), Approver: of(ids.Approver) };
}

/** Who has had a mail asking them to decide it hears what was decided; nobody else of those who were asked does so by mail. */
async function askedByMail(
  { queue }: Pick<MailNoticeDeps, 'queue'>,
  { id }: Pick<ScheduleRequest, 'id'>,
): Promise<PrincipalId[]> {
  const sent = await queue.ofMatter({ requestId: id });
  return sent.flatMap(({ effect, state }) =>
    effect.kind === 'mail' && effect.as === 'Approver' && state === 'delivered' && effect.recipient.kind === 'person'
      ? [effect.recipient.principalId]
      : [],
  );
}

/** Of an extension that was decided: everybody but who decided it. Source: Entra PIM, “all other administrators”. */
async function administrators(
  { directory, store, clock }: MailNoticeDeps,
  request: ScheduleRequest,
  told: Occasion,
): Promise<PrincipalId[]> {
  const all = await administratorsOf({ directory, reads: store.read, now: clock.now() }, governingRole(request));
  if (told.what !== 'extended' && told.what !== 'extension-denied') return all;
  return all.filter((id) => id !== request.decision?.reviewedBy);
}

/** The mail that asks somebody to decide a request which waits: one for each stage, whatever brings it about. */
export function askingMail(request: ScheduleRequest, { principalId, address }: Addressee): Delivery {
  const what = isExtension(request) ? 'extension-asked' : 'approval-asked';
  const to = { audience: 'Approver', asks: true, principalId, address: address.toLowerCase() } as const;
  return mailDelivery(request, request, { what }, to);
}

function mailDelivery(
  { id, correlationId, scheduleId }: Pick<RequestEvent, 'correlationId'> & { id: string; scheduleId?: ScheduleId },
  request: ScheduleRequest,
  { what }: Pick<Occasion, 'what'>,
  to: MailTo,
): Delivery {
  const { audience: as, asks, principalId, address } = to;
  const stage = stageInProgress(request)?.stageId ?? 0;
  const recipient =
    principalId === undefined ? ({ kind: 'address', address } as const) : ({ kind: 'person', principalId } as const);
  return {
    // Whoever is asked already is not asked again when others are, too.
    key: isAskedToDecide(what, as) ? `mail|${request.id}|${stage}|${address}` : `mail|${id}|${address}`,
    lane: 'mail',
    effect: { kind: 'mail', what, as, requestId: request.id, ...(scheduleId && { scheduleId }), recipient },
    priority: asks ? priority.card : priority.note,
    requestId: request.id,
    correlationId,
  };
}
