import { alertSource } from '../../../adapters/mongo/store/alert-source.js';
import { systemIds as ids } from '../../../adapters/system/ids.js';
import type { AlertName } from '../../../domain/alert/alert.js';
import type { AlertIncident } from '../../../domain/alert/incident.js';
import type { PrincipalId } from '../../../domain/ids.js';
import { scheduleId } from '../../../domain/ids.js';
import type { Role } from '../../../domain/role/role.js';
import { wellKnownRole } from '../../../domain/role/well-known.js';
import { instant } from '../../../domain/time.js';
import { sweepAlerts } from '../../../domain/usecases/alert/sweep-alerts.js';
import { aRole, aSchedule } from '../builders.js';
import { silentLog as log } from '../silent-log.js';
import type { UseCaseFixture } from './use-case-fixture.js';

/** Looks for alerts in a house of use cases, and what is on file of them. */
export function lookingForAlerts(fixture: UseCaseFixture) {
  const deps = () => ({ ...fixture, ids, log, alertSource: alertSource(fixture.connection) });
  return {
    deps,
    look: (...names: AlertName[]) => sweepAlerts(deps())(names.length === 0 ? undefined : names),
    standing: (alert: AlertName): Promise<AlertIncident[]> =>
      fixture.store.read.alerts.incidents({ alerts: [alert], isCurrent: true, limit: 1_000 }),
    all: (alert: AlertName): Promise<AlertIncident[]> =>
      fixture.store.read.alerts.incidents({ alerts: [alert], limit: 1_000 }),
    /** What is in the audit log of alerts, oldest first. */
    async recorded(): Promise<string[]> {
      const audits = await fixture.audits();
      return audits.flatMap(({ activity, result }) =>
        activity?.includes('PIM alert') ? [result === 'failure' ? `${activity}: refused` : activity] : [],
      );
    },
  };
}

/** What somebody holds permanently, as an administrator gave it. */
export const heldBy = (principalId: PrincipalId, role: Role, over = {}) =>
  aSchedule({
    id: scheduleId(`held-${principalId}-${JSON.stringify(role)}`),
    principalId,
    role,
    assignmentType: 'assigned',
    startDateTime: instant(0),
    endDateTime: undefined,
    ...over,
  });

/** A directory role by its well-known name. */
export const namedRole = (name: keyof typeof wellKnownRole) => aRole(wellKnownRole[name]);
