import type { Instant } from '../time.js';

/** Why somebody has not proven who they are. */
export type ProofRefusal =
  /** `left`: how many more may be wrong. */
  | { code: 'CODE_WRONG'; left: number }
  /** It was right, and has been used: whoever looked over a shoulder gets nothing. */
  | { code: 'CODE_USED' }
  | { code: 'PROOF_LOCKED'; until: Instant }
  | { code: 'NO_CODE_APP' }
  /** Not signed by a passkey of theirs, for this site, by somebody it has verified. */
  | { code: 'PASSKEY_REFUSED' }
  /** It has been answered already, came too late, or was for something else. */
  | { code: 'CHALLENGE_OVER' };

/** Why an enrolment pass isn't taken: used, over, revoked, another person's or mistyped, all the same to who tries. */
export type PassRefusal =
  | Extract<ProofRefusal, { code: 'PROOF_LOCKED' }>
  | { code: 'PASS_REFUSED' }
  /** The person has something to prove who they are with. */
  | { code: 'PASS_NOT_FOR_YOU' };

/** Why somebody cannot change with what they prove who they are. */
export type EnrolmentRefusal =
  | Extract<ProofRefusal, { code: 'CHALLENGE_OVER' }>
  | { code: 'SIGN_IN_TOO_OLD' }
  | { code: 'FRESH_PROOF_REQUIRED' }
  | { code: 'PASSKEY_KNOWN' }
  | { code: 'TOO_MANY_PASSKEYS'; most: number }
  | { code: 'SET_UP_OVER' }
  /** Another sign-in session began it. */
  | { code: 'SET_UP_ELSEWHERE' }
  | { code: 'FIRST_CODE_WRONG' }
  | { code: 'NOTHING_TO_RECOVER' }
  | { code: 'NO_SUCH_AUTHENTICATOR' };

/** Why no account is unlinked. */
type UnlinkRefusal = { code: 'ACCOUNT_NOT_LINKED' };

/** Why an enrolment pass isn't made or shown. */
type PassMakingRefusal =
  /** It was shown already, is over, or another administrator made it. */
  | { code: 'PASS_NOT_SHOWN' }
  /** Those who could give themselves a pass would need nothing but their chat. */
  | { code: 'PASS_OWN' }
  /** They prove who they are with what they have, or an administrator resets that first. */
  | { code: 'PASS_NOT_NEEDED' };

/** Why nothing changes about how a person gets in. */
export type WayInRefusal = UnlinkRefusal | PassMakingRefusal | PassRefusal;
