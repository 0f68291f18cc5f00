import type { AsideEvent, DomainEvent } from '../../domain/domain-event.js';
import type { PrincipalId } from '../../domain/ids.js';
import type { Audience, RequestAbout, RequestNotice } from '../../domain/notification/notice.js';
import { hearingOf, noticesOf } from '../../domain/notification/notice-table.js';
import { type Delivery, type MessageLane, type NoteEffect, priority } from '../outbox/delivery.js';
import type { Recipient } from '../outbox/messenger.js';
import { accessDeliveryKey } from '../outbox/removal-alarm.js';

/** Events that only the directory has to follow; they hang on nothing that would have to be read first. */
type AccessEvent = Extract<DomainEvent, { type: 'access.due' | 'access.ended' }>;

/** Events that people hear of by their request. */
export type RequestEvent = Exclude<DomainEvent, AccessEvent | AsideEvent>;

/** True for events that only the directory has to follow. */
export const isAccessEvent = (event: DomainEvent): event is AccessEvent =>
  event.type === 'access.due' || event.type === 'access.ended';

/** The delivery that makes the directory look at an access; one that may take access away goes first. */
export const accessDelivery = (event: AccessEvent): Delivery => ({
  key: accessDeliveryKey(event.access),
  lane: 'directory',
  effect: { kind: 'access', access: event.access },
  priority: event.type === 'access.ended' ? priority.removal : priority.access,
  correlationId: event.correlationId,
});

/** Whom the request of an event concerns, read when the event is expanded. */
export type NoticeFacts = RequestAbout & {
  requestorId: PrincipalId;
  /** True when somebody had to approve it, so that the requestor may have looked away. */
  neededApproval: boolean;
  /** Who of those who are asked has not decided yet. */
  undecidedIds: readonly PrincipalId[];
  /** True where a person is concerned who can be written to: no group, no application. */
  isPerson: boolean;
};

const administrators: Recipient = { kind: 'channel', channel: 'admins' };
const person = (principalId: PrincipalId): Recipient => ({ kind: 'person', principalId });

/**
 * Decides what an event brings about among people in chat: who gets a living card of the request, and who is told
 * something once, on each of the surfaces in use. Cards and notes that were posted are drawn again on every event, so
 * they are not listed here. `isHeldBack`: the rules of the role keep an audience from being told.
 */
export function notices(
  event: RequestEvent,
  facts: NoticeFacts,
  surfaces: readonly MessageLane[],
  isHeldBack: (what: RequestNotice, as: Audience) => boolean = () => false,
): Delivery[] {
  const own = cardsBeside(event, facts).flatMap((recipient) => surfaces.map(cardFor(event, recipient)));
  const told = noticesOf(event, facts).flatMap((what) =>
    audiences.flatMap((as) => {
      const ways = isHeldBack(what, as) ? [] : (hearingOf(what, as)?.by ?? []);
      return recipientsOf(what, as, event, facts).flatMap((recipient) => [
        ...(ways.includes('card') ? surfaces.map(cardFor(event, recipient)) : []),
        ...(ways.includes('note') ? surfaces.map(noteFor(event, { what, as }, recipient)) : []),
      ]);
    }),
  );
  return [...own, ...told];
}

const audiences = ['Approver', 'Admin', 'Requestor'] as const satisfies readonly Audience[];

/** Who gets a card though nothing is asked of them or told to them: whoever has just asked, and who sees it renewed. */
function cardsBeside({ type }: RequestEvent, { is, requestorId }: NoticeFacts): Recipient[] {
  if (is === 'administered') return [];
  if (type === 'request.submitted' || type === 'request.approvers-changed') return [person(requestorId)];
  return type === 'assignment.provisioned' && is === 'extension' ? [administrators] : [];
}

/** Whom an audience of a notice in chat is. */
function recipientsOf(what: RequestNotice, as: Audience, { type }: RequestEvent, facts: NoticeFacts): Recipient[] {
  switch (as) {
    case 'Admin':
      return [administrators];
    case 'Approver':
      // Who was asked has a card; who is reminded has not decided.
      return (
        type === 'request.reminded' || type === 'request.unanswered' ? facts.undecidedIds : facts.approverIds
      ).map(person);
    case 'Requestor': {
      const isSeen = hearingOf(what, as)?.unlessSeen === true && !facts.neededApproval;
      const isThere = !type.startsWith('schedule.') || facts.isPerson;
      return isThere && !isSeen ? [person(facts.requestorId)] : [];
    }
  }
}

const nameOf = (recipient: Recipient) =>
  recipient.kind === 'person' ? recipient.principalId : `channel:${recipient.channel}`;

/** The living card of a request that somebody has on a lane. */
export const cardFor =
  ({ requestId, correlationId }: Pick<RequestEvent, 'requestId' | 'correlationId'>, recipient: Recipient) =>
  (lane: MessageLane): Delivery => ({
    key: `card|${requestId}|${nameOf(recipient)}|${lane}`,
    lane,
    effect: { kind: 'card', requestId, recipient },
    priority: priority.card,
    requestId,
    correlationId,
  });

const noteFor =
  (event: RequestEvent, told: Pick<NoteEffect, 'what' | 'as'>, recipient: Recipient) =>
  (lane: MessageLane): Delivery => {
    const { id, requestId, correlationId } = event;
    const scheduleId = 'scheduleId' in event ? event.scheduleId : undefined;
    return {
      key: `note|${id}|${nameOf(recipient)}|${lane}`,
      lane,
      effect: { kind: 'note', ...told, requestId, scheduleId, recipient },
      priority: priority.note,
      requestId,
      correlationId,
    };
  };
