import { AdapterError, type AdapterErrorCode } from '../../../domain/ports/system.js';

/** What operators and Microsoft's support find a call again by, and what callers tell refusals apart by. */
export type CloudErrorFacts = {
  /** The HTTP status; absent where no answer came. */
  status?: number | undefined;
  /** The cloud's own code, such as `RoleAssignmentExists` or `AADSTS7000222`. */
  reason?: string | undefined;
  /** The cloud's id of the call. */
  requestId?: string | undefined;
  /** Our id of the call, sent as `client-request-id`. */
  clientRequestId?: string | undefined;
  /** In milliseconds. */
  retryAfter?: number | undefined;
};

/**
 * A failed call to Microsoft Graph, Azure Resource Manager or the token endpoint. It carries codes and ids only: no
 * message of the cloud, no header, no body and no cause, because any of them may hold a token or what people wrote.
 */
export class CloudError extends AdapterError {
  readonly status: number | undefined;
  readonly reason: string | undefined;
  readonly requestId: string | undefined;
  readonly clientRequestId: string | undefined;

  constructor(code: AdapterErrorCode, message: string, facts: CloudErrorFacts = {}) {
    super(code, message, facts.retryAfter === undefined ? {} : { retryAfter: facts.retryAfter });
    this.name = 'CloudError';
    this.status = facts.status;
    this.reason = facts.reason;
    this.requestId = facts.requestId;
    this.clientRequestId = facts.clientRequestId;
  }
}

/** Codes that mean the same whatever is called and whatever the status. In lower case: their case varies. */
const byReason = new Map<string, AdapterErrorCode>([
  ['activedurationtooshort', 'unavailable'],
  ['pendingroleassignmentrequest', 'unavailable'],
  ['overlapspendingroleassignmentrequests', 'unavailable'],
  ['roleassignmentdoesnotexist', 'not-found'],
  ['subjectnotfound', 'not-found'],
  ['rolenotfound', 'not-found'],
  ['principalnotfound', 'not-found'],
  ['resourcenotfound', 'not-found'],
  ['request_resourcenotfound', 'not-found'],
  ['aadpremiumlicenserequired', 'rejected'],
  ['pimlicenserequired', 'rejected'],
  ['authentication_requestfromnonpremiumtenantorb2ctenant', 'rejected'],
]);

/**
 * Returns the AdapterError code of an answer, from its status and the cloud's code. What depends on the access that was
 * asked for, such as the last owner of a group, is the provisioner's to tell by `CloudError.reason`.
 */
export function adapterCode(status: number, reason: string | undefined): AdapterErrorCode {
  const known = status < 500 && status !== 429 ? byReason.get(reason?.toLowerCase() ?? '') : undefined;
  return known ?? fromStatus(status);
}

function fromStatus(status: number): AdapterErrorCode {
  if (status === 401 || status === 403) return 'unauthorised';
  if (status === 404) return 'not-found';
  if (status === 408) return 'timeout';
  if (status === 429) return 'rate-limited';
  return status >= 500 ? 'unavailable' : 'rejected';
}
