import { beforeEach, describe, expect, it } from 'vitest';
import type { ExtensionDecision } from '../../../domain/assignment/decide-extension-approval.js';
import type { AdminAsk } from '../../../domain/assignment/decide-terms.js';
import type { Level } from '../../../domain/assignment/schedule-request.js';
import { type RequestId, scheduleId } from '../../../domain/ids.js';
import { wellKnownRole } from '../../../domain/role/well-known.js';
import { days, after as later, milliseconds } from '../../../domain/time.js';
import { decideExtension } from '../../../domain/usecases/approval/decide-extension.js';
import { requestExtension } from '../../../domain/usecases/approval/request-extension.js';
import {
  alice,
  anEligibility,
  aRole,
  aSchedule,
  bob,
  by,
  carol,
  dave,
  monday,
  proven,
} from '../../support/builders.js';
import { eligibleGroup, idIn, useCaseFixture } from '../../support/setups/use-case-fixture.js';

const fixture = useCaseFixture();
const end = later(monday, days(20));

/** Bob is eligible until day 20; Dave administers the directory's roles. */
beforeEach(async () => {
  await fixture.hold(
    anEligibility({ id: scheduleId('bobs'), principalId: bob, endDateTime: end }),
    ...[dave, carol].map((principalId, number) =>
      aSchedule({
        id: scheduleId(`administers-${number}`),
        principalId,
        role: aRole(wellKnownRole.globalAdministrator),
        assignmentType: 'assigned',
        endDateTime: undefined,
      }),
    ),
  );
});

const extend = (who = by(bob), over: Partial<AdminAsk> = {}, level: Level = 'eligibility', role = aRole()) =>
  requestExtension(fixture.deps)(
    {
      role,
      level,
      ask: {
        justification: 'still on the team',
        ticketInfo: {},
        scheduleInfo: { expiration: { type: 'afterDateTime', endDateTime: later(monday, days(60)) } },
        ...over,
      },
    },
    who,
  );
const decide = (id: RequestId, over: Partial<ExtensionDecision> = {}, who = by(dave)) =>
  decideExtension(fixture.deps)(
    id,
    { revision: 0, reviewResult: 'Approve', justification: 'agreed', ...over },
    proven,
    who,
  );
const eligibilities = async () =>
  (await fixture.store.read.schedules.list({ level: 'eligibility', principalIds: [bob], limit: 9 })).filter(
    ({ status }) => status === 'Provisioned' || status === 'Granted',
  );
const lastDays = () => fixture.clock.set(later(monday, days(6)));

describe('When somebody asks to keep what ends soon', () => {
  it('then it waits for an administrator, who agrees, and it ends later', async () => {
    lastDays();
    const id = idIn(await extend());
    expect(await fixture.request(id)).toMatchObject({ status: 'PendingAdminDecision', action: 'selfExtend' });
    expect(await decide(id)).toMatchObject({ ok: true, value: { outcome: 'approved' } });
    expect(await eligibilities()).toMatchObject([{ id: 'bobs', endDateTime: later(monday, days(60)) }]);
    expect(await fixture.request(id)).toMatchObject({ status: 'Provisioned' });
    expect(await fixture.trail(id)).toEqual([
      'Update eligible member in PIM requested (extend)',
      'Update member in PIM approved by admin (extend/renew)',
    ]);
  });

  it('then an activation can be asked for meanwhile: another level, another request', async () => {
    lastDays();
    await extend();
    expect(await fixture.ask({}, by(bob))).toMatchObject({ ok: true });
  });

  it('then not before the last fourteen days', async () => {
    fixture.clock.set(later(monday, milliseconds(days(6) - 1)));
    expect(await extend()).toMatchObject({ refusal: { code: 'TOO_EARLY_TO_EXTEND', from: later(monday, days(6)) } });
  });

  it('then the administrator may agree to another end, and to another type', async () => {
    lastDays();
    const changes = {
      expiration: { type: 'afterDateTime', endDateTime: later(monday, days(30)) },
      level: 'assignment',
    } as const;
    expect(await decide(idIn(await extend()), { changes })).toMatchObject({ ok: true });
    await fixture.follow();
    expect(await eligibilities()).toEqual([]);
    expect(await fixture.grantedUntil(bob)).toBe(later(monday, days(30)));
  });

  it('then an administrator who denies changes nothing', async () => {
    lastDays();
    const id = idIn(await extend());
    expect(await decide(id, { reviewResult: 'Deny' })).toMatchObject({ value: { outcome: 'denied' } });
    expect(await fixture.request(id)).toMatchObject({ status: 'Denied' });
    expect(await eligibilities()).toMatchObject([{ endDateTime: end }]);
    expect(await decide(id)).toMatchObject({ refusal: { code: 'NOT_PENDING' } });
  });

  it('then nobody who does not manage the role decides, and nobody on their own', async () => {
    lastDays();
    const id = idIn(await extend());
    expect(await decide(id, {}, by(alice))).toMatchObject({ refusal: { code: 'NOT_PERMITTED' } });
    expect(await decide(id, {}, by(bob))).toMatchObject({ refusal: { code: 'SELF_APPROVAL' } });
    expect(await decide(id, { revision: 1 })).toMatchObject({ refusal: { code: 'STALE_CARD' } });
  });

  it('then what is agreed to meets the policy', async () => {
    lastDays();
    await fixture.changePolicy({
      Expiration_Admin_Eligibility: { isExpirationRequired: true, maximumDuration: days(15) },
    });
    const id = idIn(await extend());
    expect(await decide(id)).toMatchObject({ refusal: { code: 'POLICY_RULES_FAILED' } });
    const changes = { expiration: { type: 'afterDuration', duration: days(15) } } as const;
    expect(await decide(id, { changes })).toMatchObject({ ok: true });
    expect(await eligibilities()).toMatchObject([{ endDateTime: later(monday, days(21)) }]);
  });

  it('then whoever has it through a group cannot', async () => {
    const role = aRole('88d8e3e3-8f55-4a1e-953a-9b9898b8876b');
    await fixture.hold(anEligibility({ id: scheduleId('groups'), principalId: eligibleGroup, role, endDateTime: end }));
    lastDays();
    expect(await extend(by(alice), {}, 'eligibility', role)).toMatchObject({ refusal: { code: 'HELD_THROUGH_GROUP' } });
  });

  it.each<[string, Partial<AdminAsk>, object]>([
    [
      'an earlier end',
      { scheduleInfo: { expiration: { type: 'afterDateTime', endDateTime: later(monday, days(10)) } } },
      { code: 'NOT_LATER' },
    ],
    ['no reason', { justification: '' }, { code: 'POLICY_RULES_FAILED' }],
  ])('then not with %s', async (_case, over, refusal) => {
    lastDays();
    expect(await extend(by(bob), over)).toMatchObject({ refusal });
  });

  it('then nobody answers for 30 days and it is over', async () => {
    lastDays();
    const id = idIn(await extend());
    fixture.clock.pass(days(30));
    await fixture.tick();
    expect(await fixture.request(id)).toMatchObject({ status: 'TimedOut' });
  });
});

describe('When it has ended already', () => {
  const ended = async () => {
    fixture.clock.set(end);
    await fixture.tick();
  };

  it('then it can be renewed, and begins anew', async () => {
    await ended();
    const id = idIn(await extend());
    expect(await fixture.request(id)).toMatchObject({ action: 'selfRenew', status: 'PendingAdminDecision' });
    expect(await decide(id)).toMatchObject({ ok: true });
    expect(await eligibilities()).toMatchObject([
      { startDateTime: end, endDateTime: later(monday, days(60)), createdUsing: id },
    ]);
  });

  it('then not after 30 days, nor what was taken', async () => {
    await ended();
    fixture.clock.pass(days(30));
    expect(await extend()).toMatchObject({ refusal: { code: 'NOT_ASSIGNED' } });
    expect(await extend(by(alice))).toMatchObject({ refusal: { code: 'NOT_LATER' } });
  });

  it('then one that ends while it waits is given anew', async () => {
    lastDays();
    const id = idIn(await extend());
    await ended();
    expect(await decide(id)).toMatchObject({ ok: true });
    expect(await eligibilities()).toMatchObject([{ startDateTime: end, createdUsing: id }]);
  });
});
