import type { AlertName, AlertSettings, StoredAlert } from '../alert/alert.js';
import type { Ownership } from '../alert/detect-azure.js';
import type { Activations, Given, Used } from '../alert/detect-holders.js';
import type { AlertIncident } from '../alert/incident.js';
import type { IncidentId } from '../ids.js';
import type { Access, Role } from '../role/role.js';
import type { Instant } from '../time.js';

/** Which incidents to list; every part given must hold. Those raised last come first. */
export type IncidentQuery = {
  /** Only those of these alerts. */
  alerts?: readonly AlertName[];
  /** Only those that stand: open or dismissed. */
  isCurrent?: boolean;
  /** Only these things. */
  keys?: readonly string[];
  limit: number;
};

/** What is on file of alerts and their incidents. */
export type AlertReads = {
  /** What an organisation has set of its alerts, and when each was looked for last. */
  kept(): Promise<StoredAlert[]>;
  incident(id: IncidentId): Promise<AlertIncident | undefined>;
  incidents(query: IncidentQuery): Promise<AlertIncident[]>;
  /** Those that are told together: the first so many that were raised. */
  ofBatch(batch: string, limit: number): Promise<AlertIncident[]>;
  /** How many of a batch there are in each state. */
  countsOf(batch: string): Promise<Record<AlertIncident['status'], number>>;
};

export type AlertWrites = {
  /** Writes what is set of an alert, over whatever was set of it. */
  saveSettings(name: AlertName, set: Pick<AlertSettings, 'isEnabled' | 'thresholds' | 'undo'>): Promise<void>;
  /** Notes a look that began at `at`. Returns those for which none that began later has been noted. */
  swept(names: readonly AlertName[], at: Instant): Promise<AlertName[]>;
  insert(...incidents: AlertIncident[]): Promise<void>;
  /** Compare-and-swap on `version`, of all of them. */
  save(...incidents: AlertIncident[]): Promise<void>;
};

/** How much a directory role is given: to activate, and in all. */
export type GivenCount = { role: Role; eligible: number; count: number };

/** What alerts are found by: everything that is asked within one look is of one moment. */
export type AlertFacts = {
  /** Visits everything that is given of directory roles and has begun, page by page, in the order of its holders. */
  visitGiven(visit: (page: readonly Given[]) => Promise<void>): Promise<void>;
  /** The directory roles of which anything is given. */
  givenCounts(): Promise<GivenCount[]>;
  /** What is given of one role and has begun. */
  givenOf(role: Role): Promise<Given[]>;
  /** What was activated since then, or is still active. */
  usedSince(since: Instant): Promise<Used>;
  /** Who has activated one directory role at least so often since then, and when. */
  activatedOften(since: Instant, atLeast: number): Promise<Activations[]>;
  /** The places of Azure at which anybody owns anything. */
  ownerships(): Promise<Ownership[]>;
  /** Accesses that the directory was found to hold without Latchkey, of which nothing has been given here since. */
  outside(): Promise<Access[]>;
};

/** Looks at everything there is, at one moment. Throws AdapterError `unavailable` where it cannot be had. */
export type AlertSource = { look<T>(work: (facts: AlertFacts) => Promise<T>): Promise<T> };
