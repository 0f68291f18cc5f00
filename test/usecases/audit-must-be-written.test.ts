import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { scheduleId } from '../../domain/ids.js';
import { wellKnownRole } from '../../domain/role/well-known.js';
import { minutes } from '../../domain/time.js';
import { assign } from '../../domain/usecases/assignment/assign.js';
import { changeSettings } from '../../domain/usecases/assignment/change-settings.js';
import { alice, approvedBy, aRole, aSchedule, aStagePolicy, asks, bob, by, dave, proven } from '../support/builders.js';
import { idIn, useCaseHouse } from '../support/setups/use-case-house.js';

const house = useCaseHouse();
/** From now on the database takes no entry on record, or any again. */
const recordIs = (state: 'full' | 'open') =>
  house.connection.db?.command({
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
  const rows = (name: string) => house.connection.collection(name).find().sort({ _id: 1 }).toArray();
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
  await house.hold(globalAdministrator);
});
afterEach(() => recordIs('open'));

describe('When the record cannot be written, then nobody’s privileges change', () => {
  async function nothingCameOf(act: () => Promise<unknown>) {
    const before = await privileges();
    await recordIs('full');
    await expect(act()).rejects.toThrow();
    expect(await privileges()).toEqual(before);
    // It was the record, and nothing else, that kept it from being done.
    await recordIs('open');
    await act();
    expect(await privileges()).not.toEqual(before);
  }

  it('by an activation', async () => {
    await house.changePolicy({});
    await nothingCameOf(() => house.ask());
  });

  it('by an approval', async () => {
    await house.changePolicy(approvedBy(aStagePolicy({ primaryApprovers: asks(bob) })));
    const id = idIn(await house.ask());
    await nothingCameOf(() => house.review(id));
  });

  it('by time', async () => {
    await house.changePolicy({});
    idIn(await house.ask({ scheduleInfo: { expiration: { type: 'afterDuration', duration: minutes(30) } } }));
    await house.follow();
    house.clock.pass(minutes(31));
    await nothingCameOf(() => house.tick());
  });

  it('by an administrator’s hand', async () => {
    const ask = {
      justification: 'joins the team',
      ticketInfo: {},
      scheduleInfo: { expiration: { type: 'afterDuration', duration: minutes(30) } },
    } as const;
    const wish = { access: { principalId: bob, role: aRole() }, level: 'eligibility', ask } as const;
    await nothingCameOf(() => assign(house.deps)(wish, proven, by(dave)));
  });

  it('by a change of settings', async () => {
    const changes = { Enablement_EndUser_Assignment: { enabledRules: [] } };
    await nothingCameOf(() => changeSettings(house.deps)(aRole(), changes, {}, proven, by(dave)));
  });

  it('nor by giving a role back', async () => {
    await house.changePolicy({});
    const id = idIn(await house.ask());
    await house.follow();
    house.clock.pass(minutes(6));
    await nothingCameOf(() => house.giveBack(id, by(alice)));
  });
});
