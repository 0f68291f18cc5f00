/** Why a sign-in, a proof from the identity provider or a link came to nothing. */
export type AccessRefusalCode =
  | 'NOT_IN_DIRECTORY'
  | 'ACCOUNT_DISABLED'
  | 'GUEST_ACCOUNT'
  | 'DECLINED'
  | 'NOT_VERIFIED'
  | 'NOT_BEGUN'
  | 'WRONG_TENANT'
  | 'NO_ID'
  | 'OTHER_PERSON'
  | 'NOT_AGAIN'
  | 'NO_AUTH_TIME'
  | 'NOT_ENOUGH'
  | 'UNREACHABLE'
  | 'LINK_NOT_FOUND'
  | 'LINKED_TO_ANOTHER'
  | 'HAS_ANOTHER_ACCOUNT'
  | 'SIGN_IN_TOO_OLD'
  | 'TOO_OFTEN';

/** What people are told, each with the fix. */
export const accessRefusalText: Record<AccessRefusalCode, string> = {
  NOT_IN_DIRECTORY:
    'You are signed in there, but this organisation’s directory does not know your account. Please ask an administrator to check it.',
  ACCOUNT_DISABLED:
    'Your account is switched off in the directory, so it cannot be used here. Please ask an administrator to check it.',
  GUEST_ACCOUNT:
    'Guest accounts cannot use roles from here. Please sign in with an account of this organisation, or ask a colleague in it to help.',
  DECLINED: 'The sign-in was not completed there. Please try again.',
  NOT_VERIFIED: 'The answer of the sign-in service could not be verified, so nobody was signed in. Please try again.',
  NOT_BEGUN: 'This sign-in was not begun in this browser, or it took too long. Please begin again.',
  WRONG_TENANT: 'This account belongs to another organisation. Please sign in with your account of this organisation.',
  NO_ID:
    'The sign-in service does not say which person of the directory you are. Please ask an administrator to check OIDC_PRINCIPAL_CLAIM.',
  OTHER_PERSON:
    'Somebody else signed in there, so nothing was proven. Please try again with the account you are signed in with here.',
  NOT_AGAIN: 'The sign-in service did not ask you to sign in again, so nothing was proven. Please try again.',
  NO_AUTH_TIME:
    'The sign-in service does not say when you signed in. Ask its administrator to add the claim auth_time to the ID token (in Entra: an optional claim).',
  NOT_ENOUGH:
    'The sign-in service did not vouch for what was asked. Please try again with your second factor, or ask an administrator to check its policies.',
  UNREACHABLE: 'The sign-in service cannot be reached just now. Please try again in a few minutes.',
  LINK_NOT_FOUND: 'This link has been used, or is older than ten minutes. Please ask for a new one in the chat.',
  LINKED_TO_ANOTHER:
    'This account is linked to another person already, so it was not linked to you. Please ask that person to unlink it first, or an administrator to look into it.',
  HAS_ANOTHER_ACCOUNT:
    'Another account there is linked to you already. Please unlink that one first, then ask for a new link in the chat.',
  SIGN_IN_TOO_OLD:
    'Linking an account needs a sign-in that is no older than five minutes. Please sign in again first; the link stays good for ten minutes.',
  TOO_OFTEN: 'That was too often in a short time. Please wait a few minutes and try again.',
};
