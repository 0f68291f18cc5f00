import type { AdapterErrorCode } from '../../domain/ports/system.js';
import type { ProvisioningRefusal } from '../../domain/refusal.js';

type FailureCode = ProvisioningRefusal['code'] | AdapterErrorCode;

const texts: Record<FailureCode, string> = {
  ELIGIBILITY_GONE: 'The eligibility for it has ended. Ask an administrator to renew it.',
  REQUESTOR_GONE: 'The account is disabled or gone. Ask an administrator to look at it.',
  TIME_PASSED: 'The time it was asked for had passed. Ask again with a later time.',
  TICKET_NOW_REQUIRED: 'The role now needs a ticket number, which was not given. Ask again with one.',
  PROOF_NOW_REQUIRED: 'The role now needs a second factor, which was not proven. Ask again and prove it.',
  POLICY_TIGHTENED: 'The role may now be active for less time than was asked. Ask again for a shorter time.',
  unavailable: 'The directory could not be reached. Ask again in a few minutes.',
  timeout: 'The directory did not answer in time. Ask again in a few minutes.',
  'rate-limited': 'The directory takes no more changes at the moment. Ask again in a few minutes.',
  rejected: 'The directory refused the change. Ask an administrator to look at the role’s settings.',
  unauthorised: 'Latchkey may not change this role. Ask an administrator to give it that right.',
  'last-owner': 'The group would have no owner left. Make somebody else its owner first.',
  'not-found': 'The directory no longer knows this role or account. Ask an administrator to look at it.',
};

/** Why an activation failed and what fixes it, from the code its request keeps. Any code has a sentence. */
export const failureText = (code: string | undefined): string =>
  code !== undefined && Object.hasOwn(texts, code)
    ? texts[code as FailureCode]
    : 'The directory did not take the change. Ask again, or ask an administrator.';
