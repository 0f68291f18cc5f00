import type { Say } from '../../../cards/request/request-words.js';
import type { Schedule } from '../../../domain/assignment/schedule.js';
import { fullName } from '../../views/my-roles-in-words.js';
import type { CommandDeps } from '../command.js';
import { principalWords } from '../words/principal-words.js';
import type { Order } from './admin-plan.js';

/** Says to the administrator what somebody has now, by the stored schedule: `Ada is eligible for Reader until …`. */
export async function saidOfSchedule(
  { store, clock, directory }: Pick<CommandDeps, 'store' | 'clock' | 'directory'>,
  id: Schedule['id'],
  { principal, named }: Pick<Order, 'principal' | 'named'>,
  say: Say,
): Promise<string> {
  const schedule = await store.read.schedules.get(id);
  const who = await principalWords(directory, principal);
  const role = fullName(named.words);
  if (!schedule) return `It is stored: ${role} for ${who}.`;
  const { level, startDateTime, endDateTime } = schedule;
  const end = endDateTime === undefined ? 'without an end' : `until ${say(endDateTime)}`;
  if (startDateTime > clock.now()) {
    const from = say(startDateTime);
    return level === 'eligibility'
      ? `${who} will be eligible for ${role} from ${from}, ${end}.`
      : `${who} will have ${role} from ${from}, ${end}.`;
  }
  return level === 'eligibility'
    ? `${who} is eligible for ${role} ${end}.`
    : `${role} is assigned to ${who} ${end}; the directory follows.`;
}
