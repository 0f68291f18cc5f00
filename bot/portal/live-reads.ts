import type { Schedule } from '../../domain/assignment/schedule.js';
import type { ScheduleRequest } from '../../domain/assignment/schedule-request.js';
import { type PrincipalId, requestId, scheduleId } from '../../domain/ids.js';
import { onlyPermitted } from '../../domain/usecases/common/authority.js';
import type { CommandDeps } from '../commands/command.js';

/** What pages that follow changes ask. */
export const liveReads = ({ store, directory, clock }: CommandDeps) => ({
  /**
   * Whether any of these changed requests and schedules may be on a page of somebody's: theirs or their groups', one
   * they made, decided on or were named to decide on, or of a role that they may view. Said too often rather than not.
   */
  async concernsViewer(ids: readonly string[], actor: PrincipalId): Promise<boolean> {
    const [named, schedules, groupIds] = await Promise.all([
      store.read.requests.getAll(ids.map(requestId)),
      store.read.schedules.getAll(ids.map(scheduleId)),
      directory.groupsOf(actor),
    ]);
    const behind = await store.read.requests.getAll(schedules.map(({ createdUsing }) => createdUsing));
    const requests = [...named, ...behind];
    const own: ReadonlySet<string> = new Set([actor, ...groupIds]);
    const people = [...schedules.map(({ principalId }) => principalId), ...requests.flatMap(peopleOf)];
    if (people.some((id) => own.has(id))) return true;
    const reach = { directory, reads: store.read, now: clock.now() };
    const items: readonly (ScheduleRequest | Schedule)[] = [...requests, ...schedules];
    return (await onlyPermitted(reach, 'view', actor, items)).length > 0;
  },
});

function peopleOf({ principalId, createdBy, stages }: ScheduleRequest): string[] {
  const named = stages.flatMap(({ asks }) => [...asks.primaryApprovers, ...asks.escalationApprovers]);
  const deciders = stages.flatMap(({ decisions }) => decisions.map(({ reviewedBy }) => reviewedBy));
  return [principalId, createdBy, ...deciders, ...named.map((set) => ('userId' in set ? set.userId : set.groupId))];
}
