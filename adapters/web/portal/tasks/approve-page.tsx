import { tickValue } from '../../../../cards/approval/bulk-decision-form.js';
import { decisionButtons } from '../../../../cards/approval/decision-buttons.js';
import { extensionButtons } from '../../../../cards/approval/extension-card.js';
import type { RequestFacts } from '../../../../cards/request/request-facts.js';
import { askTitle } from '../../../../cards/request/request-row.js';
import { durationWords, sayAt } from '../../../../cards/request/request-words.js';
import { whoAsks, whoForCertain } from '../../../../cards/words/who.js';
import { stageInProgress } from '../../../../domain/assignment/schedule-request.js';
import { Moment } from '../moment.js';
import { Buttons, Press } from '../press.js';
import { type Column, Table } from '../table.js';
import type { Visit } from '../visit.js';
import { DecideTicked } from './decide-ticked.js';

/** What waits for somebody's decision: each on its own, or several ticked together. */
export function ApprovePage({ visit, waiting }: { visit: Visit; waiting: readonly RequestFacts[] }) {
  const together = waiting.filter((facts) => isDecidedHere(facts, visit));
  return (
    <>
      <Table
        caption="Waiting for your decision"
        columns={columnsOf(visit, together)}
        rows={waiting}
        none="Nothing waits for your decision."
      />
      {together.length > 1 && (
        <DecideTicked
          visit={visit}
          id="together"
          action={{ do: 'submit', form: 'decide several' }}
          title="Decide the ticked ones together"
          reason="Reason, told to each of them"
        />
      )}
    </>
  );
}

const buttonsFor = (facts: RequestFacts, { actor }: Visit) => {
  const stage = stageInProgress(facts.request);
  return stage ? decisionButtons(facts, stage, actor) : extensionButtons(facts, actor);
};

const isDecidedHere = (facts: RequestFacts, visit: Visit): boolean =>
  stageInProgress(facts.request) !== undefined && buttonsFor(facts, visit).length > 0;

function columnsOf(visit: Visit, together: readonly RequestFacts[]): Column<RequestFacts>[] {
  const { when } = visit;
  const say = sayAt(when, true);
  return [
    {
      title: 'Request',
      cell: (facts) => (
        <>
          {together.length > 1 && together.includes(facts) && (
            <input
              type="checkbox"
              form="together"
              name="f.requests"
              value={tickValue(facts.request)}
              aria-label={`Tick ${whoAsks(facts)}: ${askTitle(facts)}`}
            />
          )}
          <a href={`/requests/${encodeURIComponent(facts.request.id)}`}>
            {whoForCertain(facts)}: {askTitle(facts)}
          </a>
        </>
      ),
    },
    { title: 'For how long', cell: (facts) => durationWords(facts, say) },
    { title: 'Reason', cell: ({ request }) => <span class="said">{request.justification}</span> },
    { title: 'Ticket', cell: ({ request }) => request.ticketInfo.ticketNumber ?? '' },
    {
      title: 'Decide by',
      cell: ({ request }) => <Moment at={stageInProgress(request)?.timesOutAt} when={when} none="no limit" />,
    },
    {
      title: 'Decide',
      kind: 'actions',
      cell: (facts) => (
        <Buttons>
          {buttonsFor(facts, visit).map((button) => (
            <Press visit={visit} button={button} about={`${whoAsks(facts)}, ${askTitle(facts)}`} />
          ))}
        </Buttons>
      ),
    },
  ];
}
