import type { Child } from 'hono/jsx';

export type Column<T> = {
  title: string;
  cell: (row: T) => Child;
  /** `actions`: buttons, for which the title is only read aloud. */
  kind?: 'actions' | 'number';
};

type TableProps<T> = {
  caption: string;
  columns: readonly Column<T>[];
  rows: readonly T[];
  /** Said in place of a table without rows. */
  none: Child;
};

/** A table that becomes a list of small cards where there is little room. The first column says what a row is about. */
export function Table<T>({ caption, columns, rows, none }: TableProps<T>) {
  if (rows.length === 0) return <p class="none">{none}</p>;
  return (
    <table>
      <caption>{caption}</caption>
      <thead>
        <tr>
          {columns.map(({ title, kind }) => (
            <th scope="col" class={kind}>
              {kind === 'actions' ? <span class="spoken">{title}</span> : title}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr>{columns.map((column, index) => toCell(column, row, index === 0))}</tr>
        ))}
      </tbody>
    </table>
  );
}

function toCell<T>({ title, cell, kind }: Column<T>, row: T, isFirst: boolean) {
  if (isFirst) return <th scope="row">{cell(row)}</th>;
  return (
    <td class={kind} data-title={kind === 'actions' ? undefined : title}>
      {cell(row)}
    </td>
  );
}
