import type { Database } from '../../../bot/compose/compose-database.js';
import type { ClaimedDelivery, Expansion } from '../../../bot/outbox/delivery.js';
import type { Schedule } from '../../../domain/assignment/schedule.js';
import type { ScheduleRequest } from '../../../domain/assignment/schedule-request.js';
import { activity } from '../../../domain/audit/activity.js';
import { requestId, scheduleId } from '../../../domain/ids.js';
import type { Provisioner } from '../../../domain/ports/directory.js';
import type { Store, Transaction } from '../../../domain/ports/store.js';
import { accessKey } from '../../../domain/role/role.js';
import { after, seconds } from '../../../domain/time.js';

type Queue = Database['queue'];
type Breaks = (database: Database) => Database;

/** How much too early access is taken out, in milliseconds. */
const early = 1_500;
/** Of the commands so many are forgotten. */
const forgotten = 0.2;

const inStore = (breaks: (store: Store, database: Database) => Store) => (database: Database) => ({
  ...database,
  store: breaks(database.store, database),
});
const inQueue = (breaks: (queue: Queue) => Partial<Queue>) => (database: Database) => ({
  ...database,
  queue: { ...database.queue, ...breaks(database.queue) },
});
const inDirectory =
  (breaks: (provisioner: Provisioner, database: Database) => Partial<Provisioner>) => (database: Database) => ({
    ...database,
    provisioners: database.provisioners.map((real) => ({ ...real, ...breaks(real, database) })),
  });
const inTransactions = (breaks: (tx: Transaction) => Transaction) =>
  inStore((store) => ({
    ...store,
    transaction: (work, command) => store.transaction((tx) => work(breaks(tx)), command),
  }));

const endsEarly = inDirectory((real, { clock }) => ({
  async grant(access, terms) {
    await real.grant(access, terms);
    const { endDateTime = clock.now() } = terms;
    const takeOut = () => void real.revoke(access, terms).catch(() => undefined);
    setTimeout(takeOut, endDateTime - early - clock.now());
  },
}));

const grantsUnasked: Breaks = inStore((store, { provisioners: [directory], clock }) => ({
  ...store,
  async transaction(work, command) {
    const waiting: ScheduleRequest[] = [];
    const outcome = await store.transaction((tx) => {
      const insert = async (request: ScheduleRequest) => {
        if (request.stages.length > 0) waiting.push(request);
        await tx.requests.insert(request);
      };
      return work({ ...tx, requests: { ...tx.requests, insert } });
    }, command);
    const terms = { endDateTime: after(clock.now(), seconds(5)), fence: 0 };
    for (const access of waiting) await directory?.grant(access, terms).catch(() => undefined);
    return outcome;
  },
}));

const dropsRemovals = inDirectory((real) => {
  const dropped = new Set<string>();
  return {
    revoke: async (access) => void dropped.add(accessKey(access)),
    read: async (access) => (dropped.has(accessKey(access)) ? undefined : real.read(access)),
  };
});

const forgetsRequests: Breaks = inStore((store) => ({
  ...store,
  async transaction<T>(work: (tx: Transaction) => Promise<T>, command?: Parameters<Store['transaction']>[1]) {
    if (!command || Math.random() > forgotten) return store.transaction(work, command);
    const undone: { outcome?: Promise<T> } = {};
    const failing = async (tx: Transaction): Promise<T> => {
      undone.outcome = work(tx);
      await undone.outcome;
      throw undone;
    };
    return store.transaction(failing, command).catch((fault: unknown) => {
      if (fault !== undone || !undone.outcome) throw fault;
      return undone.outcome;
    });
  },
}));

const carriesOutTwice = inTransactions((tx) => ({
  ...tx,
  requests: {
    ...tx.requests,
    async insert(request) {
      await tx.requests.insert(request);
      await tx.requests.insert({ ...request, id: requestId(`${request.id}-twin`), status: 'Canceled' });
    },
  },
}));

const grantsTwice = inTransactions((tx) => {
  const twinOf = (schedule: Schedule) => ({ ...schedule, id: scheduleId(`${schedule.id}-twin`) });
  return {
    ...tx,
    schedules: { ...tx.schedules, insert: (...added) => tx.schedules.insert(...added, ...added.map(twinOf)) },
  };
});

const losesRecords = inTransactions((tx) => ({
  ...tx,
  audit: {
    ...tx.audit,
    append: (...events) =>
      tx.audit.append(...events.filter(({ activity: what }) => what !== activity.deactivationCompleted)),
  },
}));

const losesWork = inTransactions((tx) => ({
  ...tx,
  outbox: { append: (...events) => tx.outbox.append(...events.filter(({ type }) => type !== 'access.ended')) },
}));

const waitsForEver = inTransactions((tx) => ({ ...tx, requests: { ...tx.requests, due: async () => [] } }));

/** Every change of a message becomes a post of a message that is said not to be there yet. */
const postsTwice = inQueue((queue) => {
  const claims = new Map<ClaimedDelivery, ClaimedDelivery>();
  return {
    async claim(lane, now) {
      const claimed = await queue.claim(lane, now);
      if (!claimed?.ref) return claimed;
      const forged = { ...claimed, ref: undefined, fence: 1, attempts: 0, isInDoubt: false };
      claims.set(forged, claimed);
      return forged;
    },
    done: (claimed, now, outcome) => queue.done(claims.get(claimed) ?? claimed, now, outcome),
    failed: (claimed, ...rest) => queue.failed(claims.get(claimed) ?? claimed, ...rest),
  };
});

const showsOldCards = inQueue((queue) => ({
  async claim(lane, now) {
    for (;;) {
      const claimed = await queue.claim(lane, now);
      if (claimed?.effect.kind !== 'card' || !claimed.ref) return claimed;
      await queue.done(claimed, now, {});
    }
  },
}));

const losesNotes = inQueue((queue) => {
  const withoutNotes = ({ event, deliveries }: Expansion) => {
    return { event, deliveries: deliveries.filter(({ effect }) => effect.kind !== 'note') };
  };
  return { expand: (expansions, now) => queue.expand(expansions.map(withoutNotes), now) };
});

/** Ways to break the product on purpose: each with the row of the table that has to see it. */
export const sabotages = {
  'ends early': { breaks: endsEarly, seenAs: 'ended early' },
  'grants unasked': { breaks: grantsUnasked, seenAs: 'grants without a decision' },
  'drops removals': { breaks: dropsRemovals, seenAs: 'access past its end once healthy' },
  'forgets requests': { breaks: forgetsRequests, seenAs: 'requests acknowledged and lost' },
  'carries out twice': { breaks: carriesOutTwice, seenAs: 'requests carried out twice' },
  'grants twice': { breaks: grantsTwice, seenAs: 'double grants' },
  'waits for ever': { breaks: waitsForEver, seenAs: 'requests without an end' },
  'loses work': { breaks: losesWork, seenAs: 'left undone' },
  'loses records': { breaks: losesRecords, seenAs: 'records not whole' },
  'posts twice': { breaks: postsTwice, seenAs: 'messages doubled' },
  'shows old cards': { breaks: showsOldCards, seenAs: 'cards that tell an old story' },
  'loses notes': { breaks: losesNotes, seenAs: 'messages missing' },
} satisfies Record<string, { breaks: Breaks; seenAs: string }>;

export type Sabotage = keyof typeof sabotages;
