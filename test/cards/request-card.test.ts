import { describe, expect, it } from 'vitest';
import type { Card } from '../../cards/card.js';
import { noteCard } from '../../cards/request/note-card.js';
import { requestCard } from '../../cards/request/request-card.js';
import { principalId } from '../../domain/ids.js';
import { admins, alan, approver, aReview, aStage, at, grace, now, requestor, someFacts, states } from './facts.js';

const buttonsOf = ({ buttons }: Card) => buttons.map(({ title }) => title);
const wordsOf = (card: Card) => JSON.stringify([card.title, card.status, card.body, card.summary]);
const seenBy = (facts: (typeof states)[keyof typeof states], viewer = requestor) => requestCard(facts, viewer, now);

describe('When a request waits', () => {
  it('then the approver can decide on just the stage and the terms that the card shows', () => {
    const facts = someFacts({ revision: 3, stages: [aStage({ stageId: 1 })] });
    const [approve, deny] = seenBy(facts, approver).buttons;
    expect(approve?.action).toMatchObject({ do: 'review', stageId: 1, revision: 3, reviewResult: 'Approve' });
    expect(deny?.action).toMatchObject({ do: 'ask-review', stageId: 1, revision: 3, reviewResult: 'Deny' });
  });

  it('then approving asks why where the policy wants a reason', () => {
    const [approve] = seenBy(states['waiting-with-reason-required'], approver).buttons;
    expect(approve?.action).toMatchObject({ do: 'ask-review', reviewResult: 'Approve' });
  });

  it('then whoever has approved already, or is not asked, sees no buttons', () => {
    expect(buttonsOf(seenBy(states['waiting-for-second'], approver))).toEqual([]);
    expect(buttonsOf(seenBy(states['waiting-for-second'], { ...approver, principalId: alan }))).toEqual([
      'Approve',
      'Deny',
      'Approve for less',
    ]);
    const others = someFacts({}, undefined, { approverIds: [alan] });
    expect(buttonsOf(seenBy(others, approver))).toEqual([]);
  });

  it('then the requestor can only cancel it, even where they are drawn an approver’s card', () => {
    expect(buttonsOf(seenBy(states.waiting))).toEqual(['Cancel']);
    const self = { ...approver, principalId: states.waiting.request.principalId };
    expect(buttonsOf(seenBy(states.waiting, self))).toEqual([]);
  });

  it('then many approvers are named in part', () => {
    const facts = someFacts({}, undefined, { approverNames: ['Ann', 'Ben', 'Cem', 'Dea', 'Eva'] });
    expect(seenBy(facts).body[0]).toContain('Ann, Ben and 3 others');
  });
});

describe('When its approvers have to prove who they are', () => {
  const facts = someFacts({ stages: [aStage({}, { isApproverMultiFactorRequired: true })] });
  const line = 'Once you decide, you are asked to prove that it is you.';

  it('then the card says so beforehand to whoever has its buttons, and to nobody else', () => {
    expect(seenBy(facts, approver).body).toContain(line);
    const elsewhere = [
      seenBy(facts, { ...approver, principalId: facts.request.principalId }),
      seenBy(facts),
      seenBy(facts, admins),
      seenBy(states.waiting, approver),
      seenBy(someFacts({ ...facts.request, status: 'Canceled' }), approver),
    ];
    for (const { body } of elsewhere) expect(body).not.toContain(line);
  });
});

describe('When a request is approved', () => {
  it('then nobody reads that the role is active until the directory has confirmed it', () => {
    for (const facts of [states.approved, states.activating, states.scheduled]) {
      for (const viewer of [requestor, approver, admins]) {
        expect(wordsOf(seenBy(facts, viewer))).not.toMatch(/\b[Aa]ctive\b|Lovelace activated/);
      }
    }
    expect(seenBy(states.approved).status?.text).toBe('Approved, being activated');
    expect(seenBy(states.active).status?.text).toBe('Active until 16:01');
  });

  it('then nobody reads that it is active once its time is up, though the sweep is late', () => {
    const card = requestCard(states.active, requestor, at('2026-11-16T15:01:00Z'));
    expect(card.status?.text).toBe('Being taken back');
    expect(buttonsOf(card)).toEqual([]);
  });

  it('then every approver reads who decided, and the same as long as it came to something', () => {
    const afterwards = [states.approved, states.active, states['being-taken-back'], states['given-back']];
    const cards = afterwards.map((facts) => seenBy(facts, approver));
    expect(cards[0]?.status?.text).toBe('Approved by Grace Hopper at 14:01');
    expect(cards[0]?.buttons).toEqual([]);
    for (const card of cards) expect(card).toEqual(cards[0]);
  });

  it('then every approver reads that it came to nothing, and why, where it did', () => {
    const card = seenBy(states.failed, approver);
    expect(card.status).toEqual({ text: 'Approved by Grace Hopper at 14:01. Could not be activated', tone: 'bad' });
    expect(card.body).toEqual(seenBy(states.failed).body.slice(0, 1));
  });

  it('then the admins read the times with their offset, and have no buttons', () => {
    const card = seenBy(states.active, admins);
    expect(card.title).toBe('Ada Lovelace activated Security Reader');
    expect(card.status?.text).toBe('Active until 15:01 (UTC)');
    expect(card.buttons).toEqual([]);
  });
});

describe('When a request is denied', () => {
  it('then the requestor reads by whom, when and why', () => {
    const card = seenBy(states.denied);
    expect(card.status?.text).toBe('Denied by Grace Hopper at 14:01');
    expect(card.quote?.text).toBe('The help desk can do that for you.');
  });

  it('then a reviewer who has left the directory is not shown by an id', () => {
    const outsider = principalId('00000000-0000-4000-8000-0000000000ff');
    const stages = [aStage({ decisions: [aReview({ reviewedBy: outsider, reviewResult: 'Deny' })] })];
    expect(seenBy(someFacts({ status: 'Denied', stages })).status?.text).toContain('somebody who has left');
  });
});

it('When a request is over, then no copy of it has a button', () => {
  for (const state of ['given-back', 'expired', 'removed', 'denied', 'cancelled', 'timed-out', 'failed'] as const) {
    for (const viewer of [requestor, approver, admins]) expect(seenBy(states[state], viewer).buttons).toEqual([]);
  }
});

describe('When a note is told', () => {
  it('then an activation that is over can be had again, by a form filled in from what its request says', () => {
    const { buttons } = noteCard(
      'ended',
      someFacts({}, { status: 'Revoked', endedBy: 'expired' }, { scopeName: 'Production' }),
      requestor,
      now,
    );
    expect(buttons[0]?.action).toEqual({ do: 'activate-again', requestId: states.active.request.id });
  });

  it('then one that comes late does not call active what is over', () => {
    const card = noteCard('activated', states['given-back'], requestor, now);
    expect(card.title).toBe('Security Reader was activated');
    expect(card.status?.text).toBe('Given back at 14:02');
  });

  it('then a failure it does not know is still told with what to do', () => {
    const card = noteCard('failed', someFacts({ status: 'Failed', failure: 'toString' }), requestor, now);
    expect(card.body).toEqual(['The directory did not take the change. Ask again, or ask an administrator.']);
  });
});

it('When Grace is the only approver asked, then the requestor reads it in the singular', () => {
  const facts = someFacts({}, undefined, { approverNames: ['Grace Hopper'], approverIds: [grace] });
  expect(seenBy(facts).body[0]).toBe('Grace Hopper has been asked. It times out tomorrow 14:00.');
});
