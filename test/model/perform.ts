import type { AdminAsk } from '../../domain/assignment/decide-terms.js';
import { isLive, type Schedule } from '../../domain/assignment/schedule.js';
import { type ScheduleInfo, type ScheduleRequest, stageInProgress } from '../../domain/assignment/schedule-request.js';
import type { CommandId, PrincipalId } from '../../domain/ids.js';
import type { ApproverSet } from '../../domain/policy/policy.js';
import type { Refusal } from '../../domain/refusal.js';
import type { Result } from '../../domain/result.js';
import type { Role } from '../../domain/role/role.js';
import { accessKey } from '../../domain/role/role.js';
import { after, type Instant, instant } from '../../domain/time.js';
import { deactivate } from '../../domain/usecases/activation/deactivate.js';
import { requestActivation } from '../../domain/usecases/activation/request-activation.js';
import { cancelRequest } from '../../domain/usecases/approval/cancel-request.js';
import { decideExtension } from '../../domain/usecases/approval/decide-extension.js';
import { decideRequest } from '../../domain/usecases/approval/decide-request.js';
import { requestExtension } from '../../domain/usecases/approval/request-extension.js';
import { assign } from '../../domain/usecases/assignment/assign.js';
import { changeAssignment } from '../../domain/usecases/assignment/change-assignment.js';
import { changeSettings } from '../../domain/usecases/assignment/change-settings.js';
import { removeAssignment } from '../../domain/usecases/assignment/remove-assignment.js';
import { revokeAll } from '../../domain/usecases/assignment/revoke-all.js';
import type { By } from '../../domain/usecases/common/recording.js';
import { applyDueTransitions } from '../../domain/usecases/upkeep/apply-due-transitions.js';
import { endDeparted } from '../../domain/usecases/upkeep/end-departed.js';
import { ada, fay, gil, pam, records } from './cast.js';
import { usersWithin } from './membership.js';
import type { Snapshot } from './snapshot.js';
import type { Step, Times } from './step.js';
import type { World } from './world.js';

/** What became of a step. `idle`: there was nothing it could have been about. */
export type Performed = {
  result: 'done' | 'refused' | 'idle';
  refusal?: Refusal;
  /** The person who acted, and the delivery they did it by. */
  by?: By;
  /** Whether a step of this kind, with this aim, may take time away from a schedule. Nothing may where it is not given. */
  mayEnd?: (schedule: Schedule) => boolean;
  /** Of steps at the same moment: what came of each. */
  each?: readonly Performed[];
  /** A redelivery that was answered otherwise than the first time, and how. */
  contradiction?: string;
};

type Outcome = Result<unknown, Refusal>;
/** What was asked last, to be delivered once more. */
type Delivered = { run(): Promise<Outcome>; commandId: CommandId; outcome: Outcome };

/** Where a step happens: the world, what is so in it, and what was asked last. */
export type Stage = { world: World; now: Snapshot; last: Delivered | undefined };

type Handlers = { [K in Step['kind']]: (stage: Stage, step: Extract<Step, { kind: K }>) => Promise<Performed> };

/** Carries out one step by the use case it is about. */
export const perform = (stage: Stage, step: Step): Promise<Performed> =>
  (handlers[step.kind] as (stage: Stage, step: Step) => Promise<Performed>)(stage, step);

async function command(
  stage: Stage,
  actor: PrincipalId,
  mayEnd: Performed['mayEnd'],
  work: (by: By) => Promise<Outcome>,
): Promise<Performed> {
  const by = stage.world.by(actor);
  const run = () => work(by);
  const outcome = await run();
  stage.last = { run, commandId: by.commandId, outcome };
  const about = { by, ...(mayEnd && { mayEnd }) };
  return outcome.ok ? { result: 'done', ...about } : { result: 'refused', refusal: outcome.refusal, ...about };
}

const idle: Performed = { result: 'idle' };
const done = (mayEnd?: Performed['mayEnd']): Performed => ({ result: 'done', ...(mayEnd && { mayEnd }) });

function nth<T>(from: readonly T[], index: number): T | undefined {
  return from.length === 0 ? undefined : from[index % from.length];
}

const scheduleInfo = ({ start, length, asEnd }: Times, now: Instant): ScheduleInfo => {
  const startDateTime = start === undefined ? undefined : after(now, start);
  if (length === undefined) return { startDateTime, expiration: { type: 'noExpiration' } };
  const endDateTime = after(startDateTime ?? now, length);
  return {
    startDateTime,
    expiration: asEnd ? { type: 'afterDateTime', endDateTime } : { type: 'afterDuration', duration: length },
  };
};
const words = (said: boolean) => (said ? 'it has to be done' : ' ');
const askFor = (times: Times, said: boolean, now: Instant): AdminAsk => ({
  justification: words(said),
  ticketInfo: {},
  scheduleInfo: scheduleInfo(times, now),
});
const proofs = (multiFactor: boolean) => ({ multiFactor, authenticationContexts: [] });

const all = <T>(from: ReadonlyMap<string, T>): T[] => [...from.values()];
const choose = <T>(from: ReadonlyMap<string, T>, pick: { nth: number; isAny: boolean }, fits: (each: T) => boolean) => {
  const fitting = pick.isAny ? all(from) : all(from).filter(fits);
  return nth(fitting, pick.nth);
};

const isHeld = ({ status, assignmentType }: Schedule) =>
  assignmentType === 'assigned' && ['Granted', 'PendingProvisioning', 'Provisioned'].includes(status);

/** Who is eligible for what, themself or through a group. */
function eligiblePeople({ schedules, people }: Snapshot): { who: PrincipalId; role: Role }[] {
  return all(schedules)
    .filter((schedule) => schedule.level === 'eligibility' && isHeld(schedule))
    .flatMap(({ principalId, role }) =>
      (people.get(principalId)?.type === 'group' ? usersWithin(people, principalId) : [principalId]).map((who) => ({
        who,
        role,
      })),
    );
}

function aptReviewer({ people }: Snapshot, { stages }: ScheduleRequest, index: number): PrincipalId | undefined {
  const stage = stageInProgress({ stages });
  if (!stage) return undefined;
  const { primaryApprovers, escalationApprovers } = stage.asks;
  const named = (set: ApproverSet) => (set.type === 'singleUser' ? [set.userId] : usersWithin(people, set.groupId));
  const primary = primaryApprovers.length > 0 ? primaryApprovers.flatMap(named) : [ada, gil, pam];
  return nth([...primary, ...escalationApprovers.flatMap(named)], index);
}

/** Somebody who manages a role as long as nobody has taken that from them. */
const managerOf = (role: Role, { isApt, who }: { isApt: boolean; who: PrincipalId }): PrincipalId => {
  if (!isApt) return who;
  if (role.kind !== 'directory') return fay;
  return who === gil || who === pam ? who : ada;
};

const sameAccess = (one: Parameters<typeof accessKey>[0]) => (other: Schedule) => accessKey(one) === accessKey(other);

const handlers: Handlers = {
  activate(stage, { who, role, isApt, nth: index, times, said, mfa }) {
    const apt = isApt ? nth(eligiblePeople(stage.now), index) : undefined;
    const { who: actor, role: desired } = apt ?? { who, role };
    const ask = askFor(times, said, stage.now.now);
    return command(stage, actor, undefined, (by) => requestActivation(stage.world.deps)(desired, ask, proofs(mfa), by));
  },
  async review(stage, { pick, by: chosen, approve, shorten, said, late }) {
    const request = choose(stage.now.requests, pick, ({ status }) => status === 'PendingApproval');
    if (!request) return idle;
    const apt = chosen.isApt ? aptReviewer(stage.now, request, pick.nth) : undefined;
    const { stageId } = stageInProgress(request) ?? { stageId: 0 };
    const review = {
      stageId: late ? stageId + 1 : stageId,
      revision: late ? request.revision - 1 : request.revision,
      reviewResult: approve ? ('Approve' as const) : ('Deny' as const),
      justification: words(said),
      ...(shorten !== undefined && { duration: shorten }),
    };
    return command(stage, apt ?? chosen.who, undefined, (by) =>
      decideRequest(stage.world.deps)(request.id, review, proofs(false), by),
    );
  },
  async giveBack(stage, { pick, by: chosen }) {
    const active = all(stage.now.schedules).filter(
      (each) => each.assignmentType === 'activated' && isLive(each, stage.now.now),
    );
    const fits = ({ id }: ScheduleRequest) => active.some(({ createdUsing }) => createdUsing === id);
    const request = choose(stage.now.requests, pick, fits);
    if (!request) return idle;
    const mayEnd = ({ createdUsing }: Schedule) => createdUsing === request.id;
    return command(stage, chosen.isApt ? request.principalId : chosen.who, mayEnd, (by) =>
      deactivate(stage.world.deps)(request.id, 'done', by),
    );
  },
  async cancel(stage, { pick, by: chosen }) {
    const fits = ({ status }: ScheduleRequest) =>
      ['PendingApproval', 'PendingAdminDecision', 'Granted'].includes(status);
    const request = choose(stage.now.requests, pick, fits);
    if (!request) return idle;
    const mayEnd = ({ createdUsing }: Schedule) => createdUsing === request.id;
    return command(stage, chosen.isApt ? request.principalId : chosen.who, mayEnd, (by) =>
      cancelRequest(stage.world.deps)(request.id, by),
    );
  },
  assign(stage, { by: chosen, who, role, level, times, said }) {
    const actor = managerOf(role, chosen);
    const access = { principalId: who, role };
    const input = { access, level, ask: askFor(times, said, stage.now.now) };
    return command(stage, actor, undefined, (by) => assign(stage.world.deps)(input, proofs(true), by));
  },
  async change(stage, { action, by: chosen, pick, times, said }) {
    const fits = (schedule: Schedule) => (action === 'adminRenew' ? schedule.endedBy === 'expired' : isHeld(schedule));
    const schedule = choose(stage.now.schedules, pick, fits);
    if (!schedule) return idle;
    const { principalId, role, level } = schedule;
    const access = { principalId, role };
    const input = { action, access, level, ask: askFor(times, said, stage.now.now) };
    const mayEnd = (each: Schedule) => sameAccess(access)(each) && each.level === level && isHeld(each);
    return command(stage, managerOf(role, chosen), mayEnd, (by) =>
      changeAssignment(stage.world.deps)(input, proofs(true), by),
    );
  },
  async remove(stage, { by: chosen, pick }) {
    const schedule = choose(stage.now.schedules, pick, isHeld);
    if (!schedule) return idle;
    const { principalId, role, level } = schedule;
    const access = { principalId, role };
    const mayEnd = (each: Schedule) => sameAccess(access)(each) && each.level === level;
    return command(stage, managerOf(role, chosen), mayEnd, (by) =>
      removeAssignment(stage.world.deps)({ access, level, justification: 'has left the team' }, proofs(true), by),
    );
  },
  revokeAll: (stage, { by: chosen, who }) =>
    command(
      stage,
      chosen.isApt ? ada : chosen.who,
      ({ principalId }) => principalId === who,
      (by) => revokeAll(stage.world.deps)(who, 'has left', proofs(true), by),
    ),
  async askExtension(stage, { pick, times, said }) {
    const fits = ({ endDateTime, assignmentType, principalId }: Schedule) =>
      assignmentType === 'assigned' && endDateTime !== undefined && stage.now.people.get(principalId)?.type === 'user';
    const schedule = choose(stage.now.schedules, pick, fits);
    if (!schedule) return idle;
    const { role, level, principalId } = schedule;
    const input = { role, level, ask: askFor(times, said, stage.now.now) };
    return command(stage, principalId, undefined, (by) => requestExtension(stage.world.deps)(input, by));
  },
  async decideExtension(stage, { pick, by: chosen, approve, level, times }) {
    const request = choose(stage.now.requests, pick, ({ status }) => status === 'PendingAdminDecision');
    if (!request) return idle;
    const changes = {
      ...(level && { level }),
      ...(times && scheduleInfo(times, stage.now.now)),
    };
    const review = {
      revision: request.revision,
      reviewResult: approve ? ('Approve' as const) : ('Deny' as const),
      justification: 'as asked',
      changes,
    };
    const mayEnd = (each: Schedule) => sameAccess(request)(each) && isHeld(each);
    return command(stage, managerOf(request.role, chosen), mayEnd, (by) =>
      decideExtension(stage.world.deps)(request.id, review, proofs(true), by),
    );
  },
  settings: (stage, { by: chosen, role, changes }) =>
    command(stage, managerOf(role, chosen), undefined, (by) =>
      changeSettings(stage.world.deps)(role, changes, {}, proofs(true), by),
    ),
  async account({ world }, { who, state }) {
    const found = records.find(({ id }) => id === who);
    if (!found) return idle;
    if (state === 'deleted') await world.connection.collection('directoryPrincipals').deleteOne({ _id: who as never });
    else if (found.type === 'group') await world.records.principals.save([found]);
    else await world.records.principals.save([{ ...found, accountEnabled: state === 'enabled' }]);
    return done();
  },
  async departed({ world, now }) {
    let next: PrincipalId | undefined;
    do next = await endDeparted(world.deps)(next, 20);
    while (next !== undefined);
    return done(({ principalId }) => {
      const person = now.people.get(principalId);
      return !person || (person.type !== 'group' && !person.accountEnabled);
    });
  },
  async pass({ world }, { length, ticks }) {
    world.clock.pass(length);
    if (ticks) await tick(world);
    return done();
  },
  async passTo({ world }, { offset, ticks }) {
    const next = await world.store.nextTransitionAt();
    if (next === undefined || next + offset < world.clock.now()) return idle;
    world.clock.set(instant(next + offset));
    if (ticks) await tick(world);
    return done();
  },
  async tick({ world }) {
    await tick(world);
    return done();
  },
  async drain({ world }) {
    await world.drain();
    return done();
  },
  async together(stage, { steps }) {
    const each = await Promise.all(steps.map((step) => perform(stage, step)));
    return { result: 'done', each, mayEnd: (schedule) => each.some(({ mayEnd }) => mayEnd?.(schedule)) };
  },
  async redeliver(stage) {
    const { last } = stage;
    if (!last) return idle;
    const [first, again] = [JSON.stringify(last.outcome), JSON.stringify(await last.run())];
    return first === again ? done() : { result: 'done', contradiction: `${first} and then ${again}` };
  },
};

async function tick({ deps }: World): Promise<void> {
  while ((await applyDueTransitions(deps)(50)) === 50);
}
