import type { PrincipalId } from '../../domain/ids.js';
import type { DirectoryRecords } from '../../domain/ports/directory-records.js';
import type { Clock, Log } from '../../domain/ports/system.js';
import { after, hours, type Instant, instant } from '../../domain/time.js';

/** Nobody's last sign-in has to be known better than this, and everything that is said would write to the directory. */
const often = hours(1);

/** Somebody has signed in, or has spoken to Latchkey. Never throws: nobody is turned away for it. */
export type NoteSignIn = (principalId: PrincipalId) => Promise<void>;

/**
 * Keeps in the directory's records when somebody was last there: at most once an hour for each, whatever the number of
 * processes.
 */
export function noteSignIns(deps: { records: DirectoryRecords; clock: Clock; log: Log }): NoteSignIn {
  const { records, clock, log } = deps;
  const noted = new Map<PrincipalId, Instant>();
  return async (principalId) => {
    const now = clock.now();
    const last = noted.get(principalId);
    if (last !== undefined && now < after(last, often)) return;
    noted.set(principalId, now);
    try {
      await records.principals.signedIn(principalId, now, instant(now - often));
    } catch (fault) {
      noted.delete(principalId);
      log.warn('sign-in.not-noted', { err: fault });
    }
  };
}
