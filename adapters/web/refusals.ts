import type { Request } from 'express';
import type { PrincipalId } from '../../domain/ids.js';
import type { RateLimit, RateLimits } from '../../domain/ports/rate-limits.js';
import { minutes } from '../../domain/time.js';
import type { AccessEntry, RecordAccess } from '../../domain/usecases/assignment/record-access.js';
import { countedAddress } from './budgets.js';

/** What is logged of a refusal; that it failed goes without saying. */
export type Refused = Omit<AccessEntry, 'result' | 'after'> & { after?: Readonly<Record<string, unknown>> };

/** Logs a refusal, or leaves it where there were many of the kind. `sender`: who is signed in, if anybody. */
export type RecordRefusal = (request: Request, refused: Refused, sender?: PrincipalId) => Promise<void>;

/** Of one kind, about one person, from one person or address. */
const alike: RateLimit = { name: 'refused', times: 5, per: minutes(10) };
/** Of all that comes from people who are not signed in: other addresses are cheap to have. */
const ofUnauthenticated: RateLimit = { name: 'refused-unauthenticated', times: 60, per: minutes(10) };

/**
 * Makes the recorder of what the web refuses. Only the first few of a kind are logged, so that nobody can fill it,
 * nor hide in it what they do besides.
 */
export const recordRefusals =
  ({ limits, record }: { limits: RateLimits; record: RecordAccess }): RecordRefusal =>
  async (request, refused, sender) => {
    const { activity, resultReason, subject } = refused;
    const from = sender ?? `address:${countedAddress(request.ip)}`;
    const isOneTooMany = async (limit: RateLimit, key: string) => (await limits.exceeded(limit, key)) !== undefined;
    if (await isOneTooMany(alike, [from, activity, resultReason, subject].join('|'))) return;
    if (sender === undefined && (await isOneTooMany(ofUnauthenticated, 'all'))) return;
    await record({ ...refused, address: request.ip, result: 'failure' });
  };
