/**
 * Reads a Retry-After header: seconds, or an HTTP date seen from `now` (ms since 1970). Returns milliseconds, never
 * negative; undefined where it is missing or says nothing.
 */
export function retryAfter(header: string | null, now: number): number | undefined {
  const value = header?.trim() ?? '';
  if (/^\d{1,9}$/.test(value)) return Number(value) * 1000;
  if (!/[a-z]{3}/i.test(value)) return undefined;
  const moment = Date.parse(value);
  return Number.isNaN(moment) ? undefined : Math.max(0, moment - now);
}
