const NAME = /^[A-Za-z][A-Za-z0-9_+\-/]{0,63}$/;

/**
 * Reads the name of a time zone (IANA), such as `Europe/Berlin`, from what somebody's platform, browser or settings say.
 * Returns undefined for anything else, and for anything longer than such names are.
 */
export function parseTimeZone(said: unknown): string | undefined {
  if (typeof said !== 'string' || !NAME.test(said)) return undefined;
  try {
    new Intl.DateTimeFormat('en', { timeZone: said });
    return said;
  } catch {
    return undefined;
  }
}
