import { beforeEach, describe, expect, it } from 'vitest';
import { commands } from '../../../bot/commands/registry.js';
import { type RequestId, scheduleId } from '../../../domain/ids.js';
import { hours, minutes } from '../../../domain/time.js';
import {
  alice,
  anEligibility,
  approvedBy,
  aRole,
  aStagePolicy,
  asks,
  bob,
  by,
  carol,
  justificationOnly,
} from '../../support/builders.js';
import { conversation, shownText } from '../../support/conversation.js';
import { idIn, useCaseFixture } from '../../support/setups/use-case-fixture.js';

const fixture = useCaseFixture();
const bigger = aRole('62e90394-69f5-4237-9190-012177145e10');
const chat = conversation(fixture, commands);
const say = async (who: typeof bob, text: string) => shownText(await chat.say(who, text));
const statusOf = async (id: RequestId) => (await fixture.request(id)).status;

let id: RequestId;
beforeEach(async () => {
  const asked = approvedBy(aStagePolicy({ primaryApprovers: asks(bob, carol), approvalsRequired: 2 }));
  await fixture.changePolicy({ ...justificationOnly, ...asked });
  await fixture.changePolicy({ ...justificationOnly, ...asked }, bigger);
  await fixture.hold(anEligibility({ id: scheduleId('bigger'), role: bigger }));
  id = idIn(await fixture.ask());
});

describe('When an approver types a decision on what they have not been shown as it is', () => {
  it('then it is shown and not done; shown, it is done', async () => {
    expect(await say(bob, 'approve Alice because known work')).toContain('Not decided yet');
    expect(await fixture.request(id)).toMatchObject({ stages: [{ decisions: [] }] });
    expect(await say(bob, 'approve Alice because known work')).toContain('Your approval is in: Alice, Security Reader');
    expect(await fixture.request(id)).toMatchObject({ stages: [{ decisions: [{ reviewedBy: bob }] }] });
  });

  it('then a bigger role that was asked for in its place is shown and not approved', async () => {
    expect(await say(bob, 'pending')).toContain('Alice: Security Reader');
    await fixture.cancel(id);
    const other = idIn(await fixture.ask({}, by(alice), bigger));
    expect(await say(bob, 'approve Alice because known work')).toContain('Not decided yet');
    expect(await fixture.request(other)).toMatchObject({ stages: [{ decisions: [] }] });
  });

  it('then terms that another approver has changed since are shown first', async () => {
    await say(carol, 'pending');
    await say(bob, 'pending');
    await say(bob, 'approve Alice for 1h because known work');
    expect((await fixture.request(id)).revision).toBe(1);
    expect(await say(carol, 'approve Alice because known work')).toContain('1 h, shortened by Bob');
    expect(await statusOf(id)).toBe('PendingApproval');
    await say(carol, 'approve Alice because known work');
    expect(await statusOf(id)).not.toBe('PendingApproval');
  });

  it('then where two of one person fit, both are shown with what was typed on their buttons', async () => {
    idIn(await fixture.ask({}, by(alice), bigger));
    await say(bob, 'pending');
    const shown = await chat.say(bob, 'approve Alice for 1h because known work');
    expect(shownText(shown)).toContain('Several requests fit');
    await chat.pressRow(bob, shown, 'Alice: Security Reader');
    expect(await fixture.request(id)).toMatchObject({
      stages: [{ decisions: [{ justification: 'known work', shortenedTo: hours(1) }] }],
    });
  });

  it('then whatever a portal page has shown may be decided by typing', async () => {
    await fixture.deps.sightings.saw(bob, [{ requestId: id, stageId: 0, revision: 0 }], fixture.clock.now());
    expect(await say(bob, 'deny Alice because no')).toContain('Denied: Alice');
    expect(await statusOf(id)).toBe('Denied');
  });
});

describe('When what an approver types of the times cannot be taken as it is', () => {
  const valuesOf = (view: Awaited<ReturnType<typeof chat.say>>) => {
    if (typeof view === 'string' || view.kind !== 'form') throw new Error(`no form: ${shownText(view)}`);
    return Object.fromEntries(view.inputs.map((input) => [input.id, input.value]));
  };
  beforeEach(async () => {
    await say(bob, 'pending');
  });

  it.each([
    ['a length without its unit', 'for 2', '2', '“2” of what?'],
    ['a length that no one can read', 'for 3 moons', '3 moons', 'I could not read “3 moons”'],
    ['an end', 'until 17:30', 'until 17:30', 'can’t end at a time of its own (“17:30”)'],
    ['a start with "from"', 'from tomorrow 9am', undefined, 'can’t set a start (“tomorrow 9am”)'],
    ['a start with "from" and a length', 'from tomorrow 9am for 1h', '1h', 'can’t set a start (“tomorrow 9am”)'],
    ['a start with "at"', 'at tomorrow 9am', undefined, 'can’t set a start (“tomorrow 9am”)'],
    ['a start alone', 'tomorrow 9am', undefined, 'can’t set a start (“tomorrow 9am”)'],
    ['a start in a while', 'in 2 hours', undefined, 'can’t set a start (“in 2 hours”)'],
    ['a start on a day', 'from monday', undefined, 'can’t set a start (“monday”)'],
  ])('then %s is shown in the form, with everything else that was typed', async (_, words, length, problem) => {
    for (const text of [`approve Alice ${words} because INC-42`, `approve ${words} because INC-42`]) {
      const shown = await chat.say(bob, text);
      expect(shownText(shown)).toContain(problem);
      expect(valuesOf(shown)).toMatchObject({ duration: length, justification: 'INC-42' });
    }
    expect(await fixture.request(id)).toMatchObject({ stages: [{ decisions: [] }] });
  });

  it.each([
    ['after a reference', 'because INC-42 from tomorrow 9am', 'can’t set a start', 'INC-42'],
    [
      'in a sentence',
      'because she is on call from tomorrow 9am',
      'is in your reason',
      'she is on call from tomorrow 9am',
    ],
    ['at the end of one', 'because of the audit tomorrow 9am', 'is in your reason', 'the audit tomorrow 9am'],
  ])('then a start in the reason is asked: %s', async (_, words, problem, justification) => {
    const shown = await chat.say(bob, `approve Alice ${words}`);
    expect(shownText(shown)).toContain(problem);
    expect(valuesOf(shown)).toMatchObject({ justification });
    expect(await fixture.request(id)).toMatchObject({ stages: [{ decisions: [] }] });
  });

  it('then the form is opened again as it was, and what it then says is decided', async () => {
    const shown = await chat.say(bob, 'approve Alice for 2 because INC-42');
    if (typeof shown === 'string' || shown.kind !== 'form') throw new Error('no form');
    const again = await chat.press(bob, shown.reopen);
    expect(shownText(again)).toContain('“2” of what?');
    expect(valuesOf(again)).toMatchObject({ duration: '2', justification: 'INC-42' });
    await chat.press(bob, shown.submit.action, { duration: '1 h', justification: 'INC-42' });
    expect(await fixture.request(id)).toMatchObject({ stages: [{ decisions: [{ shortenedTo: hours(1) }] }] });
  });

  it('then of several that fit, none is decided and the tick-list shows what was typed', async () => {
    idIn(await fixture.ask({}, by(alice), bigger));
    expect(await say(bob, 'approve Alice for 2 because INC-42')).toContain('“2” of what?');
    const shown = await chat.say(bob, 'approve all for 2 because INC-42');
    expect(shownText(shown)).toContain('“2” of what?');
    expect(valuesOf(shown)).toMatchObject({ duration: '2', justification: 'INC-42', decision: 'Approve' });
  });

  it('then "now" is no other start, and a person may still be named with "from"', async () => {
    expect(await say(bob, 'approve Security Reader from Alice now because INC-42')).toContain('Your approval is in');
  });

  it('then a denial names no start either', async () => {
    expect(await say(bob, 'deny Alice from tomorrow 9am because no')).toContain('A denial gives no time at all');
    expect(await statusOf(id)).toBe('PendingApproval');
  });
});

describe('When an approver decides again what they have decided', () => {
  it('then they are told what became of it, and what is still possible', async () => {
    await say(bob, 'pending');
    await say(bob, 'approve Alice because known work');
    await fixture.review(id, {}, by(carol));
    await fixture.follow();
    const told = await say(bob, 'deny Alice because I was wrong');
    expect(told).toContain('You approved this: Alice, Security Reader in the whole directory. It is active until');
    expect(told).toContain('A decision stands. Alice can give it back');
    expect(told).toContain('remove Security Reader from Alice');
  });

  it('then once it was denied, that is said', async () => {
    await say(bob, 'pending');
    await say(bob, 'deny Alice because no');
    expect(await say(bob, 'approve Alice because yes')).toContain('You denied this: Alice');
  });
});

describe('When somebody asks again on other terms while a request waits', () => {
  it('then they are told that these were not taken, and a press replaces the request', async () => {
    const shown = await chat.say(alice, 'activate Security Reader for 1h because INC-43');
    expect(shownText(shown)).toContain('What you asked for now was not taken: for 1 h, because “INC-43”.');
    expect(await fixture.request(id)).toMatchObject({ status: 'PendingApproval', revision: 0 });
    const button = typeof shown !== 'string' && shown.kind === 'card' ? shown.buttons[0] : undefined;
    expect(button?.title).toBe('Replace the request');
    fixture.clock.pass(minutes(1));
    await chat.press(alice, button?.action);
    expect(await statusOf(id)).toBe('Canceled');
    const [latest] = await fixture.store.read.requests.list({ principalId: alice, limit: 1 });
    expect(latest).toMatchObject({ status: 'PendingApproval', justification: 'INC-43' });
    expect(latest?.scheduleInfo).toMatchObject({ expiration: { duration: hours(1) } });
    // The same press again finds another request, and changes nothing.
    await chat.press(alice, button?.action);
    expect(await statusOf(latest?.id ?? id)).toBe('PendingApproval');
  });

  it('then terms that are refused leave the old request as it is', async () => {
    const shown = await chat.say(alice, 'activate Security Reader for 1h because INC-43');
    const button = typeof shown !== 'string' && shown.kind === 'card' ? shown.buttons[0] : undefined;
    await fixture.review(id, { duration: hours(1) });
    await chat.press(alice, button?.action);
    expect(await fixture.request(id)).toMatchObject({ status: 'PendingApproval', revision: 1 });
  });
});
