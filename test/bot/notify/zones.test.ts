import { beforeEach, describe, expect, it } from 'vitest';
import { activate } from '../../../bot/commands/activation/activate.js';
import { myRoles } from '../../../bot/commands/activation/my-roles.js';
import { pending } from '../../../bot/commands/approval/decide.js';
import { readProve } from '../../../bot/notify/read-prove.js';
import { zoneHere, zoneOf, zonesOf } from '../../../bot/views/zone-of.js';
import { renderPlain } from '../../../cards/platform/plain.js';
import type { PrincipalId } from '../../../domain/ids.js';
import { noPreferences } from '../../../domain/notification/preferences.js';
import { minutes } from '../../../domain/time.js';
import { alice, bob, carol, dave } from '../../support/builders.js';
import { conversation, shownText } from '../../support/conversation.js';
import { inbox } from '../../support/inbox.js';
import { useCaseFixture } from '../../support/setups/use-case-fixture.js';

const fixture = useCaseFixture();
let box: ReturnType<typeof inbox>;
beforeEach(async () => {
  box = inbox(fixture);
  await fixture.records.principals.save([await filed(alice, 'Europe/Lisbon')]);
});

async function filed(person: PrincipalId, timeZone: string) {
  const found = await fixture.directory.principal(person);
  if (found?.type !== 'user') throw new Error('nobody');
  return { ...found, timeZone };
}

/** Somebody types this on a surface that names this zone, or none. It is Monday, 09:00 UTC. */
const types = (who: PrincipalId, text: string, timeZone: string | undefined) =>
  conversation(fixture, [activate, myRoles, pending], { timeZone }).say(who, text);

const asksApproval = () =>
  fixture.changePolicy({
    Approval_EndUser_Assignment: {
      isApprovalRequired: true,
      stages: [
        {
          primaryApprovers: [{ type: 'singleUser', userId: bob }],
          escalationApprovers: [],
          timeOut: minutes(60),
          approvalsRequired: 1,
          isApproverJustificationRequired: false,
        },
      ],
    },
  });

describe('When one person is met on two surfaces', () => {
  it('then what comes later is in the zone that the last one named, as their answers are', async () => {
    await types(alice, 'my roles', 'Asia/Tokyo');
    await types(alice, 'activate Reader for 2h because INC-42', undefined);
    await box.follow();
    expect(renderPlain(box.last(alice))).toContain('20:00');
    expect(shownText(await types(alice, 'my roles', undefined))).toContain('20:00');

    await types(alice, 'my roles', 'Europe/Berlin');
    expect(await zoneOf(fixture.deps, alice)).toBe('Europe/Berlin');
  });

  it('then a surface that names none leaves them where they were known last, not in UTC', async () => {
    expect(await zoneHere(fixture.deps, alice, undefined)).toBe('Europe/Lisbon');
    await zoneHere(fixture.deps, alice, 'Asia/Tokyo');
    expect(await zoneHere(fixture.deps, alice, undefined)).toBe('Asia/Tokyo');
  });

  it('then what they chose comes before all that', async () => {
    await zoneHere(fixture.deps, alice, 'Asia/Tokyo');
    const chosen = { ...noPreferences(alice), timeZone: 'America/Lima' };
    await fixture.store.transaction((tx) => tx.preferences.save(chosen));
    expect(await zoneHere(fixture.deps, alice, 'Europe/Berlin')).toBe('America/Lima');
    expect(await zoneOf(fixture.deps, alice)).toBe('America/Lima');
  });

  it('then it is written when it changes, and not with everything they say', async () => {
    const written: string[] = [];
    const saw: typeof fixture.zones.saw = (person, zone) => {
      written.push(zone);
      return fixture.zones.saw(person, zone);
    };
    const deps = { ...fixture.deps, zones: { ...fixture.zones, saw } };
    for (const zone of ['Asia/Tokyo', 'Asia/Tokyo', 'Europe/Berlin', undefined]) await zoneHere(deps, alice, zone);
    expect(written).toEqual(['Asia/Tokyo', 'Europe/Berlin']);
  });
});

describe('When nothing is known of somebody', () => {
  it('then they read the organisation’s zone, and each of several their own', async () => {
    fixture.zones.home = 'Europe/Berlin';
    await zoneHere(fixture.deps, bob, 'Asia/Tokyo');
    expect(Object.fromEntries(await zonesOf(fixture.deps, [alice, bob, carol]))).toEqual({
      [alice]: 'Europe/Lisbon',
      [bob]: 'Asia/Tokyo',
      [carol]: 'Europe/Berlin',
    });
  });
});

describe('When who asks and who decides are in two zones', () => {
  beforeEach(asksApproval);

  it('then the approver’s card and list say times with the offset, the requestor’s need none', async () => {
    await zoneHere(fixture.deps, bob, 'Asia/Tokyo');
    await types(alice, 'activate Reader for 2h because INC-42', 'Europe/Berlin');
    await box.follow();
    expect(renderPlain(box.last(bob))).toContain('Times out: 19:00 (UTC+09:00)');
    expect(shownText(await types(bob, 'pending', 'Asia/Tokyo'))).toContain('times out 19:00 (UTC+09:00)');
    expect(renderPlain(box.last(alice))).toContain('It times out at 11:00.');
  });

  it('then where both read the same time there is nothing to mistake', async () => {
    await zoneHere(fixture.deps, bob, 'Europe/Paris');
    await types(alice, 'activate Reader for 2h because INC-42', 'Europe/Berlin');
    await box.follow();
    expect(renderPlain(box.last(bob))).toContain('Times out: 11:00\n');
  });
});

it('When many read it in the administrators’ channel, then it is in the organisation’s zone, with its offset', async () => {
  fixture.zones.home = 'Europe/Helsinki';
  await types(alice, 'activate Reader for 2h because INC-42', 'Europe/Berlin');
  await box.follow();
  expect(renderPlain(box.last('admins'))).toContain('Active until 13:00 (UTC+02:00)');
});

it('When a turn waits for its proof, then until when is said in the zone of who is to prove it', async () => {
  await fixture.changePolicy({ Enablement_EndUser_Assignment: { enabledRules: ['MultiFactorAuthentication'] } });
  expect(shownText(await types(alice, 'activate Reader for 2h', 'Asia/Tokyo'))).toContain('ends at 18:10');
  await fixture.store.transaction((tx) => tx.preferences.save({ ...noPreferences(alice), timeZone: 'Asia/Kolkata' }));
  const [held] = await fixture.connection.collection<{ _id: string }>('stepUps').find({}).toArray();
  const { view } = await readProve(
    { ...fixture.deps, stepUps: fixture.stepUps },
    { pendingStepUp: held?._id as never },
  );
  expect(view && renderPlain(view as never)).toContain('14:40');
  expect(await zoneOf(fixture.deps, dave)).toBe('UTC');
});
