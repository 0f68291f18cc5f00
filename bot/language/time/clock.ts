/**
 * A time of day on a 24-hour clock; or an hour that could be morning or evening ("5"). `isDayEnd`: it closes its day
 * (24:00); `isMidnight`: the word, which closes the day of an end and could begin or close the day of a start.
 */
export type ClockTime = {
  hour: number;
  minute: number;
  second: number;
  isHalfUnclear: boolean;
  isDayEnd?: true;
  isMidnight?: true;
};

const CLOCK = /^(\d{1,2})(?:[:.h]([0-5]\d)(?::([0-5]\d)(?:\.\d{1,9})?)?)? ?(am|pm|a\.m\.?|p\.m\.?|o'clock|uhr)?$/;
const NAMED = new Map<string, Partial<ClockTime>>([
  ['noon', { hour: 12 }],
  ['midday', { hour: 12 }],
  ['midnight', { isMidnight: true }],
  ['eod', { isDayEnd: true }],
  ['24:00', { isDayEnd: true }],
  ['24.00', { isDayEnd: true }],
  ['24h00', { isDayEnd: true }],
  ['24:00 uhr', { isDayEnd: true }],
  ['24 uhr', { isDayEnd: true }],
]);

/**
 * Reads a time of day, lower case: `17:30`, `17.30`, `17h30`, `5pm`, `5.30 pm`, `14:30 uhr`, `noon`, `17`,
 * `5 o'clock`, `eod`. With minutes or "Uhr" and without am or pm the clock has 24 hours. Returns undefined for anything
 * else.
 */
export function readClock(text: string): ClockTime | undefined {
  const named = NAMED.get(text);
  if (named !== undefined) return { hour: 0, minute: 0, second: 0, isHalfUnclear: false, ...named };
  const match = CLOCK.exec(text);
  if (match === null) return undefined;
  const [, hourText, minuteText = '', secondText = '', suffix = ''] = match;
  const hour = hourOfDay(Number(hourText), suffix.charAt(0));
  if (hour === undefined) return undefined;
  const isHalfUnclear = minuteText === '' && !/^[apu]/.test(suffix) && hour >= 1 && hour <= 12;
  return { hour, minute: Number(minuteText), second: Number(secondText), isHalfUnclear };
}

function hourOfDay(hour: number, half: string): number | undefined {
  if (half !== 'a' && half !== 'p') return hour <= 23 ? hour : undefined;
  return hour >= 1 && hour <= 12 ? (hour % 12) + (half === 'p' ? 12 : 0) : undefined;
}
