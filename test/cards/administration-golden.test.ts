import { describe, expect, it } from 'vitest';
import { myRolesCard } from '../../cards/activation/my-roles-card.js';
import { extensionForm } from '../../cards/approval/extension-form.js';
import { assignmentForm } from '../../cards/assignment/assignment-form.js';
import { assignmentsCard } from '../../cards/assignment/assignments-card.js';
import { revokeAllCard, revokedAllCard } from '../../cards/assignment/revoke-all-card.js';
import type { View } from '../../cards/card.js';
import { renderModal } from '../../cards/platform/block-kit-modal.js';
import { linked } from '../../cards/platform/portal-page.js';
import { noteCard } from '../../cards/request/note-card.js';
import { requestCard } from '../../cards/request/request-card.js';
import type { RequestFacts } from '../../cards/request/request-facts.js';
import { principalId } from '../../domain/ids.js';
import { days } from '../../domain/time.js';
import { blockKitFaults } from '../support/platforms/block-kit-limits.js';
import { admins, approver, aSchedule, aTwin, at, grace, now, requestor, someFacts, when } from './facts.js';
import { golden, isAsItWas, json } from './golden-files.js';

const eligibility = (end: string | undefined) =>
  aSchedule({
    level: 'eligibility',
    assignmentType: 'assigned',
    startDateTime: at('2026-09-01T08:00Z'),
    endDateTime: end === undefined ? undefined : at(end),
  });
const soon = eligibility('2026-11-20T17:00Z');

const ask = (command: 'update' | 'remove') =>
  ({
    do: 'ask-assignment',
    command,
    role: soon.role,
    principalId: principalId('ada'),
    level: 'eligibility',
    said: {},
  }) as const;

const asked = {
  action: 'selfExtend',
  level: 'eligibility',
  status: 'PendingAdminDecision',
  justification: 'The audit goes on',
  scheduleInfo: { expiration: { type: 'afterDuration', duration: days(60) } },
  stages: [],
} as const;
const people = { approverIds: [grace], approverNames: ['Grace Hopper'], target: soon };

/** A request to extend in the states that it can be in. */
const extensions: Record<string, RequestFacts> = {
  waiting: someFacts(asked, undefined, people),
  approved: someFacts({ ...asked, status: 'Provisioned', completedDateTime: at('2026-11-16T13:01Z') }, undefined, {
    ...people,
    target: eligibility('2027-01-15T13:01Z'),
    decision: { name: 'Grace Hopper', justification: 'Agreed with the auditors' },
  }),
  denied: someFacts({ ...asked, status: 'Denied', completedDateTime: at('2026-11-16T13:01Z') }, undefined, {
    ...people,
    decision: { name: 'Grace Hopper', justification: 'The audit is over' },
  }),
};
const given = (over: Partial<RequestFacts['request']>, over2: Partial<RequestFacts> = {}) =>
  someFacts(
    {
      action: 'adminAssign',
      level: 'eligibility',
      status: 'Provisioned',
      stages: [],
      justification: 'New on the team',
      createdBy: grace,
      ...over,
    },
    { ...eligibility('2027-01-15T13:01Z'), startDateTime: at('2026-11-16T13:01Z') },
    { createdByName: 'Grace Hopper', ...over2 },
  );

const question = { requestId: 'request-1', revision: 0 };
const views: Record<string, View> = {
  ...Object.fromEntries(
    Object.entries(extensions).flatMap(([state, facts]) => [
      [`extension-${state}-requestor`, requestCard(facts, requestor, now)],
      [`extension-${state}-approver`, requestCard(facts, approver, now)],
    ]),
  ),
  'extension-form-approve': extensionForm(extensions.waiting as RequestFacts, {
    ...question,
    reviewResult: 'Approve',
    values: { level: 'eligibility', length: '400 days' },
    problems: { length: 'Eligibility for this role may last at most 365 days. Choose an end within that.' },
  }),
  'extension-form-deny': extensionForm(extensions.waiting as RequestFacts, {
    ...question,
    reviewResult: 'Deny',
    values: {},
    problems: {},
  }),
  'note-eligible': noteCard('changed', given({}), requestor, now),
  'note-assigned': noteCard('changed', given({ level: 'assignment' }), requestor, now),
  'note-removed': noteCard('changed', given({ action: 'adminRemove', status: 'Revoked' }), requestor, now),
  'extension-waiting-twin-approver': requestCard(
    { ...(extensions.waiting as RequestFacts), requestor: aTwin },
    approver,
    now,
  ),
  'note-extended': noteCard('extended', extensions.approved as RequestFacts, requestor, now),
  'note-extension-denied': noteCard('extension-denied', extensions.denied as RequestFacts, requestor, now),
  'note-kept-administrator': noteCard('kept-administrator', given({ level: 'assignment' }), requestor, now),
  'note-kept-owner-admins': noteCard('kept-owner', given({}, { roleName: 'Owner of Night Crew' }), admins, now),
  'assign-form': assignmentForm({
    command: 'assign',
    title: 'Assign a role',
    submit: 'Assign',
    fields: ['role', 'who', 'level', 'start', 'length', 'justification', 'ticketNumber'],
    required: ['role', 'who', 'level', 'length', 'justification'],
    values: { role: 'reader', who: 'ada', level: 'eligibility', length: '90 days' },
    choices: {
      role: [
        { title: 'Reader on Production', value: 'azure:reader:/subscriptions/1' },
        { title: 'Reader on Sandbox', value: 'azure:reader:/subscriptions/2' },
      ],
      level: [
        { title: 'Eligible: may activate it', value: 'eligibility' },
        { title: 'Active: holds it', value: 'assignment' },
      ],
    },
    problems: { role: '“reader” can mean several roles. Choose one.' },
    reopen: {
      do: 'ask-assignment',
      command: 'assign',
      principalId: principalId('ada'),
      level: 'eligibility',
      said: { length: 'P90D', written: { role: 'reader' } },
    },
  }),
  assignments: assignmentsCard(
    {
      title: 'Reader on Production',
      none: 'Nobody has it.',
      rows: [
        {
          title: 'Ada Lovelace',
          schedule: soon,
          buttons: [
            { title: 'Change', style: 'default', action: ask('update') },
            { title: 'Remove', style: 'destructive', action: ask('remove') },
          ],
        },
        { title: 'Alan Turing', schedule: aSchedule(), buttons: [] },
        {
          title: 'Grace Hopper',
          schedule: aSchedule({ assignmentType: 'assigned', endDateTime: undefined }),
          buttons: [],
        },
      ],
    },
    when,
  ),
  'revoke-all': revokeAllCard({
    name: 'Ada Lovelace',
    ending: [
      { title: 'Security Reader', subtitle: 'Eligible' },
      { title: 'Reader on Production', subtitle: 'Waiting' },
    ],
    waiting: 1,
    hasMore: true,
    justification: 'Has left the company',
    confirm: { do: 'revoke-all', principalId: principalId('ada'), justification: 'Has left the company' },
  }),
  'revoked-all': revokedAllCard({
    name: 'Ada Lovelace',
    principalId: principalId('ada'),
    ended: 3,
    canceled: 1,
    kept: [{ title: 'Global Administrator', subtitle: 'Nobody else would be left.', buttons: [] }],
  }),
  'my-roles-to-keep': myRolesCard(
    {
      eligible: [{ roleName: 'Security Reader', schedule: soon }],
      active: [],
      ended: [
        {
          roleName: 'Reader',
          scopeName: 'Production',
          schedule: { ...eligibility('2026-11-10T17:00Z'), status: 'Revoked', endedBy: 'expired' },
        },
      ],
    },
    when,
    soon.principalId,
  ),
};

describe.each(Object.entries(views))('%s', (name, seen) => {
  const view = linked(seen, 'https://latchkey.example');

  isAsItWas(name, view);

  it('is the modal it was, and one Slack takes', async () => {
    if (view.kind !== 'form') return;
    const modal = renderModal(view);
    expect(blockKitFaults(modal.blocks, 'modal')).toEqual([]);
    await expect(json(modal)).toMatchFileSnapshot(golden(`${name}.modal.json`));
  });
});
