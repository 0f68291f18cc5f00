import type { Holding } from '../../../bot/portal/role-reads.js';
import { Moment } from './moment.js';
import { Buttons } from './press.js';
import { roleQuery } from './role-address.js';
import { type Column, Table } from './table.js';
import type { Visit } from './visit.js';

type Shown = { visit: Visit; caption: string; holdings: readonly Holding[]; none: string };

/** Who has what, with what whoever looks after the role can do about it. */
export function HoldingsTable({ visit, caption, holdings, none }: Shown) {
  const { when } = visit;
  const columns: Column<Holding>[] = [
    {
      title: 'Who',
      cell: ({ holder, schedule }) => <a href={`/people/${encodeURIComponent(schedule.principalId)}`}>{holder}</a>,
    },
    { title: 'Role', cell: ({ role, schedule }) => <a href={`/role?${roleQuery(schedule.role)}`}>{role}</a> },
    { title: 'As', cell: ({ schedule }) => standingWords(schedule) },
    { title: 'From', cell: ({ schedule }) => <Moment at={schedule.startDateTime} when={when} /> },
    { title: 'Until', cell: ({ schedule }) => <Moment at={schedule.endDateTime} when={when} none="no end" /> },
    { title: 'What you can do', kind: 'actions', cell: (holding) => <Acts holding={holding} /> },
  ];
  return <Table caption={caption} columns={columns} rows={holdings} none={none} />;
}

function standingWords({ level, assignmentType, status }: Holding['schedule']): string {
  if (level === 'eligibility') return 'Eligible';
  const how = assignmentType === 'activated' ? 'Active (activated)' : 'Active (assigned)';
  return status === 'PendingProvisioning' ? `${how}, on its way` : how;
}

/** Whoever manages a role can move or take what was given; what somebody activated can only be taken. */
function Acts({ holding: { schedule, mayManage, holder, role } }: { holding: Holding }) {
  if (!mayManage) return null;
  const at = `/assignments/${encodeURIComponent(schedule.id)}`;
  return (
    <Buttons>
      {schedule.assignmentType === 'assigned' && (
        <a class="button" data-style="default" href={`${at}/change`} aria-label={`Change: ${holder}, ${role}`}>
          Change
        </a>
      )}
      <a class="button" data-style="destructive" href={`${at}/remove`} aria-label={`Remove: ${holder}, ${role}`}>
        Remove
      </a>
    </Buttons>
  );
}
