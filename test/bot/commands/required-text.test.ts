import { beforeEach, describe, expect, it } from 'vitest';
import { commands } from '../../../bot/commands/registry.js';
import type { View } from '../../../cards/card.js';
import { alice, approvedBy, aStagePolicy, asks, bob } from '../../support/builders.js';
import { conversation, formIn, shownText } from '../../support/conversation.js';
import { useCaseFixture } from '../../support/setups/use-case-fixture.js';

const fixture = useCaseFixture();
const { say, press, fillIn } = conversation(fixture, commands);
const UNSEEN = ['\u200b', '\u3164', '\u00ad', '\u2800', '\u200d\u200c', '\u202e', '\u0301', ' \u00a0\u3000'] as const;

beforeEach(async () => {
  await fixture.changePolicy({
    ...approvedBy(aStagePolicy({ primaryApprovers: asks(bob), isApproverJustificationRequired: true })),
    Enablement_EndUser_Assignment: { enabledRules: ['Justification', 'Ticketing'] },
  });
});

const problemOf = (view: View | string, id: string) => formIn(view).inputs.find((input) => input.id === id);
const requestsOf = async () => fixture.store.read.requests.list({ principalId: alice, limit: 10 });
const asked = async (justification: string, ticketNumber = 'INC-42') => {
  const form = await say(alice, 'activate Security Reader for 2h');
  return fillIn(alice, form, { justification, ticketNumber, duration: '2h' });
};

describe('When a reason or a ticket is required, and nothing of it is to be seen', () => {
  it.each(UNSEEN)('in the form (%j), then it is asked for again, and nothing is stored', async (unseen) => {
    expect(problemOf(await asked(unseen), 'justification')?.isRequired).toBe(true);
    expect(problemOf(await asked('INC-42', unseen), 'ticketNumber')?.isRequired).toBe(true);
    expect(await requestsOf()).toEqual([]);
  });

  it.each(UNSEEN)('typed (%j), then it is asked for', async (unseen) => {
    const form = await say(alice, `activate Security Reader for 2h ticket 42 because ${unseen}`);
    expect(problemOf(form, 'justification')?.isRequired).toBe(true);
    expect(await requestsOf()).toEqual([]);
  });

  it.each(UNSEEN)('by an approver (%j), then nothing is decided', async (unseen) => {
    await asked('INC-42');
    const [request] = await requestsOf();
    if (!request) throw new Error('nothing waits');
    const decision = { do: 'review', requestId: request.id, stageId: 0, revision: request.revision } as const;
    const answer = await press(bob, { ...decision, reviewResult: 'Approve' }, { justification: unseen });
    expect(shownText(answer)).not.toBe('');
    expect(await requestsOf()).toMatchObject([{ status: 'PendingApproval' }]);
  });
});

describe('When a text is disguised', () => {
  it('then approvers read it plainly, and what belongs to a writing stays', async () => {
    await asked('deploy \u202egnp\u202c 👩\u200d💻 می\u200cخواهم be\u200bcause', 'INC\u00ad-42');
    expect(await requestsOf()).toMatchObject([
      { justification: 'deploy gnp 👩\u200d💻 می\u200cخواهم because', ticketInfo: { ticketNumber: 'INC-42' } },
    ]);
  });

  it('typed, then it is the same', async () => {
    await say(
      alice,
      'activate Security\u200d Reader for 2h ticket 42 because deploy \u202egnp 👩\u200d💻 می\u200cخواهم',
    );
    expect(await requestsOf()).toMatchObject([{ justification: 'deploy gnp 👩\u200d💻 می\u200cخواهم' }]);
  });
});
