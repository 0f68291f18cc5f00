import type { Instant } from '../../domain/time.js';
import { accessReviewPage } from '../access-review/access-review-card.js';
import type { AccessReviewFacts } from '../access-review/access-review-words.js';
import type { Button, Card } from '../card.js';
import { requestPage } from '../platform/portal-page.js';
import type { RequestFacts } from '../request/request-facts.js';
import { phaseOf } from '../request/request-phase.js';
import { nameSome, roleTitle } from '../request/request-words.js';
import { whoAsks } from '../words/who.js';

export type UnreachableNames = {
  /** The names of those who are asked and whom nothing reaches. */
  names: readonly string[];
  /** True when nobody else could decide it. */
  isEverybody: boolean;
};

/** What they are asked to decide, in words. */
type Asked = {
  /** `about Ada’s request for Security Reader`: after “be asked”. */
  what: string;
  /** What is said once nobody decides it any more; undefined while somebody may. */
  over: string | undefined;
  /** What is said once nobody is missed any more. */
  fixed: string;
  /** What can be done besides seeing to it that they are reached. */
  otherwise?: readonly string[];
  facts?: Card['facts'];
  buttons?: readonly Button[];
  page: string;
};

/** Tells the administrators whom nothing reaches of those who are to decide a request; later, that it is over. */
export function unreachableCard(facts: RequestFacts, unreachable: UnreachableNames, now: Instant): Card {
  const isOver = phaseOf(facts, now).kind !== 'waiting';
  return cardOf(unreachable, {
    what: `about ${whoAsks(facts)}’s request for ${roleTitle(facts)}`,
    over: isOver ? 'It does not wait any more' : undefined,
    fixed: 'By now everybody has been asked',
    page: requestPage(facts.request.id),
  });
}

/** The same of those who are to decide in an occurrence of an access review. */
export function unreachableReviewersCard(facts: AccessReviewFacts, unreachable: UnreachableNames): Card {
  const { instance, status, roleTitle: role, counts } = facts;
  return cardOf(unreachable, {
    what: `to review access to ${role}`,
    over: status === 'InProgress' ? undefined : 'The review is over',
    // Who shares what is to be decided with others need not be asked once these have decided it.
    fixed: counts.NotReviewed === 0 ? 'Everything is decided' : 'By now everybody who is to decide has been asked',
    otherwise: ['Or stop this review and create it with other reviewers.'],
    facts: [{ label: 'Review', value: instance.displayName }],
    buttons: [
      { title: 'Show the review', style: 'default', action: { do: 'access-review', act: 'show', id: instance.id } },
    ],
    page: accessReviewPage(instance.definitionId),
  });
}

function cardOf({ names, isEverybody }: UnreachableNames, asked: Asked): Card {
  const { what, over, fixed, page, facts = [] } = asked;
  const isFixed = over !== undefined || names.length === 0;
  const title = isFixed ? `Not everybody could be asked ${what}` : `${nameSome(names)} cannot be asked ${what}`;
  const status = isFixed ? ({ text: over ?? fixed, tone: 'good' } as const) : othersWords(isEverybody);
  const whole = { kind: 'card', name: 'unreached', title, status, rows: [], page } as const;
  const summary = `${title}: ${status.text}`;
  if (isFixed) return { ...whole, body: [], facts, buttons: [], summary };
  const fixes = [
    'No chat reaches them, and no mail. Have them link their account and open Latchkey’s chat, or give them a mail address in the directory; then try it again in “stuck”.',
    ...(asked.otherwise ?? []),
  ];
  const buttons = [showDeadLetters, ...(asked.buttons ?? [])];
  return { ...whole, body: [fixes.join(' ')], facts: [...facts, unreachableFact(names)], buttons, summary };
}

/** As many are named; who they all are is said where it is shown what failed to be delivered. */
const mostNames = 20;

function unreachableFact(names: readonly string[]): Card['facts'][number] {
  const others = names.length - mostNames;
  return {
    label: names.length === 1 ? 'Not reached' : `Not reached (${names.length})`,
    value: [...names.slice(0, mostNames), ...(others > 0 ? [`${others} more`] : [])].join(', '),
  };
}

const showDeadLetters: Button = { title: 'Show what is stuck', style: 'default', action: { do: 'run', text: 'stuck' } };

const othersWords = (isEverybody: boolean): NonNullable<Card['status']> =>
  isEverybody
    ? { text: 'Nobody else could decide it', tone: 'bad' }
    : { text: 'Others have been asked', tone: 'warning' };
