import { isExtension, stageInProgress } from '../../domain/assignment/schedule-request.js';
import type { PrincipalId } from '../../domain/ids.js';
import type { Button, Card, Row } from '../card.js';
import type { RequestFacts } from '../request/request-facts.js';
import { askTitle } from '../request/request-row.js';
import { durationWords, type Say, sayAbout } from '../request/request-words.js';
import type { When } from '../words/format-time.js';
import { whoAsks } from '../words/who.js';
import { decisionButtons } from './decision-buttons.js';
import { extensionButtons } from './extension-card.js';
import type { TypedDecision } from './typed-decision.js';

type Typed = Pick<TypedDecision, 'reviewResult' | 'justification' | 'duration'>;

/**
 * The requests that wait for one person's decision, in the order given. `viewer`: who they are, where it is known;
 * `lead`: what stands before the list; `typed`: a decision that goes with each button that decides so; `total`: how many wait in all.
 */
export function pendingCard(
  requests: readonly RequestFacts[],
  when: When,
  viewer?: PrincipalId,
  {
    lead,
    typed,
    total = requests.length,
  }: { lead?: string | undefined; typed?: Typed | undefined; total?: number } = {},
): Card {
  const count = total;
  const rows = requests.map((facts) => row(facts, sayAbout(facts, when), viewer, typed));
  const together = requests.filter(({ request }, at) => !isExtension(request) && rows[at]?.buttons.length);
  return {
    kind: 'card',
    name: 'pending',
    title: 'Waiting for you',
    body: [
      ...(lead === undefined ? [] : [lead]),
      ...(count === 0 ? ['Nothing waits for your decision.'] : []),
      ...(count > requests.length ? [`${count} wait for you.`] : []),
    ],
    facts: [],
    rows,
    unlisted: count - rows.length,
    more: 'name the role as well, or type “pending”',
    buttons: together.length > 1 ? [decideSeveral] : [],
    page: '/approve',
    summary: count === 0 ? 'Nothing waits for your decision' : `${count} waiting for your decision`,
  };
}

const decideSeveral: Button = {
  title: 'Decide several',
  style: 'default',
  action: { do: 'run', text: 'decide several' },
};

function row(facts: RequestFacts, say: Say, viewer: PrincipalId | undefined, words: Typed | undefined): Row {
  const { revision } = facts.request;
  const typed = words && { ...words, revision, stageId: stageInProgress(facts.request)?.stageId ?? 0 };
  const { justification, scheduleInfo, ticketInfo } = facts.request;
  const stage = stageInProgress(facts.request);
  const length = durationWords(facts, say);
  const parts = [
    scheduleInfo.startDateTime === undefined ? length : `${length}, from ${say(scheduleInfo.startDateTime)}`,
    stage?.timesOutAt === undefined ? '' : `times out ${say(stage.timesOutAt)}`,
    ticketInfo.ticketNumber ? `ticket ${ticketInfo.ticketNumber}` : '',
    justification ? `reason: ${justification}` : '',
  ];
  return {
    title: `${whoAsks(facts)}: ${askTitle(facts)}`,
    subtitle: parts.filter((part) => part !== '').join(' · '),
    buttons: stage ? decisionButtons(facts, stage, viewer, typed) : extensionButtons(facts, viewer, typed),
    key: facts.request.id,
  };
}
