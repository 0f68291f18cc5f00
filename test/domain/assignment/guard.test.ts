import { describe, expect, it } from 'vitest';
import { decideGuard, guardKey } from '../../../domain/assignment/guard.js';
import type { Schedule, ScheduleStatus } from '../../../domain/assignment/schedule.js';
import type { Level } from '../../../domain/assignment/schedule-request.js';
import { scheduleId } from '../../../domain/ids.js';
import type { Role } from '../../../domain/role/role.js';
import { days, instant, after as later } from '../../../domain/time.js';
import { alice, anEligibility, aRole, aSchedule, bob, carol, monday } from '../../support/builders.js';

const globalAdministrator = aRole('62e90394-69f5-4237-9190-012177145e10');
const privilegedRoleAdministrator = aRole('e8611ab8-c189-46e8-94e1-60213ab1f814');
const now = later(monday, days(1));

const assigned = (over: Partial<Schedule> = {}): Schedule =>
  aSchedule({ assignmentType: 'assigned', role: globalAdministrator, endDateTime: undefined, ...over });
const eligible = (over: Partial<Schedule> = {}): Schedule => anEligibility({ role: globalAdministrator, ...over });
const bobs = { id: scheduleId('of-bob'), principalId: bob };
const everybody = new Set([alice, bob, carol]);
const last = (level: Level) => ({ code: 'LAST_ADMINISTRATOR', level });

const guard = (ending: Schedule, others: Schedule[] = [], counts: ReadonlySet<typeof alice> = everybody) =>
  decideGuard(ending, [ending, ...others], counts, now);

describe('When a role is asked whether one of its holders has to stay', () => {
  it('then it is so for the two roles that manage the directory’s roles, in whatever letters', () => {
    expect(guardKey(globalAdministrator)).toBe('directory:62e90394-69f5-4237-9190-012177145e10:/');
    expect(guardKey(privilegedRoleAdministrator)).toBe('directory:e8611ab8-c189-46e8-94e1-60213ab1f814:/');
    expect(guardKey(aRole('62E90394-69F5-4237-9190-012177145E10'))).toBe(guardKey(globalAdministrator));
  });

  it.each<[string, Role]>([
    ['any other role', aRole()],
    [
      'one of them in an administrative unit alone',
      { ...privilegedRoleAdministrator, directoryScopeId: '/administrativeUnits/b' } as Role,
    ],
    ['one of their ids among Azure’s', { ...globalAdministrator, kind: 'azure' } as Role],
  ])('then it is not so for %s', (_what, role) => {
    expect(guardKey(role)).toBeUndefined();
    expect(guard(assigned({ role }))).toBeUndefined();
  });
});

describe('When the last administrator would go, then they stay', () => {
  it.each([globalAdministrator, privilegedRoleAdministrator])(
    'where nobody else is assigned $roleDefinitionId',
    (role) => {
      expect(guard(assigned({ role }))).toEqual(last('assignment'));
      expect(guard(eligible({ role }))).toEqual(last('eligibility'));
    },
  );

  it.each<[string, Schedule]>([
    ['is eligible alone', eligible(bobs)],
    ['has only activated it', assigned({ ...bobs, assignmentType: 'activated' })],
    ['will be assigned later', assigned({ ...bobs, status: 'Granted', startDateTime: later(now, days(1)) })],
    ['is assigned until this very moment', assigned({ ...bobs, endDateTime: now })],
    ['is on their way out', assigned({ ...bobs, status: 'PendingRevocation' })],
  ])('where the other one %s', (_how, other) => {
    expect(guard(assigned(), [other])).toEqual(last('assignment'));
  });

  it('where the other one is disabled', () => {
    expect(guard(assigned(), [assigned(bobs)], new Set([alice]))).toEqual(last('assignment'));
    expect(guard(eligible(), [eligible(bobs)], new Set([alice]))).toEqual(last('eligibility'));
  });

  it('where the other eligible one is not eligible yet, or any more', () => {
    const early = eligible({ ...bobs, startDateTime: instant(now + 1) });
    const over = eligible({ ...bobs, endDateTime: now });
    expect(guard(eligible(), [early, over])).toEqual(last('eligibility'));
  });
});

describe('When somebody else is left, then an administrator may go', () => {
  it.each<[string, Schedule, Schedule]>([
    ['an assigned one beside an assigned one', assigned(), assigned(bobs)],
    [
      'an assigned one beside one who goes a millisecond later',
      assigned(),
      assigned({ ...bobs, endDateTime: instant(now + 1) }),
    ],
    [
      'an assigned one beside one who is just being let in',
      assigned(),
      assigned({ ...bobs, status: 'PendingProvisioning' }),
    ],
    ['an eligible one beside an assigned one', eligible(), assigned(bobs)],
    ['an eligible one beside an eligible one', eligible(), eligible(bobs)],
  ])('%s', (_case, ending, other) => {
    expect(guard(ending, [other])).toBeUndefined();
  });

  it('and one assigned among several eligible is enough', () => {
    expect(
      guard(assigned(), [eligible(bobs), assigned({ id: scheduleId('of-carol'), principalId: carol })]),
    ).toBeUndefined();
  });
});

describe('When what ends makes nobody an administrator, then it ends', () => {
  it('for an activation, always', () => {
    expect(guard(assigned({ assignmentType: 'activated' }))).toBeUndefined();
  });

  it.each<ScheduleStatus>(['Granted', 'PendingRevocation', 'Revoked'])('for a %s one', (status) => {
    expect(guard(assigned({ status }))).toBeUndefined();
  });

  it('but not for one that is at its end and not yet swept, for the sweep would keep it', () => {
    expect(guard(assigned({ endDateTime: now }))).toEqual(last('assignment'));
    expect(guard(assigned({ endDateTime: instant(now + 1) }))).toEqual(last('assignment'));
  });
});
