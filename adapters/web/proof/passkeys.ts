import {
  generateAuthenticationOptions,
  generateRegistrationOptions,
  verifyAuthenticationResponse,
  verifyRegistrationResponse,
} from '@simplewebauthn/server';
import { z } from 'zod';
import type { Authenticators, Passkey } from '../../../domain/proof/authenticators.js';
import type { Attempt } from '../../../domain/proof/decide-proof.js';
import type { Instant } from '../../../domain/time.js';

const encoded = z
  .string()
  .max(20_000)
  .regex(/^[\w-]*$/);
const transports = z.array(z.enum(['ble', 'cable', 'hybrid', 'internal', 'nfc', 'smart-card', 'usb'])).max(10);
const common = { id: encoded.max(1500), rawId: encoded.max(1500), type: z.literal('public-key') };
const extensions = z.looseObject({}).default({});

const Answer = z.object({
  ...common,
  response: z.object({
    clientDataJSON: encoded,
    authenticatorData: encoded,
    signature: encoded,
    userHandle: encoded.optional(),
  }),
  clientExtensionResults: extensions,
});
const Creation = z.object({
  ...common,
  response: z.object({
    clientDataJSON: encoded,
    attestationObject: encoded,
    transports: transports.catch([]).default([]),
  }),
  clientExtensionResults: extensions,
});
const ClientData = z.object({ challenge: encoded });

const timeout = 120_000;

/** Where a passkey is used: the origin, whose host name it is bound to. */
type Site = { publicUrl: string };

const hostOf = ({ publicUrl }: Site) => new URL(publicUrl).hostname;

/** What the browser needs to have one of these passkeys sign a new challenge. The challenge is to be kept. */
export const askPasskey = ({ passkeys }: Pick<Authenticators, 'passkeys'>, site: Site) =>
  generateAuthenticationOptions({
    rpID: hostOf(site),
    allowCredentials: passkeys.map(({ id, transports: ways }) => ({ id, transports: transports.parse([...ways]) })),
    userVerification: 'required',
    timeout,
  });

/** What the browser needs to make a new passkey for somebody. The challenge is to be kept. */
export const askNewPasskey = (
  { passkeys, principalId }: Pick<Authenticators, 'passkeys' | 'principalId'>,
  site: Site,
  person: { userPrincipalName: string; displayName: string },
) =>
  generateRegistrationOptions({
    rpName: 'Latchkey',
    rpID: hostOf(site),
    userID: new TextEncoder().encode(principalId),
    userName: person.userPrincipalName,
    userDisplayName: person.displayName,
    attestationType: 'none',
    excludeCredentials: passkeys.map(({ id }) => ({ id })),
    authenticatorSelection: { residentKey: 'preferred', userVerification: 'required' },
    timeout,
  });

/**
 * Looks at what the browser brought back from a passkey: JSON text. Returns the attempt, with a counter only where the
 * signature, the site, the origin and that the person was verified all hold; undefined for what is no answer at all.
 */
export async function readPasskeyAnswer(
  text: string,
  purpose: string,
  { passkeys }: Pick<Authenticators, 'passkeys'>,
  site: Site,
): Promise<Extract<Attempt, { by: 'passkey' }> | undefined> {
  const answer = Answer.safeParse(jsonIn(text));
  const challenge = answer.success ? challengeIn(answer.data.response.clientDataJSON) : undefined;
  if (!answer.success || challenge === undefined) return undefined;
  const attempt = { by: 'passkey', passkeyId: answer.data.id, challenge, purpose } as const;
  const passkey = passkeys.find(({ id }) => id === answer.data.id);
  if (!passkey) return { ...attempt, counter: undefined };
  const { userHandle, ...signed } = answer.data.response;
  const response = { ...answer.data, response: { ...signed, ...(userHandle !== undefined && { userHandle }) } };
  const verified = await unlessRefused(() =>
    verifyAuthenticationResponse({
      response,
      expectedChallenge: challenge,
      expectedOrigin: site.publicUrl,
      expectedRPID: hostOf(site),
      credential: {
        id: passkey.id,
        publicKey: new Uint8Array(Buffer.from(passkey.publicKey, 'base64url')),
        counter: passkey.counter,
      },
      requireUserVerification: true,
    }),
  );
  return { ...attempt, counter: verified?.verified ? verified.authenticationInfo.newCounter : undefined };
}

/** Looks at a passkey that the browser has made. Returns it with its challenge; undefined where anything is wrong. */
export async function readNewPasskey(
  text: string,
  name: string,
  site: Site,
  now: Instant,
): Promise<{ passkey: Passkey; challenge: string } | undefined> {
  const creation = Creation.safeParse(jsonIn(text));
  const challenge = creation.success ? challengeIn(creation.data.response.clientDataJSON) : undefined;
  if (!creation.success || challenge === undefined) return undefined;
  const verified = await unlessRefused(() =>
    verifyRegistrationResponse({
      response: creation.data,
      expectedChallenge: challenge,
      expectedOrigin: site.publicUrl,
      expectedRPID: hostOf(site),
      requireUserVerification: true,
    }),
  );
  if (!verified?.verified) return undefined;
  const { credential } = verified.registrationInfo;
  const passkey: Passkey = {
    id: credential.id,
    name,
    publicKey: Buffer.from(credential.publicKey).toString('base64url'),
    counter: credential.counter,
    transports: creation.data.response.transports,
    addedAt: now,
  };
  return { passkey, challenge };
}

/** The library throws for every way in which an answer is not good; which one it is concerns nobody outside. */
async function unlessRefused<T>(verify: () => Promise<T>): Promise<T | undefined> {
  try {
    return await verify();
  } catch {
    return undefined;
  }
}

function challengeIn(clientDataJSON: string): string | undefined {
  const data = ClientData.safeParse(jsonIn(Buffer.from(clientDataJSON, 'base64url').toString()));
  return data.success ? data.data.challenge : undefined;
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
