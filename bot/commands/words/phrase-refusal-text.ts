import { formatDuration, formatInstantWithOffset } from '../../../cards/words/format-time.js';
import type { Instant } from '../../../domain/time.js';
import type { EndRefusal, StartRefusal } from '../../language/clauses.js';
import type { DurationRefusal } from '../../language/time/duration.js';

type When = { timeZone: string; now: Instant };

/** Says what could not be read of a length or a point of time, and how to write it. */
export function phraseRefusalText(refusal: DurationRefusal | StartRefusal | EndRefusal, when: When): string {
  const quoted = `“${refusal.text}”`;
  const at = (moment: Instant) => formatInstantWithOffset(moment, when);
  switch (refusal.code) {
    case 'DURATION_NOT_UNDERSTOOD':
      return `I could not read ${quoted} as a length of time. Write it like 2h, 90 min or half an hour.`;
    case 'DURATION_UNIT_MISSING':
      return `${quoted} of what? Write the unit too, like 2h or 90 min.`;
    case 'DURATION_UNIT_VARIES':
      return `A ${refusal.unit} has no fixed length. Write days instead, like 30 days.`;
    case 'DURATION_NOT_POSITIVE':
      return `${quoted} is no time at all. Write how long you need the role, like 2h.`;
    case 'DURATION_TOO_LONG':
      return `${quoted} is longer than anything can last here. The most is ${formatDuration(refusal.maximum)}.`;
    case 'DURATION_STRANGE_CHARACTERS':
    case 'TIME_STRANGE_CHARACTERS':
      return `${quoted} has characters I cannot read for sure (${refusal.characters.join(' ')}). Please type it again.`;
    case 'TIME_NOT_UNDERSTOOD':
      return `I could not read ${quoted} as a time. Write it like 17:30, tomorrow 9:00 or 2026-11-23 09:00.`;
    case 'TIME_IS_A_DURATION':
      return `${quoted} is a length of time. Write “for ${refusal.text}”, or a time of day like 17:30.`;
    case 'TIME_OF_DAY_MISSING':
      return `At what time on ${quoted}? Write it too, like ${refusal.text} 9:00.`;
    case 'TIME_HALF_UNCLEAR':
      return `Is ${quoted} in the morning or in the evening? Write ${refusal.hour}:00 or ${refusal.hour + 12}:00.`;
    case 'MIDNIGHT_UNCLEAR':
      return `${quoted} could be the midnight before or after that day. Write 00:00 or 24:00 instead of midnight.`;
    case 'START_UNCLEAR':
      return `${quoted} may mean today, which has begun, or the next time. Write “now”, or ${at(refusal.next)}.`;
    case 'ZONE_UNCLEAR':
      return `I can’t tell which time zone ${quoted} means. Write the offset, like 17:00 UTC+01:00.`;
    case 'DATE_ORDER_UNCLEAR':
      return `${quoted} could be two different days. Write the date like 2026-11-23.`;
    case 'TIME_IN_THE_PAST':
      return `${at(refusal.instant)} has gone by. Write a time to come.`;
    case 'TIME_BEFORE_START':
      return `${at(refusal.instant)} is not after the start. Write a later end.`;
    case 'TIME_SKIPPED':
      return `The clocks go forward over ${quoted}, so it does not exist. The nearest time is ${at(refusal.nearest)}.`;
    case 'TIME_TOO_FAR':
      return `${quoted} is too far away. Write a time within the next years.`;
    case 'END_AND_DURATION':
      return `Say either how long or until when, not both (${quoted}).`;
  }
}
