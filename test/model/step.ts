import fc from 'fast-check';
import type { Level } from '../../domain/assignment/schedule-request.js';
import type { PrincipalId } from '../../domain/ids.js';
import type { PolicyChanges } from '../../domain/policy/policy.js';
import type { Role } from '../../domain/role/role.js';
import { type Duration, days, hours, minutes } from '../../domain/time.js';
import { assignees, people, roles, settingsChanges } from './cast.js';

/** From when (undefined: now) and for how long (undefined: permanently), said as a length or as the end itself. */
export type Times = { start?: Duration | undefined; length?: Duration | undefined; asEnd: boolean };

/** Somebody among those who have something to do with it, or anybody at all. */
type Chosen = { who: PrincipalId; isApt: boolean };
/** One of those that fit, in the order of their ids; where `isAny`, one of all there are. */
type Pick = { nth: number; isAny: boolean };

/** One thing that somebody, the directory or time does. Plain data, so that it shrinks and can be run again. */
export type Step =
  | {
      kind: 'activate';
      nth: number;
      who: PrincipalId;
      role: Role;
      isApt: boolean;
      times: Times;
      said: boolean;
      mfa: boolean;
    }
  | {
      kind: 'review';
      pick: Pick;
      by: Chosen;
      approve: boolean;
      shorten?: Duration | undefined;
      said: boolean;
      late: boolean;
    }
  | { kind: 'giveBack'; pick: Pick; by: Chosen }
  | { kind: 'cancel'; pick: Pick; by: Chosen }
  | { kind: 'assign'; by: Chosen; who: PrincipalId; role: Role; level: Level; times: Times; said: boolean }
  | {
      kind: 'change';
      action: 'adminUpdate' | 'adminExtend' | 'adminRenew';
      by: Chosen;
      pick: Pick;
      times: Times;
      said: boolean;
    }
  | { kind: 'remove'; by: Chosen; pick: Pick }
  | { kind: 'revokeAll'; by: Chosen; who: PrincipalId }
  | { kind: 'askExtension'; pick: Pick; times: Times; said: boolean }
  | {
      kind: 'decideExtension';
      pick: Pick;
      by: Chosen;
      approve: boolean;
      level?: Level | undefined;
      times?: Times | undefined;
    }
  | { kind: 'settings'; by: Chosen; role: Role; changes: PolicyChanges }
  | { kind: 'account'; who: PrincipalId; state: 'enabled' | 'disabled' | 'deleted' }
  | { kind: 'departed' }
  | { kind: 'pass'; length: Duration; ticks: boolean }
  | { kind: 'passTo'; offset: number; ticks: boolean }
  | { kind: 'tick' }
  | { kind: 'drain' }
  | { kind: 'redeliver' }
  /** All at the same moment. */
  | { kind: 'together'; steps: Step[] };

const kind = <K extends Step['kind']>(name: K) => fc.constant(name);
const person = fc.constantFrom(...people);
const role = fc.constantFrom(...roles);
const level = fc.constantFrom<Level>('eligibility', 'assignment');
/** True once in so many times. */
const rarely = (times: number) => fc.integer({ min: 0, max: times - 1 }).map((drawn) => drawn === times - 1);
const mostly = (times: number) => rarely(times).map((is) => !is);
const pick: fc.Arbitrary<Pick> = fc.record({ nth: fc.nat(40), isAny: rarely(8) });
const chosen: fc.Arbitrary<Chosen> = fc.record({ who: person, isApt: mostly(6) });

const seldom = <T>(usual: readonly T[], odd: readonly T[]) =>
  fc.oneof({ weight: 8, arbitrary: fc.constantFrom(...usual) }, { weight: 1, arbitrary: fc.constantFrom(...odd) });
const start = fc.oneof(
  { weight: 6, arbitrary: fc.constant(undefined) },
  { weight: 2, arbitrary: fc.constantFrom(minutes(1), hours(1), hours(6), days(2)) },
  { weight: 1, arbitrary: fc.constant(minutes(-30)) },
);
const timesOf = (length: fc.Arbitrary<Duration | undefined>): fc.Arbitrary<Times> =>
  fc.record({ start, length, asEnd: fc.boolean() });
const short = timesOf(
  seldom([hours(1), minutes(5), minutes(30), hours(2), hours(8)], [hours(9), minutes(4), undefined]),
);
const long = timesOf(
  seldom([days(1), days(10), hours(3), days(40), undefined], [days(200), minutes(5), minutes(4), minutes(-10)]),
);

const activate = fc.record({
  kind: kind('activate'),
  nth: fc.nat(40),
  who: person,
  role,
  isApt: mostly(8),
  times: short,
  said: mostly(12),
  mfa: mostly(10),
});
const review = fc.record({
  kind: kind('review'),
  pick,
  by: chosen,
  approve: mostly(4),
  shorten: fc.option(fc.constantFrom(minutes(30), minutes(5), hours(3), minutes(4)), { nil: undefined, freq: 1 }),
  said: mostly(6),
  late: rarely(10),
});
const change = fc.record({
  kind: kind('change'),
  action: fc.constantFrom('adminUpdate' as const, 'adminExtend' as const, 'adminRenew' as const),
  by: chosen,
  pick,
  times: long,
  said: mostly(8),
});
const assign = fc.record({
  kind: kind('assign'),
  by: chosen,
  who: fc.constantFrom(...assignees),
  role,
  level,
  times: long,
  said: mostly(8),
});
const decideExtension = fc.record({
  kind: kind('decideExtension'),
  pick,
  by: chosen,
  approve: mostly(4),
  level: fc.option(level, { nil: undefined, freq: 1 }),
  times: fc.option(long, { nil: undefined, freq: 1 }),
});
const settings = fc.record({
  kind: kind('settings'),
  by: chosen,
  role,
  changes: fc.constantFrom(...settingsChanges),
});
const account = fc.record({
  kind: kind('account'),
  who: fc.constantFrom(...assignees),
  state: fc.constantFrom('enabled' as const, 'enabled' as const, 'disabled' as const, 'deleted' as const),
});
const pass = fc.record({
  kind: kind('pass'),
  length: fc.oneof(
    { weight: 10, arbitrary: fc.constantFrom(minutes(6), minutes(1), minutes(30), hours(1)) },
    { weight: 3, arbitrary: fc.constantFrom(hours(3), hours(9), days(1)) },
    { weight: 1, arbitrary: fc.constantFrom(days(6), days(31)) },
  ),
  ticks: mostly(6),
});

/** What can happen while something else does, the more likely the more there is to find out by it. */
const deed: fc.Arbitrary<Step> = fc.oneof(
  { weight: 18, arbitrary: activate },
  { weight: 14, arbitrary: review },
  { weight: 9, arbitrary: fc.record({ kind: kind('drain') }) },
  { weight: 8, arbitrary: fc.record({ kind: kind('giveBack'), pick, by: chosen }) },
  { weight: 4, arbitrary: fc.record({ kind: kind('cancel'), pick, by: chosen }) },
  { weight: 8, arbitrary: assign },
  { weight: 8, arbitrary: change },
  { weight: 6, arbitrary: fc.record({ kind: kind('remove'), by: chosen, pick }) },
  { weight: 2, arbitrary: fc.record({ kind: kind('revokeAll'), by: chosen, who: fc.constantFrom(...assignees) }) },
  { weight: 4, arbitrary: fc.record({ kind: kind('askExtension'), pick, times: long, said: mostly(8) }) },
  { weight: 5, arbitrary: decideExtension },
  { weight: 3, arbitrary: settings },
  { weight: 2, arbitrary: fc.record({ kind: kind('departed') }) },
  { weight: 3, arbitrary: fc.record({ kind: kind('tick') }) },
);

/** Some deeds about the same thing, where they are about one. */
const together = fc
  .record({ nth: fc.nat(40), deeds: fc.array(deed, { minLength: 2, maxLength: 4 }) })
  .map(({ nth, deeds }): Step => {
    const steps = deeds.map((each) => ('pick' in each ? { ...each, pick: { ...each.pick, nth } } : each));
    return { kind: 'together', steps };
  });

/** Any step, one at a time or a few at once. */
export const anyStep: fc.Arbitrary<Step> = fc.oneof(
  { weight: 98, arbitrary: deed },
  { weight: 12, arbitrary: pass },
  {
    weight: 4,
    arbitrary: fc.record({ kind: kind('passTo'), offset: fc.integer({ min: -1, max: 1 }), ticks: mostly(6) }),
  },
  { weight: 2, arbitrary: account },
  { weight: 3, arbitrary: fc.record({ kind: kind('redeliver') }) },
  { weight: 6, arbitrary: together },
);
