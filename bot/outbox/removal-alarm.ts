import type { AdapterErrorCode } from '../../domain/ports/system.js';
import { type Access, accessKey } from '../../domain/role/role.js';
import { after, type Duration, type Instant, instant, minutes } from '../../domain/time.js';
import { type ClaimedDelivery, type Delivery, type DeliveryQueue, type MessageLane, priority } from './delivery.js';
import type { Recipient } from './messenger.js';

/** How long a removal of access may fail before the administrators are told. */
export const alarmAfter: Duration = minutes(1);

/** Removals that began to fail by this moment are failing. */
export const failingBefore = (now: Instant): Instant => instant(now - alarmAfter);

/** The key of the delivery that makes the directory look at an access. */
export const accessDeliveryKey = (access: Access): string => `access|${accessKey(access)}`;

/** Watches over what takes access away. Both are told of every such delivery, and act on few. */
export type RemovalAlarm = {
  /** A try has just failed; it is told before that is on file, so that a crash in between loses no alarm. */
  failed(claimed: ClaimedDelivery, code: AdapterErrorCode | undefined, now: Instant): Promise<void>;
  /** It went well, and that is on file. */
  wentWell(claimed: ClaimedDelivery, now: Instant): Promise<void>;
};

/**
 * Tells the administrators' channels of removals that fail for over a minute. With the first failure a living card is
 * made due for a minute later: it looks then whether there is anything to tell, and again until there is not.
 */
export const removalAlarm = ({
  queue,
  surfaces,
}: {
  queue: Pick<DeliveryQueue, 'want' | 'touch'>;
  surfaces: () => readonly MessageLane[];
}): RemovalAlarm => ({
  async failed({ effect, priority: urgency, failingSince, correlationId }, code, now) {
    if (effect.kind !== 'access' || urgency !== priority.removal) return;
    // That a group keeps its last owner is an answer; whoever fails already has an alert under way.
    if (code === 'last-owner' || failingSince !== undefined) return;
    const alerts = surfaces().map((lane) => alertDelivery(effect.access, lane, correlationId));
    await queue.want(alerts, after(now, alarmAfter));
  },
  async wentWell({ effect, attempts }, now) {
    if (effect.kind !== 'access' || attempts === 0) return;
    await Promise.all(surfaces().map((lane) => queue.touch(alertKey(effect.access, lane), now)));
  },
});

const admins: Recipient = { kind: 'channel', channel: 'admins' };

const alertKey = (access: Access, lane: MessageLane) => `alert|${accessKey(access)}|channel:admins|${lane}`;

const alertDelivery = (access: Access, lane: MessageLane, correlationId: Delivery['correlationId']): Delivery => ({
  key: alertKey(access, lane),
  lane,
  effect: { kind: 'alert', access, recipient: admins },
  priority: priority.alert,
  correlationId,
});
