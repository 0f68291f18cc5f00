import type { DomainEvent } from '../domain-event.js';
import type {
  Audience,
  RequestAbout,
  RequestNotice,
  RequestNow,
  RequestRow,
  ReviewAudience,
  ReviewNotice,
  ReviewNow,
  ReviewRow,
  Weight,
} from './notice.js';
import {
  endsSoon,
  isActive,
  isExpired,
  isKept,
  isNotActiveAgain,
  isPlanned,
  isWaiting,
  isWarned,
  staysSo,
  waitsForReader,
} from './still-so.js';

const asking = [
  'request.submitted',
  'request.stage-advanced',
  'request.escalated',
  'request.approvers-changed',
] as const;
const asked = { Approver: { weight: 'asks', by: ['card', 'mail'] } } as const;
const both = { weight: 'informs', by: ['note', 'mail'] } as const;
const mailAlone = { weight: 'informs', by: ['mail'] } as const;
const chatAlone = { weight: 'informs', by: ['note'] } as const;
const activations = ['activation'] as const;
const extensions = ['extension'] as const;
const asksForSomething = ['activation', 'extension'] as const;

const warns = (event: DomainEvent, ...warnings: string[]) =>
  event.type === 'schedule.ending' && warnings.includes(event.warning);
const isOf = (reason: 'last-owner' | 'last-administrator') => (event: DomainEvent) =>
  event.type === 'schedule.kept' && event.reason === reason;
const isAsked = (_event: DomainEvent, { approverIds }: RequestAbout) => approverIds.length > 0;

/**
 * Every notice about a request. Source: Entra PIM's mails; where it is silent: what nobody decided, what failed and what
 * has ended concerns whose request it is, and what stays past its end wants the administrators to act. That something
 * ends within minutes is for chat alone: a mail would come too late.
 */
const requestNotices: Readonly<Record<RequestNotice, RequestRow>> = {
  'approval-asked': { from: asking, of: activations, when: isAsked, hears: asked, isStillSo: waitsForReader },
  'extension-asked': { from: asking, of: extensions, when: isAsked, hears: asked, isStillSo: waitsForReader },
  escalated: { from: ['request.escalated'], of: activations, hears: { Requestor: chatAlone }, isStillSo: isWaiting },
  reminded: {
    from: ['request.reminded'],
    of: asksForSomething,
    hears: { Approver: { weight: 'asks', by: ['note', 'mail'] } },
    isStillSo: waitsForReader,
  },
  unanswered: {
    from: ['request.unanswered'],
    of: asksForSomething,
    hears: {
      Approver: { weight: 'asks', by: ['note', 'mail'] },
      Admin: { weight: 'asks', by: ['note', 'mail'] },
      Requestor: both,
    },
    isStillSo: waitsForReader,
  },
  // What finds that nobody is reached tells it, by every lane: no event does.
  'nobody-reached': { from: [], hears: { Requestor: { weight: 'asks', by: ['note', 'mail'] } }, isStillSo: isWaiting },
  approved: {
    from: ['request.approved'],
    of: activations,
    hears: { Requestor: mailAlone, Approver: mailAlone },
    isStillSo: isPlanned,
  },
  denied: {
    from: ['request.denied'],
    of: activations,
    hears: { Requestor: both, Approver: mailAlone },
    isStillSo: staysSo,
  },
  'timed-out': { from: ['request.timed-out'], of: activations, hears: { Requestor: both }, isStillSo: staysSo },
  failed: { from: ['request.failed'], of: asksForSomething, hears: { Requestor: both }, isStillSo: staysSo },
  canceled: {
    from: ['request.canceled'],
    of: asksForSomething,
    when: (_event, { isCanceledByOthers }) => isCanceledByOthers === true,
    hears: { Requestor: both },
    isStillSo: staysSo,
  },
  activated: {
    from: ['assignment.provisioned'],
    of: activations,
    hears: { Admin: { weight: 'informs', by: ['card', 'mail'] }, Requestor: { ...both, unlessSeen: true } },
    isStillSo: isActive,
  },
  ended: {
    from: ['assignment.revoked'],
    of: activations,
    when: (_event, { wasActive }) => wasActive,
    hears: { Requestor: both },
    isStillSo: isNotActiveAgain,
  },
  changed: {
    from: ['schedule.changed'],
    of: ['administered'],
    hears: { Admin: mailAlone, Requestor: both },
    isStillSo: staysSo,
  },
  extended: {
    from: ['schedule.changed'],
    of: extensions,
    hears: { Admin: mailAlone, Requestor: both },
    isStillSo: staysSo,
  },
  'extension-denied': {
    from: ['request.denied'],
    of: extensions,
    hears: { Admin: mailAlone, Requestor: both },
    isStillSo: staysSo,
  },
  'extension-timed-out': {
    from: ['request.timed-out'],
    of: extensions,
    hears: { Admin: mailAlone, Requestor: both },
    isStillSo: staysSo,
  },
  'ends-in-14-days': {
    from: ['schedule.ending'],
    when: (event) => warns(event, '14-days'),
    hears: { Admin: mailAlone, Requestor: both },
    isStillSo: isWarned('14-days'),
  },
  'ends-in-1-day': {
    from: ['schedule.ending'],
    when: (event) => warns(event, '1-day'),
    hears: { Admin: mailAlone, Requestor: both },
    isStillSo: isWarned('1-day'),
  },
  'ends-soon': {
    from: ['schedule.ending'],
    when: (event) => warns(event, '15-minutes', '5-minutes'),
    hears: { Requestor: { weight: 'asks', by: ['note'] } },
    isStillSo: endsSoon,
  },
  expired: { from: ['schedule.expired'], hears: { Admin: mailAlone, Requestor: both }, isStillSo: isExpired },
  'kept-administrator': {
    from: ['schedule.kept'],
    when: isOf('last-administrator'),
    hears: { Admin: { weight: 'asks', by: ['note', 'mail'] }, Requestor: both },
    isStillSo: isKept,
  },
  'kept-owner': {
    from: ['schedule.kept'],
    when: isOf('last-owner'),
    hears: { Admin: { weight: 'asks', by: ['note', 'mail'] }, Requestor: both },
    isStillSo: isKept,
  },
};

/** Every notice about an occurrence of an access review. Each comes from the event that is called like it. */
const reviewNotices: Readonly<Record<ReviewNotice, ReviewRow>> = {
  started: { hears: { Reviewer: 'asks' }, isStillSo: ({ isInProgress, undecided }) => isInProgress && undecided > 0 },
  reminder: { hears: { Reviewer: 'asks' }, isStillSo: ({ isInProgress, undecided }) => isInProgress && undecided > 0 },
  ended: { hears: { Reviewer: 'informs', Owner: 'informs' }, isStillSo: staysSo },
  applied: { hears: { Owner: 'informs' }, isStillSo: staysSo },
  unattended: { hears: { Owner: 'asks' }, isStillSo: ({ isInProgress }) => isInProgress },
  'nobody-reached': { hears: { Owner: 'asks' }, isStillSo: ({ isInProgress }) => isInProgress },
};

/** Every kind of notice about a request. */
export const requestNoticeKinds = Object.keys(requestNotices) as readonly RequestNotice[];

/** What an event tells people about its request, in the order of the table. */
export const noticesOf = (event: DomainEvent, about: RequestAbout): RequestNotice[] =>
  requestNoticeKinds.filter((what) => {
    const { from, of, when } = requestNotices[what];
    return from.includes(event.type) && (of?.includes(about.is) ?? true) && (when?.(event, about) ?? true);
  });

/** How an audience hears of a notice; undefined where it does not. */
export const hearingOf = (what: RequestNotice, as: Audience): RequestRow['hears'][Audience] =>
  requestNotices[what].hears[as];

/** True where any audience hears of a notice by mail. */
export const isMailed = (what: RequestNotice): boolean =>
  Object.values(requestNotices[what].hears).some(({ by }) => by.includes('mail'));

/** True where a notice about a request asks this audience to act, or would be worth nothing later. */
export const isAsking = (what: RequestNotice, as: Audience): boolean => hearingOf(what, as)?.weight === 'asks';

/** True for what first asks an audience to decide, where its card says the same; a reminder comes on top of that. */
export const isAskedToDecide = (what: RequestNotice, as: Audience): boolean =>
  isAsking(what, as) && hearingOf(what, as)?.by.includes('card') === true;

/**
 * True while a notice about a request says something that is so and worth telling, on whatever lane it comes: late,
 * perhaps after an outage, when what it was about may have been decided, renewed or removed.
 */
export const isStillSo = (what: RequestNotice, stands: RequestNow): boolean => requestNotices[what].isStillSo(stands);

/** What a notice about an access review is to an audience; undefined where that is not told of it. */
export const reviewWeightOf = (what: ReviewNotice, as: ReviewAudience): Weight | undefined =>
  reviewNotices[what].hears[as];

/** True where a notice about an access review asks whoever hears of it to act. */
export const isAskingOfReview = (what: ReviewNotice): boolean =>
  Object.values(reviewNotices[what].hears).includes('asks');

/** True while a notice about an access review says something that is so, for an audience that is told of it. */
export const isStillSoOfReview = (what: ReviewNotice, stands: ReviewNow): boolean =>
  reviewWeightOf(what, stands.as) !== undefined && reviewNotices[what].isStillSo(stands);

/** What was found together is told while any of it is open. */
export const isStillSoOfAlerts = ({ open }: { open: number }): boolean => open > 0;
