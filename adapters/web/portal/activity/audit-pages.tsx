import type { AuditAsk, AuditPage } from '../../../../bot/portal/audit-reads.js';
import type { AuditFacts } from '../../../../cards/audit/audit-record.js';
import { auditReason, auditWords, readable } from '../../../../cards/audit/audit-words.js';
import { roleQuery } from '../../../../cards/platform/portal-page.js';
import { differencesOf } from '../../../../cards/words/difference.js';
import { ChoiceFilter, DayFilter, Filters, TextFilter } from '../filters.js';
import { Moment } from '../moment.js';
import { type Column, Table } from '../table.js';
import type { Visit } from '../visit.js';
import type { categories } from './audit-address.js';

const anyOf = (titles: Record<string, string>) => [['', 'Any'] as const, ...Object.entries(titles)];
const times = [
  ['', 'Any time'],
  ['1', 'The last day'],
  ['7', 'The last 7 days'],
  ['30', 'The last 30 days'],
  ['365', 'The last year'],
] as const;
const areas: Record<(typeof categories)[number], string> = {
  RoleManagement: 'Directory roles',
  ResourceManagement: 'Azure roles',
  GroupManagement: 'Groups',
  PolicyManagement: 'Policies',
  Authentication: 'Signing in',
};

/** What narrows the audit log down. */
export const AuditFilters = ({ action, ask, kept }: { action: string; ask: AuditAsk; kept: string }) => (
  <Filters action={action} kept={kept}>
    <TextFilter name="activity" label="What happened" value={ask.activity} placeholder="Part of an activity" />
    {!ask.role && <TextFilter name="called" label="Role" value={ask.called} placeholder="Part of its name" />}
    <TextFilter name="by" label="Done by" value={ask.by} placeholder="A name" />
    <TextFilter name="about" label="About" value={ask.about} placeholder="A name" />
    <ChoiceFilter name="category" label="Area" value={ask.category ?? ''} choices={anyOf(areas)} />
    <ChoiceFilter
      name="result"
      label="Result"
      value={ask.result ?? ''}
      choices={anyOf({ success: 'Done', failure: 'Refused or failed' })}
    />
    <ChoiceFilter name="days" label="Since" value={ask.days} choices={times} />
    <DayFilter name="since" label="From day" value={ask.from} />
    <DayFilter name="to" label="To day" value={ask.to} />
  </Filters>
);

/** Entries of the audit log, each with a link to all of it. */
export function AuditTable({ visit, page, caption }: { visit: Visit; page: AuditPage; caption: string }) {
  const columns: Column<AuditFacts>[] = [
    {
      title: 'What happened',
      cell: (facts) => <a href={`/audit/${encodeURIComponent(facts.entry.id)}`}>{auditWords(facts)}</a>,
    },
    { title: 'Role', cell: ({ roleName, scopeName }) => [roleName, scopeName].filter(Boolean).join(' on ') },
    { title: 'About', cell: ({ subject }) => subject && nameOf(subject) },
    { title: 'Result', cell: ({ entry }) => <Outcome result={entry.result} /> },
    { title: 'Reason', cell: (facts) => <span class="said">{auditReason(facts)}</span> },
    { title: 'When', cell: ({ entry }) => <Moment at={entry.at} when={visit.when} /> },
  ];
  return <Table caption={caption} columns={columns} rows={page.facts} none="Nothing on record fits." />;
}

const Outcome = ({ result }: { result: string }) => (result === 'success' ? <>Done</> : <strong>Not done</strong>);

/** The ways to have what is shown here as a file. `path`: the page's own. */
export function DownloadLinks({ path, here }: { path: string; here: string }) {
  const query = new URLSearchParams(here.split('?', 2)[1]);
  query.delete('after');
  const to = (form: string) => `${path}/download?${new URLSearchParams([...query, ['form', form]])}`;
  return (
    <p class="buttons">
      <a class="button" data-style="default" href={to('csv')} download>
        Download as CSV
      </a>
      <a class="button" data-style="default" href={to('jsonl')} download>
        Download as JSON Lines
      </a>
    </p>
  );
}

/** Everything about one entry. `isMine`: it is shown as one's own, so all that belongs to it is looked for there. */
export function AuditEntry({ visit, facts }: { visit: Visit; facts: AuditFacts }) {
  const { entry, actor, subject, roleName, scopeName } = facts;
  const isOwn = [actor?.id, subject?.id].includes(visit.actor);
  const thread = new URLSearchParams({ thread: entry.correlationId });
  const changes = differencesOf(entry.before, entry.after);
  return (
    <>
      <dl class="facts">
        <Fact title="When">
          <Moment at={entry.at} when={visit.when} />
        </Fact>
        <Fact title="Activity">{entry.activity}</Fact>
        <Fact title="Result">
          <Outcome result={entry.result} />
        </Fact>
        <Fact title="Reason">{auditReason(facts)}</Fact>
        <Fact title="Done by">{actor ? nameOf(actor) : 'Latchkey'}</Fact>
        <Fact title="About">{subject && nameOf(subject)}</Fact>
        <Fact title="Role">
          {entry.role && (
            <a href={`/role?${roleQuery(entry.role)}`}>{[roleName, scopeName].filter(Boolean).join(' on ')}</a>
          )}
        </Fact>
        <Fact title="Request">
          {entry.requestId && <a href={`/requests/${encodeURIComponent(entry.requestId)}`}>{entry.requestId}</a>}
        </Fact>
        <Fact title="Came by">{[entry.via, entry.address].filter(Boolean).join(', from ')}</Fact>
        <Fact title="Belongs to">
          <a href={`/audit?${thread}`}>{entry.correlationId}</a>
          {isOwn && (
            <>
              {' '}
              (<a href={`/my-audit?${thread}`}>what of it concerns you</a>)
            </>
          )}
        </Fact>
        <Fact title="Number">{entry.id}</Fact>
      </dl>
      <h2>What changed</h2>
      <Table
        caption="Before and after"
        columns={[
          { title: 'What', cell: ({ path }) => path },
          { title: 'Before', cell: (each) => <del>{readable(each, each.before, visit.when)}</del> },
          { title: 'After', cell: (each) => <ins>{readable(each, each.after, visit.when)}</ins> },
        ]}
        rows={changes}
        none="It says of nothing how it was before and after."
      />
    </>
  );
}

const nameOf = ({ displayName, userPrincipalName, id }: NonNullable<AuditFacts['actor']>) =>
  displayName === undefined ? `${id} (has left)` : [displayName, userPrincipalName].filter(Boolean).join(', ');

const Fact = ({ title, children }: { title: string; children?: unknown }) =>
  children === undefined || children === '' || children === null ? null : (
    <div>
      <dt>{title}</dt>
      <dd>{children as string}</dd>
    </div>
  );
