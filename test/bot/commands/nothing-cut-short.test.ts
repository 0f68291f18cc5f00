import { describe, expect, it } from 'vitest';
import { commands } from '../../../bot/commands/registry.js';
import type { View } from '../../../cards/card.js';
import { renderAdaptiveCard } from '../../../cards/platform/adaptive.js';
import { renderBlockKit } from '../../../cards/platform/block-kit.js';
import { defaultReviewSettings } from '../../../domain/access-review/access-review.js';
import { principalId, scheduleId } from '../../../domain/ids.js';
import { wellKnownRole } from '../../../domain/role/well-known.js';
import { after, days, hours, seconds } from '../../../domain/time.js';
import {
  alice,
  anEligibility,
  approvedBy,
  aRole,
  aSchedule,
  aStagePolicy,
  asks,
  bob,
  by,
  dave,
  justificationOnly,
  monday,
} from '../../support/builders.js';
import { conversation, formIn, shownText } from '../../support/conversation.js';
import { accessReviewFixture, eligible } from '../../support/setups/access-review-fixture.js';
import { idIn } from '../../support/setups/use-case-fixture.js';

const fixture = accessReviewFixture();
const chat = conversation(fixture, commands);
const many = 30;
const numbers = Array.from({ length: many }, (_, n) => n);
const roleNumber = (n: number) => aRole(`00000000-0000-4000-8000-0000000000${String(n).padStart(2, '0')}`);
const personNumber = (n: number) => principalId(`00000000-0000-4000-9000-0000000000${String(n).padStart(2, '0')}`);

const administers = (who = dave) =>
  fixture.hold(
    aSchedule({
      id: scheduleId(`${who}-administers`),
      principalId: who,
      role: aRole(wellKnownRole.privilegedRoleAdministrator),
      assignmentType: 'assigned',
      endDateTime: undefined,
    }),
  );

/** Alice waits for Bob's decision on this many roles. */
async function manyWait(): Promise<void> {
  for (const n of numbers) {
    const role = roleNumber(n);
    const stage = aStagePolicy({ primaryApprovers: asks(bob) });
    await fixture.changePolicy({ ...justificationOnly, ...approvedBy(stage) }, role);
    await fixture.hold(anEligibility({ id: scheduleId(`eligible-${n}`), role }));
    idIn(await fixture.ask({}, by(alice), role));
    fixture.clock.pass(seconds(1));
  }
}

/** What a person reads of an answer on every surface. */
function everywhere(view: View | string): string[] {
  if (typeof view === 'string') return [view];
  return [shownText(view), JSON.stringify(renderBlockKit(view)), JSON.stringify(renderAdaptiveCard(view))];
}

function cardOf(view: View | string): View {
  if (typeof view === 'string') throw new Error(view);
  return view;
}

const aPerson = (n: number) =>
  ({
    type: 'user',
    id: personNumber(n),
    displayName: `Person ${n}`,
    userPrincipalName: `person${n}@contoso.example`,
    accountEnabled: true,
    userType: 'Member',
  }) as const;

describe('When several requests fit a typed decision, more than a list shows', () => {
  it('then it says how many more there are, and what shows them', async () => {
    await manyWait();
    for (const said of everywhere(await chat.say(bob, 'approve Alice because known work'))) {
      expect(said).toMatch(/and (?:10|15|\d+) more — name the role as well, or type “pending”/);
    }
    expect(shownText(await chat.say(bob, 'approve Alice'))).toContain('30 wait for you.');
    expect(JSON.stringify(renderBlockKit(cardOf(await chat.say(alice, 'cancel'))))).toMatch(
      /and \d+ more — type “my requests”/,
    );
    await administers();
    expect(JSON.stringify(renderBlockKit(cardOf(await chat.say(dave, 'cancel from Alice'))))).toMatch(
      /and \d+ more — type “requests waiting”/,
    );
  }, 60_000);
});

describe('When somebody reviews more access than one form has room for', () => {
  const reviewOf = async (count: number, over = {}) => {
    const reviewing = fixture.reviewing();
    await reviewing.administering();
    await fixture.records.principals.save(numbers.slice(0, count).map(aPerson));
    await fixture.hold(...numbers.slice(0, count).map((n) => eligible(personNumber(n))));
    await reviewing.signedIn([alice, monday]);
    return reviewing.begin(over);
  };
  const listed = (view: View | string) =>
    formIn(view)
      .inputs.find(({ id }) => id === 'items')
      ?.choices?.map(({ value }) => value) ?? [];

  it('then the form says which these are, and what it names shows the others, all of them once', async () => {
    const id = await reviewOf(many);
    const first = await chat.say(bob, 'review access');
    const total = (await fixture.reviewing().itemsOf(id)).length;
    expect(shownText(first)).toContain(
      `These are 1 to 25 of ${total}. To see others, type “review access Who reads what from 26”.`,
    );
    const second = await chat.say(bob, 'review access Who reads what from 26');
    expect(shownText(second)).toContain(`These are 26 to ${total} of ${total}.`);
    expect(new Set([...listed(first), ...listed(second)]).size).toBe(total);
    expect(listed(first).length + listed(second).length).toBe(total);
    expect(listed(await chat.press(bob, formIn(second).reopen))).toEqual(listed(second));
    const decided = await chat.fillIn(bob, second, {
      items: listed(second).join(','),
      decision: 'Approve',
      justification: 'known',
    });
    expect(shownText(decided)).toContain(`Decided ${total - 25} of ${total - 25}`);
    expect(listed(await chat.say(bob, 'review access Who reads what from 26'))).toEqual(listed(first));
  }, 60_000);

  it('then recommendations of several reviews are accepted at a press, with the reason that was typed', async () => {
    const settings = { ...defaultReviewSettings, instanceDurationInDays: 10, recommendationsEnabled: true };
    await reviewOf(3, { settings });
    const other = await fixture.reviewing().begin({ displayName: 'Who reads it still', settings });
    const offered = await chat.say(bob, 'accept recommendations because nobody signed in');
    expect(shownText(offered).match(/\[Accept recommendations\]/g)).toHaveLength(2);
    if (typeof offered === 'string' || offered.kind !== 'card') throw new Error('no card');
    const actions = offered.rows.flatMap(({ buttons }) => buttons.map(({ action }) => action));
    expect(actions).toContainEqual({
      do: 'access-review',
      act: 'accept',
      id: other,
      justification: 'nobody signed in',
    });
    await chat.press(
      bob,
      actions.find((action) => action.do === 'access-review' && action.id === other),
    );
    const items = await fixture.reviewing().itemsOf(other);
    const done = items.filter(({ decision }) => decision !== 'NotReviewed');
    expect(done.length).toBeGreaterThan(0);
    expect(new Set(done.map(({ justification }) => justification))).toEqual(new Set(['nobody signed in']));
  });
});

describe('When an administrator looks for what ends soon', () => {
  const endsIn = (n: number, length = hours(10 + n)) =>
    anEligibility({
      id: scheduleId(`ends-${n}`),
      principalId: personNumber(n),
      role: roleNumber(n),
      endDateTime: after(monday, length),
    });

  it('then all of it is listed in the order of its ends, and nothing that ends later or that they may not see', async () => {
    await administers();
    await fixture.hold(...numbers.map((n) => endsIn(n)));
    await fixture.hold({ ...endsIn(77, days(20)) });
    const first = shownText(await chat.say(dave, 'assignments ending within 14 days'));
    expect(first).toContain('Ending within 14 days');
    expect(first.match(/00000000-0000-4000-9000-0000000000\d\d/g)).toEqual(numbers.slice(0, 20).map(personNumber));
    const rest = await chat.press(dave, { do: 'list', list: { of: 'ending', days: 14 }, from: 20, after: ['ends-19'] });
    expect(shownText(rest).match(/00000000-0000-4000-9000-0000000000\d\d/g)).toEqual(
      numbers.slice(20).map(personNumber),
    );
    expect(shownText(rest)).not.toContain(personNumber(77));
    expect(shownText(await chat.say(bob, 'assignments ending'))).toContain('Nothing that you may see ends by then.');
    expect(shownText(await chat.say(dave, 'assignments ending within 1 day'))).not.toContain(personNumber(20));
  });
});

it('When everything of somebody cannot be ended, then a button leads to all that stays', async () => {
  await administers();
  const guarded = aRole(wellKnownRole.globalAdministrator);
  await fixture.hold(
    aSchedule({
      id: scheduleId('alice-global'),
      principalId: alice,
      role: guarded,
      assignmentType: 'assigned',
      endDateTime: undefined,
    }),
  );
  const done = await conversation(fixture, commands, { proving: true }).say(
    dave,
    'revoke all from Alice because she left now',
  );
  expect(shownText(done)).toContain('[Show what stays]');
  const stays = await chat.press(dave, { do: 'list', list: { of: 'holdings', principalId: alice }, from: 0 });
  expect(shownText(stays)).toContain('Roles of Alice');
});

it('When the settings of a role have more lines than a card has room for, then “Show more” leads through them', async () => {
  await administers();
  const card = await chat.say(dave, 'settings Security Reader');
  if (typeof card === 'string' || card.kind !== 'card') throw new Error('no card');
  expect(card.part).toMatchObject({ list: { of: 'settings', role: aRole() }, hasMore: false });
  const [second] = card.rows.slice(1);
  const more = await chat.press(dave, {
    do: 'list',
    list: { of: 'settings', role: aRole() },
    from: 1,
    after: [card.rows[0]?.key],
  });
  expect(typeof more === 'string' ? '' : more.kind === 'card' && more.rows[0]?.title).toBe(second?.title);
});
