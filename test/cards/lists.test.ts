import { describe, expect, it } from 'vitest';
import { activateForm } from '../../cards/activation/activate-form.js';
import { myRolesCard } from '../../cards/activation/my-roles-card.js';
import { bulkDecisionCard } from '../../cards/approval/bulk-decision-card.js';
import { bulkDecisionForm, tickValue } from '../../cards/approval/bulk-decision-form.js';
import { pendingCard } from '../../cards/approval/pending-card.js';
import { renderAdaptiveCard } from '../../cards/platform/adaptive.js';
import { renderBlockKit } from '../../cards/platform/block-kit.js';
import { renderModal } from '../../cards/platform/block-kit-modal.js';
import { renderPlain } from '../../cards/platform/plain.js';
import { requestId } from '../../domain/ids.js';
import { ok } from '../../domain/result.js';
import { adaptiveCardFaults } from '../support/platforms/adaptive-card-limits.js';
import { blockKitFaults } from '../support/platforms/block-kit-limits.js';
import { aSchedule, at, grace, someFacts, states, when } from './facts.js';

const many = pendingCard(
  Array.from({ length: 40 }, (_, n) => someFacts({ id: requestId(`request-${n}`) })),
  when,
  grace,
);

describe('When more waits than a message can hold', () => {
  it('then each surface says how much is not shown and how to see it', () => {
    const slack = JSON.stringify(renderBlockKit(many).blocks);
    const shown = slack.match(/ask-review-\d+/g)?.length ?? 0;
    expect(shown).toBeGreaterThanOrEqual(6);
    expect(slack).toContain(`and ${40 - shown} more — name the role as well, or type “pending”`);
    expect(JSON.stringify(renderAdaptiveCard(many))).toMatch(/and \d+ more — name the role as well, or type “pending”/);
  });

  it('then every row that is shown still decides its own request', () => {
    const { blocks } = renderBlockKit(many);
    const values = blocks
      .flatMap(({ elements }) => (Array.isArray(elements) ? elements : []))
      .flatMap(({ value }) => value ?? []);
    const ids = values.map((value) => JSON.parse(value).requestId);
    expect(ids.slice(0, 4)).toEqual(['request-0', 'request-0', 'request-1', 'request-1']);
  });
});

describe('When somebody looks at their roles', () => {
  const schedule = aSchedule();
  const eligible = [{ roleName: 'Security Reader', schedule: aSchedule({ level: 'eligibility' }) }];

  it('then what is active can be given back and is not offered again', () => {
    const { rows } = myRolesCard({ eligible, active: [{ roleName: 'Security Reader', schedule }] }, when);
    expect(rows).toHaveLength(1);
    expect(rows[0]?.buttons[0]?.action).toEqual({ do: 'deactivate', requestId: schedule.createdUsing });
  });

  it('then what an administrator assigned cannot be given back', () => {
    const active = [{ roleName: 'Reports Reader', schedule: aSchedule({ assignmentType: 'assigned' }) }];
    expect(myRolesCard({ eligible: [], active }, when).rows[0]?.buttons).toEqual([]);
  });

  it('then what is past its end is not called active', () => {
    const late = { ...when, now: at('2026-11-16T15:01:00Z') };
    const { rows } = myRolesCard({ eligible: [], active: [{ roleName: 'Security Reader', schedule }] }, late);
    expect(rows[0]).toMatchObject({ subtitle: 'Being taken back', buttons: [] });
  });
});

describe('When the activation form is shown', () => {
  const questions = {
    values: {},
    problems: {},
    enabledRules: [],
    asksScope: false,
    reopen: { do: 'run' as const, text: 'activate' as const },
  };

  it('then what policy demands is required, and a missing answer is not called wrong', () => {
    const form = activateForm({
      ...questions,
      roles: [{ id: '1', name: 'Security Reader' }],
      values: { role: '1', duration: '2h' },
      problems: { justification: '' },
      enabledRules: ['Justification', 'Ticketing'],
    });
    expect(form.inputs.filter(({ isRequired }) => isRequired).map(({ id }) => id)).toEqual([
      'role',
      'duration',
      'justification',
      'ticketNumber',
    ]);
    expect(form.inputs.find(({ id }) => id === 'justification')?.problem).toBeUndefined();
    expect(form.body).toEqual(['Understood so far: Security Reader, for 2h.']);
  });

  it('then roles that Slack has no room for are not left out silently', () => {
    const roles = [
      { id: 'short', name: 'Reader' },
      { id: 'x'.repeat(151), name: 'Reader on a deep resource' },
    ];
    const modal = JSON.stringify(renderModal(activateForm({ ...questions, roles })));
    expect(modal).not.toContain('deep resource');
    expect(modal).toContain('Not every role fits into this list');
  });
});

describe('When several requests can be ticked', () => {
  const requests = Array.from({ length: 23 }, (_, n) => someFacts({ id: requestId(`request-${n}`) }));
  const reopen = { do: 'run', text: 'decide several' } as const;
  const values = { requests: 'request-3:0:0,request-12:0:0,request-99:0:0' };
  const form = bulkDecisionForm({ requests, unlisted: 0, values, problems: {}, changed: 0, reopen }, when);

  it('then Slack shows them ten at a time under one id, with those ticked that are offered', () => {
    const { blocks } = renderModal(form);
    const boxes = blocks.flatMap(({ element }) => element as { type: string; action_id: string }[]);
    const ticks = boxes.filter(({ type }) => type === 'checkboxes');
    expect(ticks.map((each) => (each as unknown as { options: unknown[] }).options.length)).toEqual([10, 10, 3]);
    expect(new Set(ticks.map(({ action_id }) => action_id))).toEqual(new Set(['requests']));
    expect(blockKitFaults(blocks, 'modal')).toEqual([]);
    expect(JSON.stringify(blocks).match(/initial_options/g)).toHaveLength(2);
    expect(JSON.stringify(blocks)).not.toContain('request-99');
  });

  it('then Teams shows one list in which any number can be chosen', () => {
    const card = renderAdaptiveCard(form);
    expect(adaptiveCardFaults(card)).toEqual([]);
    const text = JSON.stringify(card);
    expect(text).toContain('"isMultiSelect":true');
    expect(text).toContain('"value":"request-3:0:0,request-12:0:0"');
  });

  it('then each value stands for what is shown, and is short enough for every platform', () => {
    const request = someFacts({ revision: 2 }).request;
    expect(tickValue(request)).toBe(`${request.id}:0:2`);
    expect(tickValue(request).length).toBeLessThan(60);
  });
});

it('When fifty requests were decided together, then each of them is named on every surface', () => {
  const results = Array.from({ length: 50 }, (_, n) => ({
    outcome: ok({ outcome: 'approved' as const }),
    facts: someFacts({}, undefined, {
      requestorName: `Person ${n} of a department with a long name`,
      scopeName: 'Production in the north of Europe',
    }),
  }));
  const card = bulkDecisionCard('Approve', results, 0, when);
  for (const shown of [
    renderPlain(card),
    JSON.stringify(renderBlockKit(card).blocks),
    JSON.stringify(renderAdaptiveCard(card)),
  ]) {
    for (let n = 0; n < 50; n++) expect(shown).toContain(`Person ${n} of`);
  }
});

it('When a card goes out by mail, then it has no buttons', () => {
  const card = pendingCard([states.waiting], when, grace);
  expect(renderPlain(card)).toContain('[Approve] [Deny]');
  expect(renderPlain(card, { buttons: 'hidden' })).not.toContain('[');
});
