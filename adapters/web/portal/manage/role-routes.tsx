import type { Request, Response, Router } from 'express';
import type { RoleLine } from '../../../../bot/portal/role-reads.js';
import { roleQuery } from '../../../../cards/platform/portal-page.js';
import { say } from '../../page/say.js';
import { CardView } from '../card-view.js';
import { showAnswer } from '../carry-out.js';
import { Filters, TextFilter, textOf } from '../filters.js';
import { Paging, pageNumber, rowsOf } from '../paging.js';
import type { PortalDeps } from '../portal-deps.js';
import { showPage } from '../show-page.js';
import { type Column, Table } from '../table.js';
import { turnOf, visitOf } from '../visit.js';
import { HoldingsTable, Others, totalOf } from './holdings-table.js';
import { roleOfQuery } from './role-address.js';

/** The roles there are, each on its own, and what failed to be delivered. */
export function roleRoutes(router: Router, deps: PortalDeps): void {
  router.get('/roles', (request, response) => showRoles(deps, request, response));
  router.get('/role', (request, response) => showRole(deps, request, response));
  router.get('/stuck', async (request, response) => {
    const visit = visitOf(deps, request, response);
    const action = { do: 'run', text: 'stuck' };
    const answer = await deps.answer(turnOf(deps, visit, visit.newCommand(), { action, fields: {} }));
    if (answer.kind !== 'card' && answer.kind !== 'refused') return showAnswer(request, response, visit, answer);
    const children = answer.kind === 'card' ? <CardView visit={visit} card={answer.card} /> : <p>{answer.text}</p>;
    response.status(answer.kind === 'card' ? 200 : 403);
    showPage(response, visit, { title: 'Stuck work', active: 'stuck', children });
  });
}

async function showRoles(deps: PortalDeps, request: Request, response: Response): Promise<void> {
  const visit = visitOf(deps, request, response);
  const q = textOf(request.query, 'q');
  const fitting = await deps.reads.rolesInUse(visit.actor, q);
  const number = pageNumber(request.query.page);
  const children = (
    <>
      <RolesFilter action="/roles" q={q} />
      <RolesTable lines={rowsOf(fitting, number)} to="role" />
      <Paging here={visit.here} number={number} count={fitting.length} />
    </>
  );
  showPage(response, visit, { title: 'Roles', active: 'roles', isLive: true, children });
}

const kindNames = { directory: 'Directory role', azure: 'Azure role', group: 'Group' } as const;

/** Narrows a list of roles down. */
export const RolesFilter = ({ action, q }: { action: string; q: string }) => (
  <Filters action={action}>
    <TextFilter name="q" label="Which role" value={q} placeholder="Part of its name" />
  </Filters>
);

/** Roles that somebody has, each with a way to all about it or to its settings. */
export function RolesTable({ lines, to }: { lines: readonly RoleLine[]; to: 'role' | 'settings' }) {
  const columns: Column<RoleLine>[] = [
    { title: 'Role', cell: ({ role, name }) => <a href={`/${to}?${roleQuery(role)}`}>{name}</a> },
    { title: 'Kind', cell: ({ role }) => kindNames[role.kind] },
    { title: 'Eligible', kind: 'number', cell: ({ eligible }) => eligible },
    { title: 'Active', kind: 'number', cell: ({ active }) => active },
    { title: 'You', cell: ({ mayManage }) => (mayManage ? 'look after it' : 'may see it') },
  ];
  const none = 'There is no role here that you may look into. Whoever looks after a role sees it here.';
  return <Table caption="Roles that somebody has" columns={columns} rows={lines} none={none} />;
}

/** Among so many one looks for somebody. */
const manyHolders = 20;

async function showRole(deps: PortalDeps, request: Request, response: Response): Promise<void> {
  const visit = visitOf(deps, request, response);
  const role = roleOfQuery(request.query);
  const known = role && (await deps.reads.role(role, visit.actor));
  if (!known) return say(request, response, 404, 'There is no such role that you may look into.');
  const q = textOf(request.query, 'q');
  const found = await deps.reads.holdings({ roles: [role], text: q }, visit.actor);
  const { holdings } = found;
  const number = pageNumber(request.query.page);
  const assign = `/assignments/new?${new URLSearchParams({ role: known.value })}`;
  const children = (
    <>
      <p class="buttons">
        {known.mayManage && (
          <a class="button" data-style="primary" href={assign}>
            Assign it
          </a>
        )}
        <a class="button" data-style="default" href={`/settings?${roleQuery(role)}`}>
          Settings
        </a>
        <a class="button" data-style="default" href={`/history?${roleQuery(role)}`}>
          History
        </a>
      </p>
      {(found.hasMore || q !== '' || holdings.length > manyHolders) && (
        <Filters action="/role" kept={roleQuery(role)}>
          <TextFilter name="q" label="Who" value={q} placeholder="A name" />
        </Filters>
      )}
      <Others of={found} />
      <HoldingsTable
        visit={visit}
        caption="Who has it, and who is eligible for it"
        holdings={rowsOf(holdings, number)}
        none="Nobody has it, and nobody is eligible for it."
      />
      <Paging here={visit.here} number={number} count={holdings.length} total={totalOf(found)} />
    </>
  );
  showPage(response, visit, { title: known.name, active: 'roles', isLive: true, children });
}
