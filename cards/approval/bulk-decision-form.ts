import type { ReviewResult } from '../../domain/approval/stage.js';
import { type ScheduleRequest, stageInProgress } from '../../domain/assignment/schedule-request.js';
import type { Action } from '../actions.js';
import type { Form, Input } from '../card.js';
import type { RequestFacts } from '../request/request-facts.js';
import { durationWords, roleTitle, sayAbout } from '../request/request-words.js';
import type { When } from '../words/format-time.js';
import { whoAsks } from '../words/who.js';

export type BulkDecisionQuestions = {
  /** What may be ticked: requests being decided. */
  requests: readonly RequestFacts[];
  /** How many more wait than are listed. */
  unlisted: number;
  values: {
    requests?: string | undefined;
    decision?: ReviewResult | undefined;
    justification?: string | undefined;
    /** For at most how long, as it would be typed. */
    duration?: string | undefined;
  };
  /** What is wrong with a value, naming the fix. */
  problems: Partial<Record<'requests' | 'decision' | 'duration', string>>;
  /** Opens it again, filled in as far as a button has room for that. */
  reopen: Action;
  /** How many of those that were ticked cannot be any more, for they have changed. */
  changed: number;
};

/** What stands for a request in a tick-list: with the stage and revision that are shown, for which alone it counts. */
export function tickValue(request: ScheduleRequest): string {
  return [request.id, stageInProgress(request)?.stageId ?? 0, request.revision].join(':');
}

/** Asks which of the waiting requests to approve or deny together. Inputs: `requests` (ticks), `decision`, `justification`. */
export function bulkDecisionForm(questions: BulkDecisionQuestions, when: When): Form {
  const { requests, unlisted, values, problems, changed } = questions;
  const needsReason = requests.some((facts) => stageInProgress(facts.request)?.asks.isApproverJustificationRequired);
  const inputs: Input[] = [
    {
      id: 'requests',
      label: 'Requests',
      kind: 'ticks',
      choices: requests.map((facts) => ({ title: titleOf(facts, when), value: tickValue(facts.request) })),
      value: values.requests || undefined,
      isRequired: true,
      problem: problems.requests,
    },
    {
      id: 'decision',
      label: 'Decision',
      kind: 'choice',
      choices: [
        { title: 'Approve', value: 'Approve' },
        { title: 'Deny', value: 'Deny' },
      ],
      placeholder: 'Approve or deny',
      value: values.decision,
      isRequired: true,
      problem: problems.decision,
    },
    {
      id: 'duration',
      label: 'Approve for at most',
      kind: 'text',
      placeholder: 'As asked',
      value: values.duration || undefined,
      isRequired: false,
      problem: problems.duration,
    },
    {
      id: 'justification',
      label: 'Reason for all of them',
      kind: 'multiline',
      placeholder: 'Those you deny see this',
      value: values.justification || undefined,
      isRequired: needsReason,
    },
  ];
  return {
    kind: 'form',
    name: 'decide several',
    title: 'Decide several requests',
    body: [
      ...(changed > 0 ? [changedText(changed)] : []),
      ...(unlisted > 0 ? [`${unlisted} more wait for you. Type “pending” to see them all.`] : []),
    ],
    inputs,
    submit: { title: 'Decide', style: 'primary', action: { do: 'submit', form: 'decide several' } },
    reopen: questions.reopen,
    summary: `Decide several of ${requests.length + unlisted} requests`,
  };
}

const titleOf = (facts: RequestFacts, when: When) =>
  `${whoAsks(facts)}: ${roleTitle(facts)}, ${durationWords(facts, sayAbout(facts, when))}`;

const changedText = (count: number) =>
  count === 1
    ? 'One that you ticked has changed since, or is decided. It is not ticked any more.'
    : `${count} that you ticked have changed since, or are decided. They are not ticked any more.`;
