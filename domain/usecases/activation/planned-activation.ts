import { bestEligibility } from '../../assignment/decide-activation.js';
import { isLive, type Schedule } from '../../assignment/schedule.js';
import type { Reads } from '../../ports/store.js';
import { sameRole } from '../../role/role.js';
import type { Instant } from '../../time.js';

/** More eligibilities than this for one role, of one person and one group, is a fault in the data. */
const limit = 500;

/**
 * The planned activation as it goes on at its start: on the eligibility it was planned on, else on the best live one
 * that the same settings govern, ending no later than that. Undefined where there is none. It asks no directory, for
 * it runs in a transaction: it knows the person's own, and those of the group through which they were eligible before.
 */
export async function onLiveEligibility(
  reads: Pick<Reads, 'schedules'>,
  planned: Schedule,
  now: Instant,
): Promise<Schedule | undefined> {
  const before = planned.activatedUsing && (await reads.schedules.get(planned.activatedUsing));
  if (!before) return undefined;
  if (isLive(before, now)) return planned;
  const { role } = before;
  const found = await reads.schedules.list({
    level: 'eligibility',
    principalIds: [planned.principalId, before.principalId],
    // One that begins at this very moment may not have been moved yet.
    statuses: ['Provisioned', 'Granted'],
    roles: [role],
    limit,
  });
  const begun = found
    .filter((each) => sameRole(each.role, role))
    .map((each): Schedule => ({ ...each, status: 'Provisioned' }));
  const next = bestEligibility(begun, planned.principalId, now);
  if (!next) return undefined;
  const ends = [planned.endDateTime, next.endDateTime].filter((end) => end !== undefined);
  return { ...planned, activatedUsing: next.id, endDateTime: ends.sort((a, b) => a - b)[0] };
}
