import type { DomainEvent } from '../../domain/domain-event.js';
import type { Directory } from '../../domain/ports/directory.js';
import type { Store } from '../../domain/ports/store.js';
import type { Clock } from '../../domain/ports/system.js';
import { managersOf } from '../../domain/usecases/common/authority.js';
import { type Delivery, type MessageLane, priority } from '../outbox/delivery.js';
import type { Recipient } from '../outbox/messenger.js';

type Deps = { store: Pick<Store, 'read'>; directory: Directory; clock: Clock };
type Changed = Extract<DomainEvent, { type: 'alert.changed' }>;

/**
 * Who hears of incidents that were found together, each by one message that is brought to what is so: the
 * administrators' channel and, where no mail goes by a channel, the administrators of what they are about. Whoever
 * manages a resource of Azure or a group may not be in that channel, and is written to in chat.
 */
export async function tellOfAlerts(
  { store, directory, clock }: Deps,
  { batch, correlationId }: Changed,
  surfaces: readonly MessageLane[],
): Promise<Delivery[]> {
  const [first] = await store.read.alerts.ofBatch(batch, 1);
  if (!first) return [];
  const about = first.role;
  const tell = (name: string, recipient: Recipient, lanes: readonly MessageLane[]) =>
    lanes.map(
      (lane): Delivery => ({
        key: `incidents|${batch}|${name}|${lane}`,
        lane,
        effect: { kind: 'incidents', batch, recipient },
        priority: priority.alert,
        correlationId,
      }),
    );
  const channel = tell('channel:admins', { kind: 'channel', channel: 'admins', about }, surfaces);
  if (about.kind === 'directory') return channel;
  const managers = await managersOf({ directory, reads: store.read, now: clock.now() }, about);
  const inChat = surfaces.filter((lane) => lane !== 'mail');
  return [
    ...channel,
    ...[...managers].flatMap((principalId) => tell(principalId, { kind: 'person', principalId }, inChat)),
  ];
}
