import { beforeEach, describe, expect, it } from 'vitest';
import { deadLetters } from '../../../bot/commands/operations/dead-letters.js';
import { type Delivery, priority } from '../../../bot/outbox/delivery.js';
import type { View } from '../../../cards/card.js';
import { activity } from '../../../domain/audit/activity.js';
import { correlationId, type PrincipalId, type RequestId, scheduleId } from '../../../domain/ids.js';
import { AdapterError } from '../../../domain/ports/system.js';
import type { Role } from '../../../domain/role/role.js';
import { wellKnownRole } from '../../../domain/role/well-known.js';
import { minutes, seconds } from '../../../domain/time.js';
import { resolveDeadLetters } from '../../../domain/usecases/upkeep/resolve-dead-letters.js';
import { alice, anEligibility, aRole, aSchedule, bob, by, dave, principal } from '../../support/builders.js';
import { conversation, shownText } from '../../support/conversation.js';
import { idIn, useCaseFixture } from '../../support/setups/use-case-fixture.js';

const fixture = useCaseFixture();
let chat: ReturnType<typeof conversation>;
let id: RequestId;

/** Dave administers privileged roles. Alice has activated Security Reader. */
beforeEach(async () => {
  chat = conversation(fixture, [deadLetters]);
  const administers = aRole(wellKnownRole.privilegedRoleAdministrator);
  const forGood = { assignmentType: 'assigned', endDateTime: undefined } as const;
  await fixture.hold(aSchedule({ id: scheduleId('dave-holds'), principalId: dave, role: administers, ...forGood }));
  id = idIn(await fixture.ask());
  await fixture.follow();
  fixture.clock.pass(minutes(10));
});

const queue = () => fixture.deps.queue;
const say = (text: string, who: PrincipalId = dave) => chat.say(who, text);
const shown = async (text: string, who?: PrincipalId) => shownText(await say(text, who));
const deadLettersNow = () => shown('stuck');
/** The number that stands before a line of the list. */
async function numberOf(words: string): Promise<string> {
  const [, number] = new RegExp(`#([0-9a-f]{6}) [^\\n]*${words}`).exec(await deadLettersNow()) ?? [];
  if (number === undefined) throw new Error(`nothing with ${words} is stuck`);
  return number;
}

/** A card that Slack does not take, for one of these people. */
async function makeDeadLetters(principalId: PrincipalId): Promise<void> {
  const delivery: Delivery = {
    key: `card|${id}|${principalId}|slack`,
    lane: 'slack',
    effect: { kind: 'card', requestId: id, recipient: { kind: 'person', principalId } },
    priority: priority.card,
    requestId: id,
    correlationId: correlationId('correlation-1'),
  };
  await queue().enqueue(delivery, fixture.clock.now());
  await failClaimed();
}

async function failClaimed(): Promise<void> {
  const claimed = await queue().claim('slack', fixture.clock.now());
  if (!claimed) throw new Error('nothing was due');
  await queue().failed(claimed, { deadLetter: fixture.clock.now() }, 'channel_not_found', 'not-found');
}

/** Alice has given her role back, and for two minutes the directory has not taken it out. */
async function removalFails(): Promise<void> {
  fixture.mishaps.push(...Array.from({ length: 99 }, () => ({ failed: new AdapterError('unavailable', 'down') })));
  await fixture.giveBack(id);
  for (let round = 0; round < 8; round += 1) {
    await fixture.follow();
    fixture.clock.pass(seconds(15));
  }
}

function button(view: View | string, title: string, row = 0) {
  const rows = typeof view !== 'string' && view.kind === 'card' ? view.rows : [];
  const action = rows[row]?.buttons.find((each) => each.title === title)?.action;
  if (!action) throw new Error(`no ${title}: ${shownText(view)}`);
  return action;
}

const settlements = async () =>
  (await fixture.audits())
    .filter(({ activity: what }) => what === activity.deliveryRetried || what === activity.deliveryDropped)
    .map(({ activity: what, result, resultReason, subject }) => ({ what, result, resultReason, subject }));

describe('When an administrator asks what is stuck', () => {
  it('then nothing is, as long as everything gets through', async () => {
    expect(await deadLettersNow()).toContain('Everything gets through.');
  });

  it('then messages set aside and removals that fail are listed, oldest first, with why and since when', async () => {
    await removalFails();
    await makeDeadLetters(bob);
    const text = await deadLettersNow();
    expect(text).toMatch(/#[0-9a-f]{6} Take Security Reader from Alice/);
    expect(text).toMatch(/since 09:10 · tried \d+ times · the directory cannot be reached/);
    expect(text).toMatch(/#[0-9a-f]{6} Card for Bob on Slack: Alice, Security Reader/);
    expect(text).toContain('since 09:12 · tried once · Slack does not know it any more');
  });

  it('then a group’s last owner whom the directory keeps is listed at once, with why, until another one comes', async () => {
    const groupId = principal('owned');
    const owner: Role = { kind: 'group', groupId, accessId: 'owner' };
    const owned = {
      ...({ type: 'group', id: groupId, displayName: 'Owned', membershipType: 'assigned' } as const),
      ...{ isAssignableToRole: true, onPremisesSyncEnabled: false, memberIds: [], ownerIds: [] },
    };
    await fixture.records.principals.save([owned]);
    await fixture.changePolicy({}, owner);
    await fixture.hold(anEligibility({ id: scheduleId('may-own'), role: owner }));
    const owning = idIn(await fixture.ask({}, by(alice), owner));
    await fixture.follow();
    fixture.clock.pass(minutes(5));
    await fixture.giveBack(owning);
    await fixture.follow();
    const text = await deadLettersNow();
    expect(text).toMatch(/#[0-9a-f]{6} Take Owner of Owned from Alice/);
    expect(text).toContain('since 09:15 · tried once · the directory keeps the last owner of a group');
    await fixture.records.principals.save([{ ...owned, ownerIds: [bob] }]);
    await say(`stuck retry ${await numberOf('Alice')}`);
    await fixture.follow();
    expect(await deadLettersNow()).toContain('Everything gets through.');
    expect(await fixture.grantedUntil(alice, owner)).toBe('never');
  });

  it('then a removal that has failed for less than a minute is not stuck yet', async () => {
    fixture.mishaps.push({ failed: new AdapterError('unavailable', 'down') });
    await fixture.giveBack(id);
    await fixture.follow();
    fixture.clock.pass(seconds(59));
    expect(await deadLettersNow()).toContain('Everything gets through.');
    fixture.clock.pass(seconds(1));
    expect(await deadLettersNow()).toContain(' Take Security Reader from Alice');
  });

  it('then whoever does not administer the directory’s roles is shown nothing, and can do nothing', async () => {
    await makeDeadLetters(bob);
    for (const text of ['stuck', 'stuck retry all', 'stuck drop 1']) {
      expect(await shown(text, alice), text).toContain('Only those who administer the directory’s roles');
    }
    expect(await queue().deadLetters(9)).toHaveLength(1);
    expect(await settlements()).toMatchObject([
      { what: activity.deliveryRetried, result: 'failure', resultReason: 'NOT_DIRECTORY_ADMINISTRATOR' },
      { what: activity.deliveryDropped, result: 'failure', resultReason: 'NOT_DIRECTORY_ADMINISTRATOR' },
    ]);
  });
});

describe('When an administrator has it tried again', () => {
  it('then it is due at once, it says so, and it is on record', async () => {
    await makeDeadLetters(bob);
    expect(await shown(`stuck retry ${await numberOf('Bob')}`)).toContain(
      'Being tried now: Card for Bob on Slack: Alice, Security Reader.',
    );
    expect(await queue().claim('slack', fixture.clock.now())).toMatchObject({ key: `card|${id}|${bob}|slack` });
    expect(await settlements()).toEqual([
      { what: activity.deliveryRetried, result: 'success', resultReason: '', subject: alice },
    ]);
  });

  it('then a removal goes at once, without waiting for its turn', async () => {
    await removalFails();
    fixture.mishaps.length = 0;
    expect(await fixture.grantedUntil()).not.toBe('never');
    await say(`stuck retry ${await numberOf('Alice')}`);
    await fixture.follow();
    expect(await fixture.grantedUntil()).toBe('never');
    expect(await deadLettersNow()).toContain('Everything gets through.');
  });

  it('then all of it goes, where they say all', async () => {
    await makeDeadLetters(bob);
    await makeDeadLetters(alice);
    expect(await shown('stuck retry all')).toContain('Being tried now: 2.');
    expect(await queue().deadLetters(9)).toEqual([]);
  });

  it('then a button means what it stood beside, whatever else has come or gone since', async () => {
    await makeDeadLetters(bob);
    fixture.clock.pass(minutes(1));
    await makeDeadLetters(alice);
    const view = await say('stuck');
    await say(`stuck drop ${await numberOf('Card for Bob')}`);
    await chat.press(dave, button(view, 'Retry', 1));
    expect(await queue().claim('slack', fixture.clock.now())).toMatchObject({ key: `card|${id}|${alice}|slack` });
    expect(shownText(await chat.press(dave, button(view, 'Drop', 0)))).toContain('Nothing like that is stuck');
  });

  it('then a number that was seen never comes to mean another one, typed after the list has moved', async () => {
    await makeDeadLetters(bob);
    fixture.clock.pass(minutes(1));
    await makeDeadLetters(alice);
    const seen = await numberOf('Card for Bob');
    await chat.press(dave, button(await say('stuck'), 'Drop', 0));
    for (const text of [`stuck drop ${seen}`, `stuck retry ${seen}`, 'stuck drop 1', 'stuck drop all']) {
      expect(await shown(text), text).toContain('Nothing like that is stuck');
    }
    expect(await queue().deadLetters(9)).toMatchObject([{ key: `card|${id}|${alice}|slack` }]);
  });

  it('then a redelivery of the same message changes nothing, though a number now means another one', async () => {
    await makeDeadLetters(bob);
    await makeDeadLetters(alice);
    const things = (await queue().deadLetters(9)).map(({ key, fence }) => ({ key, fence, isRemoval: false }));
    const command = by(dave);
    const first = await resolveDeadLetters(fixture.deps)('retry', things.slice(0, 1), command);
    await failClaimed();
    expect(await resolveDeadLetters(fixture.deps)('retry', things.slice(1), command)).toEqual(first);
    expect(await queue().deadLetters(9)).toHaveLength(2);
    expect(await settlements()).toHaveLength(1);
  });

  it('then one who died before it was done has lost nothing: the redelivery does what is on record', async () => {
    await makeDeadLetters(bob);
    const things = (await queue().deadLetters(9)).map(({ key, fence }) => ({ key, fence, isRemoval: false }));
    const command = by(dave);
    const dying = { ...fixture.deps, queue: { ...queue(), drop: () => Promise.reject(new Error('killed')) } };
    await expect(resolveDeadLetters(dying)('drop', things, command)).rejects.toThrow('killed');
    expect(await queue().deadLetters(9)).toHaveLength(1);
    await resolveDeadLetters(fixture.deps)('drop', things, command);
    expect(await queue().deadLetters(9)).toEqual([]);
    expect(await settlements()).toHaveLength(1);
  });
});

describe('When an administrator gives something up', () => {
  it('then it is not sent any more, and that is on record', async () => {
    await makeDeadLetters(bob);
    expect(await shown(`stuck drop ${await numberOf('Bob')}`)).toContain('Given up: Card for Bob on Slack');
    fixture.clock.pass(minutes(60));
    expect(await queue().claim('slack', fixture.clock.now())).toBeUndefined();
    expect(await settlements()).toEqual([
      { what: activity.deliveryDropped, result: 'success', resultReason: '', subject: alice },
    ]);
  });

  it('then taking access away is never given up', async () => {
    await removalFails();
    expect(await shown(`stuck drop ${await numberOf('Alice')}`)).toContain('is never given up');
    expect(await deadLettersNow()).toContain(' Take Security Reader from Alice');
    expect(await settlements()).toMatchObject([{ result: 'failure', resultReason: 'REMOVAL_NOT_DROPPED' }]);
  });

  it.each(['stuck drop 7', 'stuck retry 0', 'stuck drop all'])('then “%s” names nothing, and says so', async (text) => {
    await makeDeadLetters(bob);
    expect(await shown(text)).toContain('Nothing like that is stuck');
    expect(await queue().deadLetters(9)).toHaveLength(1);
  });

  it.each(['stuck retry', 'stuck forget 1'])('then “%s” is answered with what can be typed', async (text) => {
    expect(await shown(text)).toContain('Type “stuck” to see what does not get through');
  });
});
