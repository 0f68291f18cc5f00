import type { ManagedReview } from '../../../../bot/portal/access-review-reads.js';
import { actButtons } from '../../../../cards/access-review/access-review-card.js';
import {
  type AccessReviewFacts,
  appliedWords,
  decisionWords,
  defaultDecisionWords,
  itemTitle,
  recommendationWords,
  recurrenceWords,
  reviewersWords,
  reviewStatusWords,
  scopeWords,
} from '../../../../cards/access-review/access-review-words.js';
import type { Fact } from '../../../../cards/card.js';
import { formatInstant } from '../../../../cards/words/format-time.js';
import type { Decision, DecisionItem } from '../../../../domain/access-review/access-review.js';
import type { PrincipalId } from '../../../../domain/ids.js';
import { type Instant, instant } from '../../../../domain/time.js';
import { FactList } from '../card-view.js';
import { ChoiceFilter, Filters } from '../filters.js';
import { Moment } from '../moment.js';
import { Paging } from '../paging.js';
import { Buttons, Press } from '../press.js';
import { type Column, Table } from '../table.js';
import type { Visit } from '../visit.js';

/** The reviews of everything that somebody looks into. */
export function AccessReviewsPage({ visit, reviews }: { visit: Visit; reviews: readonly AccessReviewFacts[] }) {
  const columns: Column<AccessReviewFacts>[] = [
    {
      title: 'Review',
      cell: ({ instance }) => <a href={`/access-reviews/${instance.definitionId}`}>{instance.displayName}</a>,
    },
    { title: 'Role', cell: ({ roleTitle }) => roleTitle },
    { title: 'Stands', cell: ({ status }) => reviewStatusWords[status].text },
    { title: 'Decided', cell: progressWords },
    { title: 'From', cell: ({ instance }) => <Moment at={instance.startDateTime} when={visit.when} /> },
    { title: 'Until', cell: ({ instance }) => <Moment at={instance.endDateTime} when={visit.when} /> },
  ];
  return (
    <>
      <p>
        <a class="button" data-style="primary" href="/access-reviews/new">
          Create an access review
        </a>
      </p>
      <Table
        caption="Access reviews"
        columns={columns}
        rows={reviews}
        none="There is no access review of a role that you may look into."
      />
    </>
  );
}

const progressWords = ({ counts }: AccessReviewFacts): string =>
  counts.total === 0 ? '' : `${counts.total - counts.NotReviewed} of ${counts.total}`;

/** What a list of items can be narrowed down to. */
export const decisionFilters: readonly (readonly [Decision | '', string])[] = [
  ['', 'Any'],
  ['NotReviewed', 'Not decided'],
  ['Approve', 'Approved'],
  ['Deny', 'Denied'],
  ['DontKnow', 'Do not know'],
];

type AccessReviewPageProps = { visit: Visit; review: ManagedReview; page: number; decision: Decision | '' };

/** One review as those see it who manage its role: how it stands, what came of it, and when it was before. */
export function AccessReviewPage({ visit, review, page, decision }: AccessReviewPageProps) {
  const { definition, facts, occurrences, items, mayManage } = review;
  const { instance, counts } = facts;
  const href = `/access-reviews/${definition.id}`;
  const count = decision === '' ? counts.total : counts[decision];
  const others = occurrences.length > 1;
  return (
    <>
      <p class="status" data-tone={reviewStatusWords[facts.status].tone}>
        {reviewStatusWords[facts.status].text}
      </p>
      <FactList facts={factsOf(review, visit)} />
      {mayManage && (
        <Buttons>
          {actButtons(facts).map((button) => (
            <Press visit={visit} button={button} back={href} />
          ))}
          {facts.status !== 'NotStarted' && (
            <Press
              visit={visit}
              button={{
                title: 'Delete',
                style: 'destructive',
                action: { do: 'access-review', act: 'delete', id: definition.id },
              }}
              back="/access-reviews"
            />
          )}
        </Buttons>
      )}
      <h2>What is decided</h2>
      <Filters action={href} kept={`occurrence=${instance.id}`}>
        <ChoiceFilter name="decision" label="Decision" value={decision} choices={decisionFilters} />
      </Filters>
      <Table caption="Decisions" columns={itemColumns(review)} rows={items} none="Nothing like that is reviewed." />
      <Paging here={visit.here} number={page} count={count} />
      {counts.total > 0 && (
        <p>
          <a href={`${href}/results.csv?occurrence=${instance.id}`} download>
            Download as CSV
          </a>
        </p>
      )}
      {others && <h2>All its occurrences</h2>}
      {others && <Table caption="Occurrences" columns={occurrenceColumns(href, visit)} rows={occurrences} none="" />}
    </>
  );
}

function factsOf({ definition, facts, names }: ManagedReview, { when }: Visit): Fact[] {
  const { instance, counts, roleTitle } = facts;
  const { settings } = instance;
  const nameOf = (id: string) => names[id as PrincipalId] ?? 'somebody who has left';
  const say = (at: Instant) => formatInstant(at, when);
  const yes = (isOn: boolean) => (isOn ? 'yes' : 'no');
  return [
    { label: 'Role', value: roleTitle },
    { label: 'Whose access', value: scopeWords(instance.scope) },
    { label: 'Who decides', value: reviewersWords(instance.reviewers, nameOf) },
    { label: 'How often', value: recurrenceWords(settings.recurrence, (at) => say(instant(at))) },
    { label: 'From', value: say(instance.startDateTime) },
    { label: 'Until', value: say(instance.endDateTime) },
    { label: 'Decided', value: `${counts.total - counts.NotReviewed} of ${counts.total}` },
    { label: 'Approved', value: String(counts.Approve) },
    { label: 'Denied', value: String(counts.Deny) },
    ...(counts.removed + counts.kept > 0
      ? [{ label: 'Removed', value: counts.kept > 0 ? `${counts.removed}; ${counts.kept} stay` : `${counts.removed}` }]
      : []),
    { label: 'What nobody decides', value: defaultDecisionWords(settings) },
    { label: 'Applied at the end', value: yes(settings.autoApplyDecisionsEnabled) },
    { label: 'Reminders', value: yes(settings.reminderNotificationsEnabled) },
    ...(definition.displayName === instance.displayName
      ? []
      : [{ label: 'Next called', value: definition.displayName }]),
  ];
}

function itemColumns({ facts: { instance }, names }: ManagedReview): Column<DecisionItem>[] {
  const { recommendationsEnabled } = instance.settings;
  return [
    { title: 'Access', cell: (item) => itemTitle(item, 'for certain') },
    { title: 'Decision', cell: (item) => decisionWords[item.decision] },
    { title: 'By', cell: (item) => byWords(item, names) },
    { title: 'Reason', cell: (item) => <span class="said">{item.justification}</span> },
    ...(recommendationsEnabled
      ? [{ title: 'Recommended', cell: (item: DecisionItem) => recommendationWords(item, instance) }]
      : []),
    { title: 'Applied', cell: (item) => appliedWords(item) },
  ];
}

/** Who decided an item; nobody in person where it was decided by default. */
export function byWords({ decision, reviewedBy, reviewerIds }: DecisionItem, names: Record<string, string>): string {
  if (reviewedBy !== undefined) return names[reviewedBy] ?? 'somebody who has left';
  if (decision !== 'NotReviewed') return 'by default';
  return reviewerIds.length === 0 ? 'nobody can decide it' : '';
}

const occurrenceColumns = (href: string, { when }: Visit): Column<AccessReviewFacts>[] => [
  {
    title: 'From',
    cell: ({ instance }) => (
      <a href={`${href}?occurrence=${instance.id}`}>
        <Moment at={instance.startDateTime} when={when} />
      </a>
    ),
  },
  { title: 'Until', cell: ({ instance }) => <Moment at={instance.endDateTime} when={when} /> },
  { title: 'Stands', cell: ({ status }) => reviewStatusWords[status].text },
  { title: 'Decided', cell: progressWords },
  { title: 'Denied', kind: 'number', cell: ({ counts }) => counts.Deny },
  { title: 'Removed', kind: 'number', cell: ({ counts }) => counts.removed },
];
