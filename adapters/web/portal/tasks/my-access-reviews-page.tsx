import type { ReviewerTaskFacts } from '../../../../cards/access-review/access-review-card.js';
import {
  countWords,
  decisionWords,
  defaultDecisionWords,
  itemTitle,
  recommendationWords,
} from '../../../../cards/access-review/access-review-words.js';
import type { DecisionItem } from '../../../../domain/access-review/access-review.js';
import { Moment } from '../moment.js';
import { Buttons, Press } from '../press.js';
import { type Column, Table } from '../table.js';
import { Tabs } from '../tabs.js';
import type { Visit } from '../visit.js';
import { DecideTicked } from './decide-ticked.js';

/** The reviews in which somebody decides. */
export function MyAccessReviewsPage({ visit, reviews }: { visit: Visit; reviews: readonly ReviewerTaskFacts[] }) {
  const columns: Column<ReviewerTaskFacts>[] = [
    { title: 'Role', cell: ({ instance, roleTitle }) => <a href={`/reviews/${instance.id}`}>{roleTitle}</a> },
    { title: 'Review', cell: ({ instance }) => instance.displayName },
    { title: 'To decide', kind: 'number', cell: ({ mine }) => mine.NotReviewed },
    { title: 'Decided', kind: 'number', cell: ({ mine }) => mine.total - mine.NotReviewed },
    { title: 'Until', cell: ({ instance }) => <Moment at={instance.endDateTime} when={visit.when} /> },
  ];
  const none = 'No access waits for your review.';
  return <Table caption="Access to review" columns={columns} rows={reviews} none={none} />;
}

type MyAccessReviewProps = {
  visit: Visit;
  facts: ReviewerTaskFacts;
  items: readonly DecisionItem[];
  tab: 'open' | 'decided';
};

/** One review as its reviewer sees it: tick, then decide. */
export function MyAccessReviewPage({ visit, facts, items, tab }: MyAccessReviewProps) {
  const { instance, roleTitle, mine, status } = facts;
  const href = `/reviews/${instance.id}`;
  const isUnderWay = status === 'InProgress';
  const tabs = [
    { title: 'To decide', href, count: mine.NotReviewed, isHere: tab === 'open' },
    { title: 'Decided', href: `${href}?tab=decided`, count: mine.total - mine.NotReviewed, isHere: tab === 'decided' },
  ];
  return (
    <>
      <p>
        {instance.reviewers.type === 'self'
          ? `Do you still need ${roleTitle}?`
          : `Who still needs ${roleTitle}? Say it of each.`}{' '}
        {isUnderWay ? (
          <>
            Until <Moment at={instance.endDateTime} when={visit.when} />; of what nobody decides:{' '}
            {defaultDecisionWords(instance.settings)}.
          </>
        ) : (
          'This review has ended. Nothing can be decided any more.'
        )}
      </p>
      <Tabs label="Access to review" tabs={tabs} />
      <Table
        caption={tab === 'open' ? 'To decide' : 'Decided'}
        columns={columnsOf(facts, isUnderWay, tab)}
        rows={items}
        none={tab === 'open' ? 'You have decided everything. Thank you.' : 'You have decided nothing yet.'}
      />
      {isUnderWay && items.length > 0 && <Decide visit={visit} facts={facts} />}
    </>
  );
}

function columnsOf(
  { instance }: ReviewerTaskFacts,
  isUnderWay: boolean,
  tab: MyAccessReviewProps['tab'],
): Column<DecisionItem>[] {
  const { recommendationsEnabled } = instance.settings;
  return [
    {
      title: 'Access',
      cell: (item) =>
        isUnderWay ? (
          <label>
            <input type="checkbox" form="decide" name="f.items" value={item.id} /> {itemTitle(item, 'for certain')}
          </label>
        ) : (
          itemTitle(item, 'for certain')
        ),
    },
    ...(recommendationsEnabled
      ? [{ title: 'Recommended', cell: (item: DecisionItem) => recommendationWords(item, instance) }]
      : []),
    ...(tab === 'decided' ? decidedColumns : []),
  ];
}

const decidedColumns: Column<DecisionItem>[] = [
  { title: 'Decision', cell: (item) => decisionWords[item.decision] },
  { title: 'Reason', cell: (item) => <span class="said">{item.justification}</span> },
];

const Optional = () => <span class="optional"> (optional)</span>;

function Decide({ visit, facts: { instance, mine } }: Pick<MyAccessReviewProps, 'visit' | 'facts'>) {
  const { recommendationsEnabled, justificationRequiredOnApproval } = instance.settings;
  const isAcceptable = recommendationsEnabled && mine.NotReviewed > 0;
  return (
    <>
      <DecideTicked
        visit={visit}
        id="decide"
        action={{ do: 'submit', form: 'review access', about: instance.id }}
        title="Decide the ticked ones"
        reason={<>Reason{justificationRequiredOnApproval ? ', needed to approve' : <Optional />}</>}
        more={{ title: 'Do not know', decision: 'DontKnow' }}
      />
      {isAcceptable && (
        <>
          <h2>Or as recommended</h2>
          <p>Of the {countWords(mine.NotReviewed, 'that is', 'that are')} left, all that have a recommendation.</p>
          <Buttons>
            <Press
              visit={visit}
              button={{
                title: 'Accept recommendations',
                style: 'default',
                action: { do: 'access-review', act: 'accept', id: instance.id },
              }}
            />
          </Buttons>
        </>
      )}
    </>
  );
}
