import { stringify } from 'csv-stringify/sync';
import type { Request, Response, Router } from 'express';
import { appliedWords, itemTitle, recommendationWords } from '../../../../cards/access-review/access-review-words.js';
import type { DecisionItem, ReviewInstance } from '../../../../domain/access-review/access-review.js';
import { say } from '../../page/say.js';
import { showAnswer } from '../carry-out.js';
import { textOf } from '../filters.js';
import { Paging, pageNumber } from '../paging.js';
import type { PortalDeps } from '../portal-deps.js';
import { showPage } from '../show-page.js';
import { MyAccessReviewPage, MyAccessReviewsPage } from '../tasks/my-access-reviews-page.js';
import { turnOf, visitOf } from '../visit.js';
import { AccessReviewPage, AccessReviewsPage, byWords, decisionFilters } from './access-review-page.js';

/** Access reviews: what somebody decides, and what those see and do who look after them. */
export function accessReviewRoutes(router: Router, deps: PortalDeps): void {
  router.get('/reviews', async (request, response) => {
    const visit = visitOf(deps, request, response);
    const children = <MyAccessReviewsPage visit={visit} reviews={await deps.reads.myReviews(visit.actor)} />;
    showPage(response, visit, { title: 'Review access', active: 'reviews', children });
  });
  router.get('/reviews/:id', (request, response) => showMyReview(deps, request, response));
  router.get('/access-reviews', async (request, response) => {
    const visit = visitOf(deps, request, response);
    const reviews = await deps.reads.managedReviews(visit.actor);
    const children = <AccessReviewsPage visit={visit} reviews={reviews} />;
    showPage(response, visit, { title: 'Access reviews', active: 'access-reviews', children });
  });
  router.get('/access-reviews/new', async (request, response) => {
    const visit = { ...visitOf(deps, request, response), here: '/access-reviews' };
    const action = { do: 'run', text: 'create review' };
    const answer = await deps.answer(turnOf(deps, visit, visit.newCommand(), { action, fields: {} }));
    showAnswer(request, response, visit, answer);
  });
  router.get('/access-reviews/:id', (request, response) => showReview(deps, request, response));
  router.get('/access-reviews/:id/results.csv', (request, response) => sendResults(deps, request, response));
}

const isPlain = (id: unknown): id is string => /^[\w-]{1,100}$/.test(String(id));

/** As though it were not there to all whom it does not concern. */
const notThere = (request: Request, response: Response) =>
  say(request, response, 404, 'There is no such access review that concerns you.');

async function showMyReview(deps: PortalDeps, request: Request, response: Response): Promise<void> {
  const visit = visitOf(deps, request, response);
  const { id } = request.params;
  const tab = request.query.tab === 'decided' ? 'decided' : 'open';
  const page = pageNumber(request.query.page);
  const decisions = tab === 'open' ? (['NotReviewed'] as const) : (['Approve', 'Deny', 'DontKnow'] as const);
  const found = isPlain(id) ? await deps.reads.myReview(id, visit.actor, { page, decisions }) : undefined;
  if (!found) return notThere(request, response);
  const { facts, items } = found;
  const count = tab === 'open' ? facts.mine.NotReviewed : facts.mine.total - facts.mine.NotReviewed;
  const children = (
    <>
      <MyAccessReviewPage visit={visit} facts={facts} items={items} tab={tab} />
      <Paging here={visit.here} number={page} count={count} />
    </>
  );
  showPage(response, visit, { title: `Review access to ${facts.roleTitle}`, active: 'reviews', children });
}

async function showReview(deps: PortalDeps, request: Request, response: Response): Promise<void> {
  const visit = visitOf(deps, request, response);
  const { id } = request.params;
  const page = pageNumber(request.query.page);
  const asked = textOf(request.query, 'decision');
  const decision = decisionFilters.find(([value]) => value === asked)?.[0] ?? '';
  const occurrence = textOf(request.query, 'occurrence');
  const input = { page, occurrence, ...(decision !== '' && { decisions: [decision] }) };
  const review = isPlain(id) ? await deps.reads.managedReview(id, visit.actor, input) : undefined;
  if (!review) return notThere(request, response);
  const children = <AccessReviewPage visit={visit} review={review} page={page} decision={decision} />;
  showPage(response, visit, { title: review.facts.instance.displayName, active: 'access-reviews', children });
}

const header = [
  ...['Access', 'Object id', 'Level', 'Decision', 'Decided by', 'Decided (UTC)', 'Reason'],
  ...['Recommended', 'Apply result', 'What came of it'],
];

/** The results of one occurrence as CSV, page by page, safe to open in a spreadsheet. */
async function sendResults(deps: PortalDeps, request: Request, response: Response): Promise<void> {
  const visit = visitOf(deps, request, response);
  const occurrence = textOf(request.query, 'occurrence');
  const found = isPlain(occurrence) ? await deps.reads.reviewResults(occurrence, visit.actor) : undefined;
  if (!found || found.instance.definitionId !== request.params.id) return notThere(request, response);
  response
    .type('text/csv')
    .set('cache-control', 'no-store')
    .attachment(`access-review-${found.instance.number + 1}.csv`);
  response.write(asCsv([header]));
  for await (const { items, names } of found.pages) {
    const written = response.write(asCsv(items.map((item) => cellsOf(item, found.instance, names))));
    if (!written && !response.destroyed)
      await new Promise((resume) => response.once('drain', resume).once('close', resume));
    if (response.destroyed) return;
  }
  response.end();
}

/** What begins like a formula is no formula to a spreadsheet. */
const asCsv = (rows: string[][]): string => stringify(rows, { escape_formulas: true, record_delimiter: 'windows' });

const cellsOf = (item: DecisionItem, instance: ReviewInstance, names: Record<string, string>): string[] => [
  itemTitle(item),
  item.principalId,
  item.level,
  item.decision,
  byWords(item, names),
  item.reviewedDateTime === undefined ? '' : new Date(item.reviewedDateTime).toISOString(),
  item.justification,
  recommendationWords(item, instance),
  item.applyResult,
  appliedWords(item),
];
