export type TokenBucket = {
  /** Takes one, where there is one at `now` (ms). Returns 0 then, otherwise the milliseconds until there is. */
  take(now: number): number;
};

/** A bucket that holds up to `burst` and fills by `perSecond`. It is full at `now`. */
export function tokenBucket({ perSecond, burst }: { perSecond: number; burst: number }, now: number): TokenBucket {
  let held = burst;
  let filledAt = now;
  return {
    take(moment) {
      held = Math.min(burst, held + ((moment - filledAt) / 1000) * perSecond);
      filledAt = moment;
      if (held < 1) return Math.max(1, Math.ceil(((1 - held) / perSecond) * 1000));
      held -= 1;
      return 0;
    },
  };
}
