import type { Action } from '../../cards/actions.js';
import type { Card } from '../../cards/card.js';
import type { ListName } from '../../cards/list-names.js';

/** Where a list goes on. */
export type Place = Pick<Extract<Action, { do: 'list' }>, 'from' | 'after'>;

/** The beginning of every list. */
export const beginning: Place = { from: 0 };

/** As many lines as one answer reads; a platform with less room shows fewer, and goes on from there. */
export const pageSize = 20;

/**
 * The part of a list that follows `place`: behind the last line shown that is still there, so that nothing is skipped or
 * shown twice when the list has moved. Where all of these lines are gone it goes back, rather than skip anything; behind
 * the end it shows the last ones again.
 */
export function pageOf<T>(
  all: readonly T[],
  keyOf: (item: T) => string | undefined,
  { from, after = [] }: Place,
  most = pageSize,
): { shown: T[]; from: number; hasMore: boolean } {
  const start = startIn(all.map(keyOf), from, after, most);
  const isPast = start >= all.length;
  const begin = isPast ? Math.max(0, all.length - most) : start;
  return { shown: all.slice(begin, begin + most), from: begin, hasMore: begin + most < all.length };
}

function startIn(keys: readonly (string | undefined)[], from: number, after: readonly string[], most: number): number {
  if (after.length === 0) return from;
  for (const key of after) {
    const at = keys.lastIndexOf(key);
    if (at >= 0) return at + 1;
  }
  return Math.max(0, from - most);
}

/** The card with the rows of one page: it says where they stand in the list, and goes on from there. */
export function asPart(card: Card, part: NonNullable<Card['part']>): Card {
  const { from, total } = part;
  const where = total === undefined ? `From number ${from + 1} on.` : `From number ${from + 1} of ${total} on.`;
  return { ...card, part, ...(from > 0 && { body: [...card.body, where] }) };
}

/** One page of a card that has the whole list; of one that is longer, with how many there are in all. */
export function pageOfCard(card: Card, list: ListName, place: Place, total = card.rows.length): Card {
  const { shown, from, hasMore } = pageOf(card.rows, ({ key }) => key, place);
  return asPart({ ...card, rows: shown }, { list, from, total, hasMore });
}
