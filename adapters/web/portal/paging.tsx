const rowsPerPage = 50;

/** The page that an address asks for, from 1 on. */
export const pageNumber = (asked: unknown): number => Math.max(1, Math.floor(Number(asked)) || 1);

/** Those of the rows that a page shows. */
export const rowsOf = <T,>(rows: readonly T[], number: number): T[] =>
  rows.slice((number - 1) * rowsPerPage, number * rowsPerPage);

/** The ways to the page before and after, at the same address. `here` is the path with its query. */
export function Paging({ here, number, count }: { here: string; number: number; count: number }) {
  const last = Math.max(1, Math.ceil(count / rowsPerPage));
  if (last === 1) return null;
  const first = (number - 1) * rowsPerPage;
  return (
    <nav class="paging" aria-label="Pages">
      {number > 1 && <a href={at(here, number - 1)}>Before</a>}
      <span>
        {first + 1} to {Math.min(count, first + rowsPerPage)} of {count}
      </span>
      {number < last && <a href={at(here, number + 1)}>After</a>}
    </nav>
  );
}

function at(here: string, number: number): string {
  const [path = '/', query] = here.split('?', 2);
  const parts = new URLSearchParams(query);
  parts.set('page', String(number));
  return `${path}?${parts}`;
}
