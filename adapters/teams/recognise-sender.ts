import { type PrincipalId, principalId } from '../../domain/ids.js';
import type { Directory, User } from '../../domain/ports/directory.js';
import type { Identities } from '../../domain/ports/identities.js';
import type { InboundActivity } from './parse-activity.js';
import { parseAddress, type TeamsAddress } from './teams-address.js';

/** Who speaks, or why they are not heard: `reason` for the log, `text` for them. */
export type Sender =
  | { ok: true; user: User; externalId: string }
  | { ok: false; reason: 'unidentified' | 'unknown' | 'disabled' | 'guest'; text: string };

const NO_ACCOUNT =
  'I could not find an active account for you in the directory, so I cannot help with roles here. ' +
  'Please ask your administrator to check your account.';
const GUEST =
  'Guest accounts cannot use roles from here. Please write to me with an account of this organisation, ' +
  'or ask a colleague in it to help.';
const UNIDENTIFIED =
  'Teams did not say which account you are signed in with, so I cannot act for you. ' +
  'Please sign in to Teams with your work account and write again.';

/**
 * Who sent an authenticated activity: the person of that directory object id, who must be an enabled member of the
 * organisation. Names and addresses are not looked at, their owner can change them.
 * Throws AdapterError where the directory cannot be asked.
 */
export async function recogniseSender(directory: Directory, { from }: InboundActivity): Promise<Sender> {
  const id = from.aadObjectId?.trim().toLowerCase();
  if (!id) return { ok: false, reason: 'unidentified', text: UNIDENTIFIED };
  const principal = await directory.principal(principalId(id));
  if (principal?.type !== 'user') return { ok: false, reason: 'unknown', text: NO_ACCOUNT };
  if (!principal.accountEnabled) return { ok: false, reason: 'disabled', text: NO_ACCOUNT };
  if (principal.userType !== 'Member') return { ok: false, reason: 'guest', text: GUEST };
  return { ok: true, user: principal, externalId: id };
}

/**
 * Keeps where a person's own chat with the bot is, so that they can be written to first; undefined once they have left.
 * Writes only what changed.
 */
export async function keepAddress(
  identities: Identities,
  { id, externalId }: { id: PrincipalId; externalId: string },
  address: TeamsAddress | undefined,
): Promise<void> {
  const known = await identities.find('teams', id);
  const old = parseAddress(known?.address);
  const isSame = old?.conversationId === address?.conversationId && old?.serviceUrl === address?.serviceUrl;
  if (!isSame || known?.externalId !== externalId) await identities.link('teams', externalId, id, address ?? null);
}
