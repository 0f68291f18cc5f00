import type { Schedule } from '../../domain/assignment/schedule.js';
import type { ScheduleRequest } from '../../domain/assignment/schedule-request.js';
import type { AuditEvent } from '../../domain/audit/audit-event.js';
import type { DomainEvent } from '../../domain/domain-event.js';
import type { CommandId } from '../../domain/ids.js';
import type { Store, Transaction } from '../../domain/ports/store.js';

/** A document as it was and as one transaction has left it; `before` is undefined for a new one. */
export type Change<T> = { before: T | undefined; after: T };

/** What one committed transaction wrote. */
export type Entry = {
  command: CommandId | undefined;
  requests: Map<string, Change<ScheduleRequest>>;
  schedules: Map<string, Change<Schedule>>;
  /** Schedules that something new stands on: nothing of them changed but the version. */
  held: Map<string, Change<Schedule>>;
  policies: string[];
  guards: string[];
  audits: AuditEvent[];
  events: DomainEvent[];
};

type Known = { requests: Map<string, ScheduleRequest>; schedules: Map<string, Schedule> };
/** The same while it is under way: `from` is the version a document was changed from, undefined for a new one. */
type Written<T> = { from: number | undefined; after: T };
type Draft = Omit<Entry, 'requests' | 'schedules' | 'held'> & {
  requests: Map<string, Written<ScheduleRequest>>;
  schedules: Map<string, Written<Schedule>>;
  held: Map<string, Written<Schedule>>;
};

/**
 * The real store, with a journal of what each of its transactions committed: several of them can belong to one step,
 * and the rules are about each. Whatever reaches the database past it shows, since snapshots are compared with it.
 */
export function journaled(store: Store) {
  let known: Known = { requests: new Map(), schedules: new Map() };
  let drafts: Draft[] = [];
  return {
    store: {
      ...store,
      async transaction(work, command) {
        let draft: Draft | undefined;
        const outcome = await store.transaction((tx) => {
          draft = emptyDraft(command);
          return work(recording(tx, draft));
        }, command);
        if (draft) drafts.push(draft);
        return outcome;
      },
    } satisfies Store as Store,
    /** What was committed since the last time this was asked, in the order in which it was. */
    take(): Entry[] {
      const entries: Entry[] = [];
      while (drafts.length > 0) {
        // Answers of transactions that ran at once may come in another order than they were committed in.
        const next = drafts.find(
          ({ requests, schedules, held }) =>
            follows(requests, known.requests) && follows(new Map([...schedules, ...held]), known.schedules),
        );
        if (!next) throw new Error('the journal has a gap');
        drafts = drafts.filter((draft) => draft !== next);
        entries.push({
          ...next,
          requests: commit(next.requests, known.requests),
          schedules: commit(next.schedules, known.schedules),
          held: commit(next.held, known.schedules),
        });
      }
      return entries;
    },
    /** Begins again with these documents. */
    reset({ requests, schedules }: Known) {
      drafts = [];
      known = { requests: new Map(requests), schedules: new Map(schedules) };
    },
  };
}

type Versioned = { version: number };

const follows = <T extends Versioned>(written: Map<string, Written<T>>, known: Map<string, T>): boolean =>
  [...written].every(([id, { from }]) => known.get(id)?.version === from);

function commit<T>(written: Map<string, Written<T>>, known: Map<string, T>): Map<string, Change<T>> {
  return new Map(
    [...written].map(([id, { after }]) => {
      const before = known.get(id);
      known.set(id, after);
      return [id, { before, after }];
    }),
  );
}

const emptyDraft = (command: CommandId | undefined): Draft => ({
  command,
  requests: new Map(),
  schedules: new Map(),
  held: new Map(),
  policies: [],
  guards: [],
  audits: [],
  events: [],
});

function note<T extends Versioned & { id: string }>(written: Map<string, Written<T>>, after: T, from?: number) {
  const first = written.get(after.id);
  written.set(after.id, { from: first ? first.from : from, after });
}

const saved = <T extends Versioned>(document: T): T => ({ ...document, version: document.version + 1 });

function recording(tx: Transaction, entry: Draft): Transaction {
  return {
    ...tx,
    requests: {
      ...tx.requests,
      async insert(request) {
        await tx.requests.insert(request);
        note(entry.requests, request);
      },
      async save(...requests) {
        await tx.requests.save(...requests);
        for (const each of requests) note(entry.requests, saved(each), each.version);
      },
    },
    schedules: {
      ...tx.schedules,
      async insert(...schedules) {
        await tx.schedules.insert(...schedules);
        for (const each of schedules) note(entry.schedules, each);
      },
      async save(...schedules) {
        await tx.schedules.save(...schedules);
        for (const each of schedules) note(entry.schedules, saved(each), each.version);
      },
      async holdOn(id) {
        const schedule = await tx.schedules.get(id);
        await tx.schedules.holdOn(id);
        if (schedule) note(entry.schedules.has(id) ? entry.schedules : entry.held, saved(schedule), schedule.version);
      },
    },
    policies: {
      ...tx.policies,
      async save(key, changes, version) {
        await tx.policies.save(key, changes, version);
        entry.policies.push(key);
      },
    },
    guards: {
      async change(key) {
        await tx.guards.change(key);
        entry.guards.push(key);
      },
    },
    audit: {
      ...tx.audit,
      async append(...events) {
        await tx.audit.append(...events);
        entry.audits.push(...events);
      },
    },
    outbox: {
      async append(...events) {
        await tx.outbox.append(...events);
        entry.events.push(...events);
      },
    },
  };
}
