import type { Router } from 'express';
import { notificationsPage } from '../../../../cards/account/notifications-card.js';
import { say } from '../../page/say.js';
import { FormView } from '../form-view.js';
import type { PortalDeps } from '../portal-deps.js';
import { showPage } from '../show-page.js';
import { turnOf, visitOf } from '../visit.js';

/** How one wants to be told: the same form as in chat. */
export function notificationsRoutes(router: Router, deps: PortalDeps): void {
  router.get(notificationsPage, async (request, response) => {
    const visit = visitOf(deps, request, response);
    const action = { do: 'run', text: 'quiet hours' };
    const answer = await deps.answer(turnOf(deps, visit, visit.newCommand(), { action, fields: {} }));
    if (answer.kind !== 'form') return say(request, response, 404, 'There is nothing to choose here.');
    const children = <FormView visit={visit} form={answer.form} back={visit.here} />;
    showPage(response, visit, { title: 'Notifications', active: 'notifications', children });
  });
}
