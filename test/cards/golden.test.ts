import { describe, expect, it } from 'vitest';
import { beginning, pageOfCard } from '../../bot/commands/list-page.js';
import type { Action } from '../../cards/actions.js';
import { activateForm } from '../../cards/activation/activate-form.js';
import { myRolesCard } from '../../cards/activation/my-roles-card.js';
import { previewCard, refusedPreviewCard } from '../../cards/activation/preview-card.js';
import { apologyCard } from '../../cards/apology-card.js';
import { bulkDecisionCard } from '../../cards/approval/bulk-decision-card.js';
import { bulkDecisionForm, tickValue } from '../../cards/approval/bulk-decision-form.js';
import { decisionForm } from '../../cards/approval/decision-form.js';
import { pendingCard } from '../../cards/approval/pending-card.js';
import type { View } from '../../cards/card.js';
import { commandHelpCard, helpCard } from '../../cards/help-card.js';
import { renderModal } from '../../cards/platform/block-kit-modal.js';
import { linked } from '../../cards/platform/portal-page.js';
import { refusalCard } from '../../cards/refusal-card.js';
import { refusalText } from '../../cards/refusal-text.js';
import { historyCard } from '../../cards/request/history-card.js';
import { myRequestsCard } from '../../cards/request/my-requests-card.js';
import { noteCard } from '../../cards/request/note-card.js';
import { requestCard } from '../../cards/request/request-card.js';
import { requestsCard } from '../../cards/request/requests-card.js';
import { suggestionCard } from '../../cards/suggestion-card.js';
import { asOf } from '../../cards/words/as-of.js';
import { correlationId, requestId } from '../../domain/ids.js';
import { effectivePolicy } from '../../domain/policy/default-policy.js';
import { refuse } from '../../domain/result.js';
import { hours } from '../../domain/time.js';
import { blockKitFaults } from '../support/platforms/block-kit-limits.js';
import {
  admins,
  approver,
  aSchedule,
  aStage,
  aTwin,
  at,
  grace,
  now,
  requestor,
  someFacts,
  states,
  when,
} from './facts.js';
import { golden, isAsItWas, json } from './golden-files.js';
import { trail, trailNames } from './trail.js';

const commands = [
  {
    name: 'activate',
    aliases: ['request', 'borrow'],
    synopsis: 'activate <role> [on <scope>] [for <duration>] [because <reason>]',
    summary: 'Activate a role you are eligible for.',
    examples: ['activate Security Reader for 2h because INC-42'],
  },
  { name: 'pending', aliases: [], synopsis: 'pending', summary: 'Show what waits for you.', examples: ['pending'] },
];

const notes = {
  ended: states['given-back'],
  denied: states.denied,
  'timed-out': states['timed-out'],
  failed: states.failed,
  'nobody-reached': states.waiting,
} as const;

const roles = {
  active: [
    { roleName: 'Security Reader', schedule: aSchedule() },
    { roleName: 'Reports Reader', schedule: aSchedule({ assignmentType: 'assigned', endDateTime: undefined }) },
    {
      roleName: 'User Administrator',
      schedule: aSchedule({ status: 'Granted', startDateTime: at('2026-11-16T16:00Z') }),
    },
  ],
  eligible: [
    { roleName: 'Security Reader', schedule: aSchedule({ level: 'eligibility', endDateTime: undefined }) },
    {
      roleName: 'Reader',
      scopeName: 'Production',
      schedule: aSchedule({ level: 'eligibility', endDateTime: at('2027-01-31T11:00Z') }),
    },
  ],
};

const ask = { requestId: states.waiting.request.id, stageId: 0, revision: 0 };

const anotherWaiting = someFacts({ id: requestId('0199a000-0000-7000-8000-000000000042') });

const activating = (roleDefinitionId: string): Action => ({
  do: 'activate',
  intent: 'activate',
  role: { kind: 'directory', roleDefinitionId, directoryScopeId: '/' },
  said: { length: 'PT2H', justification: 'INC-42' },
});

const { asks: oneStage } = aStage();
const policy = effectivePolicy('directory:1', 'directory', {}, 1);
const foreseen = {
  roleName: 'Security Reader',
  ask: {
    justification: 'INC-42',
    ticketInfo: { ticketNumber: 'INC-42', ticketSystem: 'ServiceNow' },
    scheduleInfo: { expiration: { type: 'afterDuration' as const, duration: hours(2) } },
  },
  press: activating('1'),
  preview: {
    start: now,
    end: at('2026-11-16T15:02:00Z'),
    isCapped: false,
    eligibility: {},
    policy,
    rules: [
      { rule: 'EligibilityRule' as const, isAsked: true },
      { rule: 'ExpirationRule' as const, isAsked: true },
      { rule: 'JustificationRule' as const, isAsked: true },
      { rule: 'TicketingRule' as const, isAsked: false },
      { rule: 'MfaRule' as const, isAsked: false },
    ],
  },
  stages: [],
};
const failures = [
  { rule: 'ExpirationRule' as const, maximumDuration: hours(1), asked: hours(2) },
  { rule: 'MfaRule' as const },
];
const forbidden = {
  policy,
  refusal: { code: 'POLICY_RULES_FAILED' as const, failures },
  rules: [
    { rule: 'EligibilityRule' as const, isAsked: true },
    ...failures.map((failure) => ({ rule: failure.rule, isAsked: true, failure })),
  ],
};

const ofTwin = { ...states.waiting, requestor: aTwin };
const views: Record<string, View> = {
  ...Object.fromEntries(
    Object.entries(states).flatMap(([state, facts]) => [
      [`request-${state}-requestor`, requestCard(facts, requestor, now)],
      [`request-${state}-approver`, requestCard(facts, approver, now)],
    ]),
  ),
  'request-active-admins': requestCard(states.active, admins, now),
  'request-given-back-admins': requestCard(states['given-back'], admins, now),
  ...Object.fromEntries(
    Object.entries(notes).map(([note, facts]) => [
      `note-${note}`,
      noteCard(note as keyof typeof notes, facts, requestor, now),
    ]),
  ),
  'note-active': noteCard('activated', states.active, requestor, now),
  'note-active-shortened': noteCard('activated', states.shortened, requestor, now),
  'my-roles': myRolesCard(roles, when),
  'my-roles-none': myRolesCard({ eligible: [], active: [] }, when),
  'my-requests': myRequestsCard([states.waiting, states.active, states.denied], when),
  'my-requests-as-of': asOf(myRequestsCard([states.waiting, states.active, states.denied], when), when),
  'my-roles-as-of': asOf(pageOfCard(myRolesCard(roles, when), { of: 'my roles' }, beginning), when),
  history: historyCard({ facts: states.denied, trail, names: trailNames, mayCancel: false, mayView: true }, when),
  'history-long': pageOfCard(
    historyCard(
      {
        facts: states.waiting,
        trail: [...trail, ...trail, ...trail, ...trail],
        names: trailNames,
        mayCancel: true,
        mayView: false,
      },
      when,
    ),
    { of: 'history', requestId: states.waiting.request.id },
    beginning,
  ),
  requests: requestsCard(
    [
      { facts: states.waiting, mayCancel: true },
      { facts: states.active, mayCancel: false },
      { facts: states.denied, mayCancel: false },
      { facts: someFacts({ action: 'selfExtend', status: 'PendingAdminDecision', stages: [] }), mayCancel: true },
    ],
    'Requests for Security Reader',
    when,
  ),
  'requests-none': requestsCard([], 'Requests by Ada Lovelace', when),
  pending: pendingCard([states.waiting, states['waiting-with-reason-required']], when, grace),
  'pending-many': pageOfCard(
    pendingCard(
      Array.from({ length: 27 }, (_, n) =>
        someFacts({ id: requestId(`0199a000-0000-7000-8000-${String(n).padStart(12, '0')}`) }),
      ),
      when,
      grace,
    ),
    { of: 'pending' },
    beginning,
  ),
  'pending-none': pendingCard([], when),
  'request-waiting-twin-approver': requestCard(ofTwin, approver, now),
  'pending-twin': pendingCard([ofTwin], when, grace),
  'review-form-twin': decisionForm(ofTwin, { ...ask, reviewResult: 'Approve', isRequired: true }, approver, now),
  'bulk-review-form-twin': bulkDecisionForm(
    {
      requests: [ofTwin, anotherWaiting],
      unlisted: 0,
      values: {},
      problems: {},
      changed: 0,
      reopen: { do: 'run', text: 'decide several' },
    },
    when,
  ),
  help: helpCard(commands),
  'help-activate': commandHelpCard(commands[0] as (typeof commands)[number]),
  'suggestion-near': suggestionCard({
    asked: 'securty',
    why: 'near',
    offers: [
      { title: 'Security Reader', action: activating('1') },
      { title: 'Security Operator', action: activating('2') },
    ],
  }),
  'activate-form': activateForm({
    roles: [
      { id: 'directory:1:/', name: 'Security Reader' },
      { id: 'azure:2:/subscriptions/3', name: 'Reader on Production' },
    ],
    values: { role: 'directory:1:/', duration: '12h', justification: 'INC-42' },
    problems: { duration: 'This role can be active for at most 8 h. Ask for that or less.' },
    maximumDuration: hours(8),
    enabledRules: ['Justification'],
    asksScope: true,
    reopen: {
      do: 'ask-activate',
      intent: 'activate',
      said: { length: 'PT12H', justification: 'INC-42', problems: { duration: 'This is too long.' } },
    },
  }),
  preview: previewCard(foreseen, when),
  'preview-waiting': previewCard(
    {
      ...foreseen,
      roleName: 'Contributor',
      scopeName: 'web-shop',
      eligibleAt: 'Production',
      through: 'On-call Engineers',
      preview: { ...foreseen.preview, isCapped: true },
      stages: [
        { asks: { ...oneStage, approvalsRequired: 2 }, primary: ['Alan Turing', 'Grace Hopper'], escalation: [] },
        {
          asks: { ...oneStage, escalationTime: hours(1), escalationApprovers: oneStage.primaryApprovers },
          primary: ['Alan Turing'],
          escalation: ['Grace Hopper'],
        },
      ],
    },
    when,
  ),
  'preview-refused': refusedPreviewCard({ ...foreseen, ...forbidden }, when),
  'review-form-deny': decisionForm(states.waiting, { ...ask, reviewResult: 'Deny', isRequired: false }, approver, now),
  'review-form-approve': decisionForm(
    states.waiting,
    { ...ask, reviewResult: 'Approve', isRequired: true },
    approver,
    now,
  ),
  'review-form-shorter': decisionForm(
    states.waiting,
    {
      ...ask,
      reviewResult: 'Approve',
      isRequired: false,
      values: { duration: '3h' },
      problem: 'What is asked is 2 h.',
    },
    approver,
    now,
  ),
  'bulk-review-form': bulkDecisionForm(
    {
      requests: [states.waiting, anotherWaiting],
      unlisted: 3,
      values: { requests: tickValue(anotherWaiting.request), decision: 'Approve' },
      problems: { requests: 'Tick at least one request.' },
      changed: 1,
      reopen: { do: 'run', text: 'decide several' },
    },
    when,
  ),
  'bulk-review': bulkDecisionCard(
    'Approve',
    [
      { outcome: { ok: true, value: { outcome: 'approved' } }, facts: states.approved },
      { outcome: { ok: true, value: { outcome: 'waiting' } }, facts: states['waiting-for-second'] },
      {
        outcome: refuse({ code: 'NOT_PENDING', status: 'Denied', requestId: states.denied.request.id }),
        facts: states.denied,
      },
      {
        outcome: refuse({ code: 'NOT_PENDING', status: 'Canceled', requestId: states.cancelled.request.id }),
        facts: states.cancelled,
      },
      { outcome: refuse({ code: 'STALE_CARD', requestId: states.waiting.request.id }), facts: states.waiting },
      { outcome: refuse({ code: 'REQUEST_NOT_FOUND' }) },
    ],
    2,
    when,
  ),
  refusal: refusalCard(refusalText({ code: 'SELF_APPROVAL' }, when)),
  apology: apologyCard(correlationId('0199a000-0000-7000-8000-0000000000c0')),
};

describe.each(Object.entries(views))('%s', (name, seen) => {
  const view = linked(seen, 'https://latchkey.example');

  isAsItWas(name, view);
});

describe.each(Object.entries(views).filter(([, view]) => view.kind === 'form'))('%s', (name, view) => {
  it('is the modal it was, and one Slack takes', async () => {
    if (view.kind !== 'form') throw new Error('no form');
    const modal = renderModal(view);
    expect(blockKitFaults(modal.blocks, 'modal')).toEqual([]);
    await expect(json(modal)).toMatchFileSnapshot(golden(`${name}.modal.json`));
  });
});
