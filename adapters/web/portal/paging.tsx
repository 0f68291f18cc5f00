const rowsPerPage = 50;

/** The page that an address asks for, from 1 on. */
export const pageNumber = (asked: unknown): number => Math.max(1, Math.floor(Number(asked)) || 1);

/** Those of the rows that a page shows. */
export const rowsOf = <T,>(rows: readonly T[], number: number): T[] =>
  rows.slice((number - 1) * rowsPerPage, number * rowsPerPage);

type Pages = {
  /** The path with its query. */
  here: string;
  number: number;
  /** How many rows the pages show. */
  count: number;
  /** How many there are in all, in words, where that is more. */
  total?: string | undefined;
};

/** The ways to the page before and after, at the same address. */
export function Paging({ here, number, count, total = String(count) }: Pages) {
  const last = Math.max(1, Math.ceil(count / rowsPerPage));
  if (last === 1) return null;
  const first = (number - 1) * rowsPerPage;
  return (
    <nav class="paging" aria-label="Pages">
      {number > 1 && <a href={withPart(here, 'page', number - 1)}>Before</a>}
      <span>
        {first + 1} to {Math.min(count, first + rowsPerPage)} of {total}
      </span>
      {number < last && <a href={withPart(here, 'page', number + 1)}>After</a>}
    </nav>
  );
}

/** Where a list goes on that an address asks for: so many of the newest are left out. */
export const placeAsked = (asked: unknown): number => Math.max(0, Math.floor(Number(asked)) || 0);

type Further = { here: string; from: number; next: number | undefined };

/** The ways back to the newest and on to what is older, of a list of which nobody has counted how long it is. */
export function Further({ here, from, next }: Further) {
  if (from === 0 && next === undefined) return null;
  return (
    <nav class="paging" aria-label="Pages">
      {from > 0 && <a href={withPart(here, 'from', 0)}>Newest</a>}
      {next === undefined ? <span>That is all.</span> : <a href={withPart(here, 'from', next)}>Older</a>}
    </nav>
  );
}

type Onward = { here: string; isFirst: boolean; next: string | undefined };

/** The same of a list that goes on after the entry which `next` names. */
export function Onward({ here, isFirst, next }: Onward) {
  if (isFirst && next === undefined) return null;
  return (
    <nav class="paging" aria-label="Pages">
      {!isFirst && <a href={withPart(here, 'after', '')}>Newest</a>}
      {next === undefined ? <span>That is all.</span> : <a href={withPart(here, 'after', next)}>Older</a>}
    </nav>
  );
}

function withPart(here: string, name: string, value: number | string): string {
  const [path = '/', query] = here.split('?', 2);
  const parts = new URLSearchParams(query);
  if (value === 0 || value === '') parts.delete(name);
  else parts.set(name, String(value));
  return parts.size === 0 ? path : `${path}?${parts}`;
}
