import type { ScheduleRequest } from '../../domain/assignment/schedule-request.js';
import type { PrincipalId } from '../../domain/ids.js';
import type { Instant } from '../../domain/time.js';
import type { Action } from '../actions.js';
import type { Button, Card, Fact } from '../card.js';
import { requestPage } from '../platform/portal-page.js';
import type { RequestFacts, Viewer } from '../request/request-facts.js';
import { at, lengthWords, nameSome, roleTitle, type Say, sayAt, sayFor } from '../request/request-words.js';
import { canceledBy, cancellationWords } from '../words/cancellation-words.js';
import { whoAsks, whoInFull } from '../words/who.js';
import { filledBy, type TypedDecision, titleWith, typedWords } from './typed-decision.js';

/** The living card of a request to extend or renew, as one viewer sees it at `now`. */
export function extensionCard(facts: RequestFacts, viewer: Viewer, now: Instant, typed?: TypedDecision): Card {
  const say = sayFor(viewer, facts, now);
  const isRequestor = viewer.part === 'requestor';
  const verb = facts.request.action === 'selfRenew' ? 'renew' : 'extend';
  const role = roleTitle(facts);
  const title = isRequestor ? `Your request to ${verb} ${role}` : `${whoAsks(facts)} asks to ${verb} ${role}`;
  const isAsked = isRequestor || viewer.part === 'admins' || isToDecide(facts, viewer.principalId);
  const status = isAsked ? statusOf(facts, say) : notAsked;
  const isWaiting = facts.request.status === 'PendingAdminDecision';
  const { justification } = facts.request;
  const buttons = isRequestor ? ownButtons(facts) : extensionButtons(facts, viewer.principalId, typed);
  return {
    kind: 'card',
    name: 'extension',
    title,
    status,
    body: [
      ...(isWaiting && isRequestor ? [askedWords(facts)] : []),
      ...(!isRequestor && buttons.length > 0 ? typedWords(typed, facts.request) : []),
      ...cancellationWords(facts),
    ],
    facts: termsOf(facts, isRequestor, say, sayAt({ ...viewer, now }, true)),
    quote: justification ? { label: 'Reason', text: justification } : undefined,
    rows: [],
    buttons,
    page: requestPage(facts.request.id),
    summary: isWaiting ? title : `${title}: ${status.text}`,
  };
}

const notAsked = {
  text: 'Waiting for an administrator. You are not asked to decide this now',
  tone: 'neutral',
} as const;

/** False for who sees it wait for others. */
const isToDecide = ({ request, approverIds }: RequestFacts, viewer: PrincipalId | undefined): boolean =>
  isOver(request) || viewer === undefined || approverIds === undefined || approverIds.includes(viewer);

function statusOf(facts: RequestFacts, say: Say): NonNullable<Card['status']> {
  const { request, decision } = facts;
  const { status, completedDateTime } = request;
  const when = at(completedDateTime, say);
  const by = decision === undefined ? '' : ` by ${decision.name}`;
  switch (status) {
    case 'PendingApproval':
    case 'PendingAdminDecision':
      return { text: 'Waiting for an administrator', tone: 'neutral' };
    case 'Denied':
      return { text: `Denied${by}${when}`, tone: 'bad' };
    case 'Canceled':
      return { text: `Cancelled${canceledBy(facts)}${when}`, tone: 'neutral' };
    case 'TimedOut':
      return { text: `Timed out${when}: nobody decided in time`, tone: 'warning' };
    case 'Failed':
      return { text: 'Could not be done', tone: 'bad' };
    default:
      return { text: `Approved${by}${when}`, tone: 'good' };
  }
}

const askedWords = ({ approverNames }: RequestFacts): string =>
  approverNames.length === 0
    ? 'Nobody who could decide on it can be reached now.'
    : `${nameSome(approverNames)} ${approverNames.length === 1 ? 'has' : 'have'} been asked.`;

/** Times that somebody typed are said back `exactly`, with the zone's offset. */
function termsOf(facts: RequestFacts, isRequestor: boolean, say: Say, exactly: Say): Fact[] {
  const { request, target, decision, roleName, scopeName } = facts;
  const { startDateTime, expiration } = request.scheduleInfo;
  const end = target?.endDateTime;
  const isRenewal = request.action === 'selfRenew';
  return [
    ...(isRequestor ? [] : [{ label: 'Who', value: whoInFull(facts) }]),
    { label: 'Role', value: roleName },
    ...(scopeName === undefined ? [] : [{ label: 'Scope', value: scopeName }]),
    { label: 'As', value: request.level === 'eligibility' ? 'Eligible' : 'Active' },
    ...(end === undefined || isOver(request) ? [] : [{ label: isRenewal ? 'Ended' : 'Ends now', value: say(end) }]),
    { label: 'Duration', value: lengthWords(expiration, exactly) },
    ...(startDateTime === undefined ? [] : [{ label: 'Starts', value: exactly(startDateTime) }]),
    ...(decision?.justification ? [{ label: 'Decided because', value: decision.justification }] : []),
  ];
}

const isOver = ({ status }: ScheduleRequest) => status !== 'PendingAdminDecision';

const ownButtons = ({ request }: RequestFacts): Button[] =>
  isOver(request) ? [] : [{ title: 'Cancel', style: 'default', action: { do: 'cancel', requestId: request.id } }];

/**
 * Approve, Deny and "Change and approve" for one viewer, while it waits: none for the requestor, and for people who
 * are known not to be asked. A list's line has room for the first two. What was `typed` goes with its button.
 */
export function extensionButtons(
  { request, approverIds }: RequestFacts,
  viewer: PrincipalId | undefined,
  typed?: TypedDecision,
): Button[] {
  const isAsked = viewer === undefined || approverIds === undefined || approverIds.includes(viewer);
  if (isOver(request) || !isAsked || viewer === request.principalId) return [];
  const filledFor = (reviewResult: 'Approve' | 'Deny') => {
    const filled = filledBy(typed, request, reviewResult);
    return filled && { filled };
  };
  const action = (kind: 'decide-extension' | 'ask-extension', reviewResult: 'Approve' | 'Deny'): Action => ({
    do: kind,
    requestId: request.id,
    revision: request.revision,
    reviewResult,
    ...filledFor(reviewResult),
  });
  const approval = filledBy(typed, request, 'Approve');
  const denial = filledBy(typed, request, 'Deny');
  return [
    { title: titleWith('Approve', approval), style: 'primary', action: action('decide-extension', 'Approve') },
    {
      title: 'Deny',
      style: 'destructive',
      action: action(denial?.justification ? 'decide-extension' : 'ask-extension', 'Deny'),
    },
    { title: 'Change and approve', style: 'default', action: action('ask-extension', 'Approve') },
  ];
}
