import type { Request, Response, Router } from 'express';
import type { Button } from '../../../../cards/card.js';
import type { Principal } from '../../../../domain/ports/directory.js';
import { say } from '../../page/say.js';
import { Paging, pageNumber, rowsOf } from '../paging.js';
import type { PortalDeps } from '../portal-deps.js';
import { Buttons, Press } from '../press.js';
import { showPage } from '../show-page.js';
import { type Visit, visitOf } from '../visit.js';
import { HoldingsTable, Others, totalOf } from './holdings-table.js';

/** `/people/<id>`: what somebody has, as far as one may see it, and what can be done about them. */
export function personRoutes(router: Router, deps: PortalDeps): void {
  router.get('/people/:id', (request, response) => showPerson(deps, request, response));
}

async function showPerson(deps: PortalDeps, request: Request, response: Response): Promise<void> {
  const visit = visitOf(deps, request, response);
  const principal = await deps.reads.person(String(request.params.id));
  if (!principal) return say(request, response, 404, 'The directory has nobody like that.');
  const found = await deps.reads.holdings({ principalIds: [principal.id] }, visit.actor);
  const { holdings } = found;
  const isAdministered = principal.id !== visit.actor && (await deps.reads.administers(visit.actor));
  const number = pageNumber(request.query.page);
  const about = principal.type === 'user' ? [principal.jobTitle, principal.userPrincipalName] : [];
  const children = (
    <>
      <p>{about.filter(Boolean).join(' · ')}</p>
      {isAdministered && <Acts visit={visit} principal={principal} />}
      <Others of={found} />
      <HoldingsTable
        visit={visit}
        caption="Roles, as far as you may see them"
        isOfOne
        holdings={rowsOf(holdings, number)}
        none="Nothing that you may see."
      />
      <Paging here={visit.here} number={number} count={holdings.length} total={totalOf(found)} />
    </>
  );
  showPage(response, visit, { title: principal.displayName, active: 'assignments', isLive: true, children });
}

/** For those who administer the directory. Ending everything shows first what would end, a reset asks for a proof. */
function Acts({ visit, principal: { id, type } }: { visit: Visit; principal: Principal }) {
  const buttons: Button[] = [
    ...(type === 'user' ? [resetButton(id), passButton(id)] : []),
    { title: 'End everything', style: 'destructive', action: { do: 'ask-revoke-all', principalId: id, said: {} } },
  ];
  return (
    <Buttons>
      <a class="button" data-style="primary" href={`/assignments/new?${new URLSearchParams({ who: id })}`}>
        Assign a role
      </a>
      {buttons.map((button) => (
        <Press visit={visit} button={button} />
      ))}
    </Buttons>
  );
}

const passButton = (principalId: Principal['id']): Button => ({
  title: 'Make an enrolment pass',
  style: 'default',
  action: { do: 'give-pass', principalId },
});

const resetButton = (principalId: Principal['id']): Button => ({
  title: 'Reset passkeys and codes',
  style: 'default',
  action: { do: 'reset-proofs', principalId },
});
