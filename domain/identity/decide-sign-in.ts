import { ok, type Result, refuse } from '../result.js';

/** Why somebody whom the identity provider knows is not let in. */
export type SignInRefusal = { code: 'NOT_IN_DIRECTORY' | 'ACCOUNT_DISABLED' | 'GUEST_ACCOUNT' };

/** What the directory says of an account, as far as it decides who may sign in. */
type Account = { type: string; accountEnabled?: boolean; userType?: string };

/** Whether this account may be signed in to: that of a person, enabled, and a member of the organisation. */
export function decideSignIn(account: Account | undefined): Result<'allowed', SignInRefusal> {
  if (account?.type !== 'user') return refuse({ code: 'NOT_IN_DIRECTORY' });
  if (account.accountEnabled !== true) return refuse({ code: 'ACCOUNT_DISABLED' });
  return account.userType === 'Member' ? ok('allowed') : refuse({ code: 'GUEST_ACCOUNT' });
}
