import type { Schedule } from '../assignment/schedule.js';
import type { Role } from '../role/role.js';
import type { Instant } from '../time.js';

/** What happened from one moment until just before another. */
export type PeriodCounts = {
  /** Activations that came into force, and the people whose they were. */
  activations: number;
  activatedBy: number;
  /** The roles that were activated most often, at most five. */
  topRoles: readonly { role: Role; activations: number }[];
  /** How many roles were activated at all. */
  roles: number;
  /** What administrators gave in all, eligible and active, and what of it is active without an end. */
  assigned: number;
  assignedPermanently: number;
  /** What the directory was found to hold that nobody gave through Latchkey. */
  outside: number;
  denied: number;
  timedOut: number;
};

/** What is counted for people who look at everything at once: by the database, however much there is. */
export type DigestReads = {
  period(from: Instant, until: Instant): Promise<PeriodCounts>;
  /** Of what administrators gave and is in force: how much ends then, and the first `limit` to end. */
  endsIn(from: Instant, until: Instant, limit: number): Promise<{ count: number; first: Schedule[] }>;
  /** How many incidents of alerts are open now, those that somebody has dismissed apart. */
  openAlerts(): Promise<number>;
};
