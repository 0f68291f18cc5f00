import { z } from 'zod';
import { type PrincipalId, principalId } from '../../../domain/ids.js';
import { ok, type Result, refuse } from '../../../domain/result.js';
import { type Instant, instant } from '../../../domain/time.js';
import type { Claims } from './identity-provider.js';

export type ClaimsRule = {
  /** The claim whose value is the directory object id: `oid`, otherwise `sub`, unless given. */
  principalClaim?: string | undefined;
  /** What the claim `tid` must be, where people of one Entra tenant alone may sign in. */
  tenantId?: string | undefined;
};

/** `WRONG_TENANT`: of another organisation. `NO_ID`: the token does not say who it is in a way we know. */
export type ClaimsRefusal = { code: 'WRONG_TENANT' | 'NO_ID' };

/** What a verified token says: who, when they last signed in there, by two factors or one, and for which contexts. */
export type ProviderWord = {
  principalId: PrincipalId;
  authTime?: Instant | undefined;
  isMultiFactor: boolean;
  authenticationContexts: readonly string[];
};

const longestId = 200;
const listed = z
  .union([z.array(z.string()), z.string()])
  .transform((value) => (typeof value === 'string' ? [value] : value))
  .catch([]);
const Token = z.object({
  tid: z.string().optional().catch(undefined),
  auth_time: z.number().int().positive().optional().catch(undefined),
  amr: listed,
  acr: listed,
  acrs: listed,
});

/**
 * Reads the claims of a verified ID token. Names and addresses are not looked at, for whoever has them can change them.
 * Sources: RFC 8176 for `amr`; Entra ID, “ID token claims reference” for `oid`, `tid`, `acrs`.
 */
export function readClaims(
  claims: Claims,
  { principalClaim, tenantId }: ClaimsRule,
): Result<ProviderWord, ClaimsRefusal> {
  const { tid, auth_time, amr, acr, acrs } = Token.parse(claims);
  if (tenantId !== undefined && tid?.toLowerCase() !== tenantId.toLowerCase()) return refuse({ code: 'WRONG_TENANT' });
  const id = principalClaim === undefined ? (claims.oid ?? claims.sub) : claims[principalClaim];
  if (typeof id !== 'string' || id.trim() === '' || id.length > longestId) return refuse({ code: 'NO_ID' });
  return ok({
    principalId: principalId(id),
    authTime: auth_time === undefined ? undefined : instant(auth_time * 1000),
    isMultiFactor: amr.includes('mfa'),
    authenticationContexts: [...new Set([...acrs, ...acr])],
  });
}
