import { exportJWK, generateKeyPair, type JWTPayload, SignJWT } from 'jose';

const ISSUER = 'https://api.botframework.com';
const KEY_ID = 'teams-key-1';

/** Made once: it takes longer than everything else. */
const pairs = Promise.all([generateKeyPair('RS256'), generateKeyPair('RS256')]);

export type Claims = JWTPayload & { serviceurl?: string };

/** Signs as Teams signs its deliveries, and as those would who are not Teams. `keys` is the published key set. */
export async function fakeTeamsTokens({ appId, serviceUrl }: { appId: string; serviceUrl: string }) {
  const [teams, outsider] = await pairs;
  const now = () => Math.floor(Date.now() / 1000);
  const claims = (over: Claims): Claims => ({
    iss: ISSUER,
    aud: appId,
    serviceurl: serviceUrl,
    nbf: now() - 60,
    exp: now() + 3600,
    ...over,
  });
  const sign = (over: Claims, key: Parameters<SignJWT['sign']>[0], alg: string) =>
    new SignJWT(claims(over)).setProtectedHeader({ alg, kid: KEY_ID, typ: 'JWT' }).sign(key);
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  return {
    keys: {
      keys: [{ ...(await exportJWK(teams.publicKey)), kid: KEY_ID, use: 'sig', endorsements: ['msteams', 'webchat'] }],
    },
    now,
    good: (over: Claims = {}) => sign(over, teams.privateKey, 'RS256'),
    wronglySigned: () => sign({}, outsider.privateKey, 'RS256'),
    symmetric: () => sign({}, new TextEncoder().encode('a shared secret that is long enough for HS256'), 'HS256'),
    unsigned: async () => `${part({ alg: 'none', kid: KEY_ID, typ: 'JWT' })}.${part(claims({}))}.`,
  };
}
