import { type AssignmentRow, assignmentsCard } from '../../../cards/assignment/assignments-card.js';
import { after, days } from '../../../domain/time.js';
import { onlyPermitted } from '../../../domain/usecases/common/authority.js';
import { fullName } from '../../views/my-roles-in-words.js';
import { readNames } from '../../views/read-names.js';
import { readWordsOfRoles } from '../../views/read-request-facts.js';
import { zonesOf } from '../../views/zone-of.js';
import type { Answer, Caller, CommandDeps } from '../command.js';
import { type Place, pageOfCard } from '../list-page.js';
import { buttonsFor } from './assignment-buttons.js';

/** As many are looked through; the portal lists everything. */
const considered = 2_000;
const soon = 14;

const ENDING = /^(?:that (?:are )?)?end(?:s|ing)?(?: soon)?(?: (?:with)?in (?:the next )?(\d{1,3}) days?)?\??$/i;

/** Within how many days that ends which is asked for, as in `ending within 7 days`; undefined where it is not about that. */
export function readEnding(text: string): number | undefined {
  const found = ENDING.exec(text.trim());
  return found ? Math.min(366, Math.max(1, Number(found[1] ?? soon))) : undefined;
}

/** Shows what of everything that was given ends within so many days, the first to end first, for those who may see it. */
export async function showEnding(deps: CommandDeps, caller: Caller, number: number, place: Place): Promise<Answer> {
  const { store, directory, clock } = deps;
  const now = clock.now();
  const reach = { directory, reads: store.read, now };
  const found = await store.read.schedules.ending('assigned', { end: now }, after(now, days(number)), considered);
  const visible = await onlyPermitted(reach, 'view', caller.actor, found);
  const managed = new Set(await onlyPermitted(reach, 'manage', caller.actor, visible));
  const holders = [...new Set(visible.map(({ principalId }) => principalId))];
  const [names, wordsOf, zones] = await Promise.all([
    readNames(directory, holders),
    readWordsOfRoles(
      directory,
      visible.map(({ role }) => role),
    ),
    zonesOf(deps, holders),
  ]);
  const rows = visible.map((schedule): AssignmentRow => {
    const { principalId: who, role } = schedule;
    return {
      title: `${names[who] ?? who}: ${fullName(wordsOf(role))}`,
      schedule,
      zone: zones.get(who),
      buttons: buttonsFor(schedule, managed),
    };
  });
  const title = `Ending within ${number === 1 ? 'a day' : `${number} days`}`;
  const none = 'Nothing that you may see ends by then.';
  const card = assignmentsCard({ title, none, rows }, { timeZone: caller.timeZone, now });
  return { kind: 'card', card: pageOfCard(card, { of: 'ending', days: number }, place) };
}
