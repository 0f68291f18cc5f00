import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { scheduleId } from '../../domain/ids.js';
import { wellKnownRole } from '../../domain/role/well-known.js';
import { minutes } from '../../domain/time.js';
import { assign } from '../../domain/usecases/assignment/assign.js';
import { changeSettings } from '../../domain/usecases/assignment/change-settings.js';
import { alice, approvedBy, aRole, aSchedule, aStagePolicy, asks, bob, by, dave, proven } from '../support/builders.js';
import { idIn, useCaseFixture } from '../support/setups/use-case-fixture.js';

const fixture = useCaseFixture();
/** From now on the database takes no entry in the audit log, or any again. */
const recordIs = (state: 'full' | 'open') =>
  fixture.connection.db?.command({
    collMod: 'auditEvents',
    validator: state === 'full' ? { nobodyWritesThis: { $exists: true } } : {},
  });
const globalAdministrator = aSchedule({
  id: scheduleId('of-dave'),
  principalId: dave,
  role: aRole(wellKnownRole.globalAdministrator),
  level: 'assignment',
  assignmentType: 'assigned',
  status: 'Provisioned',
  endDateTime: undefined,
});

/** Everything that says who has what, and what each role asks for. */
async function privileges() {
  const rows = (name: string) => fixture.connection.collection(name).find().sort({ _id: 1 }).toArray();
  return {
    requests: await rows('scheduleRequests'),
    schedules: await rows('schedules'),
    policies: await rows('policies'),
    grants: await rows('directoryGrants'),
    outbox: await rows('outbox'),
    commands: await rows('commands'),
  };
}

beforeEach(async () => {
  await fixture.hold(globalAdministrator);
});
afterEach(() => recordIs('open'));

describe('When the record cannot be written, then nobody’s privileges change', () => {
  async function nothingCameOf(act: () => Promise<unknown>) {
    const before = await privileges();
    await recordIs('full');
    await expect(act()).rejects.toThrow();
    expect(await privileges()).toEqual(before);
    // It was the audit log, and nothing else, that kept it from being done.
    await recordIs('open');
    await act();
    expect(await privileges()).not.toEqual(before);
  }

  it('by an activation', async () => {
    await fixture.changePolicy({});
    await nothingCameOf(() => fixture.ask());
  });

  it('by an approval', async () => {
    await fixture.changePolicy(approvedBy(aStagePolicy({ primaryApprovers: asks(bob) })));
    const id = idIn(await fixture.ask());
    await nothingCameOf(() => fixture.review(id));
  });

  it('by time', async () => {
    await fixture.changePolicy({});
    idIn(await fixture.ask({ scheduleInfo: { expiration: { type: 'afterDuration', duration: minutes(30) } } }));
    await fixture.follow();
    fixture.clock.pass(minutes(31));
    await nothingCameOf(() => fixture.tick());
  });

  it('by an administrator’s hand', async () => {
    const ask = {
      justification: 'joins the team',
      ticketInfo: {},
      scheduleInfo: { expiration: { type: 'afterDuration', duration: minutes(30) } },
    } as const;
    const input = { access: { principalId: bob, role: aRole() }, level: 'eligibility', ask } as const;
    await nothingCameOf(() => assign(fixture.deps)(input, proven, by(dave)));
  });

  it('by a change of settings', async () => {
    const changes = { Enablement_EndUser_Assignment: { enabledRules: [] } };
    await nothingCameOf(() => changeSettings(fixture.deps)(aRole(), changes, {}, proven, by(dave)));
  });

  it('nor by giving a role back', async () => {
    await fixture.changePolicy({});
    const id = idIn(await fixture.ask());
    await fixture.follow();
    fixture.clock.pass(minutes(6));
    await nothingCameOf(() => fixture.giveBack(id, by(alice)));
  });
});
