import type { PeriodCounts } from '../domain/ports/digest-reads.js';
import type { Instant } from '../domain/time.js';
import type { Card, Fact } from './card.js';
import { formatDay } from './format-time.js';
import type { RequestFacts } from './request-facts.js';
import { roleTitle } from './request-words.js';

/** What administrators are told of a week. */
export type WeekFacts = Omit<PeriodCounts, 'topRoles'> & {
  /** The week: from here until just before there. */
  from: Instant;
  until: Instant;
  topRoles: readonly (Pick<RequestFacts, 'roleName' | 'scopeName'> & { activations: number })[];
  /** How much of what was given ends in the week that follows. */
  endsNext: number;
  /** Alerts that are open now, where they are kept watch for. */
  openAlerts?: number | undefined;
};

/** The weekly digest, for the administrators: what is counted, and nobody's name. */
export function digestCard(week: WeekFacts, timeZone: string): Card {
  const { from, until, activations, activatedBy } = week;
  const day = (moment: Instant) => formatDay(moment, { timeZone, now: until });
  const title = `The week from ${day(from)} to ${day(until)}`;
  const times = `${count(activatedBy, 'person', 'people')} activated a role, ${count(activations, 'time', 'times')} in all`;
  const activated = activations === 0 ? 'Nobody activated a role' : times;
  return {
    kind: 'card',
    name: 'digest',
    title,
    status: { text: activated, tone: 'neutral' },
    body: [],
    facts: [
      fact('Assigned', week.assigned),
      fact('Of these active for good', week.assignedPermanently),
      fact('Found outside Latchkey', week.outside),
      fact('Denied', week.denied),
      fact('Timed out', week.timedOut),
      fact('Ends in the next seven days', week.endsNext),
      ...(week.openAlerts === undefined ? [] : [fact('Open alerts', week.openAlerts)]),
    ],
    rows: week.topRoles.map((role) => ({
      title: roleTitle(role),
      subtitle: count(role.activations, 'activation', 'activations'),
      buttons: [],
    })),
    buttons: [],
    page: '/overview',
    summary: `${title}: ${activated}`,
  };
}

const fact = (label: string, value: number): Fact => ({ label, value: String(value) });

const count = (number: number, one: string, many: string): string => `${number} ${number === 1 ? one : many}`;
