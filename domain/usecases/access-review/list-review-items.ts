import type { ReviewInstance, ReviewScope } from '../../access-review/access-review.js';
import { namedReviewers } from '../../access-review/decide-terms.js';
import { type DraftItem, itemsOf, type ReviewableAccess, type Staff, type Subject } from '../../access-review/items.js';
import { isLive } from '../../assignment/schedule.js';
import type { Level } from '../../assignment/schedule-request.js';
import { decisionItemId, type PrincipalId } from '../../ids.js';
import type { Directory, Principal, User } from '../../ports/directory.js';
import type { ScheduleInBrief, Transaction } from '../../ports/store.js';
import type { Ids } from '../../ports/system.js';
import type { Instant } from '../../time.js';
import { unclearAmong } from '../common/unclear-names.js';
import type { AccessReviewDeps } from './review-recording.js';

/** More holders of one role than this are not all looked at: a fault in the data. */
const manyHolders = 50_000;
/** As many are asked for at once, and as many items stored in one transaction. */
const batch = 1_000;
/** So many portions go on side by side. */
const together = 4;

const levelsOf = ({ assignmentType }: ReviewScope): readonly Level[] =>
  assignmentType === 'all'
    ? ['eligibility', 'assignment']
    : [assignmentType === 'eligible' ? 'eligibility' : 'assignment'];

/**
 * Stores the items of an occurrence as things stand now, some at a time and a few such portions side by side, so that
 * the directory is asked about some while others are stored; `held` is called in between, to hold the claim. What is
 * there already stays, so that after a crash, or where the directory was away, it goes on.
 */
export async function listReviewItems(
  deps: AccessReviewDeps,
  instance: ReviewInstance,
  now: Instant,
  held: () => Promise<void>,
): Promise<void> {
  const portions = inPortions(await reviewedSchedules(deps.store, instance.scope, now));
  const next = portions.values();
  const failures: unknown[] = [];
  const work = async () => {
    for (const portion of next) {
      await listSome(deps, instance, portion, now);
      await held();
      if (failures.length > 0) return;
    }
  };
  // Whatever fails, the others are over too before anybody goes on.
  await Promise.all(Array.from({ length: together }, () => work().catch((fault) => failures.push(fault))));
  if (failures.length > 0) throw failures[0];
}

/** What one principal was given stays together, for it may be one item. */
function inPortions(schedules: readonly ScheduleInBrief[]): ScheduleInBrief[][] {
  const ofEach = new Map<PrincipalId, ScheduleInBrief[]>();
  for (const schedule of schedules) {
    const theirs = ofEach.get(schedule.principalId);
    if (theirs) theirs.push(schedule);
    else ofEach.set(schedule.principalId, [schedule]);
  }
  return inBatches([...ofEach.values()]).map((some) => some.flat());
}

async function listSome(
  { store, directory, ids }: AccessReviewDeps,
  instance: ReviewInstance,
  schedules: readonly ScheduleInBrief[],
  now: Instant,
): Promise<void> {
  const principals = await principalsOf(
    directory,
    schedules.map(({ principalId }) => principalId),
  );
  const members = await membersOf(directory, instance, principals);
  const people = [...principals.values(), ...[...members.values()].flat()];
  const unclear = await unclearAmong(directory, people);
  const found = schedules
    .flatMap((schedule) => foundBy(schedule, instance.scope, principals, members))
    .map((each) => (unclear.has(each.subject.principalId) ? withUnclearName(each) : each));
  const staff = await staffFor(directory, instance, found, members);
  for (const some of inBatches(itemsOf(instance, found, staff, now))) {
    await store.transaction((tx) => add(tx, ids, instance, some));
  }
}

async function add(tx: Transaction, ids: Ids, { id }: ReviewInstance, drafts: readonly DraftItem[]): Promise<void> {
  if ((await tx.accessReviews.instance(id))?.status !== 'Initializing') return;
  await tx.accessReviews.addItems(drafts.map((draft) => ({ ...draft, id: decisionItemId(ids.next()) })));
}

const inBatches = <T>(all: readonly T[]): T[][] =>
  Array.from({ length: Math.ceil(all.length / batch) }, (_, index) => all.slice(index * batch, (index + 1) * batch));

async function reviewedSchedules(
  store: AccessReviewDeps['store'],
  scope: ReviewScope,
  now: Instant,
): Promise<ScheduleInBrief[]> {
  const each = levelsOf(scope).map((level) =>
    store.read.schedules.listInBrief({
      level,
      assignmentType: 'assigned',
      roles: [scope.role],
      statuses: ['PendingProvisioning', 'Provisioned'],
      limit: manyHolders,
    }),
  );
  return (await Promise.all(each)).flat().filter((schedule) => isLive(schedule, now));
}

async function principalsOf(directory: Directory, all: readonly PrincipalId[]): Promise<Map<PrincipalId, Principal>> {
  const found = new Map<PrincipalId, Principal>();
  for (const each of await Promise.all(inBatches([...new Set(all)]).map((some) => directory.principals(some)))) {
    for (const principal of each) found.set(principal.id, principal);
  }
  return found;
}

type Members = ReadonlyMap<PrincipalId, readonly User[]>;

/** Who is in the groups that are looked at. */
async function membersOf(
  directory: Directory,
  { scope }: ReviewInstance,
  principals: ReadonlyMap<PrincipalId, Principal>,
): Promise<Members> {
  if (scope.principals === 'servicePrincipals') return new Map();
  const groups = [...principals.values()].filter(({ type }) => type === 'group');
  return new Map(await Promise.all(groups.map(async ({ id }) => [id, await directory.usersIn(id)] as const)));
}

/** Of an Azure role each member of a group is looked at by themself; of other roles the group as a whole. */
function foundBy(
  schedule: ScheduleInBrief,
  { role }: ReviewScope,
  principals: ReadonlyMap<PrincipalId, Principal>,
  members: Members,
): ReviewableAccess[] {
  const principal = principals.get(schedule.principalId);
  // Whom the directory no longer knows holds nothing: it is ended on its own.
  if (!principal) return [];
  if (principal.type !== 'group' || role.kind !== 'azure') return [{ schedule, subject: subjectOf(principal) }];
  const throughGroup = { id: principal.id, name: principal.displayName };
  return (members.get(principal.id) ?? []).map((user) => ({
    schedule,
    subject: { ...subjectOf(user), throughGroup },
  }));
}

const withUnclearName = ({ schedule, subject }: ReviewableAccess): ReviewableAccess => ({
  schedule,
  subject: { ...subject, isNameUnclear: true },
});

const subjectOf = (principal: Principal): Subject => ({
  principalId: principal.id,
  principalType: principal.type,
  principalName: principal.displayName,
  ...(principal.type === 'user' && {
    userPrincipalName: principal.userPrincipalName,
    ...(principal.jobTitle !== undefined && { jobTitle: principal.jobTitle }),
    lastSignInDateTime: principal.lastSignInDateTime,
    managerId: principal.managerId,
  }),
});

async function staffFor(
  directory: Directory,
  { reviewers }: ReviewInstance,
  found: readonly ReviewableAccess[],
  members: Members,
): Promise<Staff> {
  const managers = found.flatMap(({ subject }) => subject.managerId ?? []);
  const themselves = reviewers.type === 'self' ? found.map(({ subject }) => subject.principalId) : [];
  const desired = [...namedReviewers(reviewers), ...(reviewers.type === 'manager' ? managers : []), ...themselves];
  return staffAmong(await principalsOf(directory, desired), members);
}

/** Who of these can decide, and who of them is in which of these groups. */
export const staffAmong = (people: ReadonlyMap<PrincipalId, Principal>, members: Members): Staff => {
  const within = new Map([...members].map(([id, users]) => [id, new Set(users.map((user) => user.id))]));
  return {
    isAble(id) {
      const person = people.get(id);
      return person?.type === 'user' && person.accountEnabled && person.userType === 'Member';
    },
    isIn: (groupId, id) => within.get(groupId)?.has(id) ?? false,
  };
};
