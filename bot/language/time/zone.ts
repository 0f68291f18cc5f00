import { Temporal } from 'temporal-polyfill';

/**
 * The zone that a text names. `offset`: what its clocks have to show at the moment meant, for an abbreviation such as
 * CET is only right for a part of the year.
 */
export type NamedZone = { kind: 'zone'; zone: string; offset?: string } | { kind: 'unclear'; word: string };

/** Abbreviations that mean one zone. Those of places whose clocks change have to fit the season too. */
const ABBREVIATIONS = new Map<string, readonly [zone: string, offset?: string]>([
  ...(['utc', 'gmt', 'z'] as const).map((name) => [name, ['UTC']] as const),
  ['wet', ['Europe/Lisbon', '+00:00']],
  ['west', ['Europe/Lisbon', '+01:00']],
  ['cet', ['Europe/Berlin', '+01:00']],
  ['mez', ['Europe/Berlin', '+01:00']],
  ['cest', ['Europe/Berlin', '+02:00']],
  ['mesz', ['Europe/Berlin', '+02:00']],
  ['eet', ['Europe/Helsinki', '+02:00']],
  ['eest', ['Europe/Helsinki', '+03:00']],
  ['edt', ['America/New_York', '-04:00']],
  ['mdt', ['America/Denver', '-06:00']],
  ['pdt', ['America/Los_Angeles', '-07:00']],
  ['akdt', ['America/Anchorage', '-08:00']],
  ['msk', ['+03:00']],
  ['sgt', ['+08:00']],
  ['hkt', ['+08:00']],
  ['awst', ['+08:00']],
  ['jst', ['+09:00']],
  ['kst', ['+09:00']],
  ['acst', ['+09:30']],
  ['aest', ['+10:00']],
  ['aedt', ['+11:00']],
  ['nzst', ['+12:00']],
  ['nzdt', ['+13:00']],
]);
/** These mean different zones to different people: China and Chicago, India and Israel. */
const UNCLEAR = new Set(['est', 'cst', 'mst', 'pst', 'ist', 'bst', 'ast', 'sst', 'gst', 'cdt', 'et', 'ct', 'mt', 'pt']);
const OFFSET = /^(?:utc|gmt)?([+-])(\d{1,2})(?::?([0-5]\d))?$/;
const ATTACHED = /^(.*\d:\d\d(?::\d\d(?:\.\d{1,9})?)?)(z|[+-](?:0\d|1[0-4]):?[0-5]\d)$/;
const NAME = /^[a-z]+\/[a-z_+-]+(?:\/[a-z_]+)?$/;

/**
 * Takes the zone out of words for a moment, lower case: `17:00 utc`, `23:30 (utc+01:00)`, `11pm cet`,
 * `09:00z`, `9:00 europe/berlin`. Returns the words without it, and the zone; undefined where none is named.
 */
export function takeZone(text: string): { words: string; named: NamedZone | undefined } {
  const words = text.split(' ');
  for (const [index, word] of words.entries()) {
    const [, time, attached] = ATTACHED.exec(word) ?? [];
    const named = zoneOf(attached ?? word.replace(/^\((.+)\)$/, '$1'), attached !== undefined || index > 0);
    if (!named) continue;
    const rest = [...words.slice(0, index), ...(time === undefined ? [] : [time]), ...words.slice(index + 1)];
    return { words: rest.join(' '), named };
  }
  return { words: text, named: undefined };
}

function zoneOf(word: string, isAfterTime: boolean): NamedZone | undefined {
  const known = ABBREVIATIONS.get(word);
  if (known) return { kind: 'zone', zone: known[0], ...(known[1] !== undefined && { offset: known[1] }) };
  if (!isAfterTime) return undefined;
  if (UNCLEAR.has(word)) return { kind: 'unclear', word: word.toUpperCase() };
  const [, sign, hour, minute = '00'] = OFFSET.exec(word) ?? [];
  if (sign !== undefined) return Number(hour) <= 14 ? fixed(`${sign}${hour?.padStart(2, '0')}:${minute}`) : undefined;
  return NAME.test(word) && isZone(word) ? fixed(word) : undefined;
}

const fixed = (zone: string): NamedZone => ({ kind: 'zone', zone });

/** True for the name of a time zone that times can be said in, such as `Europe/Berlin`. */
function isZone(name: string): boolean {
  try {
    Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(name);
    return true;
  } catch {
    return false;
  }
}

/**
 * Reads the zone that somebody names as theirs: its IANA name in any case, the city in it alone (`berlin`,
 * `New York`), or an offset such as `+02:00`. Returns undefined where it is none.
 */
export function readZone(text: string): string | undefined {
  const said = text.trim().replace(/\s+/g, '_');
  const lower = said.toLowerCase();
  const names = ['UTC', ...Intl.supportedValuesOf('timeZone')];
  const named = names.find((name) => name.toLowerCase() === lower);
  const ofCity = names.filter((name) => name.toLowerCase().endsWith(`/${lower}`));
  return named ?? (ofCity.length === 1 ? ofCity[0] : undefined) ?? (said !== '' && isZone(said) ? said : undefined);
}

/** The zone of this IANA name; UTC where there is none. */
export const zoneOrUtc = (timeZone: string): string => (isZone(timeZone) ? timeZone : 'UTC');
