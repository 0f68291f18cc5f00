import { createHash, createSign, generateKeyPairSync, randomBytes } from 'node:crypto';
import type { Passkey } from '../../../domain/proof/authenticators.js';
import type { Instant } from '../../../domain/time.js';

/** What an authenticator says besides its signature; each part can be made to lie. */
export type Assertion = { challenge: string; origin: string; host: string; counter: number; isVerified?: boolean };

/** A passkey in software, which signs whatever it is told to. */
export function softwarePasskey(addedAt: Instant) {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const { x = '', y = '' } = publicKey.export({ format: 'jwk' });
  const id = randomBytes(32).toString('base64url');
  // COSE_Key of an ES256 key: a CBOR map of kty, alg, crv, x and y.
  const cose = Buffer.concat([
    Buffer.from('a5010203262001215820', 'hex'),
    Buffer.from(x, 'base64url'),
    Buffer.from('225820', 'hex'),
    Buffer.from(y, 'base64url'),
  ]);
  const passkey: Passkey = {
    id,
    name: 'Software',
    publicKey: cose.toString('base64url'),
    counter: 0,
    transports: ['internal'],
    addedAt,
  };
  return {
    passkey,
    /** The answer to a challenge, as a browser puts it into the form. */
    sign({ challenge, origin, host, counter, isVerified = true }: Assertion): string {
      const clientData = JSON.stringify({ type: 'webauthn.get', challenge, origin, crossOrigin: false });
      const count = Buffer.alloc(4);
      count.writeUInt32BE(counter);
      const flags = Buffer.from([isVerified ? 0b101 : 0b001]);
      const authenticatorData = Buffer.concat([sha256(host), flags, count]);
      const signature = createSign('sha256')
        .update(Buffer.concat([authenticatorData, sha256(clientData)]))
        .sign(privateKey);
      return JSON.stringify({
        id,
        rawId: id,
        type: 'public-key',
        clientExtensionResults: {},
        response: {
          clientDataJSON: Buffer.from(clientData).toString('base64url'),
          authenticatorData: authenticatorData.toString('base64url'),
          signature: signature.toString('base64url'),
        },
      });
    },
  };
}

const sha256 = (text: string) => createHash('sha256').update(text).digest();
