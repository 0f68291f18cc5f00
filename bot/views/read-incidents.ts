import { alertCard } from '../../cards/alert/alert-cards.js';
import type { IncidentInWords } from '../../cards/alert/alert-words.js';
import type { View } from '../../cards/card.js';
import type { AlertIncident } from '../../domain/alert/incident.js';
import { isStillSoOfAlerts } from '../../domain/notification/notice-table.js';
import type { Directory } from '../../domain/ports/directory.js';
import type { Store } from '../../domain/ports/store.js';
import type { Clock } from '../../domain/ports/system.js';
import type { Delivery } from '../outbox/delivery.js';
import { readManyRoleWords } from './read-list-facts.js';
import { readNames } from './read-names.js';
import { whenReadBy } from './when-read-by.js';
import type { Zones } from './zone-of.js';

export type IncidentReadDeps = { store: Pick<Store, 'read'>; directory: Directory; clock: Clock; zones: Zones };

/** As many incidents as one message has room for. */
const shown = 10;

/** Incidents with the names of what they are about, in their order: whatever their number, names are read at once. */
export async function incidentsInWords(
  { directory }: Pick<IncidentReadDeps, 'directory'>,
  incidents: readonly AlertIncident[],
): Promise<IncidentInWords[]> {
  if (incidents.length === 0) return [];
  const people = incidents.flatMap(({ principalId, dismissal }) =>
    [principalId, dismissal?.by].flatMap((id) => id ?? []),
  );
  const groups = incidents.flatMap(({ role }) => (role.kind === 'group' ? [role.groupId] : []));
  const [names, wordsOf] = await Promise.all([
    readNames(directory, [...people, ...groups]),
    readManyRoleWords(
      directory,
      incidents.map(({ role }) => role),
    ),
  ]);
  return incidents.map((incident) => ({
    incident,
    name: incident.principalId && names[incident.principalId],
    ...wordsOf(incident.role, names),
    dismissedBy: incident.dismissal && names[incident.dismissal.by],
  }));
}

/**
 * What is told now of incidents that were found together. Nothing where nothing was told of them and nothing is open
 * any more. A person reads times in their own zone, a channel in the organisation's.
 */
export async function readTold(
  deps: IncidentReadDeps,
  { batch, recipient }: Extract<Delivery['effect'], { kind: 'incidents' }>,
  isPosted: boolean,
): Promise<View | undefined> {
  const { alerts } = deps.store.read;
  const [first, counts] = await Promise.all([alerts.ofBatch(batch, shown), alerts.countsOf(batch)]);
  const alert = first[0]?.alert;
  if (alert === undefined || (!isPosted && !isStillSoOfAlerts(counts))) return undefined;
  const lines = await incidentsInWords(deps, byState(first));
  return alertCard({ alert, lines, counts }, await whenReadBy(deps, recipient));
}

const order: readonly AlertIncident['status'][] = ['open', 'dismissed', 'resolved'];

const byState = (incidents: readonly AlertIncident[]): AlertIncident[] =>
  [...incidents].sort((one, other) => order.indexOf(one.status) - order.indexOf(other.status));
