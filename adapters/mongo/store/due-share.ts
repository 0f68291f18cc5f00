import type { Row } from '../schemas/models.js';

const digits = [...'0123456789abcdef'];
/** Each conflict divides what is due by this, and each exhausted share is followed by one so much wider. */
const step = 4;

/** Part of everything that is due, so that processes at the same work do not take the same. */
export type DueShare = {
  /** Another process had the same in hand: from now on a smaller share, drawn at random. */
  narrow(): void;
  /**
   * Up to `limit` of what `find` finds within the share; where that runs out, from now on of a wider one. Empty only
   * when nothing at all is due. `find` takes a filter on `_id`, or an empty one.
   */
  take(find: (share: { _id?: RegExp }) => Promise<Row[]>, limit: number): Promise<Row[]>;
};

/**
 * Shares by the last digit of the ids, which is random: no process has to know of another, nothing is claimed and
 * nothing can be left claimed. Without conflicts the share is everything. `random`: a number in [0, 1).
 */
export function dueShare(random: () => number): DueShare {
  let parts = 1;
  let part = 0;
  const divide = (next: number) => {
    parts = next;
    part = Math.floor(random() * parts);
  };
  return {
    narrow: () => divide(Math.min(parts * step, digits.length)),
    async take(find, limit) {
      for (;;) {
        const found = await find(parts === 1 ? {} : { _id: endingIn(parts, part) });
        if (parts === 1 || found.length === limit) return found;
        divide(parts / step);
        if (found.length > 0) return found;
      }
    },
  };
}

/** The first part has every id that is in no other, whatever it ends in. */
function endingIn(parts: number, part: number): RegExp {
  const mine = (digit: string) => Number.parseInt(digit, 16) % parts === part;
  return part === 0
    ? new RegExp(`[^${digits.filter((digit) => !mine(digit)).join('')}]$`)
    : new RegExp(`[${digits.filter(mine).join('')}]$`);
}
