import type { View } from '../../cards/card.js';
import type { CardExtras } from '../../cards/request/request-card.js';
import type { ControlLowered, DomainEvent } from '../../domain/domain-event.js';
import type { Surface } from '../../domain/identity/surface.js';
import type {
  CommandId,
  CorrelationId,
  PrincipalId,
  RequestId,
  ReviewInstanceId,
  ScheduleId,
} from '../../domain/ids.js';
import type { Audience, RequestNotice, ReviewNotice } from '../../domain/notification/notice.js';
import type { AdapterErrorCode } from '../../domain/ports/system.js';
import type { Access } from '../../domain/role/role.js';
import type { Duration, Instant } from '../../domain/time.js';
import type { MailRecipient, MessageRef, Recipient } from './messenger.js';

/** What people are told by: the chats, and mail. */
export type MessageLane = Surface | 'mail';

/** A queue of its own for everything outside, so that one that is down delays no other. */
export type Lane = 'directory' | MessageLane;

/** What a recipient hears of a request in chat, as what they hear it. */
export type NoteEffect = {
  kind: 'note';
  what: RequestNotice;
  as: Audience;
  requestId: RequestId;
  scheduleId?: ScheduleId | undefined;
  recipient: Recipient;
};

type MailEffect = {
  kind: 'mail';
  what: RequestNotice;
  as: Audience;
  requestId: RequestId;
  scheduleId?: ScheduleId | undefined;
  recipient: MailRecipient;
};

/** What people are asked to decide: a request, or an occurrence of an access review. */
export type Matter = { requestId: RequestId } | { reviewInstanceId: ReviewInstanceId };

/** A recipient is told this of an occurrence of an access review, once. */
export type AccessReviewEffect = {
  kind: 'access-review';
  what: ReviewNotice;
  reviewInstanceId: ReviewInstanceId;
  /** Where it goes to a person as one of the administrators, and not as who decides. */
  as?: 'Owner';
  recipient: Recipient;
};

/** What a delivery brings about. Each is carried out from the present state, so doing it again does nothing more. */
type Effect =
  /** The directory holds this access as its leases justify. */
  | { kind: 'access'; access: Access }
  /**
   * This recipient's living card of the request shows it as it is. `extras`: what goes with a card that they asked for
   * again.
   */
  | { kind: 'card'; requestId: RequestId; recipient: Recipient; extras?: CardExtras | undefined }
  /** This recipient is told this, once; what was posted is drawn again when its request changes. */
  | NoteEffect
  /** This recipient knows whether this access, which is to be taken out of the directory, stays in it. */
  | { kind: 'alert'; access: Access; recipient: Recipient }
  /** This recipient knows whether somebody who is asked to decide something can be reached by nothing. */
  | ({ kind: 'unreachable'; recipient: Recipient } & Matter)
  /** This recipient knows how incidents stand that were found together. */
  | { kind: 'incidents'; batch: string; recipient: Recipient }
  /** This recipient knows that a control was lowered or that this was undone, and whether it can be undone now. */
  | ({ kind: 'lowered'; recipient: Recipient } & Pick<ControlLowered, 'what' | 'lowering' | 'changedBy'>)
  /** This recipient is asked to prove who they are, so that a turn of theirs goes on; then told that it does. */
  | { kind: 'prove'; pendingStepUp: CommandId; recipient: Recipient }
  /** Whoever has this address, or this person, is told by mail what has happened to a request, once. */
  | MailEffect
  /** This recipient is told how an access review stands, once. */
  | AccessReviewEffect
  /**
   * What was rendered already: the answer to somebody's message, or a word to the administrators. `informs`: it tells a
   * person what is not theirs to act on, and goes by how they want to be told.
   */
  | { kind: 'reply'; view: View; recipient: Recipient; informs?: true };

/** Removal of access goes before everything else, in every queue. */
export const priority = { removal: 0, access: 1, alert: 1, card: 2, note: 3 } as const;

export type Delivery = {
  /** Names the effect permanently: (access), (request, recipient, surface), (event, recipient, surface), (command). */
  key: string;
  lane: Lane;
  effect: Effect;
  priority: number;
  /** The cards and posted notes of a request are found by it when the request changes. */
  requestId?: RequestId | undefined;
  correlationId: CorrelationId;
  /** Until when it is drawn again: for one of the many that people may ask for. */
  until?: Instant | undefined;
};

/** A delivery this process holds by lease. `fence` rises with each claim of the same delivery. */
export type ClaimedDelivery = Delivery & {
  fence: number;
  /**
   * The desired generation that was claimed: one that came later makes the delivery due again when this one is done.
   */
  desired: number;
  /** How often it has been tried since it last went well. */
  attempts: number;
  /** When the first of the tries that have failed since then began; undefined where none has. */
  failingSince?: Instant | undefined;
  /** An earlier try failed, or its process died in it: what it asked of the far end may have come about, or still may. */
  isInDoubt: boolean;
  /** Where the message is, once posted, and a fingerprint of what it shows. */
  ref?: MessageRef | undefined;
  shown?: string | undefined;
};

/** A delivery that does not get through, as it stands. `fence` tells this standing from the one after another try. */
export type FailedDelivery = Pick<Delivery, 'key' | 'lane' | 'effect' | 'priority'> & {
  fence: number;
  attempts: number;
  /** When the first of the tries that have failed began. */
  since: Instant;
  /** What the far end said last; undefined where the fault was our own. */
  code?: AdapterErrorCode | undefined;
};

/** How a delivery about what people are asked to decide stands. */
export type DeliveryState = Pick<Delivery, 'key' | 'lane' | 'effect'> & {
  /**
   * `reached`: its message is out. `unreachable`: it was looked at, and is nowhere. `aside`: it is nowhere and a dead
   * letter.
   */
  state: 'delivered' | 'unreachable' | 'dead-letter' | 'failing' | 'waiting';
  /** Of one that fails: when the first of the tries that have failed began. */
  since?: Instant | undefined;
};

/** A delivery as somebody saw it: another try since then makes it another one. */
type SeenDelivery = Pick<FailedDelivery, 'key' | 'fence'>;

export type ClaimedEvent = { event: DomainEvent; attempts: number };

/** What an event asks for: these deliveries, and every living card of its request to be looked at again. */
export type Expansion = {
  event: DomainEvent;
  deliveries: readonly Delivery[];
  /** How the keys of cards begin that the event has drawn again; missing where it has none. */
  redraws?: string | undefined;
};

/**
 * The outbox as the relay works it. Events are turned into deliveries, deliveries are claimed one by one. Claims are
 * leases in the database's time: what a dead process held becomes due again when its lease runs out.
 */
export type DeliveryQueue = {
  /** How long a claim holds unless it is renewed. */
  lease: Duration;
  /** Claims up to `limit` events: those that take access away first, then the oldest. */
  claimEvents(now: Instant, limit: number): Promise<ClaimedEvent[]>;
  /** Stores what the events ask for and takes the events out. Doing it twice changes nothing more. */
  expand(expansions: readonly Expansion[], now: Instant): Promise<void>;
  /** Hands an event back, to be claimed again at `at`. */
  returnEvent(event: DomainEvent, at: Instant, fault: string): Promise<void>;
  /** Adds a delivery unless one of its key is there already. */
  enqueue(delivery: Delivery, now: Instant): Promise<void>;
  /** Makes a delivery due at once, as though what it shows had changed. */
  touch(key: string, now: Instant): Promise<void>;
  /** Makes living things due at `at`, or sooner where they are due sooner; adds those that are not there. */
  want(deliveries: readonly Delivery[], at: Instant): Promise<void>;
  /** Makes the living cards of these requests due, and the notes of them that were posted. */
  redraw(requestIds: readonly RequestId[], now: Instant): Promise<void>;
  /** Claims the delivery that is most urgent in a lane; undefined when none is due. */
  claim(lane: Lane, now: Instant): Promise<ClaimedDelivery | undefined>;
  /** Holds on to these claims for another lease from `now`; those that are another process's by now stay so. */
  renew(claimed: readonly ClaimedDelivery[], now: Instant): Promise<void>;
  /** Records that it went well, if the lease still holds; `again`: when it is to be looked at once more. */
  done(
    claimed: ClaimedDelivery,
    now: Instant,
    outcome: { ref?: MessageRef | undefined; shown?: string | undefined; again?: Instant | undefined },
  ): Promise<void>;
  /**
   * Makes it due again at `at`, or makes it a dead letter (`deadLetter`, now) for an administrator. `code`: what the
   * far end said, where it said something. That a group keeps its last owner is an answer like any other: it is then
   * not failing.
   */
  failed(
    claimed: ClaimedDelivery,
    next: { at: Instant } | { deadLetter: Instant },
    fault: string,
    code?: AdapterErrorCode,
  ): Promise<void>;
  /** When the first event or delivery that nobody has claimed is due, past or to come; undefined when none waits. */
  firstDue(now: Instant): Promise<Instant | undefined>;
  /** When, after `now`, the next event or unclaimed delivery of any lane is due; undefined when none waits. */
  nextDue(now: Instant): Promise<Instant | undefined>;
  /** Dead letters, oldest first. */
  deadLetters(limit: number): Promise<FailedDelivery[]>;
  /** Deliveries of this priority whose tries have failed since `before` or longer, those that fail longest first. */
  failing(priority: number, before: Instant, limit: number): Promise<FailedDelivery[]>;
  /** Removals that the directory refuses because a group would have no other owner, the oldest first. */
  kept(limit: number): Promise<FailedDelivery[]>;
  /** The delivery of this key, where it is a dead letter or its last try has failed. */
  deadLetter(key: string): Promise<FailedDelivery | undefined>;
  /**
   * How the deliveries about this stand: of a request its living cards and the mails about it, of an occurrence whatever
   * is told of it; to one person alone, where given.
   */
  ofMatter(matter: Matter, to?: PrincipalId): Promise<DeliveryState[]>;
  /** Makes dead letters of those of these that are nowhere, unless they were dropped before and not tried since. */
  makeDeadLetters(keys: readonly string[], now: Instant): Promise<void>;
  /** Makes those due now that are still as they were seen; a dead letter begins again. */
  retry(seen: readonly SeenDelivery[], now: Instant): Promise<void>;
  /** Drops the dead letters that are still as they were seen. A living card is tried again when it changes. */
  drop(seen: readonly SeenDelivery[], now: Instant): Promise<void>;
};
