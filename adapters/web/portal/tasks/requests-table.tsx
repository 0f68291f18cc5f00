import type { ListedRequest } from '../../../../bot/portal/request-reads.js';
import type { Button } from '../../../../cards/card.js';
import { phaseOf } from '../../../../cards/request/request-phase.js';
import { askTitle, cancelButton, outcomeWords } from '../../../../cards/request/request-row.js';
import { requestorButtons } from '../../../../cards/request/request-words.js';
import { whoForCertain } from '../../../../cards/words/who.js';
import { Moment } from '../moment.js';
import { Buttons, Press } from '../press.js';
import { type Column, Table } from '../table.js';
import type { Visit } from '../visit.js';

type RequestsTableProps = {
  visit: Visit;
  caption: string;
  requests: readonly ListedRequest[];
  /** Whose requests: one's own need no name, and can be given back. */
  whose: 'mine' | 'many';
  none: string;
};

/** Requests, each with how it stands, a link to all of it, and what can be done about it. */
export function RequestsTable({ visit, caption, requests, whose, none }: RequestsTableProps) {
  const { when } = visit;
  const columns: Column<ListedRequest>[] = [
    {
      title: 'Role',
      cell: ({ facts }) => <a href={`/requests/${encodeURIComponent(facts.request.id)}`}>{askTitle(facts)}</a>,
    },
    ...(whose === 'many' ? [{ title: 'Who', cell: ({ facts }: ListedRequest) => whoForCertain(facts) }] : []),
    { title: 'How it stands', cell: ({ facts }) => outcomeWords(facts, when) },
    { title: 'Reason', cell: ({ facts }) => <span class="said">{facts.request.justification}</span> },
    { title: 'Asked', cell: ({ facts }) => <Moment at={facts.request.createdDateTime} when={when} /> },
    {
      title: 'What you can do',
      kind: 'actions',
      cell: (row) => (
        <Buttons>
          {buttonsFor(row, whose, visit).map((button) => (
            <Press visit={visit} button={button} about={askTitle(row.facts)} />
          ))}
        </Buttons>
      ),
    },
  ];
  return <Table caption={caption} columns={columns} rows={requests} none={none} />;
}

function buttonsFor(
  { facts, mayCancel }: ListedRequest,
  whose: RequestsTableProps['whose'],
  { when }: Visit,
): Button[] {
  const isOwnActivation = whose === 'mine' && facts.request.action === 'selfActivate';
  if (isOwnActivation) return requestorButtons(facts, phaseOf(facts, when.now));
  return mayCancel ? [cancelButton(facts)] : [];
}
