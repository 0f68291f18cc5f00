import { createCipheriv, createDecipheriv, createHash, hkdfSync, randomBytes, randomInt } from 'node:crypto';
import { Secret, TOTP } from 'otpauth';
import type { PrincipalId } from '../../../domain/ids.js';
import type { Instant } from '../../../domain/time.js';

const seedBytes = 20;
const recoveryCodes = 10;
/** No letter in it that looks like another or like a digit. Source: Crockford's base 32. */
const letters = '0123456789abcdefghjkmnpqrstvwxyz';

/** A new seed for an authenticator app, as apps take it: base 32. */
export const newSeed = (): string => new Secret({ size: seedBytes }).base32;

/** The address of a seed, which an app reads from a picture. `label`: whose it is. */
export const seedAddress = (seed: string, label: string): string =>
  new TOTP({ issuer: 'Latchkey', label, secret: Secret.fromBase32(seed) }).toString();

/**
 * Of which 30 s a code is, by an app with this seed; undefined where it is wrong. The 30 s before and after count too,
 * for clocks differ. Source: RFC 6238, 5.2.
 */
export function stepOf(seed: string, code: string, now: Instant): number | undefined {
  const token = code.replace(/[\s-]/g, '');
  if (!/^\d{6}$/.test(token)) return undefined;
  const delta = TOTP.validate({ token, secret: Secret.fromBase32(seed), timestamp: now, window: 1 });
  return delta === null ? undefined : TOTP.counter({ timestamp: now }) + delta;
}

/** Ten new recovery codes, each of 80 random bits. */
export const newRecoveryCodes = (): string[] => Array.from({ length: recoveryCodes }, newRecoveryCode);

const newRecoveryCode = (): string => {
  const part = () => Array.from({ length: 4 }, () => letters[randomInt(letters.length)]).join('');
  return [part(), part(), part(), part()].join('-');
};

/** A new enrolment pass, of 80 random bits. */
export const newPass = newRecoveryCode;

/** What is kept of a recovery code or pass; upper case, spaces and hyphens make no difference. */
export const recoveryHash = (principalId: PrincipalId, code: string): string =>
  createHash('sha256')
    .update(`${principalId}|${code.toLowerCase().replace(/[^0-9a-z]/g, '')}`)
    .digest('hex');

const keyOf = (secret: string) => Buffer.from(hkdfSync('sha256', secret, '', 'latchkey authenticator seeds', 32));
const nameOf = (secret: string) => createHash('sha256').update(keyOf(secret)).digest('hex').slice(0, 8);

/** Seals a seed for one person with the newest secret (AES-256-GCM). Throws where there is no secret. */
export function sealSeed(seed: string, principalId: PrincipalId, [secret]: readonly string[]): string {
  if (!secret) throw new Error('there is no key to seal a seed with');
  const nonce = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', keyOf(secret), nonce).setAAD(Buffer.from(principalId));
  const sealed = Buffer.concat([cipher.update(seed, 'utf8'), cipher.final(), cipher.getAuthTag()]);
  return [nameOf(secret), nonce.toString('base64url'), sealed.toString('base64url')].join('.');
}

/** Opens a sealed seed with whichever secret it was sealed with. Throws where that is none of these, or it was altered. */
export function openSeed(sealed: string, principalId: PrincipalId, secrets: readonly string[]): string {
  const [name, nonce = '', text = ''] = sealed.split('.');
  const secret = secrets.find((each) => nameOf(each) === name);
  if (!secret) throw new Error('a seed was sealed with a key that is not there any more');
  const bytes = Buffer.from(text, 'base64url');
  const decipher = createDecipheriv('aes-256-gcm', keyOf(secret), Buffer.from(nonce, 'base64url'), {
    authTagLength: 16,
  })
    .setAAD(Buffer.from(principalId))
    .setAuthTag(bytes.subarray(-16));
  return Buffer.concat([decipher.update(bytes.subarray(0, -16)), decipher.final()]).toString('utf8');
}
