import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';

const keyOf = (secret: string) => Buffer.from(hkdfSync('sha256', secret, '', 'latchkey sign-in states', 32));

/**
 * A sign-in state, as text, as its browser carries it, so that one that is never finished costs nothing here: nobody
 * else reads or changes it (AES-256-GCM, by the newest secret). Throws where there is no secret.
 */
export function sealSignInState(signInState: string, [secret]: readonly string[]): string {
  if (!secret) throw new Error('there is no key to seal a sign-in state with');
  const nonce = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', keyOf(secret), nonce);
  return Buffer.concat([nonce, cipher.update(signInState, 'utf8'), cipher.final(), cipher.getAuthTag()]).toString(
    'base64url',
  );
}

/** The sign-in state that was sealed with one of these secrets; undefined for anything else, altered or made up. */
export function openSignInState(sealed: string, secrets: readonly string[]): string | undefined {
  const bytes = Buffer.from(sealed, 'base64url');
  if (bytes.length < 28) return undefined;
  for (const secret of secrets) {
    try {
      const decipher = createDecipheriv('aes-256-gcm', keyOf(secret), bytes.subarray(0, 12), { authTagLength: 16 });
      decipher.setAuthTag(bytes.subarray(-16));
      return Buffer.concat([decipher.update(bytes.subarray(12, -16)), decipher.final()]).toString('utf8');
    } catch {
      // Sealed with another secret, or by nobody here.
    }
  }
  return undefined;
}
