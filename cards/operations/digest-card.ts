import type { PeriodCounts } from '../../domain/ports/digest-reads.js';
import type { Instant } from '../../domain/time.js';
import type { Card, Fact } from '../card.js';
import type { RequestFacts } from '../request/request-facts.js';
import { roleTitle } from '../request/request-words.js';
import { formatDay } from '../words/format-time.js';

/** What administrators are told of a week. */
export type WeekFacts = Omit<PeriodCounts, 'topRoles' | 'roles'> & {
  /** The week: from here until just before there. */
  from: Instant;
  until: Instant;
  /** How many other roles were activated. */
  otherRoles: number;
  topRoles: readonly (Pick<RequestFacts, 'roleName' | 'scopeName'> & { activations: number })[];
  /** How much of what was given ends in the week that follows. */
  endsNext: number;
  /** Incidents of alerts that are open now. */
  openAlerts: number;
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
      fact('Assigned', `${week.assigned}, ${week.assignedPermanently} of them active for good`),
      fact('Outside', `${week.outside} found that nobody gave through Latchkey`),
      fact('Denied', week.denied),
      fact('Timed out', week.timedOut),
      fact('Ending', `${week.endsNext} within the next seven days`),
      fact('Alerts', `${week.openAlerts} open`),
    ],
    rows: week.topRoles.map((role) => ({
      title: roleTitle(role),
      subtitle: count(role.activations, 'activation', 'activations'),
      buttons: [],
    })),
    unlisted: week.otherRoles,
    more: 'type “requests last 7 days”',
    buttons: [],
    page: '/overview',
    summary: `${title}: ${activated}`,
  };
}

const fact = (label: string, value: number | string): Fact => ({ label, value: String(value) });

const count = (number: number, one: string, many: string): string => `${number} ${number === 1 ? one : many}`;
