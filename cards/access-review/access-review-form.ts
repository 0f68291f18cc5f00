import type { DecisionItem } from '../../domain/access-review/access-review.js';
import type { Card, Form, Input } from '../card.js';
import { oneLine } from '../platform/plain-text.js';
import { myAccessReviewPage } from './access-review-card.js';
import {
  type AccessReviewFacts,
  countWords,
  decisionWords,
  itemPerson,
  itemTitle,
  placedTitle,
  recommendationWords,
} from './access-review-words.js';

export type ReviewQuestions = {
  facts: AccessReviewFacts;
  /** What may be ticked. */
  items: readonly DecisionItem[];
  /** How many stand before them in the list of what waits, and how many wait in all. */
  from: number;
  total: number;
  values: { items?: string | undefined; decision?: string | undefined; justification?: string | undefined };
  /** What is wrong with a value, naming the fix. */
  problems: Partial<Record<'items' | 'decision' | 'justification', string>>;
};

/** The tick-list of a reviewer. Inputs: `items` (ticks), `decision`, `justification`. */
export function accessReviewForm({ facts, items, from, total, values, problems }: ReviewQuestions): Form {
  const { instance, roleTitle } = facts;
  const { recommendationsEnabled, justificationRequiredOnApproval } = instance.settings;
  const isRecommended =
    recommendationsEnabled && items.some(({ recommendation }) => recommendation !== 'NoInfoAvailable');
  const inputs: Input[] = [
    {
      id: 'items',
      label: 'Access',
      kind: 'ticks',
      choices: items.map((item) => ({ title: choiceTitle(item, facts), value: item.id })),
      value: values.items || undefined,
      isRequired: true,
      problem: problems.items,
    },
    {
      id: 'decision',
      label: 'Decision on what is ticked',
      kind: 'choice',
      choices: [
        { title: 'Approve: it is still needed', value: 'Approve' },
        { title: 'Deny: take it away', value: 'Deny' },
        { title: 'I do not know', value: 'DontKnow' },
        ...(isRecommended ? [{ title: 'As recommended', value: 'Recommendation' }] : []),
      ],
      placeholder: 'Approve or deny',
      value: values.decision,
      isRequired: true,
      problem: problems.decision,
    },
    {
      id: 'justification',
      label: 'Reason',
      kind: 'multiline',
      placeholder: justificationRequiredOnApproval ? 'Needed for an approval' : 'Why',
      value: values.justification || undefined,
      isRequired: false,
      problem: problems.justification,
    },
  ];
  return {
    kind: 'form',
    name: 'review access',
    title: oneLine(`Review access to ${roleTitle}`, 100),
    body: [
      ...othersWords(facts, from, items.length, total),
      ...(recommendationsEnabled ? reasonsOf(items, facts) : []),
    ],
    inputs,
    submit: {
      title: 'Decide',
      style: 'primary',
      action: { do: 'submit', form: 'review access', about: instance.id },
    },
    reopen: { do: 'access-review', act: 'decide', id: instance.id, ...(from > 0 && { from }) },
    summary: `Review access to ${roleTitle}: ${total} to decide`,
  };
}

/** Which of all these are, and how to see the others; nothing where these are all. */
function othersWords({ instance }: AccessReviewFacts, from: number, count: number, total: number): string[] {
  if (count >= total) return [];
  const end = from + count;
  const next = end < total ? end + 1 : 1;
  const here = `These are ${from + 1} to ${end} of ${total}.`;
  return [`${here} To see others, type “review access ${instance.displayName} from ${next}”.`];
}

/** Room for 75 characters on every surface: the name, then what is recommended in a word. */
function choiceTitle(item: DecisionItem, { instance }: AccessReviewFacts): string {
  const word = item.recommendation === 'NoInfoAvailable' ? '' : ` · ${item.recommendation.toLowerCase()} recommended`;
  const recommended = instance.settings.recommendationsEnabled ? word : '';
  return `${oneLine(itemTitle(item), 75 - recommended.length)}${recommended}`;
}

/** Lines in one paragraph, and paragraphs: with the longest line, what the platforms take at the most. */
const together = 12;
const LONGEST_LINE = 180;
const mostParagraphs = 3;

const paragraphsOf = (lines: readonly string[]): string[] =>
  Array.from({ length: Math.ceil(lines.length / together) }, (_, index) =>
    lines.slice(index * together, (index + 1) * together).join('\n'),
  );

/** Why this is recommended: of as many as there is room for. */
const reasonsOf = (items: readonly DecisionItem[], { instance }: AccessReviewFacts): string[] =>
  paragraphsOf(
    items.map((item) => oneLine(`${itemPerson(item)} · ${recommendationWords(item, instance)}`, LONGEST_LINE)),
  ).slice(0, mostParagraphs);

/** What came of one item: as it is now, or why nothing did. */
export type DecidedLine = { item?: DecisionItem | undefined; problem?: string | undefined };

/** What came of what was ticked, first what was not decided, and how much more waits. */
export function accessDecidedCard(facts: AccessReviewFacts, lines: readonly DecidedLine[], left: number): Card {
  const said = ({ item, problem }: DecidedLine) =>
    oneLine(
      `${item ? itemTitle(item, 'for certain') : 'Something'}: ${problem ?? decisionWords[item?.decision ?? 'NotReviewed']}`,
      LONGEST_LINE,
    );
  const undone = lines.filter(({ problem }) => problem !== undefined);
  const done = lines.filter(({ problem }) => problem === undefined);
  const title = `Decided ${done.length} of ${lines.length}: ${placedTitle(facts)}`;
  const all = [...undone, ...done].map(said);
  return {
    kind: 'card',
    name: 'access-decided',
    title,
    body: [
      ...paragraphsOf(all),
      left === 0 ? 'That was all. Thank you.' : `${countWords(left, 'more waits', 'more wait')} for you.`,
    ],
    facts: [],
    rows: [],
    buttons:
      left === 0
        ? []
        : [{ title: 'Go on', style: 'primary', action: { do: 'access-review', act: 'decide', id: facts.instance.id } }],
    page: myAccessReviewPage(facts.instance.id),
    summary: title,
  };
}
