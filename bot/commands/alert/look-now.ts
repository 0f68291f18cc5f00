import type { AlertName } from '../../../domain/alert/alert.js';
import type { CommandDeps } from '../command.js';

/** Whoever asks is answered after so long, whether or not everything has been looked at, in milliseconds. */
const timeout = 1_500;

/**
 * Looks for these alerts at once. True where that was done in time; a look that takes longer goes on. Throws AdapterError
 * where not everything can be seen.
 */
export async function lookNow(
  { lookForAlerts }: Pick<CommandDeps, 'lookForAlerts'>,
  names: readonly AlertName[],
): Promise<boolean> {
  const looking = lookForAlerts?.(names) ?? Promise.resolve();
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<false>((resolve) => {
    timer = setTimeout(() => resolve(false), timeout);
  });
  looking.catch(() => undefined);
  return Promise.race([looking.then(() => true as const), late]).finally(() => clearTimeout(timer));
}
