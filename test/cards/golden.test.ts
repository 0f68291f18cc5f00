import { describe, expect, it } from 'vitest';
import { activateForm } from '../../cards/activate-form.js';
import { renderAdaptiveCard } from '../../cards/adaptive.js';
import { apologyCard } from '../../cards/apology-card.js';
import { renderBlockKit } from '../../cards/block-kit.js';
import { renderModal } from '../../cards/block-kit-modal.js';
import type { View } from '../../cards/card.js';
import { commandHelpCard, helpCard } from '../../cards/help-card.js';
import { myRequestsCard } from '../../cards/my-requests-card.js';
import { myRolesCard } from '../../cards/my-roles-card.js';
import { type Note, noteCard } from '../../cards/note-card.js';
import { pendingCard } from '../../cards/pending-card.js';
import { renderPlain } from '../../cards/plain.js';
import { refusalCard } from '../../cards/refusal-card.js';
import { refusalText } from '../../cards/refusal-text.js';
import { requestCard } from '../../cards/request-card.js';
import type { RequestFacts } from '../../cards/request-facts.js';
import { reviewForm } from '../../cards/review-form.js';
import { suggestionCard } from '../../cards/suggestion-card.js';
import { correlationId, requestId } from '../../domain/ids.js';
import { hours } from '../../domain/time.js';
import { adaptiveCardFaults } from '../support/adaptive-card-limits.js';
import { blockKitFaults } from '../support/block-kit-limits.js';
import { admins, approver, aSchedule, at, grace, now, requestor, someFacts, states, when } from './facts.js';

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

const notes: Record<Note, RequestFacts> = {
  active: states.active,
  ended: states['given-back'],
  denied: states.denied,
  'timed-out': states['timed-out'],
  failed: states.failed,
};

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
    Object.entries(notes).map(([note, facts]) => [`note-${note}`, noteCard(note as Note, facts, requestor, now)]),
  ),
  'my-roles': myRolesCard(roles, when),
  'my-roles-none': myRolesCard({ eligible: [], active: [] }, when),
  'my-requests': myRequestsCard([states.waiting, states.active, states.denied], when),
  pending: pendingCard([states.waiting, states['waiting-with-reason-required']], when, grace),
  'pending-many': pendingCard(
    Array.from({ length: 27 }, (_, n) =>
      someFacts({ id: requestId(`0199a000-0000-7000-8000-${String(n).padStart(12, '0')}`) }),
    ),
    when,
    grace,
  ),
  'pending-none': pendingCard([], when),
  help: helpCard(commands),
  'help-activate': commandHelpCard(commands[0] as (typeof commands)[number]),
  'suggestion-near': suggestionCard({
    asked: 'securty',
    why: 'near',
    offers: [
      { title: 'Security Reader', text: 'activate "Security Reader" for 2h' },
      { title: 'Security Operator', text: 'activate "Security Operator" for 2h' },
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
    reopen: 'activate Security Reader for 12h because INC-42',
  }),
  'review-form-deny': reviewForm(states.waiting, { ...ask, reviewResult: 'Deny', isRequired: false }, approver, now),
  'review-form-approve': reviewForm(
    states.waiting,
    { ...ask, reviewResult: 'Approve', isRequired: true },
    approver,
    now,
  ),
  refusal: refusalCard(refusalText({ code: 'SELF_REVIEW' }, when)),
  apology: apologyCard(correlationId('0199a000-0000-7000-8000-0000000000c0')),
};

const golden = (name: string) => `../fixtures/golden/${name}`;
const json = (value: unknown) => `${JSON.stringify(value, null, 2)}\n`;

describe.each(Object.entries(views))('%s', (name, view) => {
  it('reads in a terminal as it did', async () => {
    await expect(`${renderPlain(view)}\n`).toMatchFileSnapshot(golden(`${name}.txt`));
  });

  it('is the Slack message it was, and one Slack takes', async () => {
    const message = renderBlockKit(view);
    expect(blockKitFaults(message.blocks)).toEqual([]);
    await expect(json(message)).toMatchFileSnapshot(golden(`${name}.block-kit.json`));
  });

  it('is the Adaptive Card it was, and one Teams takes', async () => {
    const card = renderAdaptiveCard(view);
    expect(adaptiveCardFaults(card)).toEqual([]);
    await expect(json(card)).toMatchFileSnapshot(golden(`${name}.adaptive.json`));
  });
});

describe.each(Object.entries(views).filter(([, view]) => view.kind === 'form'))('%s', (name, view) => {
  it('is the modal it was, and one Slack takes', async () => {
    if (view.kind !== 'form') throw new Error('no form');
    const modal = renderModal(view);
    expect(blockKitFaults(modal.blocks, 'modal')).toEqual([]);
    await expect(json(modal)).toMatchFileSnapshot(golden(`${name}.modal.json`));
  });
});
