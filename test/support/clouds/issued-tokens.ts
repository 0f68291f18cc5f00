import { jwtVerify, SignJWT } from 'jose';
import type { Clock } from '../../../domain/ports/system.js';

const key = new TextEncoder().encode('the key of a stand-in, which signs all of its tokens');

export type IssuedTokens = {
  /** For how many seconds the next tokens are good. */
  lifetime: number;
  issue(audience: string): Promise<string>;
  /** The application permissions in a token; undefined where the token isn't good for this API. */
  rolesIn(token: string, audience: string): Promise<string[] | undefined>;
  /** Takes back every token so far, as when a session is revoked. */
  revokeAll(): void;
  /** Every token so far. */
  readonly all: readonly string[];
};

/** The tokens that a tenant has given to its application, whose permissions `granted` lists. */
export function issuedTokens(clock: Clock, tenantId: string, granted: () => readonly string[]): IssuedTokens {
  const all: string[] = [];
  const good = new Set<string>();
  const seconds = () => Math.floor(clock.now() / 1000);
  return {
    lifetime: 3600,
    all,
    async issue(audience) {
      const claims = { tid: tenantId, roles: granted(), uti: `${all.length}` };
      const token = await new SignJWT(claims)
        .setProtectedHeader({ alg: 'HS256' })
        .setAudience(audience)
        .setExpirationTime(seconds() + this.lifetime)
        .sign(key);
      all.push(token);
      good.add(token);
      return token;
    },
    async rolesIn(token, audience) {
      if (!good.has(token)) return undefined;
      const verified = await jwtVerify(token, key, { audience, currentDate: new Date(clock.now()) }).catch(
        () => undefined,
      );
      return verified && (verified.payload.roles as string[]);
    },
    revokeAll: () => good.clear(),
  };
}
