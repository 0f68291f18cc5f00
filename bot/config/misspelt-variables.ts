type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Returns a fault for each variable whose name is nearly that of a setting: another casing, a missing underscore, a slip
 * of the keyboard, a word left out or cut short. Other programs' variables don't count, nor does one whose likely
 * setting is set as well. Names alone are looked at, never values.
 */
export function misspeltSettings(environment: Environment, settings: readonly string[]): string[] {
  const known = new Set(settings);
  const unset = settings.filter((name) => !environment[name]?.trim());
  return Object.keys(environment)
    .filter((name) => !known.has(name) && name.includes('_') && environment[name]?.trim())
    .flatMap((name) => {
      const meant = nearest(name, unset);
      return meant.length > 0 ? [`${name}: is no setting. Did you mean ${meant.join(' or ')}?`] : [];
    });
}

function nearest(name: string, settings: readonly string[]): string[] {
  const [same, others] = [settings.filter((each) => plain(each) === plain(name)), settings];
  if (same.length > 0) return same;
  const slips = others.filter((each) => isSlip(plain(name), plain(each)));
  if (slips.length > 0) return slips;
  return others.filter((each) => areSameWords(name, each) || isWithoutAWord(name, each));
}

const plain = (name: string) => name.toUpperCase().replace(/[^A-Z0-9]/g, '');
const wordsOf = (name: string) => name.toUpperCase().split('_');

/** One letter wrong, missing, added or swapped with the next; two in a long name. */
function isSlip(one: string, other: string): boolean {
  const allowed = Math.max(one.length, other.length) >= 12 ? 2 : 1;
  return isWithin(one, other, allowed);
}

/** `SMTP_PASS` for `SMTP_PASSWORD`, `SMTP_USERNAME` for `SMTP_USER`, `MONGO_URI` for `MONGODB_URI`. */
function areSameWords(name: string, setting: string): boolean {
  const [said, meant] = [wordsOf(name), wordsOf(setting)];
  return said.length === meant.length && said.every((word, index) => areAlike(word, meant[index] ?? ''));
}

const areAlike = (one: string, other: string) =>
  one === other || (Math.min(one.length, other.length) >= 4 && (one.startsWith(other) || other.startsWith(one)));

/** `SLACK_TOKEN` for `SLACK_BOT_TOKEN`. */
function isWithoutAWord(name: string, setting: string): boolean {
  const [said, meant] = [wordsOf(name), wordsOf(setting)];
  if (said.length < 2 || meant.length !== said.length + 1 || said[0] !== meant[0]) return false;
  return meant.some((_word, left) => meant.filter((_each, index) => index !== left).join() === said.join());
}

/** True if so many changed, added, missing or swapped letters make one word the other. */
function isWithin(one: string, other: string, slips: number): boolean {
  if (one === other) return true;
  if (slips === 0) return false;
  if (one && one[0] === other[0]) return isWithin(one.slice(1), other.slice(1), slips);
  const isSwapped = one[0] === other[1] && one[1] === other[0];
  return (
    isWithin(one.slice(1), other.slice(1), slips - 1) ||
    isWithin(one.slice(1), other, slips - 1) ||
    isWithin(one, other.slice(1), slips - 1) ||
    (isSwapped && isWithin(one.slice(2), other.slice(2), slips - 1))
  );
}
