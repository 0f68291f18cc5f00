import type { Counted, Overview } from '../../../../bot/portal/overview.js';
import { formatDuration } from '../../../../cards/words/format-time.js';
import { duration, seconds } from '../../../../domain/time.js';
import { Holder } from '../manage/holdings-table.js';
import { Moment } from '../moment.js';
import { type Column, Table } from '../table.js';
import type { Visit } from '../visit.js';

/** How privileged roles are used, as far as the viewer may see it. Each plot is a table first, which a script draws. */
export function OverviewPage({ visit, overview }: { visit: Visit; overview: Overview }) {
  const { perDay, perRole, toApprove, heldNow, neverUsed, onlyOf } = overview;
  const total = perDay.reduce((sum, { count }) => sum + count, 0);
  const days = perDay.map(({ day, count }) => ({ label: new Date(day).toISOString().slice(0, 10), count }));
  return (
    <>
      <p>As far as you may see it: your own roles, and those you may look into.</p>
      {onlyOf.requests !== undefined && (
        <p class="note" role="note">
          More was asked for than can be counted here: the plots show what is among the newest {onlyOf.requests}{' '}
          requests.
        </p>
      )}
      <div class="plots">
        <Plot title="Activations over time" kind="days" rows={days} first="Day">
          {total === 1 ? '1 activation' : `${total} activations`} asked for in the last 30 days
        </Plot>
        <Plot title="Time to approve" kind="bars" rows={toApprove.buckets} first="Took">
          {toApprove.median === undefined
            ? 'Nothing was approved in the last 30 days'
            : `Half were approved within ${formatDuration(duration(Math.max(toApprove.median, seconds(1))))}`}
        </Plot>
      </div>
      <h2>Activations by role</h2>
      <Meters rows={perRole} />
      <h2>Who holds what now</h2>
      <Table
        caption="Active at this moment"
        columns={heldColumns(visit)}
        rows={heldNow}
        none="Nobody holds a role now."
      />
      <Rest count={onlyOf.held} />
      <h2>Eligible and never used</h2>
      <Table
        caption="Eligible, and never activated"
        columns={heldColumns(visit)}
        rows={neverUsed}
        none="Everybody who is eligible has used it."
      />
      <Rest count={onlyOf.eligible} />
    </>
  );
}

/** Said below a list that is not the whole of it. */
const Rest = ({ count }: { count: number | undefined }) =>
  count === undefined ? null : (
    <p class="note" role="note">
      There are more: only the first {count} to end were looked at. <a href="/assignments">All assignments</a>
    </p>
  );

type Plotted = {
  title: string;
  kind: 'days' | 'bars';
  rows: readonly Counted[];
  first: string;
  children: string | string[];
};

function Plot({ title, kind, rows, first, children }: Plotted) {
  return (
    <figure data-plot={kind} aria-label={title}>
      <h2>{title}</h2>
      <figcaption>{children}</figcaption>
      <div class="drawn" aria-hidden="true" />
      <details>
        <summary>As a table</summary>
        <table>
          <caption>{title}</caption>
          <thead>
            <tr>
              <th scope="col">{first}</th>
              <th scope="col">Activations</th>
            </tr>
          </thead>
          <tbody>
            {rows.map(({ label, count }) => (
              <tr>
                <th scope="row">{label}</th>
                <td>{count}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </details>
    </figure>
  );
}

function Meters({ rows }: { rows: readonly Counted[] }) {
  if (rows.length === 0) return <p class="none">Nothing was activated in the last 30 days.</p>;
  const most = Math.max(...rows.map(({ count }) => count));
  return (
    <ul class="meters">
      {rows.map(({ label, count }) => (
        <li>
          <span>{label}</span>
          <progress max={most} value={count} aria-label={`${label}: ${count}`} />
          <span>{count}</span>
        </li>
      ))}
    </ul>
  );
}

const heldColumns = ({ when }: Visit): Column<Overview['heldNow'][number]>[] => [
  {
    title: 'Who',
    cell: ({ schedule, ...who }) => <Holder {...who} id={schedule.principalId} />,
  },
  { title: 'Role', cell: ({ role }) => role },
  { title: 'Until', cell: ({ schedule }) => <Moment at={schedule.endDateTime} when={when} none="no end" /> },
];
