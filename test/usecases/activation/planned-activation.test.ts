import { describe, expect, it } from 'vitest';
import type { Schedule } from '../../../domain/assignment/schedule.js';
import { scheduleId } from '../../../domain/ids.js';
import { days, hours, after as later } from '../../../domain/time.js';
import { onLiveEligibility } from '../../../domain/usecases/activation/planned-activation.js';
import { alice, anEligibility, aRequest, aRole, aSchedule, bob, monday } from '../../support/builders.js';
import { eligibleGroup, useCaseFixture } from '../../support/setups/use-case-fixture.js';

const fixture = useCaseFixture();
const role = aRole('planned');
const tomorrow = later(monday, days(1));
const planned = aSchedule({
  id: scheduleId('planned'),
  role,
  status: 'Granted',
  startDateTime: tomorrow,
  endDateTime: later(tomorrow, hours(2)),
  activatedUsing: scheduleId('first'),
});
const eligible = (name: string, over: Partial<Schedule> = {}) =>
  fixture.hold(anEligibility({ id: scheduleId(name), role, ...over }));
const goesOn = () => onLiveEligibility(fixture.store.read, planned, tomorrow);
/** The eligibility on which it was planned, which ends as the activation begins. */
const first = (over: Partial<Schedule> = {}) => eligible('first', { endDateTime: tomorrow, ...over });

describe('When the eligibility has ended on which an activation was planned', () => {
  it('then it goes on with another of theirs, no longer than that lasts', async () => {
    await first();
    await eligible('second', { endDateTime: later(tomorrow, hours(1)) });
    expect(await goesOn()).toEqual({
      ...planned,
      activatedUsing: 'second',
      endDateTime: later(tomorrow, hours(1)),
    });
  });

  it('then one that lasts longer does not make it longer than was planned', async () => {
    await first();
    await eligible('second');
    expect(await goesOn()).toMatchObject({ activatedUsing: 'second', endDateTime: planned.endDateTime });
  });

  it('then one that begins at that very moment carries it', async () => {
    await first();
    await eligible('second', { status: 'Granted', startDateTime: tomorrow });
    expect(await goesOn()).toMatchObject({ activatedUsing: 'second' });
  });

  it('then a later one of the same group carries it, and of another group only the directory would know', async () => {
    await first({ principalId: eligibleGroup });
    expect(await goesOn()).toBeUndefined();
    await eligible('of-bob', { principalId: bob });
    expect(await goesOn()).toBeUndefined();
    await eligible('second', { principalId: eligibleGroup });
    expect(await goesOn()).toMatchObject({ activatedUsing: 'second', principalId: alice });
  });

  it('then one for another scope does not carry it: other settings govern there', async () => {
    await first();
    await eligible('elsewhere', { role: aRole('planned', '/administrativeUnits/1') });
    expect(await goesOn()).toBeUndefined();
  });
});

describe('When what it can go on with begins with it, the eligibility on which it was planned having been removed', () => {
  it.each(['a-second', 'z-second'])('then both begin, each once, and it has the role (%s)', async (second) => {
    await first({ status: 'Revoked', endedBy: 'removed', endedDateTime: monday });
    await eligible(second, { status: 'Granted', startDateTime: tomorrow });
    await fixture.hold(planned);
    await fixture.store.transaction((tx) =>
      tx.requests.insert(aRequest({ id: planned.createdUsing, role, status: 'Granted' })),
    );
    fixture.clock.pass(days(1));
    expect(await fixture.tick()).toBe(2);
    const { schedules, requests } = fixture.store.read;
    expect(await schedules.get(scheduleId(second))).toMatchObject({ status: 'Provisioned', version: 1 });
    const begun = { status: 'PendingProvisioning', activatedUsing: second, version: 1 };
    expect(await schedules.get(planned.id)).toMatchObject(begun);
    expect(await requests.get(planned.createdUsing)).toMatchObject(begun);
    await fixture.follow();
    expect(await fixture.grantedUntil(alice, role)).toBe(planned.endDateTime);
    expect(await requests.get(planned.createdUsing)).toMatchObject({ status: 'Provisioned' });
  });
});

it('When the eligibility still holds, then the activation goes on as it was planned', async () => {
  await first({ endDateTime: undefined });
  expect(await goesOn()).toEqual(planned);
});
