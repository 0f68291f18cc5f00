import type { Router } from 'express';
import type { Child } from 'hono/jsx';
import type { SearchResult } from '../../../bot/portal/search.js';
import { roleQuery } from '../../../cards/platform/portal-page.js';
import { askTitle, outcomeWords } from '../../../cards/request/request-row.js';
import { whoForCertain } from '../../../cards/words/who.js';
import { textOf } from './filters.js';
import type { PortalDeps } from './portal-deps.js';
import { showPage } from './show-page.js';
import { type Visit, visitOf } from './visit.js';

/** `/search?q=…`: roles, people and requests; the field at the top of every page leads here, and shows it as one types. */
export function searchRoutes(router: Router, deps: PortalDeps): void {
  router.get('/search', async (request, response) => {
    const visit = visitOf(deps, request, response);
    const query = textOf(request.query, 'q');
    const found = await deps.reads.search(query, visit.actor);
    const children = <FoundPage visit={visit} found={found} query={query} />;
    showPage(response, visit, { title: 'Search', query, children });
  });
}

function FoundPage({ visit, found, query }: { visit: Visit; found: SearchResult; query: string }) {
  const { roles, people, requests } = found;
  if (query === '') return <p>Type part of the name of a role or a person, a reason or a ticket.</p>;
  if (roles.length + people.length + requests.length === 0) {
    return (
      <div id="results">
        <p class="none">Nothing that you may see is called “{query}”.</p>
      </div>
    );
  }
  return (
    <div id="results">
      <Results title="Roles">{roles.map(toRole)}</Results>
      <Results title="People and groups">{people.map(toPrincipal)}</Results>
      <Results title="Requests">{requests.map((facts) => toRequest(facts, visit))}</Results>
    </div>
  );
}

function Results({ title, children }: { title: string; children: Child[] }) {
  if (children.length === 0) return null;
  return (
    <>
      <h2>{title}</h2>
      <ul class="found">{children}</ul>
    </>
  );
}

const toRole = ({ role, name, activate }: SearchResult['roles'][number]) => (
  <li>
    <a href={activate ? `/my-roles/${encodeURIComponent(activate)}/activate` : `/role?${roleQuery(role)}`}>
      {activate ? `Activate ${name}` : name}
    </a>
  </li>
);

const toPrincipal = (principal: SearchResult['people'][number]) => (
  <li>
    <a href={`/people/${encodeURIComponent(principal.id)}`}>{principal.displayName}</a>{' '}
    <small>{principal.type === 'user' ? principal.userPrincipalName : kindWords[principal.type]}</small>
  </li>
);

const toRequest = (facts: SearchResult['requests'][number], { when }: Visit) => (
  <li>
    <a href={`/requests/${encodeURIComponent(facts.request.id)}`}>
      {whoForCertain(facts)}: {askTitle(facts)}
    </a>{' '}
    <small>{outcomeWords(facts, when)}</small>
  </li>
);

const kindWords = { group: 'Group', servicePrincipal: 'Application' } as const;
