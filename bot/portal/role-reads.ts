import { isLive, type Schedule } from '../../domain/assignment/schedule.js';
import { type PrincipalId, principalId, scheduleId } from '../../domain/ids.js';
import type { Principal } from '../../domain/ports/directory.js';
import type { ScheduleQuery } from '../../domain/ports/store.js';
import { type Role, roleKey } from '../../domain/role/role.js';
import { may, onlyPermitted } from '../../domain/usecases/authority.js';
import { typedRole } from '../commands/choose-role.js';
import type { CommandDeps } from '../commands/command.js';
import { holdingsOf } from '../commands/holdings.js';
import { fullName, myRolesInWords, type RoleInWords } from '../commands/my-roles-in-words.js';
import { type RoleWords, readNames, readRoleWords } from '../read-request-facts.js';
import { groupBy } from './group-by.js';

/** A role with its names, how many have it, and whether the viewer looks after it. */
export type RoleLine = { role: Role; name: string; eligible: number; active: number; mayManage: boolean };

/** What somebody has: whose it is, of which role, and what the words for both are that a form takes. */
export type Holding = {
  schedule: Schedule;
  holder: string;
  role: string;
  typedRole: string;
  mayManage: boolean;
};

export type MyRoles = { eligible: RoleInWords[]; active: RoleInWords[]; ended: RoleInWords[] };

/** No page looks through more than this; those of one role or one person are looked for by themselves. */
const looked = 2_000;
const standing = ['Granted', 'PendingProvisioning', 'Provisioned'] as const;

/** What the portal shows of roles and who has them, each as far as the actor may see it. */
export const roleReads = (deps: CommandDeps) => ({
  /** What somebody may activate, what they hold, and what ran out lately and can be renewed. */
  async myRoles(actor: PrincipalId): Promise<MyRoles> {
    const [roles, ended] = await Promise.all([
      myRolesInWords(deps, { actor }),
      holdingsOf(deps, { actor }, actor, 'ended'),
    ]);
    return { ...roles, ended };
  },
  /** The roles that somebody has and the actor may view, by name. */
  async rolesInUse(actor: PrincipalId): Promise<RoleLine[]> {
    const all = await deps.store.read.schedules.list({ statuses: standing, limit: looked });
    const visible = await onlyPermitted(reachOf(deps), 'view', actor, all);
    const managed = new Set(await onlyPermitted(reachOf(deps), 'manage', actor, visible));
    const lines = [...groupBy(visible, ({ role }) => roleKey(role)).values()].map((group) =>
      toLine(deps, group, managed),
    );
    return (await Promise.all(lines)).filter((line) => line !== undefined).sort(byName);
  },
  /** A role in words, and what the actor may do about it; undefined where they may not even view it. */
  async role(role: Role, actor: PrincipalId): Promise<{ name: string; typed: string; mayManage: boolean } | undefined> {
    const mayManage = await may(reachOf(deps), 'manage', role, actor);
    if (!mayManage && !(await may(reachOf(deps), 'view', role, actor))) return undefined;
    const words = await readRoleWords(deps.directory, role);
    return { name: fullName(words), typed: typedRole(role, words), mayManage };
  },
  /** Who has what, as far as the actor may view it; their own is theirs to see. In the order of names. */
  async holdings(query: Pick<ScheduleQuery, 'roles' | 'principalIds' | 'level'>, actor: PrincipalId) {
    const all = await deps.store.read.schedules.list({ ...query, statuses: standing, limit: looked });
    const others = all.filter(({ principalId }) => principalId !== actor);
    const permitted = new Set(await onlyPermitted(reachOf(deps), 'view', actor, others));
    const visible = all.filter((each) => each.principalId === actor || permitted.has(each));
    return holdingsInWords(deps, visible, actor);
  },
  /** One of them; undefined where the actor may not see it or it is over. */
  async holding(id: string, actor: PrincipalId): Promise<Holding | undefined> {
    const [schedule] = await deps.store.read.schedules.getAll([scheduleId(id)]);
    if (!schedule || !standing.some((status) => status === schedule.status)) return undefined;
    const isTheirs = schedule.principalId === actor;
    if (!isTheirs && !(await may(reachOf(deps), 'view', schedule.role, actor))) return undefined;
    return (await holdingsInWords(deps, [schedule], actor))[0];
  },
  /** A person, group or service of the directory, which every member of it may look at. */
  person: (id: string): Promise<Principal | undefined> => deps.directory.principal(principalId(id)),
});

const reachOf = ({ store, directory, clock }: CommandDeps) => ({ directory, reads: store.read, now: clock.now() });
const byName = (one: { name: string }, other: { name: string }) => one.name.localeCompare(other.name);

async function toLine(
  { directory, clock }: CommandDeps,
  group: readonly Schedule[],
  managed: ReadonlySet<Schedule>,
): Promise<RoleLine | undefined> {
  const [first] = group;
  if (!first) return undefined;
  const now = clock.now();
  const eligible = group.filter(({ level }) => level === 'eligibility').length;
  const active = group.filter((each) => each.level === 'assignment' && isLive(each, now)).length;
  const words = await readRoleWords(directory, first.role);
  return { role: first.role, name: fullName(words), eligible, active, mayManage: managed.has(first) };
}

async function holdingsInWords(
  deps: CommandDeps,
  schedules: readonly Schedule[],
  actor: PrincipalId,
): Promise<Holding[]> {
  const managed = new Set(await onlyPermitted(reachOf(deps), 'manage', actor, schedules));
  const roles = new Map(schedules.map(({ role }) => [roleKey(role), role]));
  const [names, words] = await Promise.all([
    readNames(
      deps.directory,
      schedules.map(({ principalId }) => principalId),
    ),
    Promise.all(
      [...roles].map(
        async ([key, role]): Promise<[string, RoleWords]> => [key, await readRoleWords(deps.directory, role)],
      ),
    ),
  ]);
  const wordsOf = new Map(words);
  const holdings = schedules.map((schedule): Holding => {
    const { role, principalId } = schedule;
    const said = wordsOf.get(roleKey(role)) ?? { roleName: roleKey(role) };
    return {
      schedule,
      holder: names[principalId] ?? principalId,
      role: fullName(said),
      typedRole: typedRole(role, said),
      mayManage: managed.has(schedule),
    };
  });
  return holdings.sort((one, other) => one.holder.localeCompare(other.holder) || one.role.localeCompare(other.role));
}
