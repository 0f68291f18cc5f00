import type { CancellationCode } from '../../domain/assignment/schedule-request.js';
import type { RequestFacts } from '../request/request-facts.js';

const gone: Record<CancellationCode, string> = {
  ELIGIBILITY_GONE: 'The eligibility for it has ended. Ask an administrator to renew it.',
  REQUESTOR_GONE: 'The account is disabled or gone. Ask an administrator to look at it.',
  TARGET_GONE: 'An administrator has removed what it was about.',
};

/** Why something was cancelled, from the code that was kept: a sentence; undefined for what is no such code. */
export const goneWords = (code: string | undefined): string | undefined =>
  code !== undefined && Object.hasOwn(gone, code) ? gone[code as CancellationCode] : undefined;

/** Who cancelled a request, where that was not whose request it is: ` by Olga Ivanova`; else nothing. */
export function canceledBy({ request, deciderNames }: Pick<RequestFacts, 'request' | 'deciderNames'>): string {
  const by = request.cancellation?.canceledBy;
  if (by === undefined || by === request.principalId) return '';
  return ` by ${deciderNames[by] ?? 'an administrator who has left'}`;
}

/** True where it was cancelled, and not by whose request it is: they have to be told. */
export const isCanceledByOthers = ({ principalId, cancellation }: RequestFacts['request']): boolean =>
  cancellation !== undefined && cancellation.canceledBy !== principalId;

/** Why a request was cancelled, in sentences: what was gone, or nothing where a person cancelled it. */
export const cancellationWords = ({ request }: Pick<RequestFacts, 'request'>): string[] => {
  const words = goneWords(request.cancellation?.code);
  return words === undefined ? [] : [words];
};

/** What the person who cancelled a request gave as their reason. */
export function cancellationReason({ request }: Pick<RequestFacts, 'request'>): string | undefined {
  const { cancellation } = request;
  return cancellation?.justification || undefined;
}
