import type { Schedule } from '../../domain/assignment/schedule.js';
import { type PrincipalId, scheduleId } from '../../domain/ids.js';
import type { ScheduleQuery } from '../../domain/ports/store.js';
import { type Role, type RoleKind, roleKey } from '../../domain/role/role.js';
import { onlyPermitted } from '../../domain/usecases/common/authority.js';
import type { CommandDeps } from '../commands/command.js';
import { roleValue } from '../commands/words/role-value.js';
import { fullName } from '../views/my-roles-in-words.js';
import { readPeople } from '../views/read-names.js';
import { type RoleInUse, readRolesInUse, readWordsOf } from '../views/roles-in-use.js';
import { isAbout, wordsOf } from './is-about.js';

/** What somebody has: whose it is, of which role, and what the words for both are that a form takes. */
export type Holding = {
  schedule: Schedule;
  holder: string;
  /** The holder's user principal name, where it is a person: nobody is told from others by the name alone. */
  holderAddress?: string | undefined;
  role: string;
  roleValue: string;
  mayManage: boolean;
};

/**
 * `hasMore`: there are others that would fit, which words that say more would find; `total`: how many there are in all,
 * where that is known.
 */
export type Holdings = { holdings: Holding[]; hasMore: boolean; total?: number | undefined };

/** Whose, of which roles, of which kind; and words of the holder's name and the role's. */
export type HoldingQuery = Pick<ScheduleQuery, 'roles' | 'principalIds' | 'level'> & {
  kind?: RoleKind | undefined;
  text?: string | undefined;
};

/** No page shows more than this, and none is put in the order of names. */
const listed = 2_000;
/** Of what is more than that, the first few of each level. */
const first = 250;
/** No more people than this are meant by one word. */
const meant = 200;
const currentStatuses = ['Granted', 'PendingProvisioning', 'Provisioned'] as const;

/** What is on its way out is not shown, but for a last owner, whom the directory keeps. */
const isThere = ({ status, refusedSince }: Schedule): boolean =>
  status !== 'PendingRevocation' || refusedSince !== undefined;

/** `total`: how many there are, where more than was found is there and that is known. */
type FoundHoldings = { schedules: Schedule[]; hasMore: boolean; total?: number | undefined };

/** What the portal shows of who has what, each as far as the actor may see it. */
export const holdingReads = (deps: CommandDeps) => ({
  /** Who has what, as far as the actor may view it; their own is theirs to see. In the order of names. */
  async holdings(query: HoldingQuery, actor: PrincipalId): Promise<Holdings> {
    const { schedules, hasMore, total } = query.principalIds
      ? await ofPrincipals(deps, query, actor)
      : await ofAnybody(deps, query, actor);
    const { kind, text = '' } = query;
    const ofKind = schedules.filter(({ role }) => kind === undefined || role.kind === kind);
    const holdings = (await inWords(deps, ofKind, actor)).filter(({ holder, holderAddress = '', role }) =>
      isAbout(text, holder, holderAddress, role),
    );
    return { holdings, hasMore, total: hasMore ? total : holdings.length };
  },
  /** One of them; undefined where the actor may not see it or it is over. */
  async holding(id: string, actor: PrincipalId): Promise<Holding | undefined> {
    const [schedule] = await deps.store.read.schedules.getAll([scheduleId(id)]);
    if (!schedule || !currentStatuses.some((status) => status === schedule.status)) return undefined;
    const isTheirs = schedule.principalId === actor;
    const [permitted] = isTheirs ? [schedule] : await onlyPermitted(reachOf(deps), 'view', actor, [schedule]);
    return permitted ? (await inWords(deps, [permitted], actor))[0] : undefined;
  },
});

const reachOf = ({ store, directory, clock }: CommandDeps) => ({ directory, reads: store.read, now: clock.now() });

async function list(
  { store }: CommandDeps,
  query: Omit<ScheduleQuery, 'limit' | 'statuses'>,
  most = listed,
): Promise<FoundHoldings> {
  const statuses = [...currentStatuses, 'PendingRevocation'] as const;
  const found = await store.read.schedules.list({ ...query, statuses, limit: most + 1 });
  return { schedules: found.slice(0, most).filter(isThere), hasMore: found.length > most };
}

async function ofPrincipals(
  deps: CommandDeps,
  { principalIds = [], level, roles }: HoldingQuery,
  actor: PrincipalId,
): Promise<FoundHoldings> {
  const found = await list(deps, { principalIds, ...(level && { level }), ...(roles && { roles }) });
  const permitted = new Set(await onlyPermitted(reachOf(deps), 'view', actor, found.schedules));
  return {
    ...found,
    schedules: found.schedules.filter((each) => each.principalId === actor || permitted.has(each)),
  };
}

/**
 * Of everybody: all of it as long as one page can take it. Of more, the words are looked up first, so that whoever
 * they mean is found however many others there are; without any, those that end first.
 */
async function ofAnybody(deps: CommandDeps, query: HoldingQuery, actor: PrincipalId): Promise<FoundHoldings> {
  const { level, kind, text = '' } = query;
  if (query.roles) return ofTheseRoles(deps, { ...query, roles: query.roles }, actor);
  const roles = (await readRolesInUse(deps, actor)).filter(({ role }) => kind === undefined || role.kind === kind);
  const own = await list(deps, { principalIds: [actor], ...(level && { level }) });
  const total = roles.reduce((sum, each) => sum + sizeOf(each, level), 0);
  if (total <= listed) return together([own, await ofRoles(deps, roles, level)]);
  if (text !== '') return together([own, ...(await meantBy(deps, roles, query))]);
  const found = together([own, ...(await firstToEnd(deps, roles, level))]);
  const counted = new Set(roles.map(({ role }) => roleKey(role)));
  // Of what those counts leave out, all is here: one's own of other roles, and what has ended and is kept.
  const uncounted = found.schedules.filter(
    ({ role, refusedSince }) =>
      (kind === undefined || role.kind === kind) && (refusedSince !== undefined || !counted.has(roleKey(role))),
  );
  return { ...found, total: total + uncounted.length };
}

async function ofTheseRoles(
  deps: CommandDeps,
  { roles, level, text = '' }: HoldingQuery & { roles: readonly Role[] },
  actor: PrincipalId,
): Promise<FoundHoldings> {
  const asked = roles.map((role) => ({ role }));
  const viewable = await onlyPermitted(reachOf(deps), 'view', actor, asked);
  const found = await ofRoles(deps, viewable, level);
  if (!found.hasMore) return found;
  if (text === '') return { ...found, total: await countOf(deps, viewable, level, found) };
  const wordsOfRole = await readWordsOf(deps, roles);
  const named = viewable.map((each) => ({ ...each, name: fullName(wordsOfRole(each.role)) }));
  return together(await meantBy(deps, named, { text, ...(level && { level }) }));
}

/** What has ended and is kept stands first among what was found. */
const countOf = async (
  { store }: CommandDeps,
  asked: readonly { role: Role }[],
  level: HoldingQuery['level'],
  { schedules }: FoundHoldings,
): Promise<number> => {
  const roles = asked.map(({ role }) => role);
  const there = await store.read.schedules.count({ roles, statuses: currentStatuses, ...(level && { level }) });
  return there + schedules.filter(({ refusedSince }) => refusedSince !== undefined).length;
};

const noneFound: FoundHoldings = { schedules: [], hasMore: false };

const sizeOf = ({ count, eligible }: RoleInUse, level: HoldingQuery['level']): number => {
  if (level === undefined) return count;
  return level === 'eligibility' ? eligible : count - eligible;
};

const ofRoles = async (
  deps: CommandDeps,
  roles: readonly { role: Role }[],
  level: HoldingQuery['level'],
  most = listed,
): Promise<FoundHoldings> =>
  roles.length === 0 ? noneFound : list(deps, { roles: roles.map(({ role }) => role), ...(level && { level }) }, most);

/** Each level on its own, which an index has in the order of the end. */
const firstToEnd = (
  deps: CommandDeps,
  roles: readonly RoleInUse[],
  level: HoldingQuery['level'],
): Promise<FoundHoldings[]> =>
  Promise.all(
    (['eligibility', 'assignment'] as const)
      .filter((each) => level === undefined || each === level)
      .map((each) => ofRoles(deps, roles, each, first)),
  );

/** Each of them is looked up. */
const mostWords = 8;

/** What fits all words is a role's that fits them all, or somebody's whose name fits one of them. */
async function meantBy(
  deps: CommandDeps,
  roles: readonly { role: Role; name: string }[],
  { level, text = '' }: HoldingQuery,
): Promise<FoundHoldings[]> {
  const words = wordsOf(text).slice(0, mostWords);
  const people = await Promise.all(words.map((word) => deps.directory.searchPrincipals(word, meant)));
  const principalIds = [...new Set(people.flat().map(({ id }) => id))];
  const isCut = people.some(({ length }) => length === meant);
  const ofPeople = list(deps, {
    principalIds,
    roles: roles.map(({ role }) => role),
    ...(level && { level }),
  });
  const named = roles.filter(({ name }) => isAbout(text, name));
  const found = await Promise.all([ofPeople, ofRoles(deps, named, level)]);
  return isCut ? [...found, { schedules: [], hasMore: true }] : found;
}

const together = (all: readonly FoundHoldings[]): FoundHoldings => ({
  schedules: [...new Map(all.flatMap(({ schedules }) => schedules).map((each) => [each.id, each])).values()],
  hasMore: all.some(({ hasMore }) => hasMore),
});

async function inWords(deps: CommandDeps, schedules: readonly Schedule[], actor: PrincipalId): Promise<Holding[]> {
  const [managed, people, wordsOfRole] = await Promise.all([
    onlyPermitted(reachOf(deps), 'manage', actor, schedules),
    readPeople(
      deps.directory,
      schedules.map(({ principalId }) => principalId),
    ),
    readWordsOf(
      deps,
      schedules.map(({ role }) => role),
    ),
  ]);
  const isManaged = new Set(managed);
  const holdings = schedules.map((schedule): Holding => {
    const { role, principalId } = schedule;
    const said = wordsOfRole(role);
    return {
      schedule,
      holder: people.bareName(principalId),
      holderAddress: people.of(principalId)?.userPrincipalName,
      role: fullName(said),
      roleValue: roleValue(role),
      mayManage: isManaged.has(schedule),
    };
  });
  return holdings.sort((one, other) => one.holder.localeCompare(other.holder) || one.role.localeCompare(other.role));
}
