import { whoIs } from '../../../cards/words/who.js';
import type { Directory, Principal } from '../../../domain/ports/directory.js';
import { unclearAmong } from '../../../domain/usecases/common/unclear-names.js';

/** What somebody is called in an answer: by name, and by user principal name too where another may be meant by the name. */
export async function principalWords(directory: Pick<Directory, 'sharedLooks'>, principal: Principal): Promise<string> {
  if (principal.type !== 'user') return principal.displayName;
  const isUnclear = (await unclearAmong(directory, [principal])).has(principal.id);
  return whoIs(principal.displayName, { userPrincipalName: principal.userPrincipalName, isUnclear });
}

/** A deed as it is said before it is proven: whom it is about is told from others of that name. */
export const toldApart = async <D extends { principal: Principal }>(
  directory: Pick<Directory, 'sharedLooks'>,
  deed: D,
) => ({ ...deed, principal: { id: deed.principal.id, displayName: await principalWords(directory, deed.principal) } });

/** A principal as one of several to choose from: the name, and what tells it from others of that name. */
export const principalTitle = (principal: Principal): string => `${principal.displayName} (${kindOf(principal)})`;

function kindOf(principal: Principal): string {
  switch (principal.type) {
    case 'user':
      return principal.accountEnabled ? principal.userPrincipalName : `${principal.userPrincipalName}, disabled`;
    case 'group':
      return 'group';
    case 'servicePrincipal':
      return principal.servicePrincipalType === 'ManagedIdentity' ? 'managed identity' : 'application';
  }
}
