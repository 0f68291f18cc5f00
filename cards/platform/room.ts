import type { Button, Card } from '../card.js';

/** How much of a view is shown where a platform has little room: lengths in UTF-16 units, the rest in items. */
export type Room = {
  /** Of a paragraph, and of words that a person wrote. */
  words: number;
  /** Of everything that is one line. */
  line: number;
  /** Of a button's payload as JSON. One that is longer goes with its button: cut short it would ask for another thing. */
  payload: number;
  paragraphs: number;
  facts: number;
  rows: number;
  rowButtons: number;
  buttons: number;
  inputs: number;
  choices: number;
};

/** From all a card should ever need down to what fits every platform, whatever the words are. */
const rooms: readonly Room[] = [
  room({ words: 2500, line: 300, payload: 2000, paragraphs: 10, rows: 15, choices: 100 }),
  room({ words: 1000, line: 150, payload: 1000, paragraphs: 10, rows: 10, choices: 50 }),
  room({ words: 400, line: 100, payload: 400, paragraphs: 6, rows: 6, choices: 25 }),
  room({ words: 100, line: 60, payload: 200, paragraphs: 4, rows: 3, choices: 10 }),
  room({ words: 50, line: 30, payload: 200, paragraphs: 2, rows: 2, choices: 5 }),
];

function room(sizes: Pick<Room, 'words' | 'line' | 'payload' | 'paragraphs' | 'rows' | 'choices'>): Room {
  return { ...sizes, facts: 10, rowButtons: 2, buttons: 6, inputs: 8 };
}

/**
 * Renders with as much room as makes the outcome fit: `size` measures it, `most` is the platform's bound.
 * Returns the first that fits; the last and smallest fits by construction.
 */
export function renderToFit<T>(render: (room: Room) => T, size: (rendered: T) => number, most: number): T {
  const [first, ...smaller] = rooms.map((each) => () => render(each));
  if (!first) throw new Error('there is no room at all');
  let rendered = first();
  for (const tryNext of smaller) {
    if (size(rendered) <= most) break;
    rendered = tryNext();
  }
  return rendered;
}

/** The buttons there is room for. */
export const buttonsThatFit = (buttons: readonly Button[], most: number, payload: number): readonly Button[] =>
  buttons.filter(({ action }) => JSON.stringify(action).length <= payload).slice(0, most);

/** How many of the last lines a button names, for some of them may be gone when it is pressed. */
const named = 3;

/**
 * The first `most` rows of a card, with what stands below them: how much is not shown, and the button that goes on from
 * there. Neither, where everything is shown.
 */
export function rowsThatFit(
  { rows, more, unlisted = 0, part }: Card,
  most: number,
): { rows: Card['rows']; rest?: string | undefined; next?: Button | undefined } {
  const shown = rows.slice(0, most);
  const hidden = rows.length - shown.length;
  const missing = hidden + unlisted;
  if (!part) return { rows: shown, ...(missing > 0 && { rest: `and ${missing} more${more ? ` — ${more}` : ''}` }) };
  if (hidden === 0 && !part.hasMore) return { rows: shown };
  const { list, from, total } = part;
  const after = shown
    .slice(-named)
    .reverse()
    .flatMap(({ key }) => key ?? []);
  const left = total === undefined ? undefined : total - from - shown.length;
  return {
    rows: shown,
    rest: left === undefined ? 'There are more.' : `and ${left} more`,
    next: {
      title: 'Show more',
      style: 'default',
      action: { do: 'list', list, from: from + shown.length, ...(after.length > 0 && { after }) },
    },
  };
}
