import type { Request, Response, Router } from 'express';
import { roleQuery } from '../../../../cards/platform/portal-page.js';
import { sectionNames } from '../../../../cards/settings/settings-sections.js';
import { say } from '../../page/say.js';
import { readForm, showAnswer } from '../carry-out.js';
import { textOf } from '../filters.js';
import { Paging, pageNumber, rowsOf } from '../paging.js';
import type { PortalDeps } from '../portal-deps.js';
import { showPage } from '../show-page.js';
import { turnOf, visitOf } from '../visit.js';
import { roleOfQuery } from './role-address.js';
import { RolesFilter, RolesTable } from './role-routes.js';
import { SettingsPage, SettingsView } from './settings-page.js';

const notFound = 'There is no such role whose settings you may see.';

/** The settings of every role: seen, changed part by part, and looked at before they are saved. */
export function settingsRoutes(router: Router, deps: PortalDeps): void {
  router.get('/settings', (request, response) => showSettings(deps, request, response));
  router.get('/settings/change', async (request, response) => {
    const role = roleOfQuery(request.query);
    const part = sectionNames.find((name) => name === request.query.part);
    const visit = visitOf(deps, request, response);
    const known = role && part && (await deps.reads.settings(role, visit.actor));
    if (!known?.mayChange) return say(request, response, 404, notFound);
    const back = { ...visit, here: `/settings?${roleQuery(known.facts.role)}` };
    const action = { do: 'ask-settings', role: known.facts.role, section: part };
    const turn = turnOf(deps, visit, visit.newCommand(), { action, fields: {} });
    showAnswer(request, response, back, await deps.answer(turn));
  });
  router.post('/settings/look', async (request, response) => {
    const sent = readForm(request.body);
    if (sent?.action.do !== 'change-settings') return say(request, response, 400, 'This form could not be read.');
    const visit = { ...visitOf(deps, request, response), here: sent.back };
    const { action, fields, command } = sent;
    const foresight = await deps.reads.foresee(action, fields, { actor: visit.actor, timeZone: visit.when.timeZone });
    if (foresight) {
      const children = <SettingsView visit={visit} sent={sent} foresight={foresight} />;
      return showPage(response, visit, { title: 'Before it is saved', active: 'settings', children });
    }
    // Nothing would come of it: sending it says why, and fills the form in again.
    showAnswer(request, response, visit, await deps.answer(turnOf(deps, visit, command, { action, fields })));
  });
}

async function showSettings(deps: PortalDeps, request: Request, response: Response): Promise<void> {
  const visit = visitOf(deps, request, response);
  const role = roleOfQuery(request.query);
  if (!role) {
    const q = textOf(request.query, 'q');
    const lines = await deps.reads.rolesInUse(visit.actor, q);
    const number = pageNumber(request.query.page);
    const children = (
      <>
        <p>Choose a role to see what it asks for. A role that nobody has yet is found by the search at the top.</p>
        <RolesFilter action="/settings" q={q} />
        <RolesTable lines={rowsOf(lines, number)} to="settings" />
        <Paging here={visit.here} number={number} count={lines.length} />
      </>
    );
    return showPage(response, visit, { title: 'Settings', active: 'settings', children });
  }
  const known = await deps.reads.settings(role, visit.actor);
  if (!known) return say(request, response, 404, notFound);
  const { roleName, scopeName } = known.facts;
  const title = `Settings of ${scopeName === undefined ? roleName : `${roleName} on ${scopeName}`}`;
  const children = <SettingsPage visit={visit} facts={known.facts} mayChange={known.mayChange} />;
  showPage(response, visit, { title, active: 'settings', isLive: true, children });
}
