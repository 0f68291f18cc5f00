import type { Request, Response, Router } from 'express';
import { auditWords } from '../../../../cards/audit/audit-words.js';
import { roleQuery } from '../../../../cards/platform/portal-page.js';
import { eventId } from '../../../../domain/ids.js';
import { say } from '../../page/say.js';
import { Onward } from '../paging.js';
import type { PortalDeps } from '../portal-deps.js';
import { showPage } from '../show-page.js';
import { visitOf } from '../visit.js';
import { auditAskOf, auditPositionOf, positionText } from './audit-address.js';
import { auditForms, sendAudit } from './audit-download.js';
import { AuditEntry, AuditFilters, AuditTable, DownloadLinks } from './audit-pages.js';

const noRole = 'There is no such role that you may look into.';
const lists = [
  { path: '/audit', isMine: false, title: 'Resource audit', place: 'resource-audit' },
  { path: '/my-audit', isMine: true, title: 'My audit', place: 'my-audit' },
] as const;
type List = (typeof lists)[number];

/** The audit log: of what one may look into, of oneself, one entry on its own, and any of it as a file. */
export function auditRoutes(router: Router, deps: PortalDeps): void {
  for (const list of lists) {
    router.get(list.path, (request, response) => showList(deps, list, request, response));
    router.get(`${list.path}/download`, (request, response) => download(deps, list, request, response));
  }
  router.get('/audit/:id', async (request, response) => {
    const visit = visitOf(deps, request, response);
    const facts = await deps.reads.auditEntry(eventId(request.params.id), visit.actor);
    if (!facts) return say(request, response, 404, 'There is no such entry that you may look at.');
    const children = <AuditEntry visit={visit} facts={facts} />;
    showPage(response, visit, { title: auditWords(facts), active: 'resource-audit', children });
  });
}

async function showList(deps: PortalDeps, list: List, request: Request, response: Response): Promise<void> {
  const { path, isMine, title, place: active } = list;
  const visit = visitOf(deps, request, response);
  const ask = auditAskOf(request, isMine);
  const after = auditPositionOf(request);
  const found = await deps.reads.audit(ask, visit.actor, visit.when, after);
  if (!found) return say(request, response, 404, noRole);
  const name = ask.role && (await deps.reads.role(ask.role, visit.actor))?.name;
  const next = found.next && positionText(found.next);
  const caption = isMine
    ? 'What you did, and what was done about you'
    : 'What is on record about the roles you may look into';
  const children = (
    <>
      {name !== undefined && (
        <p>
          Of {name} alone. <a href={path}>Of all roles</a>
        </p>
      )}
      {ask.thread !== '' && (
        <p>
          All that belongs to {ask.thread}. <a href={path}>Everything</a>
        </p>
      )}
      <AuditFilters action={path} ask={ask} kept={ask.role ? roleQuery(ask.role) : ''} />
      <AuditTable visit={visit} page={found} caption={`${caption}, newest first`} />
      <Onward here={visit.here} isFirst={after === undefined} next={next} />
      <DownloadLinks path={path} here={visit.here} />
    </>
  );
  showPage(response, visit, { title, active, children });
}

async function download(deps: PortalDeps, { isMine }: List, request: Request, response: Response): Promise<void> {
  const form = auditForms.find((each) => each === request.query.form);
  if (!form) return say(request, response, 400, 'Say in which form: csv or jsonl.');
  const { actor, when } = visitOf(deps, request, response);
  const pages = await deps.reads.auditDownload(auditAskOf(request, isMine), actor, when);
  if (!pages) return say(request, response, 404, noRole);
  await sendAudit(response, form, pages, when.now);
}
