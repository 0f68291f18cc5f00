/** A moment in UTC milliseconds since 1970. */
export type Instant = number & { readonly __brand: 'Instant' };

/** A length of time in whole milliseconds. */
export type Duration = number & { readonly __brand: 'Duration' };

export const instant = (milliseconds: number) => milliseconds as Instant;
export const duration = (milliseconds: number) => milliseconds as Duration;

export const milliseconds = (count: number) => duration(count);
export const seconds = (count: number) => duration(count * 1000);
export const minutes = (count: number) => seconds(count * 60);
export const hours = (count: number) => minutes(count * 60);
export const days = (count: number) => hours(count * 24);

/** The instant `length` after `from`. */
export const after = (from: Instant, length: Duration) => instant(from + length);

/** The earliest of the instants that are there; undefined when none is. */
export function earliest(...instants: (Instant | undefined)[]): Instant | undefined {
  const present = instants.filter((candidate) => candidate !== undefined);
  return present.length === 0 ? undefined : instant(Math.min(...present));
}
