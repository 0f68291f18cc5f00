import { roleTitle } from '../../cards/request/request-words.js';
import type { HeldRole } from '../chat/chat-wire.js';
import type { Database } from '../compose/compose-database.js';
import { readWordsOfRoles } from '../views/read-request-facts.js';

/** Many times what the demo organisation holds. */
const MOST = 500;

/**
 * What the built-in directory itself says is held now, whatever the requests say: in names, those that end soonest
 * first and the permanent ones last. Whoever has left the directory is shown by their id.
 */
export async function whoHoldsWhat({
  records,
  directory,
  clock,
}: Pick<Database, 'records' | 'directory' | 'clock'>): Promise<HeldRole[]> {
  const grants = await records.grants.inForce(clock.now(), MOST);
  const found = await directory.principals([...new Set(grants.map(({ access }) => access.principalId))]);
  const holders = new Map(found.map((principal) => [principal.id, principal]));
  const wordsOf = await readWordsOfRoles(
    directory,
    grants.map(({ access }) => access.role),
  );
  return grants.map(({ access: { principalId, role }, endDateTime }) => {
    const holder = holders.get(principalId);
    return {
      who: holder?.displayName ?? principalId,
      role: roleTitle(wordsOf(role)),
      ...(endDateTime !== undefined && { until: endDateTime }),
      ...(holder?.type === 'user' && holder.timeZone !== undefined && { timeZone: holder.timeZone }),
    };
  });
}
