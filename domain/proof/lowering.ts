import type { AlertChanges, AlertName } from '../alert/alert.js';
import type { IncidentId } from '../ids.js';
import type { PolicyChanges } from '../policy/policy.js';
import { policyKey, type Role } from '../role/role.js';
import type { Instant } from '../time.js';

/** Names one lowering by ids and the version it made: it can be undone for as long as that version is in force. */
export type LoweringName =
  | { of: 'settings'; role: Role; version: number }
  | { of: 'alert'; alert: AlertName; version: number }
  /** `at`: when the incident was dismissed. */
  | { of: 'incident'; incidentId: IncidentId; at: Instant };

/** What one change of a control lowered, or what undoing it put back: only what differs, before and after. */
export type Lowering =
  | (Extract<LoweringName, { of: 'settings' }> & { before: PolicyChanges; after: PolicyChanges })
  | (Extract<LoweringName, { of: 'alert' }> & { before: AlertChanges; after: AlertChanges })
  | (Extract<LoweringName, { of: 'incident' }> & { justification: string });

/** The same text for the same lowering, and for no other. */
export function loweringKey(name: LoweringName): string {
  switch (name.of) {
    case 'settings':
      return `settings|${policyKey(name.role)}|${name.version}`;
    case 'alert':
      return `alert|${name.alert}|${name.version}`;
    case 'incident':
      return `incident|${name.incidentId}|${name.at}`;
  }
}
