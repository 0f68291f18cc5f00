import { beforeEach, expect, it } from 'vitest';
import { sha256 as hash } from '../../../adapters/system/hash.js';
import { listWaiting } from '../../../bot/commands/approval/waiting.js';
import type { CommandDeps } from '../../../bot/commands/command.js';
import { readRequestFacts } from '../../../bot/views/read-request-facts.js';
import { hasBegun, isLive } from '../../../domain/assignment/schedule.js';
import { type PrincipalId, type RequestId, scheduleId } from '../../../domain/ids.js';
import { days, hours, after as later, minutes } from '../../../domain/time.js';
import { followApprovers } from '../../../domain/usecases/approval/follow-approvers.js';
import { requestExtension } from '../../../domain/usecases/approval/request-extension.js';
import { changeAssignment } from '../../../domain/usecases/assignment/change-assignment.js';
import { changeSettings } from '../../../domain/usecases/assignment/change-settings.js';
import { removeAssignment } from '../../../domain/usecases/assignment/remove-assignment.js';
import { revokeAll } from '../../../domain/usecases/assignment/revoke-all.js';
import { endDeparted } from '../../../domain/usecases/upkeep/end-departed.js';
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
  dave,
  monday,
  proven,
} from '../../support/builders.js';
import { notifyingFixture } from '../../support/setups/notifying-fixture.js';
import { eligibleGroup, idIn, organisation } from '../../support/setups/use-case-fixture.js';
import { silentLog as log } from '../../support/silent-log.js';

const fixture = notifyingFixture();
const readers = [alice, bob, carol, dave] as const;
const own = { access: { principalId: alice, role: aRole() }, level: 'eligibility' } as const;
const lasting = (duration: ReturnType<typeof hours>) => ({ type: 'afterDuration', duration }) as const;
const end = later(monday, days(10));

/** Alice is eligible through a group alone, which she can leave, or by herself until ten days from now. */
const eligibleThrough = (how: 'group' | 'self') =>
  fixture.hold(
    how === 'group'
      ? anEligibility({ id: scheduleId('of-the-group'), principalId: eligibleGroup })
      : anEligibility({ id: scheduleId('her-own'), endDateTime: end }),
  );
const removeOwn = (principalId: PrincipalId = alice) =>
  removeAssignment(fixture.deps)(
    { ...own, access: { ...own.access, principalId }, justification: 'moved' },
    proven,
    by(dave),
  );
const approval = (...who: PrincipalId[]) => approvedBy(aStagePolicy({ primaryApprovers: asks(...who) }));
const ask = (over: Parameters<typeof fixture.ask>[0] = {}) => fixture.ask(over).then(idIn);

/** What a card can be about, brought about: each returns its request. */
const subjects: Record<string, () => Promise<RequestId>> = {
  'a request that waits': () => fixture.changePolicy(approval(bob, carol)).then(() => ask()),
  'a request whose approvers were reminded': async () => {
    const id = await subjects['a request that waits']?.();
    await fixture.settle();
    fixture.clock.pass(minutes(30));
    await fixture.tick();
    await fixture.settle();
    expect(fixture.reads(bob).length).toBeGreaterThan(1);
    return id as RequestId;
  },
  'a planned activation': () =>
    ask({ scheduleInfo: { startDateTime: later(monday, days(1)), expiration: lasting(hours(1)) } }),
  'an activation that is active': () => ask(),
  'an activation that was approved': async () => {
    await fixture.changePolicy(approval(bob, carol));
    const id = await ask();
    await fixture.settle();
    await fixture.review(id);
    return id;
  },
  'a request to extend': async () => {
    const input = {
      justification: 'the audit goes on',
      ticketInfo: {},
      scheduleInfo: { expiration: lasting(days(30)) },
    };
    return idIn(await requestExtension(fixture.deps)({ role: aRole(), level: 'eligibility', ask: input }, by(alice)));
  },
};

/** In which ways that can change. */
const events: Record<string, (id: RequestId) => Promise<unknown>> = {
  'its eligibility is removed': () => removeOwn(),
  'its eligibility is cut': () => {
    const scheduleInfo = { expiration: lasting(minutes(31)) };
    const cut = { justification: 'the project ends', ticketInfo: {}, scheduleInfo };
    return changeAssignment(fixture.deps)({ ...own, action: 'adminUpdate', ask: cut }, proven, by(dave)).then(() =>
      pass(1),
    );
  },
  'everything is revoked': () => revokeAll(fixture.deps)(alice, 'stolen', proven, by(dave)),
  'the account is disabled': async () => {
    const [person] = organisation.filter((each) => each.id === alice);
    if (person?.type === 'user') await fixture.records.principals.save([{ ...person, accountEnabled: false }]);
    await endDeparted({ ...fixture.deps, log })(undefined, 50);
  },
  'others are asked': () => changeSettings(fixture.deps)(aRole(), approval(dave), {}, proven, by(dave)),
  'an approver denies it': (id) => fixture.review(id, { reviewResult: 'Deny' }),
  'an approver approves it': (id) => fixture.review(id),
  'its requestor cancels it': (id) => fixture.cancel(id),
  'its requestor gives it back': (id) => pass(1).then(() => fixture.giveBack(id)),
  'two days go by': () => pass(48),
};

async function pass(length: number): Promise<void> {
  fixture.clock.pass(hours(length));
  while ((await fixture.tick()) > 0);
}

/** Everything that somebody reads claims only what is so, and whoever may act can. */
async function expectTrue(id: RequestId): Promise<void> {
  const facts = await readRequestFacts(fixture.deps, id);
  if (!facts) throw new Error('the request is gone');
  const { request, schedule, approverIds = [] } = facts;
  const now = fixture.clock.now();
  const isActive = schedule?.status === 'Provisioned' && hasBegun(schedule) && isLive(schedule, now);
  const isPlanned = schedule?.status === 'Granted';
  const isWaiting = request.status === 'PendingApproval' || request.status === 'PendingAdminDecision';
  for (const who of readers) {
    const said = fixture.reads(who);
    const mayDecide = isWaiting && approverIds.includes(who);
    const waits = (await listWaiting(fixture.deps as unknown as CommandDeps, who, 10)).some((each) => each.id === id);
    expect([who, said.some((text) => /\[(Approve|Agree)/.test(text))]).toEqual([who, mayDecide]);
    expect([who, waits]).toEqual([who, mayDecide]);
  }
  const hers = fixture.reads(alice);
  expect(hers.some((text) => text.includes('[Cancel]'))).toBe(isWaiting || isPlanned);
  expect(hers.some((text) => /^Starts /m.test(text))).toBe(isPlanned);
  for (const text of [...hers, ...fixture.reads(bob), ...fixture.reads(carol), ...fixture.reads('admins')]) {
    if (/^(Active until|.* is active$)/m.test(text)) expect([text, isActive]).toEqual([text, true]);
  }
}

beforeEach(async () => {
  await removeOwn();
  await eligibleThrough('self');
});

const settle = async () => {
  await fixture.settle();
  await followApprovers({ ...fixture.deps, hash })(0, 100);
  await fixture.settle();
};

it.each(Object.keys(subjects).flatMap((subject) => Object.keys(events).map((event) => [subject, event] as const)))(
  'When of %s %s, then every card and list says what is so',
  async (subject, event) => {
    const id = await subjects[subject]?.();
    if (id === undefined) throw new Error(subject);
    await settle();
    await expectTrue(id);
    await events[event]?.(id);
    await settle();
    await expectTrue(id);
  },
);

it('When somebody leaves the group through which they were eligible, then what waits is over, and every card says why', async () => {
  await removeOwn();
  await eligibleThrough('group');
  const id = await subjects['a request that waits']?.();
  await settle();
  const left = organisation.flatMap((each) =>
    each.type === 'group' && each.id === eligibleGroup ? [{ ...each, memberIds: [] }] : [],
  );
  await fixture.records.principals.save(left);
  await settle();
  await expectTrue(id as RequestId);
  for (const who of [alice, bob]) expect(fixture.reads(who)[0]).toContain('The eligibility for it has ended');
});
