import type { EndWarning } from '../../domain/assignment/end-warnings.js';
import type { AsideEvent, DomainEvent } from '../../domain/domain-event.js';
import type { PrincipalId } from '../../domain/ids.js';
import { type Delivery, type MessageLane, type NoteKind, priority } from '../outbox/delivery.js';
import { accessDeliveryKey } from '../outbox/removal-alarm.js';
import type { Recipient } from './messenger.js';

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
export type NoticeFacts = {
  requestorId: PrincipalId;
  /** Who is asked to decide the stage in progress; empty when none is. */
  approverIds: readonly PrincipalId[];
  /** True when somebody had to approve it, so that the requestor may have looked away. */
  neededApproval: boolean;
  /** True once the directory has confirmed it: what never was in cannot have ended. */
  wasActive: boolean;
  /** True for an activation; what an administrator assigns has other notices. */
  isActivation: boolean;
  /** True for what asks the role's administrators to extend or renew something. */
  isExtension?: boolean;
  /** True where it was cancelled, and not by whose request it is. */
  isCanceledByOthers?: boolean;
  /** Who of those who are asked has not decided yet. */
  undecidedIds?: readonly PrincipalId[];
  /** True where a person is concerned who can be written to: no group, no application. */
  isPerson?: boolean;
};

const administrators: Recipient = { kind: 'channel', channel: 'admins' };

/**
 * Decides what an event brings about among people in chat: who gets a living card of the request, and who is told
 * something once, on each of the surfaces in use. Cards and notes that were posted are drawn again on every event, so
 * they are not listed here.
 */
export function notices(event: RequestEvent, facts: NoticeFacts, surfaces: readonly MessageLane[]): Delivery[] {
  const people = facts.isActivation || facts.isExtension ? surfaces : [];
  const requestor: Recipient = { kind: 'person', principalId: facts.requestorId };
  const cards = (...recipients: Recipient[]) =>
    recipients.flatMap((recipient) => people.map(cardFor(event, recipient)));
  const note = (kind: NoteKind) => people.map(noteFor(event, kind, requestor));
  const approvers = facts.approverIds.map((principalId): Recipient => ({ kind: 'person', principalId }));

  switch (event.type) {
    case 'request.submitted':
    case 'request.approvers-changed':
      return cards(requestor, ...approvers);
    case 'request.stage-advanced':
      return cards(...approvers);
    case 'request.escalated':
      return [...cards(...approvers), ...note('still-waiting')];
    case 'request.reminded':
    case 'request.overlooked':
      return recalled(event, facts, people);
    case 'request.approved':
    case 'request.affected':
    case 'request.canceled':
    case 'request.denied':
    case 'request.timed-out':
    case 'request.failed':
      return outcomeNotes(event.type, facts).flatMap(note);
    case 'assignment.provisioned':
      return [...cards(administrators), ...(facts.neededApproval ? note('active') : [])];
    case 'assignment.revoked':
      return facts.wasActive && facts.isActivation ? note('ended') : [];
    case 'schedule.changed':
    case 'schedule.kept':
      return aboutSchedule(event, facts.isPerson ? [requestor] : [], surfaces);
    case 'schedule.ending':
    case 'schedule.expired':
      return facts.isPerson ? surfaces.map(noteFor(event, endNote(event), requestor)) : [];
  }
}

type Outcome = 'approved' | 'affected' | 'canceled' | 'denied' | 'timed-out' | 'failed';

/** What the requestor is told of what became of a request; what they did themself is no news. */
function outcomeNotes(type: `request.${Outcome}`, { isCanceledByOthers }: NoticeFacts): NoteKind[] {
  switch (type) {
    case 'request.approved':
    case 'request.affected':
      return [];
    case 'request.canceled':
      return isCanceledByOthers ? ['canceled'] : [];
    case 'request.denied':
      return ['denied'];
    case 'request.timed-out':
      return ['timed-out'];
    case 'request.failed':
      return ['failed'];
  }
}

const endNotes = {
  '14-days': 'ends-in-14-days',
  '1-day': 'ends-in-1-day',
  '15-minutes': 'ends-soon',
  '5-minutes': 'ends-soon',
} as const satisfies Record<EndWarning, NoteKind>;

const endNote = (event: Extract<RequestEvent, { type: 'schedule.ending' | 'schedule.expired' }>): NoteKind =>
  event.type === 'schedule.expired' ? 'expired' : endNotes[event.warning];

/** Whoever has not decided is reminded; in the end the administrators hear of it too, and who asked that it waits. */
function recalled(event: RequestEvent, facts: NoticeFacts, surfaces: readonly MessageLane[]): Delivery[] {
  const tell = (kind: NoteKind, recipients: readonly Recipient[]) =>
    recipients.flatMap((recipient) => surfaces.map(noteFor(event, kind, recipient)));
  const undecided = (facts.undecidedIds ?? []).map((principalId): Recipient => ({ kind: 'person', principalId }));
  const reminders = tell('reminder', undecided);
  if (event.type === 'request.reminded') return reminders;
  const requestor: Recipient = { kind: 'person', principalId: facts.requestorId };
  return [...reminders, ...tell('overlooked', [administrators]), ...tell('still-waiting', [requestor])];
}

type ScheduleEvent = Extract<DomainEvent, { type: 'schedule.changed' | 'schedule.kept' }>;

/** Its holder is told what an administrator did; and like the administrators, that something stays past its end. */
function aboutSchedule(
  event: ScheduleEvent,
  holders: readonly Recipient[],
  surfaces: readonly MessageLane[],
): Delivery[] {
  const tell = (kind: NoteKind, recipients: readonly Recipient[]) =>
    recipients.flatMap((recipient) => surfaces.map(noteFor(event, kind, recipient)));
  if (event.type === 'schedule.changed') return tell('changed', holders);
  return tell(event.reason === 'last-owner' ? 'kept-owner' : 'kept-administrator', [...holders, administrators]);
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
  (event: RequestEvent, note: NoteKind, recipient: Recipient) =>
  (lane: MessageLane): Delivery => {
    const { id, requestId, correlationId } = event;
    const scheduleId = 'scheduleId' in event ? event.scheduleId : undefined;
    return {
      key: `note|${id}|${nameOf(recipient)}|${lane}`,
      lane,
      effect: { kind: 'note', note, requestId, scheduleId, recipient },
      priority: priority.note,
      requestId,
      correlationId,
    };
  };
