import type { ActivationAsk, RuleCheck } from '../../domain/assignment/decide-activation.js';
import type { Schedule } from '../../domain/assignment/schedule.js';
import type { ApprovalStagePolicy, Policy } from '../../domain/policy/policy.js';
import type { ActivationRefusal, RuleFailure } from '../../domain/refusal.js';
import type { Instant } from '../../domain/time.js';
import type { Action } from '../actions.js';
import type { Button, Card, Fact } from '../card.js';
import { refusalText } from '../refusal-text.js';
import { at, lengthWords, roleTitle, type Say, sayAt } from '../request/request-words.js';
import { formatDuration, type When } from '../words/format-time.js';

/** What is asked about, in words; `press` asks for just that. */
type Asked = {
  roleName: string;
  scopeName?: string | undefined;
  ask: ActivationAsk;
  press?: Action | undefined;
};

/** Who would be asked at one stage, by name. */
type StageWords = { asks: ApprovalStagePolicy; primary: readonly string[]; escalation: readonly string[] };

export type PreviewFacts = Asked & {
  preview: {
    start: Instant;
    end: Instant;
    isCapped: boolean;
    eligibility: Pick<Schedule, 'endDateTime'>;
    policy: Policy;
    rules: readonly RuleCheck[];
  };
  /** The group through which the person is eligible; undefined where they are themself. */
  through?: string | undefined;
  /** The scope at which they are eligible, where that is less than the whole directory. */
  eligibleAt?: string | undefined;
  stages: readonly StageWords[];
};

/** What asking for a role would come to, who would be asked, and why; its button asks for it. */
export function previewCard(facts: PreviewFacts, when: When): Card {
  const say = sayAt(when);
  const { preview, stages } = facts;
  // In the minute that is said, a start is now: whatever it is compared with was read a moment earlier.
  const isNow = preview.start <= when.now || say(preview.start) === say(when.now);
  const isAsked = stages.length > 0;
  const status = isAsked
    ? 'It would wait for approval'
    : `It would be active ${isNow ? 'at once' : `from ${say(preview.start)}`}`;
  return card(facts, {
    status: { text: status, tone: isAsked ? 'neutral' : 'good' },
    body: [
      whyWords(facts),
      ...stages.map((stage, index) => stageWords(stage, index, stages.length)),
      courseWords(facts, isNow, say),
      ...(preview.isCapped ? [`It would end sooner than you ask: your eligibility ends${at(preview.end, say)}.`] : []),
    ],
    facts: [...termsOf(facts, when), ...ruleFacts(preview)],
    summary: `${roleTitle(facts)}: ${status.charAt(0).toLowerCase()}${status.slice(1)}`,
  });
}

/** Why asking for a role would be refused, and every rule that it does not meet. */
export function refusedPreviewCard(facts: Asked & Checked & { refusal: ActivationRefusal }, when: When): Card {
  const { refusal } = facts;
  const said =
    refusal.code === 'POLICY_RULES_FAILED'
      ? refusal.failures.map((failure) => refusalText({ ...refusal, failures: [failure] }, when))
      : [refusalText(refusal, when)];
  return card(
    { ...facts, press: undefined },
    {
      status: { text: 'It would be refused', tone: 'warning' },
      body: said,
      facts: [...termsOf(facts, when), ...(isAboutRules(refusal) ? ruleFacts(facts) : [])],
      summary: `${roleTitle(facts)}: it would be refused. ${said.join(' ')}`,
    },
  );
}

/** Where somebody or something else is in the way, the rules are not what has to be fixed first. */
const isAboutRules = ({ code }: ActivationRefusal) => code === 'POLICY_RULES_FAILED' || code === 'NO_APPROVER';

function card(facts: Asked, parts: Pick<Card, 'status' | 'body' | 'facts' | 'summary'>): Card {
  const { justification } = facts.ask;
  return {
    kind: 'card',
    name: 'preview',
    title: `If you activate ${roleTitle(facts)}`,
    ...parts,
    body: [...parts.body, 'Nothing has been asked for.'],
    quote: justification ? { label: 'Reason', text: justification } : undefined,
    rows: [],
    buttons: facts.press === undefined ? [] : [askFor(facts.press)],
  };
}

const askFor = (action: Action): Button => ({ title: 'Ask for it', style: 'primary', action });

function whyWords({ through, eligibleAt, scopeName }: PreviewFacts): string {
  const how = through === undefined ? 'yourself' : `as a member of ${through}`;
  if (eligibleAt === undefined || eligibleAt === scopeName) return `You are eligible for it ${how}.`;
  return `You are eligible for it ${how}, on ${eligibleAt}, which ${scopeName} is part of: the settings there govern it.`;
}

function courseWords({ preview, ask, stages }: PreviewFacts, isNow: boolean, say: Say): string {
  if (stages.length === 0)
    return `It would begin ${isNow ? 'at once' : say(preview.start)} and end${at(preview.end, say)}.`;
  const { expiration } = ask.scheduleInfo;
  const begin = isNow
    ? 'It would begin with the last approval'
    : `It would begin${at(preview.start, say)}, if approved by then`;
  const isLength = expiration.type === 'afterDuration' && !preview.isCapped;
  return isLength
    ? `${begin}, and last ${formatDuration(expiration.duration)}${lastWords(preview.eligibility.endDateTime, say)}.`
    : `${begin}, and end${at(preview.end, say)}.`;
}

/** The later the approval, the later the end, up to that of the eligibility. */
const lastWords = (end: Instant | undefined, say: Say) =>
  end === undefined ? '' : `, but no longer than your eligibility, which ends${at(end, say)}`;

function stageWords({ asks, primary, escalation }: StageWords, index: number, count: number): string {
  const { approvalsRequired, timeOut, escalationTime } = asks;
  const step = count > 1 ? `Stage ${index + 1} of ${count}: ` : '';
  const enough =
    primary.length === 1 && approvalsRequired === 1
      ? 'has to approve'
      : `would be asked, ${approvalsRequired} of them ${approvalsRequired === 1 ? 'has' : 'have'} to approve`;
  const later =
    escalation.length > 0 && escalationTime !== undefined
      ? ` After ${formatDuration(escalationTime)} without a decision, ${nameMany(escalation)} would be asked too.`
      : '';
  const whom =
    primary.length === 0 ? 'Nobody would be asked at first; approval has to come' : `${nameMany(primary)} ${enough}`;
  return `${step}${whom} within ${formatDuration(timeOut)}.${later}`;
}

const MOST_NAMES = 12;

function nameMany(names: readonly string[]): string {
  const shown = names.length > MOST_NAMES ? names.slice(0, MOST_NAMES - 1) : names;
  const rest = names.length - shown.length;
  const all = rest > 0 ? [...shown, `${rest} others`] : shown;
  return all.length < 2 ? all.join('') : `${all.slice(0, -1).join(', ')} and ${all.at(-1)}`;
}

function termsOf({ ask }: Asked, when: When): Fact[] {
  const exactly = sayAt(when, true);
  const { startDateTime, expiration } = ask.scheduleInfo;
  const { ticketNumber, ticketSystem } = ask.ticketInfo;
  return [
    { label: 'Duration', value: lengthWords(expiration, exactly) },
    ...(startDateTime === undefined ? [] : [{ label: 'Starts', value: exactly(startDateTime) }]),
    ...(ticketNumber
      ? [{ label: 'Ticket', value: ticketSystem ? `${ticketNumber} (${ticketSystem})` : ticketNumber }]
      : []),
  ];
}

const labels: Record<RuleFailure['rule'], string> = {
  EligibilityRule: 'Eligible',
  ExpirationRule: 'Longest allowed',
  JustificationRule: 'Reason needed',
  TicketingRule: 'Ticket needed',
  MfaRule: 'Second factor needed',
  AcrsRule: 'Authentication context needed',
};

type Checked = { policy: Policy; rules: readonly RuleCheck[] };

/** Every rule with how the ask stands to it; what is proven at the moment of asking is named only where it is asked for. */
const ruleFacts = ({ policy, rules }: Checked): Fact[] =>
  rules
    .filter(({ rule, isAsked }) => isAsked || (rule !== 'MfaRule' && rule !== 'AcrsRule'))
    .map((check) => ({ label: labels[check.rule], value: checkWords(check, policy) }));

function checkWords({ rule, isAsked, failure }: RuleCheck, { rules }: Policy): string {
  if (!isAsked) return 'no';
  switch (rule) {
    case 'EligibilityRule':
      return failure ? 'no' : 'yes';
    case 'ExpirationRule': {
      const longest = formatDuration(rules.Expiration_EndUser_Assignment.maximumDuration);
      return failure ? `${longest}, not met` : longest;
    }
    case 'JustificationRule':
    case 'TicketingRule':
      return failure ? 'yes, missing' : 'yes, given';
    case 'MfaRule':
    case 'AcrsRule':
      return failure ? 'yes, not proven' : 'yes, you are asked for it then';
  }
}
