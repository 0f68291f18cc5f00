import { renewableFor } from '../../domain/assignment/decide-change.js';
import { extensionTimesOutAt } from '../../domain/assignment/decide-extension.js';
import { isStillWarned } from '../../domain/assignment/end-warnings.js';
import type { Schedule } from '../../domain/assignment/schedule.js';
import { isExtension, type ScheduleRequest, stageInProgress } from '../../domain/assignment/schedule-request.js';
import { after, type Duration, days, duration, hours, type Instant } from '../../domain/time.js';
import { againButton } from '../activation/again-button.js';
import { standingWords } from '../assignment/assignment-note.js';
import { keepButton } from '../assignment/keep-button.js';
import { stillHeldWords } from '../assignment/still-held-words.js';
import type { Card } from '../card.js';
import { requestCard } from '../request/request-card.js';
import type { RequestFacts, Viewer } from '../request/request-facts.js';
import { at, nameSome, roleTitle, type Say, sayFor } from '../request/request-words.js';
import { formatDuration } from './format-time.js';
import { whoAsks, whoInFull } from './who.js';

/** What time alone brings people: an end that is near or has come, and a request that still waits. */
type TimeNote =
  | ('ends-in-14-days' | 'ends-in-1-day' | 'ends-soon' | 'expired')
  | ('reminded' | 'escalated' | 'unanswered');

const timeNotes: ReadonlySet<string> = new Set<TimeNote>([
  'ends-in-14-days',
  'ends-in-1-day',
  'ends-soon',
  'expired',
  'reminded',
  'escalated',
  'unanswered',
]);

/** True for what time alone brings. */
export const isTimeNote = (note: string): note is TimeNote => timeNotes.has(note);

type NoteContent = Pick<Card, 'title' | 'status'> & Partial<Card>;

/** What somebody is told once because time has gone by; said as things are at `now`, however late it comes. */
export function timeNote(note: TimeNote, facts: RequestFacts, viewer: Viewer, now: Instant): NoteContent {
  const say = sayFor(viewer, facts, now);
  return closedNote(note, facts, viewer, now) ?? presentNote(note, facts, viewer, now, say);
}

/** What a note says once there is nothing to wait for or to warn of any more; undefined while there is. */
function closedNote(note: TimeNote, facts: RequestFacts, viewer: Viewer, now: Instant): NoteContent | undefined {
  if (note === 'expired') return undefined;
  if (note === 'reminded' || note === 'escalated' || note === 'unanswered') {
    return isWaiting(facts) ? undefined : decidedNote(facts, viewer, now);
  }
  const warnings = note === 'ends-soon' ? (['15-minutes', '5-minutes'] as const) : ([warningOf[note]] as const);
  const { schedule } = facts;
  if (!schedule || warnings.some((warning) => isStillWarned(schedule, warning, now))) return undefined;
  const what = note === 'ends-soon' ? roleTitle(facts) : whatOf(facts, schedule);
  return { title: what, status: standingWords(schedule, sayFor(viewer, facts, now), now) };
}

const warningOf = { 'ends-in-14-days': '14-days', 'ends-in-1-day': '1-day' } as const;

const isWaiting = ({ request: { status } }: RequestFacts): boolean =>
  status === 'PendingApproval' || status === 'PendingAdminDecision';

/** The request as it is now, with nothing to decide or to cancel on it. */
function decidedNote(facts: RequestFacts, viewer: Viewer, now: Instant): NoteContent {
  const { title, status, body, facts: terms, quote } = requestCard(facts, viewer, now);
  return { title, status, body, facts: terms, quote };
}

function presentNote(note: TimeNote, facts: RequestFacts, viewer: Viewer, now: Instant, say: Say): NoteContent {
  switch (note) {
    case 'ends-in-14-days':
    case 'ends-in-1-day':
      return endingNote(facts, say, now);
    case 'ends-soon':
      return activationEnding(facts, say);
    case 'expired':
      return expiredNote(facts, say);
    case 'escalated':
      return stillWaiting(facts, say);
    case 'reminded':
      return reminderNote(facts, viewer, say, now);
    case 'unanswered':
      return unanswered[viewer.part](facts, viewer, say, now);
  }
}

/** What nobody has decided is said to each as it concerns them. */
const unanswered: Record<Viewer['part'], typeof reminderNote> = {
  approver: (...about) => reminderNote(...about),
  requestor: (facts, _viewer, say) => stillWaiting(facts, say),
  admins: (facts, _viewer, say) => unansweredNote(facts, say),
};

/** `Your eligibility for Reader`, `Your time with Reader`. */
const whatOf = (facts: RequestFacts, { level }: Pick<Schedule, 'level'>): string =>
  level === 'eligibility' ? `Your eligibility for ${roleTitle(facts)}` : `Your time with ${roleTitle(facts)}`;

const levelOf = ({ schedule, request }: RequestFacts) => (schedule ?? request).level;

function endingNote(facts: RequestFacts, say: Say, now: Instant): NoteContent {
  const end = facts.schedule?.endDateTime;
  return {
    title: `${whatOf(facts, { level: levelOf(facts) })} ends ${end === undefined ? 'soon' : inAbout(duration(end - now))}`,
    status: { text: end === undefined ? 'Ends soon' : `Ends${at(end, say)}`, tone: 'warning' },
    body: ['If you still need it, ask to keep it: an administrator decides.'],
    buttons: [keepButton('Extend', facts.request.role, levelOf(facts))],
  };
}

/** Said roundly: what is told 14 days before comes a few seconds later than that. */
function inAbout(left: Duration): string {
  if (left < hours(1)) return 'within the hour';
  const unit = left < hours(18) ? hours(1) : days(1);
  return `in ${formatDuration(duration(Math.round(left / unit) * unit))}`;
}

function activationEnding(facts: RequestFacts, say: Say): NoteContent {
  const end = facts.schedule?.endDateTime;
  const until = end === undefined ? 'Active' : `Active until ${say(end)}`;
  return {
    title: `${roleTitle(facts)} ends soon`,
    status: { text: until, tone: 'warning' },
    body: ['If you need it for longer, activate it again: it then goes on from the moment it would end.'],
    buttons: [againButton(facts)],
  };
}

function expiredNote(facts: RequestFacts, say: Say): NoteContent {
  const { schedule } = facts;
  const end = schedule?.endDateTime ?? schedule?.endedDateTime;
  return {
    title: `${whatOf(facts, { level: levelOf(facts) })} has ended`,
    status: end === undefined ? undefined : { text: `Ended${at(end, say)}`, tone: 'neutral' },
    body:
      end === undefined
        ? stillHeldWords(facts, 'You', say)
        : [
            ...stillHeldWords(facts, 'You', say),
            `You can ask to have it again until ${say(after(end, renewableFor))}.`,
          ],
    buttons: [keepButton('Renew', facts.request.role, levelOf(facts))],
  };
}

/** The card they decide it on, once more and below everything that came since. */
function reminderNote(facts: RequestFacts, viewer: Viewer, say: Say, now: Instant): NoteContent {
  const card = requestCard(facts, viewer, now);
  const { title, body, facts: terms, quote, buttons } = card;
  const status = { text: `Waiting for your decision${timesOutWords(facts, say)}`, tone: 'warning' as const };
  const withoutEnd = terms.filter(({ label }) => label !== 'Times out');
  return {
    title: `Reminder: ${title}`,
    status,
    body,
    facts: withoutEnd,
    quote,
    buttons,
    summary: `Reminder: ${title}`,
  };
}

const timesOutAt = (request: ScheduleRequest): Instant | undefined =>
  isExtension(request) ? extensionTimesOutAt(request) : stageInProgress(request)?.timesOutAt;

function timesOutWords({ request }: RequestFacts, say: Say): string {
  const end = timesOutAt(request);
  return end === undefined ? '' : `, times out${at(end, say)}`;
}

const verbs = { selfExtend: 'extend ', selfRenew: 'renew ' } as const;
const verbOf = ({ action }: ScheduleRequest): string =>
  action === 'selfExtend' || action === 'selfRenew' ? `to ${verbs[action]}` : 'for ';

/** Whom it waits for. */
const asked = ({ approverNames }: RequestFacts): string =>
  approverNames.length === 0
    ? 'Nobody who could decide about it can be reached now.'
    : `${nameSome(approverNames)} ${approverNames.length === 1 ? 'has' : 'have'} been asked.`;

function stillWaiting(facts: RequestFacts, say: Say): NoteContent {
  const { request } = facts;
  return {
    title: `Your request ${verbOf(request)}${roleTitle(facts)} still waits`,
    status: { text: `Nobody has decided yet${timesOutWords(facts, say)}`, tone: 'warning' },
    body: [asked(facts)],
    buttons: [{ title: 'Cancel', style: 'default', action: { do: 'cancel', requestId: request.id } }],
  };
}

function unansweredNote(facts: RequestFacts, say: Say): NoteContent {
  const { request } = facts;
  const { justification, createdDateTime } = request;
  return {
    title: `Nobody has decided about ${whoAsks(facts)}’s request ${verbOf(request)}${roleTitle(facts)}`,
    status: { text: `Waiting${timesOutWords(facts, say)}`, tone: 'warning' },
    body: [asked(facts)],
    facts: [
      { label: 'Who', value: whoInFull(facts) },
      { label: 'Role', value: roleTitle(facts) },
      { label: 'Asked', value: say(createdDateTime) },
    ],
    quote: justification ? { label: 'Reason', text: justification } : undefined,
  };
}
