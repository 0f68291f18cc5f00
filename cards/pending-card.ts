import { stageInProgress } from '../domain/assignment/schedule-request.js';
import type { PrincipalId } from '../domain/ids.js';
import type { Card, Row } from './card.js';
import type { When } from './format-time.js';
import type { RequestFacts } from './request-facts.js';
import { lengthWords, roleTitle, type Say, sayAt } from './request-words.js';
import { reviewButtons } from './review-buttons.js';

/** The requests that wait for one person's decision, in the order given. `viewer`: who they are, where it is known. */
export function pendingCard(requests: readonly RequestFacts[], when: When, viewer?: PrincipalId): Card {
  const count = requests.length;
  return {
    kind: 'card',
    name: 'pending',
    title: 'Waiting for you',
    body: count === 0 ? ['Nothing waits for your decision.'] : [],
    facts: [],
    rows: requests.map((facts) => row(facts, sayAt(when), viewer)),
    more: 'type “pending” once these are decided',
    buttons: [],
    summary: count === 0 ? 'Nothing waits for your decision' : `${count} waiting for your decision`,
  };
}

function row(facts: RequestFacts, say: Say, viewer: PrincipalId | undefined): Row {
  const { justification, scheduleInfo, ticketInfo } = facts.request;
  const stage = stageInProgress(facts.request);
  const length = lengthWords(scheduleInfo.expiration, say);
  const parts = [
    scheduleInfo.startDateTime === undefined ? length : `${length}, from ${say(scheduleInfo.startDateTime)}`,
    stage?.timesOutAt === undefined ? '' : `times out ${say(stage.timesOutAt)}`,
    ticketInfo.ticketNumber ? `ticket ${ticketInfo.ticketNumber}` : '',
    justification ? `reason: ${justification}` : '',
  ];
  return {
    title: `${facts.requestorName}: ${roleTitle(facts)}`,
    subtitle: parts.filter((part) => part !== '').join(' · '),
    buttons: stage ? reviewButtons(facts, stage, viewer) : [],
  };
}
