import { describe, expect, it } from 'vitest';
import { commands } from '../../../bot/commands/registry.js';
import { parseAction } from '../../../cards/actions.js';
import type { View } from '../../../cards/card.js';
import type { ListName } from '../../../cards/list-names.js';
import { renderAdaptiveCard } from '../../../cards/platform/adaptive.js';
import { renderBlockKit } from '../../../cards/platform/block-kit.js';
import { type PrincipalId, principalId, type RequestId, scheduleId } from '../../../domain/ids.js';
import { wellKnownRole } from '../../../domain/role/well-known.js';
import { seconds } from '../../../domain/time.js';
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
} from '../../support/builders.js';
import { conversation, shownText } from '../../support/conversation.js';
import { idIn, useCaseFixture } from '../../support/setups/use-case-fixture.js';

const fixture = useCaseFixture();
const chat = conversation(fixture, commands);
const many = 45;
const numbers = Array.from({ length: many }, (_, n) => n);
const roleNumber = (n: number) => aRole(`00000000-0000-4000-8000-0000000000${String(n).padStart(2, '0')}`);
const inRoles = /00000000-0000-4000-8000-0000000000\d\d/g;

/** What a surface shows of a card. */
const surfaces = {
  Slack: (view: View) => renderBlockKit(view).blocks,
  'Teams and the web chat': (view: View) => renderAdaptiveCard(view).body,
} as const;

/** Every text in what is drawn, and what every button brings back, as JSON. Clients show one of an action and its fallback. */
function leaves(part: unknown, name = ''): string[] {
  if (typeof part === 'string') return [part];
  if (part === null || typeof part !== 'object' || name === 'fallback') return [];
  if (name === 'action') return [JSON.stringify(part)];
  return Object.entries(part).flatMap(([key, value]) => leaves(value, key));
}

/** The titles that a surface shows, and what its “Show more” does. */
function shownBy(draw: (view: View) => unknown, view: View | string, words: RegExp) {
  if (typeof view === 'string') throw new Error(view);
  const all = leaves(draw(view));
  const titles = all.filter((each) => !each.startsWith('{')).flatMap((each) => each.match(words) ?? []);
  const next = all
    .filter((each) => each.startsWith('{"do":"list"'))
    .map((each) => parseAction(JSON.parse(each)))
    .at(-1);
  return { titles, next };
}

/** Walks a list to its end as a surface shows it; `meanwhile` happens after the first page. */
async function walk(
  draw: (view: View) => unknown,
  who: PrincipalId,
  text: string,
  words: RegExp,
  meanwhile: (shown: readonly string[]) => Promise<unknown> = async () => undefined,
): Promise<string[]> {
  let page = shownBy(draw, await chat.say(who, text), words);
  const all = [...page.titles];
  await meanwhile(page.titles);
  for (let pages = 0; page.next && pages < 40; pages += 1) {
    page = shownBy(draw, await chat.press(who, page.next), words);
    all.push(...page.titles);
  }
  expect(page.next).toBeUndefined();
  return all;
}

/** Each of these once, and nothing else. */
function expectOnce(all: readonly string[], desired: readonly string[]): void {
  expect([...new Set(all)].sort()).toEqual([...desired].sort());
  expect(all.length).toBe(desired.length);
}

const asked = new Map<string, RequestId>();

/** Alice waits for Bob's decision on this many roles. */
async function manyWait(): Promise<void> {
  asked.clear();
  for (const n of numbers) {
    const role = roleNumber(n);
    await fixture.changePolicy(
      { ...justificationOnly, ...approvedBy(aStagePolicy({ primaryApprovers: asks(bob) })) },
      role,
    );
    await fixture.hold(anEligibility({ id: scheduleId(`eligible-${n}`), role }));
    asked.set(role.kind === 'directory' ? role.roleDefinitionId : '', idIn(await fixture.ask({}, by(alice), role)));
    fixture.clock.pass(seconds(1));
  }
}

/** Cancels the request for a role. */
const cancel = (role: string | undefined) => fixture.cancel(asked.get(role ?? '') ?? idOfNothing());
const idOfNothing = (): never => {
  throw new Error('nothing of that name was asked for');
};

describe.each(Object.entries(surfaces))('When a list is longer than %s has room for', (_surface, draw) => {
  it('then “Show more” leads through all that waits, though one that was shown and one that was not are gone', async () => {
    await manyWait();
    let hidden = '';
    const all = await walk(draw, bob, 'pending', inRoles, async (shown) => {
      hidden = [...asked.keys()].find((role) => !shown.includes(role)) ?? '';
      await cancel(shown.at(-1));
      await cancel(shown[0]);
      await cancel(hidden);
    });
    expectOnce(
      all,
      [...asked.keys()].filter((role) => role !== hidden),
    );
    expect(await fixture.request(asked.get(hidden) ?? idOfNothing())).toMatchObject({ status: 'Canceled' });
  });

  it('then it leads through one’s own requests, and through those of roles one looks after', async () => {
    await manyWait();
    const again = roleNumber(99);
    await fixture.changePolicy(justificationOnly, again);
    await fixture.hold(anEligibility({ id: scheduleId('newer'), role: again }));
    expectOnce(
      await walk(draw, alice, 'my requests', inRoles, async () => {
        await fixture.ask({}, by(alice), again);
      }),
      [...asked.keys()],
    );
    expectOnce(await walk(draw, alice, 'requests by me', inRoles), [
      ...asked.keys(),
      '00000000-0000-4000-8000-000000000099',
    ]);
  });

  it('then it leads through one’s roles', async () => {
    await fixture.hold(...numbers.map((n) => anEligibility({ id: scheduleId(`mine-${n}`), role: roleNumber(n) })));
    const mine = await walk(draw, alice, 'my roles', inRoles);
    expect([...new Set(mine)]).toHaveLength(many);
    expect(mine).toHaveLength(many);
  });

  it('then it leads through those who have a role', async () => {
    const administers = aRole(wellKnownRole.privilegedRoleAdministrator);
    const forGood = { assignmentType: 'assigned', endDateTime: undefined } as const;
    await fixture.hold(aSchedule({ id: scheduleId('dave-holds'), principalId: dave, role: administers, ...forGood }));
    const person = (n: number) => principalId(`00000000-0000-4000-9000-0000000000${String(n).padStart(2, '0')}`);
    const held = numbers.map((n) =>
      anEligibility({ id: scheduleId(`held-${n}`), principalId: person(n), role: aRole() }),
    );
    await fixture.hold(...held);
    const people = /00000000-0000-4000-9000-0000000000\d\d/g;
    expectOnce(
      await walk(draw, dave, 'assignments Security Reader', people),
      numbers.map((n) => person(n)),
    );
  });

  it('then it leads through what is on record, each once, though more is written meanwhile', async () => {
    await manyWait();
    const before = (await fixture.audits()).length;
    const times = /asked for/g;
    const all = await walk(draw, alice, 'audit by me', times, () => cancel([...asked.keys()][0]));
    expect(before).toBeGreaterThanOrEqual(many);
    expect(all).toHaveLength(many);
  });

  it('then what would end of somebody is all shown before it ends, and only the first card ends it', async () => {
    const administers = aRole(wellKnownRole.privilegedRoleAdministrator);
    const forGood = { assignmentType: 'assigned', endDateTime: undefined } as const;
    await fixture.hold(aSchedule({ id: scheduleId('dave-holds'), principalId: dave, role: administers, ...forGood }));
    await fixture.hold(...numbers.map((n) => anEligibility({ id: scheduleId(`mine-${n}`), role: roleNumber(n) })));
    const all = await walk(draw, dave, 'revoke all from Alice because she left', inRoles);
    expect(new Set(all).size).toBe(many);
  });
});

describe('When a button of a list is pressed by who may not see it', () => {
  it.each<ListName>([
    { of: 'holders', role: aRole() },
    { of: 'stuck' },
    { of: 'alerts' },
    { of: 'revocation', principalId: alice },
    { of: 'ending', days: 14 },
    { of: 'settings', role: aRole() },
  ])('then nothing of it is shown: $of', async (list) => {
    await fixture.hold(anEligibility({ id: scheduleId('bobs'), principalId: bob }));
    const answer = await chat.press(bob, { do: 'list', list, from: 20, after: ['somewhere'] });
    expect(shownText(answer)).toMatch(/cannot|not|no alert/i);
    expect(typeof answer === 'string' ? '' : answer.kind === 'card' && answer.rows).toSatisfy(
      (rows) => !rows || rows.length === 0,
    );
  });
});

describe('When a reason is longer than a button keeps', () => {
  const long = 'because it is so '.repeat(80).trim();

  it('then giving back asks for the whole name, and nothing is given back without the reason', async () => {
    await fixture.ask();
    await fixture.follow();
    const answer = await chat.say(alice, `deactivate Nonsense ${long}`);
    expect(shownText(answer)).toContain('Nothing is given back yet');
  });

  it('then ending everything is asked again, with what was written', async () => {
    const administers = aRole(wellKnownRole.privilegedRoleAdministrator);
    const forGood = { assignmentType: 'assigned', endDateTime: undefined } as const;
    await fixture.hold(aSchedule({ id: scheduleId('dave-holds'), principalId: dave, role: administers, ...forGood }));
    const answer = await chat.say(dave, `revoke all from Alice ${long}`);
    if (typeof answer === 'string' || answer.kind !== 'form') throw new Error('no form');
    const reason = answer.inputs.find(({ id }) => id === 'justification');
    expect(reason?.problem).toContain('at most 1200 characters');
    expect(reason?.value?.length).toBeGreaterThan(1200);
  });
});
