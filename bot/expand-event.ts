import { authenticatorsCard } from '../cards/authenticators-card.js';
import { outsideCard } from '../cards/outside-card.js';
import { isExtension } from '../domain/assignment/schedule-request.js';
import type { AuthenticatorsChanged, DomainEvent, FoundOutside } from '../domain/domain-event.js';
import type { Directory } from '../domain/ports/directory.js';
import type { Surface } from '../domain/ports/identities.js';
import type { Store } from '../domain/ports/store.js';
import type { Clock } from '../domain/ports/system.js';
import { accessKey } from '../domain/role/role.js';
import { type Delivery, priority } from './delivery.js';
import { accessDelivery, isAccessEvent, notices } from './notices.js';
import { askedNow, readNames, readRoleWords } from './read-request-facts.js';
import { tellAdmins } from './tell-admins.js';

/** Reads what an event's notices hang on, as it is now, and decides them. */
export const expandEvent =
  ({
    store,
    directory,
    clock,
    surfaces,
  }: {
    store: Store;
    directory: Directory;
    clock: Clock;
    surfaces: () => readonly Surface[];
  }) =>
  async (event: DomainEvent): Promise<Delivery[]> => {
    // First and without a look at anything: taking access away waits for no directory and no record.
    if (isAccessEvent(event)) return [accessDelivery(event)];
    if (event.type === 'access.outside') return tellOfOutside({ directory, clock }, event, surfaces());
    if (event.type === 'authenticators.changed') return tellOfAuthenticators(directory, event, surfaces());
    const request = await store.read.requests.get(event.requestId);
    if (!request) throw new Error(`request ${event.requestId} of ${event.type} is not in the store`);
    const approverIds = await askedNow({ store, directory, clock }, request);
    const schedule = 'scheduleId' in event ? await store.read.schedules.get(event.scheduleId) : undefined;
    const facts = {
      requestorId: request.principalId,
      approverIds,
      neededApproval: request.stages.length > 0,
      wasActive: schedule?.provisionedDateTime !== undefined,
      isActivation: request.action === 'selfActivate',
      isExtension: isExtension(request),
      isPerson: isAboutSchedule(event) && (await directory.principal(request.principalId))?.type === 'user',
    };
    return notices(event, facts, surfaces());
  };

async function tellOfOutside(
  { directory, clock }: { directory: Directory; clock: Clock },
  { access, endDateTime, correlationId }: FoundOutside & Pick<DomainEvent, 'correlationId'>,
  surfaces: readonly Surface[],
): Promise<Delivery[]> {
  const { principalId, role } = access;
  const [names, words] = await Promise.all([readNames(directory, [principalId]), readRoleWords(directory, role)]);
  const grant = { name: names[principalId] ?? principalId, ...words, endDateTime };
  const card = outsideCard(grant, { timeZone: 'UTC', now: clock.now() });
  return tellAdmins(`outside|${accessKey(access)}`, card, correlationId, surfaces);
}

async function tellOfAuthenticators(
  directory: Directory,
  event: AuthenticatorsChanged & Pick<DomainEvent, 'id' | 'correlationId'>,
  surfaces: readonly Surface[],
): Promise<Delivery[]> {
  const { id, principalId, changedBy, what, correlationId } = event;
  const names = await readNames(directory, [changedBy]);
  const view = authenticatorsCard(what, names[changedBy] ?? 'an administrator');
  return surfaces.map((lane) => ({
    key: `authenticators|${id}|${lane}`,
    lane,
    effect: { kind: 'reply', view, recipient: { kind: 'person', principalId } },
    priority: priority.note,
    correlationId,
  }));
}

const isAboutSchedule = ({ type }: DomainEvent) => type === 'schedule.changed' || type === 'schedule.kept';
