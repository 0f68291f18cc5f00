import type { Schedule } from '../../assignment/schedule.js';
import type { Store, Transaction } from '../../ports/store.js';
import type { Access } from '../../role/role.js';

/** The leases on one access that are not over. */
export const leasesOn = async ({ schedules }: Pick<Transaction, 'schedules'> | Store['read'], access: Access) =>
  (await schedules.ofAccess(access)).filter(({ level }) => level === 'assignment');

/** The leases that are still as they were when the directory was asked: others have a delivery of their own. */
export async function unchangedLeases(
  tx: Transaction,
  access: Access,
  asked: readonly Schedule[],
): Promise<Schedule[]> {
  const versions = new Map(asked.map(({ id, version }) => [id, version]));
  return (await leasesOn(tx, access)).filter(({ id, version }) => versions.get(id) === version);
}
