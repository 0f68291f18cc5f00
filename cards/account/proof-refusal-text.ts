import type { EnrolmentRefusal, ProofRefusal, WayInRefusal } from '../../domain/proof/proof-refusal.js';
import type { ResetRefusal } from '../../domain/refusal.js';
import { at, type Say } from '../request/request-words.js';

/** Said to administrators where the operator has switched proofs of administration off, and how they are switched on. */
export const withoutProofText =
  'Administration needs no proof here: ADMINISTRATION_WITHOUT_PROOF=true. Ask the operator to remove it once people can sign in.';

/** Said of an administrative act that nobody has proven. */
export const unprovenText =
  'This change needs a fresh proof that it is you. Make it in chat or in the portal, and follow the link you are sent.';

/** Says why somebody has not proven who they are, and what they can do. */
export function proofRefusalText(refusal: ProofRefusal, say: Say): string {
  switch (refusal.code) {
    case 'CODE_WRONG':
      return `This code is not right. Look at the app again; ${refusal.left === 1 ? 'one more try is' : `${refusal.left} more tries are`} left.`;
    case 'CODE_USED':
      return 'This code has been used already. Wait for the next one, which comes within half a minute.';
    case 'PROOF_LOCKED':
      return `There were too many wrong codes. Codes are taken again${at(refusal.until, say)}; a passkey still works.`;
    case 'NO_CODE_APP':
      return 'You have set up no authenticator app. Prove it in another way, or set one up on the page “Security”.';
    case 'PASSKEY_REFUSED':
      return 'This passkey could not be accepted. Use one that you have set up here, and unlock it when you are asked to.';
    case 'CHALLENGE_OVER':
      return 'That took too long, or was answered before. Start again.';
  }
}

/** Says why somebody cannot change with what they prove who they are, and what fixes it. */
export function enrolmentRefusalText(refusal: Exclude<EnrolmentRefusal, { code: 'CHALLENGE_OVER' }>): string {
  switch (refusal.code) {
    case 'SIGN_IN_TOO_OLD':
      return 'Sign in again first. You can set up your first passkey or app only right after that.';
    case 'FRESH_PROOF_REQUIRED':
      return 'Prove first that it is you, with what you have set up already.';
    case 'PASSKEY_KNOWN':
      return 'This passkey is set up already. Use another device, or another security key.';
    case 'TOO_MANY_PASSKEYS':
      return `You have ${refusal.most} passkeys, and there can be no more. Remove one that you no longer use.`;
    case 'SET_UP_OVER':
      return 'Setting up the app took too long. Start again, and remove the account that the app has just been given.';
    case 'SET_UP_ELSEWHERE':
      return 'You are setting up this app in another browser. Finish it there, or start over here.';
    case 'FIRST_CODE_WRONG':
      return 'This code is not right. Check that the clock of your device is right, and write the code that the app shows now.';
    case 'NOTHING_TO_RECOVER':
      return 'Set up a passkey or an authenticator app first: recovery codes stand in for one of them.';
    case 'NO_SUCH_AUTHENTICATOR':
      return 'This is not set up any more. Reload the page to see what is.';
  }
}

/** Says why nobody’s authenticators are reset, and what fixes it. */
export function resetRefusalText({ code }: Exclude<ResetRefusal, { code: 'PRINCIPAL_NOT_FOUND' }>): string {
  switch (code) {
    case 'RESET_NOT_PERMITTED':
      return 'Only those who manage the roles of the directory can reset somebody’s authenticators. Ask a Global Administrator or a Privileged Role Administrator.';
    case 'RESET_OWN':
      return 'You cannot reset your own. Change them on the page “Security”, or ask another administrator.';
    case 'NOTHING_TO_RESET':
      return 'They have set up nothing, so there is nothing to reset. They can begin on the page “Security”.';
    case 'RESET_PROOF_REQUIRED':
      return 'To reset somebody’s authenticators needs a second factor of your own. Prove it by the link you are sent.';
  }
}

/** Says why an enrolment pass isn’t made, shown or taken, or no account is unlinked, and what to do. */
export function wayInRefusalText({ code }: Exclude<WayInRefusal, { code: 'PROOF_LOCKED' }>): string {
  switch (code) {
    case 'ACCOUNT_NOT_LINKED':
      return 'No such account is linked to this person. Reload the page to see which are.';
    case 'PASS_OWN':
      return 'You can’t make an enrolment pass for yourself. Ask another administrator for one.';
    case 'PASS_NOT_NEEDED':
      return 'This person has passkeys or codes already. If they lost all of them, type “reset proofs of” and their name first.';
    case 'PASS_NOT_SHOWN':
      return 'There is no pass of yours to show for this person: it was shown, used or replaced, or is over. Make another one.';
    case 'PASS_REFUSED':
      return 'This pass does not work: it may be mistyped, used, older than an hour, or replaced. Check it, or ask an administrator for another one.';
    case 'PASS_NOT_FOR_YOU':
      return 'You have set up a passkey or app already, so you need no pass. Prove with that who you are.';
  }
}
