import type { Holding, Holdings } from '../../../../bot/portal/holding-reads.js';
import { roleQuery } from '../../../../cards/platform/portal-page.js';
import { lastOwnerStays } from '../../../../cards/request/request-words.js';
import { whoIs } from '../../../../cards/words/who.js';
import { Moment } from '../moment.js';
import { Buttons } from '../press.js';
import { type Column, Table } from '../table.js';
import type { Visit } from '../visit.js';

type HoldingsTableProps = {
  visit: Visit;
  caption: string;
  holdings: readonly Holding[];
  /** All of one person, whom the page is about: they need no name. */
  isOfOne?: boolean;
  none: string;
};

/** Who has what, with what whoever manages the role can do about it. */
export function HoldingsTable({ visit, caption, holdings, isOfOne = false, none }: HoldingsTableProps) {
  const { when } = visit;
  const who: Column<Holding> = {
    title: 'Who',
    cell: ({ schedule, ...who }) => <Holder {...who} id={schedule.principalId} />,
  };
  const columns: Column<Holding>[] = [
    ...(isOfOne ? [] : [who]),
    { title: 'Role', cell: ({ role, schedule }) => <a href={`/role?${roleQuery(schedule.role)}`}>{role}</a> },
    { title: 'As', cell: ({ schedule }) => holdingWords(schedule) },
    { title: 'From', cell: ({ schedule }) => <Moment at={schedule.startDateTime} when={when} /> },
    { title: 'Until', cell: ({ schedule }) => <Moment at={schedule.endDateTime} when={when} none="no end" /> },
    { title: 'What you can do', kind: 'actions', cell: (holding) => <Acts holding={holding} /> },
  ];
  return <Table caption={caption} columns={columns} rows={holdings} none={none} />;
}

/** Who has something, with the user principal name, and the way to all that they have. */
export const Holder = ({ holder, holderAddress, id }: Pick<Holding, 'holder' | 'holderAddress'> & { id: string }) => (
  <>
    <a href={`/people/${encodeURIComponent(id)}`}>{holder}</a>
    {holderAddress !== undefined && (
      <>
        {' '}
        <small>{holderAddress}</small>
      </>
    )}
  </>
);

/** Says that there are others than those that are shown, how many where that is known, and how to come to them. */
export const Others = ({ of: { holdings, hasMore, total } }: { of: Holdings }) =>
  hasMore ? (
    <p class="note" role="note">
      {total === undefined
        ? 'There are more than one list can take'
        : `${total} in all, of which ${holdings.length} are listed`}
      : these are those that end first. A name, or part of one, finds the others.
    </p>
  ) : null;

/** How many there are in all, in words: at least so many where that is not known. */
export const totalOf = ({ holdings, hasMore, total }: Holdings): string =>
  total === undefined && hasMore ? `more than ${holdings.length}` : String(total ?? holdings.length);

/** The holder's name with what tells them from everybody else. */
export const holderForCertain = ({ holder, holderAddress }: Pick<Holding, 'holder' | 'holderAddress'>): string =>
  whoIs(holder, { userPrincipalName: holderAddress, isUnclear: true });

function holdingWords({ level, assignmentType, status, refusedSince }: Holding['schedule']): string {
  if (refusedSince !== undefined) return `Active. ${lastOwnerStays}`;
  const isPlanned = status === 'Granted';
  if (level === 'eligibility') return isPlanned ? 'Eligible, planned' : 'Eligible';
  if (isPlanned) return assignmentType === 'activated' ? 'Planned activation' : 'Planned';
  const how = assignmentType === 'activated' ? 'Active (activated)' : 'Active (assigned)';
  return status === 'PendingProvisioning' ? `${how}, on its way` : how;
}

/** Whoever manages a role can move or take what was given; what somebody activated can only be taken. */
function Acts({ holding }: { holding: Holding }) {
  const { schedule, mayManage, role } = holding;
  if (!mayManage || schedule.refusedSince !== undefined) return null;
  const at = `/assignments/${encodeURIComponent(schedule.id)}`;
  return (
    <Buttons>
      {schedule.assignmentType === 'assigned' && (
        <a
          class="button"
          data-style="default"
          href={`${at}/change`}
          aria-label={`Change: ${holderForCertain(holding)}, ${role}`}
        >
          Change
        </a>
      )}
      <a
        class="button"
        data-style="destructive"
        href={`${at}/remove`}
        aria-label={`Remove: ${holderForCertain(holding)}, ${role}`}
      >
        Remove
      </a>
    </Buttons>
  );
}
