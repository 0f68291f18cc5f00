import type { Request, Response, Router } from 'express';
import type { RequestStatus } from '../../../../domain/assignment/schedule-request.js';
import { days, duration, instant } from '../../../../domain/time.js';
import { say } from '../../page/say.js';
import { ChoiceFilter, Filters, TextFilter, textOf } from '../filters.js';
import { roleOfQuery } from '../manage/role-address.js';
import { Further, placeAsked } from '../paging.js';
import type { PortalDeps } from '../portal-deps.js';
import { showPage } from '../show-page.js';
import { RequestsTable } from '../tasks/requests-table.js';
import { type Visit, visitOf } from '../visit.js';
import { OverviewPage } from './overview-page.js';

/** Activity: what I asked for, what was asked for the roles I may look into, and how roles are used. */
export function activityRoutes(router: Router, deps: PortalDeps): void {
  router.get('/my-history', (request, response) => showMyHistory(deps, request, response));
  router.get('/history', (request, response) => showHistory(deps, request, response));
  router.get('/overview', async (request, response) => {
    const visit = visitOf(deps, request, response);
    const overview = await deps.reads.overview(visit.actor);
    const children = <OverviewPage visit={visit} overview={overview} />;
    showPage(response, visit, { title: 'Overview', active: 'overview', script: 'plots', children });
  });
}

const states: Record<string, { title: string; statuses: readonly RequestStatus[] }> = {
  waiting: { title: 'Waiting', statuses: ['PendingApproval', 'PendingAdminDecision'] },
  granted: {
    title: 'Granted',
    statuses: ['Granted', 'PendingProvisioning', 'Provisioned', 'PendingRevocation', 'Revoked'],
  },
  denied: { title: 'Denied', statuses: ['Denied'] },
  cancelled: { title: 'Cancelled', statuses: ['Canceled'] },
  'timed-out': { title: 'Timed out', statuses: ['TimedOut'] },
  failed: { title: 'Failed', statuses: ['Failed'] },
};
const stateChoices = [
  ['', 'Any'] as const,
  ...Object.entries(states).map(([value, { title }]) => [value, title] as const),
];
const times = [
  ['1', 'The last day'],
  ['7', 'The last 7 days'],
  ['30', 'The last 30 days'],
  ['', 'Any time'],
] as const;

/** What an address asks for: the words, the state, since when; with the query that finds it. */
function inputOf({ query }: Request, { when }: Visit) {
  const [q, state, time] = [textOf(query, 'q'), textOf(query, 'state'), textOf(query, 'days')];
  const statuses = states[state]?.statuses;
  const isTime = times.some(([value]) => value === time) && time !== '';
  const since = isTime ? instant(Math.max(0, when.now - duration(days(1) * Number(time)))) : undefined;
  const from = placeAsked(query.from);
  const narrowed = { ...(statuses && { statuses }), ...(since !== undefined && { since }) };
  return { q, state, time, from, query: { ...narrowed, text: q, from } };
}

type HistoryQuery = ReturnType<typeof inputOf>;

const HistoryFilters = ({ action, input: { q, state, time } }: { action: string; input: HistoryQuery }) => (
  <Filters action={action}>
    <TextFilter name="q" label="Who, which role or why" value={q} placeholder="A name, a ticket" />
    <ChoiceFilter name="state" label="State" value={state} choices={stateChoices} />
    <ChoiceFilter name="days" label="Since" value={time} choices={times} />
  </Filters>
);

const noneOf = (next: number | undefined) =>
  next === undefined ? 'Nothing that fits.' : 'Nothing that fits among these. There are older ones.';

async function showMyHistory(deps: PortalDeps, request: Request, response: Response): Promise<void> {
  const visit = visitOf(deps, request, response);
  const input = inputOf(request, visit);
  const found = await deps.reads.history({ ...input.query, principalId: visit.actor }, visit.actor);
  const children = (
    <>
      <HistoryFilters action="/my-history" input={input} />
      <RequestsTable
        visit={visit}
        caption="What was asked for you and what became of it, newest first"
        requests={found?.requests ?? []}
        whose="mine"
        none={noneOf(found?.next)}
      />
      <Further here={visit.here} from={input.from} next={found?.next} />
    </>
  );
  showPage(response, visit, { title: 'My history', active: 'my-history', isLive: true, children });
}

async function showHistory(deps: PortalDeps, request: Request, response: Response): Promise<void> {
  const visit = visitOf(deps, request, response);
  const input = inputOf(request, visit);
  const role = roleOfQuery(request.query);
  const found = await deps.reads.history({ ...input.query, ...(role && { role }) }, visit.actor);
  if (!found) return say(request, response, 404, 'There is no such role that you may look into.');
  const name = role && (await deps.reads.role(role, visit.actor))?.name;
  const children = (
    <>
      {name === undefined ? (
        <HistoryFilters action="/history" input={input} />
      ) : (
        <p>
          Of {name} alone. <a href="/history">Of all roles</a>
        </p>
      )}
      <RequestsTable
        visit={visit}
        caption="What was asked for the roles you may look into, newest first"
        requests={found.requests}
        whose="many"
        none={noneOf(found.next)}
      />
      <Further here={visit.here} from={input.from} next={found.next} />
    </>
  );
  showPage(response, visit, { title: 'Resource history', active: 'resource-history', isLive: true, children });
}
