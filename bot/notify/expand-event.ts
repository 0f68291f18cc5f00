import { accountCard } from '../../cards/account/account-card.js';
import { authenticatorsCard, passCard } from '../../cards/account/authenticators-card.js';
import type { View } from '../../cards/card.js';
import { isCanceledByOthers } from '../../cards/words/cancellation-words.js';
import {
  governingRole,
  isExtension,
  type ScheduleRequest,
  undecidedOf,
} from '../../domain/assignment/schedule-request.js';
import type { AsideEvent, DomainEvent } from '../../domain/domain-event.js';
import { isHeldBack } from '../../domain/notification/decide-notifications.js';
import { isMailed, noticesOf } from '../../domain/notification/notice-table.js';
import type { Directory } from '../../domain/ports/directory.js';
import type { Store } from '../../domain/ports/store.js';
import type { Clock } from '../../domain/ports/system.js';
import { listPendingApprovals } from '../../domain/usecases/approval/list-requests.js';
import { type Delivery, type DeliveryQueue, type MessageLane, priority } from '../outbox/delivery.js';
import type { Recipient } from '../outbox/messenger.js';
import { readNames } from '../views/read-names.js';
import { askedNow } from '../views/read-request-facts.js';
import { saidBeside } from '../views/read-still-held.js';
import { type MailNoticeDeps, mailNotices } from './mail-notices.js';
import { accessDelivery, cardFor, isAccessEvent, type NoticeFacts, notices, type RequestEvent } from './notices.js';
import { startsFor, tellOfAccessReview } from './tell-of-access-review.js';
import { tellOfAlerts } from './tell-of-alerts.js';
import { tellOfLowering } from './tell-of-lowering.js';

/** Reads what an event's notices hang on, as it is now, and decides them. */
export const expandEvent =
  ({
    store,
    directory,
    clock,
    queue,
    surfaces,
  }: {
    store: Store;
    queue: Queue;
    directory: Directory;
    clock: Clock;
    surfaces: () => readonly MessageLane[];
  }) =>
  async (event: DomainEvent): Promise<Delivery[]> => {
    // First and without a look at anything: taking access away waits for no directory and no record.
    if (isAccessEvent(event)) return [accessDelivery(event)];
    if (event.requestId === undefined) return tellAside({ store, directory, clock, queue }, event, surfaces());
    const request = await store.read.requests.get(event.requestId);
    if (!request) throw new Error(`request ${event.requestId} of ${event.type} is not in the store`);
    const approverIds = await askedNow({ store, directory, clock }, request);
    const schedule = 'scheduleId' in event ? await store.read.schedules.get(event.scheduleId) : undefined;
    const facts: NoticeFacts = {
      is: whatIs(request),
      requestorId: request.principalId,
      approverIds,
      undecidedIds: undecidedOf(request, approverIds),
      neededApproval: request.stages.length > 0,
      wasActive: schedule?.provisionedDateTime !== undefined,
      isCanceledByOthers: isCanceledByOthers(request),
      isPerson: isAboutSchedule(event) && (await directory.principal(request.principalId))?.type === 'user',
    };
    if (changesWhatIsHeld.includes(event.type)) {
      await queue.redraw(await saidBeside({ store, directory }, request), clock.now());
    }
    return tellOfRequest({ store, directory, clock, queue }, event, request, facts, surfaces());
  };

/** After these something else may hold an access than before, or nothing. */
const changesWhatIsHeld: readonly DomainEvent['type'][] = [
  ...(['assignment.provisioned', 'assignment.revoked', 'request.affected'] as const),
  ...(['schedule.changed', 'schedule.expired'] as const),
];

function whatIs(request: ScheduleRequest): NoticeFacts['is'] {
  if (request.action === 'selfActivate') return 'activation';
  return isExtension(request) ? 'extension' : 'administered';
}

/** Everything that an event tells people of its request, by chat and by mail, as the rules of the role have it. */
async function tellOfRequest(
  deps: MailNoticeDeps,
  event: RequestEvent,
  request: ScheduleRequest,
  facts: NoticeFacts,
  surfaces: readonly MessageLane[],
): Promise<Delivery[]> {
  const chats = surfaces.filter((lane) => lane !== 'mail');
  const told = noticesOf(event, facts);
  if (told.length === 0) return notices(event, facts, chats);
  const { rules } = await deps.store.read.policies.of(governingRole(request));
  const level = facts.is === 'activation' ? undefined : request.level;
  const inChat = notices(event, facts, chats, (what, as) => isHeldBack({ what, level }, as, rules));
  const mailed = surfaces.includes('mail') ? told.filter(isMailed) : [];
  const byMail = mailed.map((what) => mailNotices(deps, event, request, facts, { what, level }, rules));
  return [...inChat, ...(await Promise.all(byMail)).flat()];
}

type EventOf<E extends DomainEvent['type']> = Extract<DomainEvent, { type: E }>;
type Queue = MailNoticeDeps['queue'] & Pick<DeliveryQueue, 'want' | 'redraw'>;
type NotifyDeps = { store: Pick<Store, 'read'>; directory: Directory; clock: Clock; queue: Queue };

function tellAside(
  deps: NotifyDeps,
  event: EventOf<AsideEvent['type']>,
  surfaces: readonly MessageLane[],
): Promise<Delivery[]> {
  switch (event.type) {
    case 'access.outside':
      // It is told by its alert, which knows when it is over.
      return Promise.resolve([]);
    case 'access-review.moved':
      return tellOfAccessReview(deps, event, surfaces);
    case 'control.lowered':
      return tellOfLowering(deps, event, surfaces);
    case 'lowering.over':
      // Nobody is told: the cards that offer Undo are drawn again.
      return Promise.resolve([]);
    case 'alert.changed':
      return tellOfAlerts(deps, event, surfaces);
    case 'authenticators.changed':
      return tellOfAuthenticators(deps, event, surfaces);
    case 'account.changed':
      return tellOfAccount(deps, event, surfaces);
  }
}

async function tellOfAuthenticators(
  { directory }: NotifyDeps,
  event: EventOf<'authenticators.changed'>,
  surfaces: readonly MessageLane[],
): Promise<Delivery[]> {
  const { id, principalId, changedBy, what, correlationId } = event;
  const names = await readNames(directory, [changedBy, principalId]);
  const by = names[changedBy] ?? 'An administrator';
  const tell = (name: string, view: View, recipient: Recipient): Delivery[] =>
    surfaces.map((lane) => ({
      key: `authenticators|${id}|${name}${lane}`,
      lane,
      effect: { kind: 'reply', view, recipient },
      priority: priority.note,
      correlationId,
    }));
  const own = tell('', authenticatorsCard(what, by), { kind: 'person', principalId });
  if (what !== 'pass-made' && what !== 'pass-taken') return own;
  const view = passCard(what, names[principalId] ?? 'A person who has left', by);
  return [...own, ...tell('channel:admins|', view, { kind: 'channel', channel: 'admins' })];
}

async function tellOfAccount(
  deps: NotifyDeps,
  event: EventOf<'account.changed'>,
  surfaces: readonly MessageLane[],
): Promise<Delivery[]> {
  const told = await accountWords(deps, event, surfaces);
  return event.what === 'linked' ? [...told, ...(await whatWaitsFor(deps, event))] : told;
}

/** Somebody has so many requests to decide, at the most, that they have not heard of. */
const mostWaiting = 100;

/** What was asked of somebody while they had no account on a surface reaches them there, once they have linked one. */
async function whatWaitsFor(
  deps: NotifyDeps,
  { principalId, surface }: EventOf<'account.changed'>,
): Promise<Delivery[]> {
  const { store, clock, queue } = deps;
  // Told once and to nobody: it is made due again under the same key, so that nothing is said twice.
  await queue.want(await startsFor(deps, principalId, surface), clock.now());
  const waiting = await Promise.all([
    listPendingApprovals(deps)(principalId, mostWaiting),
    store.read.requests.list({ statuses: ['PendingAdminDecision'], limit: mostWaiting }),
  ]);
  const cards: Delivery[] = [];
  for (const request of waiting.flat()) {
    if (!(await askedNow(deps, request)).includes(principalId)) continue;
    const { id: requestId, correlationId } = request;
    cards.push(cardFor({ requestId, correlationId }, { kind: 'person', principalId })(surface));
  }
  return cards;
}

async function accountWords(
  { directory }: NotifyDeps,
  event: EventOf<'account.changed'>,
  surfaces: readonly MessageLane[],
): Promise<Delivery[]> {
  const { id, principalId, changedBy, what, surface, externalId, correlationId } = event;
  const names = await readNames(directory, [principalId, changedBy]);
  const view = accountCard({
    ...event,
    person: names[principalId] ?? 'somebody',
    changedBy: changedBy === principalId ? undefined : (names[changedBy] ?? 'an administrator'),
  });
  const person = { kind: 'person', principalId } as const;
  return surfaces.map((lane) => ({
    key: `account|${id}|${lane}`,
    lane,
    // What is not linked any more leads nowhere by its person.
    effect: {
      kind: 'reply',
      view,
      recipient: what === 'unlinked' && lane === surface ? { ...person, account: externalId } : person,
    },
    priority: priority.note,
    correlationId,
  }));
}

const isAboutSchedule = ({ type }: DomainEvent) => type.startsWith('schedule.');
