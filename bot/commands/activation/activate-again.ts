import { refusalText } from '../../../cards/refusal-text.js';
import { formatDuration } from '../../../cards/words/format-time.js';
import { lengthOf } from '../../../domain/assignment/decide-activation.js';
import { warnedAt } from '../../../domain/assignment/end-warnings.js';
import type { Schedule } from '../../../domain/assignment/schedule.js';
import type { ScheduleRequest } from '../../../domain/assignment/schedule-request.js';
import type { RequestId } from '../../../domain/ids.js';
import type { ActivationRefusal } from '../../../domain/refusal.js';
import { instant, minutes } from '../../../domain/time.js';
import { writeInstant } from '../../language/time/write-instant.js';
import { myRolesInWords } from '../../views/my-roles-in-words.js';
import type { Answer, Caller, CommandDeps } from '../command.js';
import type { ActivationArguments } from './activation-arguments.js';
import { askFor } from './activation-flow.js';
import { activatedOf } from './follow-on.js';
import { targetAt } from './target-at.js';

/**
 * Opens the form of `activate`, filled in as an activation of the presser's own was asked for. While they still hold
 * it, for what begins as it ends. Nothing of the old request but its words goes on: who may, and who has to approve, is
 * decided again when the form is sent.
 */
export async function activateAgain(deps: CommandDeps, caller: Caller, id: RequestId): Promise<Answer> {
  const request = await deps.store.read.requests.get(id);
  const refused = (refusal: ActivationRefusal | { code: 'REQUEST_NOT_FOUND' }): Answer => ({
    kind: 'refused',
    text: refusalText(refusal, { timeZone: caller.timeZone, now: deps.clock.now() }),
  });
  if (request?.action !== 'selfActivate' || request.principalId !== caller.actor) {
    return refused({ code: 'REQUEST_NOT_FOUND' });
  }
  const open = await deps.store.read.requests.open(request, 'assignment');
  const { held, planned } = await activatedOf(deps, caller.actor, request.role);
  const next = open?.id ?? planned?.createdUsing;
  if (next) return { kind: 'present', requestId: next };
  if (held && !mayPlanNext(held, deps)) return refused(existing(held));
  const roles = await myRolesInWords(deps, caller);
  const target = await targetAt(deps.directory, roles.eligible, request.role);
  if (!target) return refused({ code: 'POLICY_RULES_FAILED', failures: [{ rule: 'EligibilityRule' }] });
  const args = argumentsOf(request, held, caller.timeZone);
  const reopen = { do: 'activate-again', requestId: id } as const;
  const flow = { deps, caller, args, eligible: roles.eligible, reopen };
  return askFor({ ...flow, intent: 'activate' }, target.eligible, target);
}

const mayPlanNext = (held: Schedule, { clock }: CommandDeps): boolean =>
  (warnedAt(held) ?? Number.POSITIVE_INFINITY) <= clock.now();

const existing = ({ createdUsing: requestId, startDateTime, endDateTime }: Schedule): ActivationRefusal => ({
  code: 'ASSIGNMENT_EXISTS',
  requestId,
  startDateTime,
  endDateTime,
});

function argumentsOf(
  { justification, ticketInfo, scheduleInfo, createdDateTime }: ScheduleRequest,
  held: Schedule | undefined,
  timeZone: string,
): ActivationArguments {
  const { startDateTime = createdDateTime, expiration } = scheduleInfo;
  const length = lengthOf(expiration, startDateTime);
  const end = held?.endDateTime;
  return {
    role: undefined,
    justification,
    values: {
      duration: length && formatDuration(length),
      start: end && writeInstant(instant(Math.ceil(end / minutes(1)) * minutes(1)), timeZone),
      justification,
      ticketNumber: ticketInfo.ticketNumber,
      ticketSystem: ticketInfo.ticketSystem,
    },
    problems: {},
  };
}
