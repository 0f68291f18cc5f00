import { createHash, createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { SignJWT } from 'jose';
import { CloudError } from '../cloud-error.js';

/** How long an assertion is good for, in seconds: Entra ID accepts ten minutes at most. */
const goodFor = 5 * 60;
const clockSkew = 60;

export type Assertion = {
  /** The certificate and its private key, PEM. */
  file: string;
  clientId: string;
  /** The token endpoint. */
  audience: string;
  /** A new GUID. */
  id: string;
  /** Milliseconds since 1970. */
  now: number;
};

/**
 * Signs the assertion that stands in for a client secret: a JWT with PS256, which names the certificate by its SHA-256.
 * Reads the file each time, so that a renewed certificate counts without a start. Throws CloudError `unauthorised`.
 */
export async function certificateAssertion({ file, clientId, audience, id, now }: Assertion): Promise<string> {
  const { key, certificate } = await readCertificate(file);
  const seconds = Math.floor(now / 1000);
  const thumbprint = createHash('sha256').update(certificate.raw).digest('base64url');
  return new SignJWT({})
    .setProtectedHeader({ alg: 'PS256', typ: 'JWT', 'x5t#S256': thumbprint })
    .setIssuer(clientId)
    .setSubject(clientId)
    .setAudience(audience)
    .setJti(id)
    .setNotBefore(seconds - clockSkew)
    .setIssuedAt(seconds)
    .setExpirationTime(seconds + goodFor)
    .sign(key);
}

/** Returns when the certificate in the file expires, in milliseconds since 1970. Throws CloudError `unauthorised`. */
export async function certificateExpiry(file: string): Promise<number> {
  return Date.parse((await readCertificate(file)).certificate.validTo);
}

async function readCertificate(file: string): Promise<{ key: KeyObject; certificate: X509Certificate }> {
  const pem = await readFile(file, 'utf8').catch(() => undefined);
  if (pem === undefined) throw unusable('can’t be read');
  const key = privateKeyIn(pem);
  if (key?.asymmetricKeyType !== 'rsa') throw unusable('holds no RSA private key without a passphrase');
  const certificate = certificatesIn(pem).find((each) => each.checkPrivateKey(key));
  if (!certificate) throw unusable('holds no certificate for its private key');
  return { key, certificate };
}

function privateKeyIn(pem: string): KeyObject | undefined {
  try {
    return createPrivateKey(pem);
  } catch {
    return undefined;
  }
}

function certificatesIn(pem: string): X509Certificate[] {
  const blocks = pem.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
  try {
    return blocks.map((block) => new X509Certificate(block));
  } catch {
    return [];
  }
}

const unusable = (problem: string) =>
  new CloudError('unauthorised', `The file that ENTRA_CERTIFICATE names ${problem}`);
