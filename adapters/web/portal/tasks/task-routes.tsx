import type { Request, Response, Router } from 'express';
import type { ListedRequest, RequestPage } from '../../../../bot/portal/request-reads.js';
import { say } from '../../page/say.js';
import { CardView } from '../card-view.js';
import { showAnswer } from '../carry-out.js';
import { Further, placeAsked } from '../paging.js';
import type { PortalDeps } from '../portal-deps.js';
import { showPage } from '../show-page.js';
import { Tabs } from '../tabs.js';
import { turnOf, type Visit, visitOf } from '../visit.js';
import { ApprovePage } from './approve-page.js';
import { MyRolesPage, type RolesTab } from './my-roles-page.js';
import { RequestsTable } from './requests-table.js';

/** Tasks: my roles, my requests, what waits for me, and each request on its own. */
export function taskRoutes(router: Router, deps: PortalDeps): void {
  const { reads } = deps;
  router.get('/', (_request, response) => response.redirect(303, '/my-roles'));
  router.get('/my-roles', async (request, response) => {
    const visit = visitOf(deps, request, response);
    const roles = await reads.myRoles(visit.actor);
    const children = <MyRolesPage visit={visit} roles={roles} tab={tabOf(request)} />;
    showPage(response, visit, { title: 'My roles', active: 'my-roles', isLive: true, children });
  });
  router.get('/my-roles/:id/activate', async (request, response) => {
    const visit = { ...visitOf(deps, request, response), here: '/my-roles' };
    // Without a length nothing can be asked for yet: this is how the form is opened.
    const action = { do: 'submit', form: 'activate' };
    const turn = turnOf(deps, visit, visit.newCommand(), { action, fields: { role: request.params.id } });
    const answer = await deps.answer(turn);
    // Nothing was said yet, so nothing has to be said back.
    const opened = answer.kind === 'form' ? { ...answer, form: { ...answer.form, body: [] } } : answer;
    showAnswer(request, response, visit, opened);
  });
  router.get('/my-requests', async (request, response) => {
    const visit = visitOf(deps, request, response);
    const from = placeAsked(request.query.from);
    const waiting = await reads.mineWaiting(visit.actor);
    const all = request.query.tab === 'all' ? await reads.mine(visit.actor, from) : undefined;
    const children = <MyRequestsPage visit={visit} waiting={waiting} all={all} from={from} />;
    showPage(response, visit, { title: 'My requests', active: 'my-requests', isLive: true, children });
  });
  router.get('/approve', async (request, response) => {
    const visit = visitOf(deps, request, response);
    const from = placeAsked(request.query.from);
    const { waiting, next } = await reads.waiting(visit.actor, from);
    const children = (
      <>
        <ApprovePage visit={visit} waiting={waiting} />
        <Further here={visit.here} from={from} next={next} />
      </>
    );
    await reads.noteShown(
      waiting.map(({ request: each }) => each),
      visit.actor,
    );
    showPage(response, visit, { title: 'Approve requests', active: 'approve', isLive: true, children });
  });
  router.get('/requests/:id', (request, response) => showRequest(deps, request, response));
}

function tabOf({ query }: Request): RolesTab {
  return query.tab === 'active' || query.tab === 'expired' ? query.tab : 'eligible';
}

type Mine = {
  visit: Visit;
  waiting: readonly ListedRequest[];
  /** One page of everything, where that is looked at. */
  all: RequestPage | undefined;
  from: number;
};

function MyRequestsPage({ visit, waiting, all, from }: Mine) {
  const tabs = [
    { title: 'Waiting', href: '/my-requests', count: waiting.length, isHere: !all },
    { title: 'All', href: '/my-requests?tab=all', isHere: all !== undefined },
  ];
  const none = all
    ? 'You have not asked for a role yet. Start at “My roles”.'
    : 'None of your requests waits or begins later.';
  const caption = all ? 'Everything you asked for, newest first' : 'Your requests that wait or begin later';
  return (
    <>
      <Tabs label="My requests" tabs={tabs} />
      <RequestsTable visit={visit} caption={caption} requests={all?.requests ?? waiting} whose="mine" none={none} />
      {all && <Further here={visit.here} from={from} next={all.next} />}
    </>
  );
}

/** As though it were not there to all whom it does not concern. */
async function showRequest(deps: PortalDeps, request: Request, response: Response): Promise<void> {
  const visit = visitOf(deps, request, response);
  const id = String(request.params.id);
  const isPlain = /^[\w-]{1,100}$/.test(id);
  const card = isPlain ? await deps.reads.request(id, visit.actor) : undefined;
  if (!card) return say(request, response, 404, 'There is no such request that concerns you.');
  const action = { do: 'history', requestId: id };
  await deps.reads.noteCard(card, visit.actor);
  const history = await deps.answer(turnOf(deps, visit, visit.newCommand(), { action, fields: {} }));
  const trail = history.kind === 'card' ? history.card.rows : [];
  showPage(response, visit, {
    title: card.title,
    isLive: true,
    children: (
      <>
        <CardView visit={visit} card={card} />
        <h2>What has happened</h2>
        <ol class="trail">
          {trail.map(({ title, subtitle }) => (
            <li>
              {title} <small>{subtitle}</small>
            </li>
          ))}
        </ol>
      </>
    ),
  });
}
