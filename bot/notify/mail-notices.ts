import {
  governingRole,
  isExtension,
  type ScheduleRequest,
  stageInProgress,
} from '../../domain/assignment/schedule-request.js';
import type { PrincipalId, ScheduleId } from '../../domain/ids.js';
import {
  type Addressee,
  type Audience,
  decideMails,
  type Happening,
  isAsking,
  isHeldBack,
  isTold,
  type MailTo,
  type Told,
} from '../../domain/notification/decide-notifications.js';
import type { PolicyRules } from '../../domain/policy/policy.js';
import type { Directory } from '../../domain/ports/directory.js';
import type { Store } from '../../domain/ports/store.js';
import type { Clock } from '../../domain/ports/system.js';
import { administratorsOf } from '../../domain/usecases/common/default-recipients.js';
import { type Delivery, type DeliveryQueue, priority } from '../outbox/delivery.js';
import { addressees } from './deliver-mail.js';
import type { NoticeFacts, RequestEvent } from './notices.js';

/** What an event is to the rules of a role; undefined for what no mail tells of. */
export function toldOf(event: RequestEvent, request: ScheduleRequest, facts: NoticeFacts): Told | undefined {
  const what =
    ofTime(event) ?? (facts.isActivation ? ofActivation(event, facts) : ofAdministration(event, request, facts));
  return what && { what, level: facts.isActivation ? undefined : request.level };
}

/** That something ends within minutes is for chat alone: a mail would come too late. */
function ofTime(event: RequestEvent): Happening | undefined {
  switch (event.type) {
    case 'request.reminded':
      return 'reminded';
    case 'request.overlooked':
      return 'overlooked';
    case 'schedule.ending':
      return event.warning === '14-days' || event.warning === '1-day' ? 'expiring' : undefined;
    case 'schedule.expired':
      return 'expired';
    default:
      return undefined;
  }
}

function ofActivation(
  { type }: RequestEvent,
  { approverIds, wasActive, isCanceledByOthers }: NoticeFacts,
): Happening | undefined {
  switch (type) {
    case 'request.submitted':
    case 'request.stage-advanced':
    case 'request.escalated':
    case 'request.approvers-changed':
      return approverIds.length > 0 ? 'approval-asked' : undefined;
    case 'request.approved':
      return 'approved';
    case 'request.denied':
      return 'denied';
    case 'request.timed-out':
      return 'timed-out';
    case 'request.failed':
      return 'failed';
    case 'request.canceled':
      return isCanceledByOthers ? 'canceled' : undefined;
    case 'assignment.provisioned':
      return 'activated';
    case 'assignment.revoked':
      return wasActive ? 'ended' : undefined;
    case 'schedule.kept':
      return 'kept';
    default:
      return undefined;
  }
}

function ofAdministration(
  { type }: RequestEvent,
  request: ScheduleRequest,
  { isCanceledByOthers }: NoticeFacts,
): Happening | undefined {
  const asksForMore = isExtension(request);
  switch (type) {
    case 'request.submitted':
    case 'request.approvers-changed':
      return asksForMore ? 'extension-asked' : undefined;
    case 'request.denied':
      return asksForMore ? 'extension-denied' : undefined;
    case 'request.timed-out':
      return asksForMore ? 'extension-timed-out' : undefined;
    case 'request.canceled':
      return asksForMore && isCanceledByOthers ? 'canceled' : undefined;
    case 'schedule.changed':
      return asksForMore ? 'extended' : 'changed';
    case 'schedule.kept':
      return 'kept';
    default:
      return undefined;
  }
}

/**
 * What is left of what would be told in chat once a role's rules have had their say. They steer what only informs: the
 * administrators' channel, and the notes to whose role it is. Cards of people always go, for on them one acts.
 */
export function byRules(
  deliveries: readonly Delivery[],
  told: Told,
  rules: PolicyRules,
  { requestorId }: Pick<NoticeFacts, 'requestorId'>,
): Delivery[] {
  return deliveries.filter(({ effect }) => {
    if (effect.kind !== 'note' && effect.kind !== 'card') return true;
    if (effect.recipient.kind === 'channel') return !isHeldBack(told, 'Admin', rules);
    const isOwn = effect.recipient.principalId === requestorId;
    return effect.kind === 'card' || !isOwn || !isHeldBack(told, 'Requestor', rules);
  });
}

export type MailNoticeDeps = {
  store: Pick<Store, 'read'>;
  directory: Directory;
  clock: Clock;
  queue: Pick<DeliveryQueue, 'ofMatter'>;
};

/** The mails that an event asks for: one to each address, whatever its owner is in this. */
export async function mailNotices(
  deps: MailNoticeDeps,
  event: RequestEvent,
  request: ScheduleRequest,
  { approverIds, undecidedIds }: NoticeFacts,
  told: Told,
  rules: PolicyRules,
): Promise<Delivery[]> {
  const isAsked = isAsking(told.what, 'Approver');
  const undecided = undecidedIds ?? approverIds;
  const ids = {
    Requestor: [request.principalId],
    Approver: isAsked ? undecided : await askedByMail(deps, request),
    Admin: isTold(told, 'Admin', rules) ? await administrators(deps, request, told) : [],
  };
  const people = await readAddressees(deps.directory, ids);
  const mails = decideMails(told, rules, people);
  // Whom nothing but mail reaches was asked by it whatever the rules say, and is reminded like everybody else.
  const byMail = isAsked && told.what !== 'approval-asked' ? await askedByMail(deps, request) : [];
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
  const of = (wanted: readonly PrincipalId[]): Addressee[] => wanted.flatMap((id) => byId.get(id) ?? []);
  return { Admin: of(ids.Admin), Requestor: of(ids.Requestor), Approver: of(ids.Approver) };
}

/** Who has had a mail asking them to decide it hears what was decided; nobody else of those who were asked does so by mail. */
async function askedByMail(
  { queue }: Pick<MailNoticeDeps, 'queue'>,
  { id }: Pick<ScheduleRequest, 'id'>,
): Promise<PrincipalId[]> {
  const sent = await queue.ofMatter({ requestId: id });
  return sent.flatMap(({ effect, state }) =>
    effect.kind === 'mail' && effect.as === 'Approver' && state === 'reached' && effect.recipient.kind === 'person'
      ? [effect.recipient.principalId]
      : [],
  );
}

/** Of an extension that was decided: everybody but who decided it. Source: Entra PIM, “all other administrators”. */
async function administrators(
  { directory, store, clock }: MailNoticeDeps,
  request: ScheduleRequest,
  told: Told,
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
  { what }: Pick<Told, 'what'>,
  to: MailTo,
): Delivery {
  const { audience: as, asks, principalId, address } = to;
  const stage = stageInProgress(request)?.stageId ?? 0;
  const recipient =
    principalId === undefined ? ({ kind: 'address', address } as const) : ({ kind: 'person', principalId } as const);
  return {
    // Whoever is asked already is not asked again when others are, too.
    key: what.endsWith('asked') ? `mail|${request.id}|${stage}|${address}` : `mail|${id}|${address}`,
    lane: 'mail',
    effect: { kind: 'mail', what, as, requestId: request.id, ...(scheduleId && { scheduleId }), recipient },
    priority: asks ? priority.card : priority.note,
    requestId: request.id,
    correlationId,
  };
}
