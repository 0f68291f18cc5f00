import { beforeEach, describe, expect, it } from 'vitest';
import { cancel, myRequests } from '../../../bot/commands/requests/cancel.js';
import { history } from '../../../bot/commands/requests/history.js';
import { requests } from '../../../bot/commands/requests/requests.js';
import { type PrincipalId, type RequestId, scheduleId } from '../../../domain/ids.js';
import { wellKnownRole } from '../../../domain/role/well-known.js';
import { hours } from '../../../domain/time.js';
import {
  alice,
  anEligibility,
  approvedBy,
  aRole,
  aSchedule,
  aStagePolicy,
  bob,
  by,
  carol,
  dave,
  principal,
} from '../../support/builders.js';
import { conversation, shownText } from '../../support/conversation.js';
import { idIn, useCaseFixture } from '../../support/setups/use-case-fixture.js';

const fixture = useCaseFixture();
const messages = aRole('790c1fb9-7f7d-4f88-86a1-ef1f95c05c1b');
const outsider = { type: 'user', id: principal('outsider'), userType: 'Member' } as const;
let chat: ReturnType<typeof conversation>;
let id: RequestId;

const holds = (principalId: PrincipalId, roleDefinitionId: string) =>
  fixture.hold(
    aSchedule({
      id: scheduleId(`${principalId}-holds`),
      principalId,
      role: aRole(roleDefinitionId),
      assignmentType: 'assigned',
      endDateTime: undefined,
    }),
  );

/** Alice has asked for Security Reader, which Bob and Carol approve. Dave administers privileged roles. */
beforeEach(async () => {
  chat = conversation(fixture, [cancel, myRequests, history, requests]);
  await fixture.changePolicy(approvedBy(aStagePolicy()));
  id = idIn(await fixture.ask());
  await holds(dave, wellKnownRole.privilegedRoleAdministrator);
});

const say = async (text: string, who = alice) => shownText(await chat.say(who, text));

describe('When somebody looks at the history of a request', () => {
  it('then every step is told in words, with who, when and why', async () => {
    fixture.clock.pass(hours(1));
    await fixture.review(id, { reviewResult: 'Approve', justification: 'on call' }, by(dave));
    await fixture.review(id, { reviewResult: 'Deny', justification: 'use the dashboard' }, by(bob));
    const shown = await say('history Security Reader');
    expect(shown).toContain('History of Alice: Security Reader');
    expect(shown).toContain('Alice asked for it · 09:00 · reason: INC-42');
    expect(shown).toContain('Bob denied it · 10:00 · reason: use the dashboard');
    expect(shown).not.toMatch(/PIM|NOT_AN_APPROVER/);
  });

  it('then what was refused is no step: whoever may look into the role reads it after them, and nobody else', async () => {
    await fixture.review(id, {}, by(dave));
    fixture.clock.pass(hours(1));
    await fixture.review(id, { reviewResult: 'Deny', justification: 'use the dashboard' }, by(bob));
    const lines = (await say(`history ${id}`, dave)).split('\n').filter((each) => each.includes(' · '));
    expect(lines.map((each) => each.split(' · ')[0]?.trim())).toEqual([
      expect.stringContaining('Alice asked for it'),
      expect.stringContaining('Bob denied it'),
      expect.stringContaining('Refused: Dave could not approve it'),
    ]);
    for (const who of [alice, bob, carol]) expect(await say(`history ${id}`, who)).not.toContain('Dave');
  });

  it('then an approval that came to nothing is a step', async () => {
    const rules = { Enablement_EndUser_Assignment: { enabledRules: ['Ticketing' as const] } };
    await fixture.changePolicy({ ...approvedBy(aStagePolicy()), ...rules });
    await fixture.review(id);
    const shown = await say(`history ${id}`);
    expect(shown).toContain('Bob approved it');
    expect(shown).toContain('It failed. The role now needs a ticket number');
    expect(shown).not.toContain('Refused');
  });

  it('then the button in their list leads there, and times are said in their own zone', async () => {
    const list = await chat.say(alice, 'my requests');
    expect(shownText(list)).toContain('Security Reader · Waiting for approval · asked at 09:00 [Cancel] [History]');
    const row = typeof list !== 'string' && list.kind === 'card' ? list.rows[0] : undefined;
    const button = row?.buttons.find(({ title }) => title === 'History');
    expect(shownText(await chat.press(alice, button?.action))).toContain('Alice asked for it');
  });

  it('then those whom it concerns see it, and to others it is not there', async () => {
    await fixture.records.principals.save([
      { ...outsider, displayName: 'Sam', userPrincipalName: 'sam@contoso.example', accountEnabled: true },
    ]);
    for (const who of [alice, bob, carol, dave]) {
      expect(await say(`history ${id}`, who)).toContain('Alice asked for it');
    }
    expect(await say(`history ${id}`, outsider.id)).toContain('There is no such request');
    expect(await say('history', outsider.id)).toContain('You have not asked for a role yet');
    expect(await say('history Owner')).toContain('You have no request like that');
  });

  it('then whoever only views the role may read it and not cancel it; whoever manages it may do both', async () => {
    await holds(carol, wellKnownRole.securityReader);
    await fixture.changePolicy(approvedBy(aStagePolicy({ primaryApprovers: [{ type: 'singleUser', userId: bob }] })));
    expect(await say(`history ${id}`, carol)).not.toContain('[Cancel]');
    expect(await say(`history ${id}`, dave)).toContain('[Cancel]');
  });
});

describe('When an administrator looks into requests', () => {
  beforeEach(async () => {
    await fixture.hold(anEligibility({ id: scheduleId('other'), principalId: bob, role: messages }));
    await fixture.changePolicy({}, messages);
    fixture.clock.pass(hours(1));
    await fixture.ask({ justification: 'newsletter' }, by(bob), messages);
    await fixture.follow();
  });

  it('then they see those for one role, with who decided, and can open or cancel each', async () => {
    const shown = await say('requests for Security Reader', dave);
    expect(shown).toContain('Requests for Security Reader');
    expect(shown).toContain(
      'Alice: Security Reader · Waiting for approval · asked at 09:00 · reason: INC-42 [History] [Cancel]',
    );
    expect(shown).not.toContain('newsletter');
    await fixture.review(id, { justification: 'on call' }, by(bob));
    await fixture.follow();
    expect(await say('requests for Security Reader', dave)).toMatch(
      /Active until 12:00 · Approved by Bob at 10:00.* \[History\]/,
    );
  });

  it('then those for all roles, newest first, and fewer by person, state and time', async () => {
    const all = await say('requests', dave);
    expect(all.indexOf('Bob: Message Center Reader')).toBeGreaterThan(0);
    expect(all.indexOf('Bob: Message Center Reader')).toBeLessThan(all.indexOf('Alice: Security Reader'));
    expect(await say('requests by Alice', dave)).not.toContain('Bob:');
    expect(await say('requests waiting', dave)).not.toContain('Bob:');
    expect(await say('requests in the last 30 min', dave)).not.toContain('Alice:');
    expect(await say('requests for Security Reader denied', dave)).toContain('Nothing was asked that fits');
    expect(await say('requests last 3 moons', dave)).toContain('Say it in days or weeks');
  });

  it('then whoever may not look is told so kindly, and sees only their own', async () => {
    expect(await say('requests for Security Reader', bob)).toContain(
      'You cannot look into the requests for Security Reader',
    );
    const own = await say('requests', bob);
    expect(own).toContain('Bob: Message Center Reader');
    expect(own).not.toContain('Alice');
    expect(await say('requests for Security Reader by me')).toContain('Alice: Security Reader');
  });

  it('then words that mean nothing or several things are answered with what would help', async () => {
    expect(await say('requests for Nonsense Xyzzy', dave)).toContain('There is no role “Nonsense Xyzzy”');
    expect(await say('requests by Xyzzy', dave)).toContain('I know nobody called “Xyzzy”');
    const offered = await chat.say(dave, 'requests for Secruity Reader denied last 7 days');
    const texts =
      typeof offered !== 'string' && offered.kind === 'card'
        ? offered.rows.map(({ buttons }) => buttons[0]?.action)
        : [];
    expect(texts).toContainEqual({
      do: 'list',
      list: { of: 'requests', role: aRole(), statuses: ['Denied'], since: expect.any(String) },
      from: 0,
    });
  });
});

describe('When somebody cancels by words', () => {
  it('then an administrator cancels the one they mean, by role or person, and nobody else can', async () => {
    expect(await say('cancel Alice', bob)).toContain('No request like that waits');
    expect(await fixture.request(id)).toMatchObject({ status: 'PendingApproval' });
    expect(await say('cancel', dave)).toContain('You have no waiting request');
    const shown = await chat.say(dave, 'cancel Security Reader from alice@contoso.example');
    expect(shownText(shown)).toContain('Cancel this request?');
    expect(await fixture.request(id)).toMatchObject({ status: 'PendingApproval' });
    const done = 'Cancelled: Alice, Security Reader in the whole directory, for 2 h. They are told.';
    expect(await chat.press(dave, { do: 'cancel', requestId: id })).toBe(done);
    expect(await fixture.request(id)).toMatchObject({ status: 'Canceled' });
    expect(await say(`history ${id}`)).toContain('Dave cancelled it');
  });

  it('then where several are meant, they are shown to be chosen from', async () => {
    await fixture.hold(anEligibility({ id: scheduleId('bobs'), principalId: bob }));
    await fixture.ask({}, by(bob));
    const shown = await say('cancel Security Reader', dave);
    expect(shown).toContain('Which one do you mean?');
    expect(shown).toContain('Alice: Security Reader');
    expect(shown).toContain('Bob: Security Reader');
    expect(await say('cancel Bob', dave)).toContain('Cancel this request?');
  });

  it('then one’s own goes first', async () => {
    expect(await say('cancel')).toBe('Cancelled: your request for Security Reader in the whole directory, for 2 h.');
  });
});
