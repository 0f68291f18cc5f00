import type { Request, Response, Router } from 'express';
import { alertPage, oneAlertCard } from '../../../../cards/alert/alert-cards.js';
import { alertWords } from '../../../../cards/alert/alert-words.js';
import type { Button } from '../../../../cards/card.js';
import { definitionOf } from '../../../../domain/alert/alert.js';
import type { SeenAlert } from '../../../../domain/usecases/alert/list-alerts.js';
import { say } from '../../page/say.js';
import { CardView } from '../card-view.js';
import { Moment } from '../moment.js';
import { Paging, pageNumber, rowsOf } from '../paging.js';
import type { PortalDeps } from '../portal-deps.js';
import { Buttons, Press } from '../press.js';
import { showPage } from '../show-page.js';
import { type Column, Table } from '../table.js';
import { type Visit, visitOf } from '../visit.js';

/** The alerts there are, and each with its incidents, its settings and what can be done. */
export function alertRoutes(router: Router, deps: PortalDeps): void {
  router.get('/alerts', async (request, response) => {
    const visit = visitOf(deps, request, response);
    const alerts = await deps.reads.alerts(visit.actor);
    showPage(response, visit, {
      title: 'Alerts',
      active: 'alerts',
      children: <AlertsPage visit={visit} alerts={alerts} />,
    });
  });
  router.get('/alerts/:name', (request, response) => showAlert(deps, request, response));
}

const lookAgain: Button = { title: 'Look again', style: 'default', action: { do: 'run', text: 'alerts refresh' } };

function AlertsPage({ visit, alerts }: { visit: Visit; alerts: readonly SeenAlert[] }) {
  const count = ({ incidents }: SeenAlert, desired: string) =>
    incidents.filter(({ status }) => status === desired).length;
  const columns: Column<SeenAlert>[] = [
    {
      title: 'Alert',
      cell: ({ settings: { name } }) => <a href={alertPage(name)}>{alertWords[name].title}</a>,
    },
    { title: 'Severity', cell: ({ settings: { name } }) => definitionOf(name).severity },
    { title: 'Open', kind: 'number', cell: (alert) => count(alert, 'open') },
    { title: 'Dismissed', kind: 'number', cell: (alert) => count(alert, 'dismissed') },
    {
      title: 'Last look',
      cell: ({ settings: { isEnabled, sweptAt } }) =>
        isEnabled ? <Moment at={sweptAt} when={visit.when} none="not yet" /> : 'switched off',
    },
  ];
  const none =
    'There is no alert that you may see. Whoever administers the directory’s roles sees them, and of a resource or group whoever manages that.';
  return (
    <>
      {alerts.length > 0 && (
        <Buttons>
          <Press visit={visit} button={lookAgain} />
        </Buttons>
      )}
      <Table caption="What is looked for, the most severe first" columns={columns} rows={alerts} none={none} />
    </>
  );
}

async function showAlert(deps: PortalDeps, request: Request, response: Response): Promise<void> {
  const visit = visitOf(deps, request, response);
  const number = pageNumber(request.query.page);
  const alert = await deps.reads.alert(String(request.params.name), visit.actor, (all) => rowsOf(all, number));
  if (!alert) return say(request, response, 404, 'There is no such alert that you may see.');
  const { settings, maySet, lines, incidents } = alert;
  const card = oneAlertCard({ settings, maySet, lines, count: incidents.length }, visit.when);
  const children = (
    <>
      <CardView visit={visit} card={card} />
      <Paging here={visit.here} number={number} count={incidents.length} />
      <p>
        <a href="/alerts">All alerts</a>
      </p>
    </>
  );
  showPage(response, visit, { title: card.title, active: 'alerts', children });
}
