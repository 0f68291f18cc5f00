import type { Duration } from '../../../domain/time.js';
import type { Clauses } from '../../language/clauses.js';

/** Everything that waits, or what of it is from one person, or for one role; with the words for all of it. */
export type DecideAllArguments = {
  from?: string | undefined;
  role?: string | undefined;
  justification: string;
  duration?: Duration | undefined;
};

/**
 * What "all", "all from <person>", "all for <role>" or both, in either order, asks for; undefined where the parts begin
 * with anything else, which then names one request.
 */
export function readAll({ subject, from, justification = '', duration }: Clauses): DecideAllArguments | undefined {
  const all = /^(?:all|everything|all requests|all of them)(?: for (?<role>.+))?$/i.exec(subject ?? '');
  if (!all) return undefined;
  // "from" takes all that follows: "from Ada for Security Reader".
  const [person, ...rest] = from?.split(/ for /i) ?? [];
  const role = rest.length > 0 ? rest.join(' for ') : all.groups?.role;
  return {
    ...(person !== undefined && { from: person }),
    ...(role !== undefined && { role }),
    justification,
    ...(duration?.result.ok && { duration: duration.result.value }),
  };
}
