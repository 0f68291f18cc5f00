import type { Level } from '../assignment/schedule-request.js';
import type { CorrelationId, IncidentId, PrincipalId } from '../ids.js';
import type { Role } from '../role/role.js';
import type { Instant } from '../time.js';
import type { AlertName } from './alert.js';

/** What is known of one incident; which of it there is goes by its alert. Nothing in it changes with time alone. */
export type IncidentFacts = {
  /** When its holder signed in last; missing where nobody knows of a sign-in. */
  lastSignInDateTime?: Instant;
  /** Since when they have what it is about. */
  since?: Instant;
  /** Until when the directory holds it; missing where that is permanently. */
  endDateTime?: Instant;
  /** How many there are of it, and out of how many. */
  count?: number;
  outOf?: number;
  /** The first and the last of those activations. */
  first?: Instant;
  last?: Instant;
  /** The names of the roles that do the same. */
  sameAs?: readonly string[];
};

/** The thing that an alert is raised about. `role` is what permissions over it hang on. */
export type Finding = {
  /** Names the thing permanently, among those of its alert. */
  key: string;
  role: Role;
  principalId?: PrincipalId | undefined;
  level?: Level | undefined;
  facts: IncidentFacts;
};

/**
 * One alert about one thing, from when it was found until its cause has ended. Somebody may dismiss it: then it is
 * silent, and stands all the same, so that it is raised again only once it has ended and come again.
 */
export type AlertIncident = Finding & {
  id: IncidentId;
  /** Serves the compare-and-swap alone. */
  version: number;
  alert: AlertName;
  status: 'open' | 'dismissed' | 'resolved';
  /** Those that were found together are told together. */
  batch: string;
  raisedDateTime: Instant;
  endedDateTime?: Instant | undefined;
  dismissal?: { by: PrincipalId; at: Instant; justification: string } | undefined;
  correlationId: CorrelationId;
};

/** What a look has changed: things to raise an incident about, incidents that go on otherwise, those whose cause is gone. */
export type IncidentChanges = { raise: Finding[]; update: AlertIncident[]; resolve: AlertIncident[] };

/**
 * Decides what becomes of one alert's incidents by what was found: each thing has at most one that stands, and one
 * whose thing is not found any more has ended.
 */
export function decideIncidents(found: readonly Finding[], standing: readonly AlertIncident[]): IncidentChanges {
  const byKey = new Map(found.map((finding) => [finding.key, finding]));
  const known = new Map(standing.map((incident) => [incident.key, incident]));
  const changes: IncidentChanges = { raise: [], update: [], resolve: [] };
  for (const finding of byKey.values()) {
    const incident = known.get(finding.key);
    if (!incident) changes.raise.push(finding);
    else if (!isSame(incident.facts, finding.facts)) changes.update.push({ ...incident, facts: finding.facts });
  }
  changes.resolve.push(...standing.filter(({ key }) => !byKey.has(key)));
  return changes;
}

function isSame(one: IncidentFacts, other: IncidentFacts): boolean {
  const keys = new Set([...Object.keys(one), ...Object.keys(other)] as (keyof IncidentFacts)[]);
  return [...keys].every((key) => String(one[key]) === String(other[key]));
}

/** Incidents about things of different places are told apart, for not everybody may see all of them. */
export const placeOf = ({ role }: Pick<Finding, 'role'>): string => {
  switch (role.kind) {
    case 'directory':
      return 'directory';
    case 'azure':
      return `azure:${role.directoryScopeId}`.toLowerCase();
    case 'group':
      return `group:${role.groupId}`.toLowerCase();
  }
};
