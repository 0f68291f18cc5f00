import { mongo } from 'mongoose';
import type { Database } from '../../../bot/compose/compose-database.js';
import { type ClaimedDelivery, priority } from '../../../bot/outbox/delivery.js';
import { activity, activityOfAction } from '../../../domain/audit/activity.js';
import type { AuditEvent } from '../../../domain/audit/audit-event.js';
import type { DomainEvent } from '../../../domain/domain-event.js';
import type { Provisioner } from '../../../domain/ports/directory.js';
import type { Store } from '../../../domain/ports/store.js';
import { accessKey } from '../../../domain/role/role.js';

/** What is stored in one transaction. */
const changes = [
  ...(['activation', 'approval', 'denial', 'time-out', 'cancellation', 'give-back', 'taking', 'expiry'] as const),
  ...(['arrival', 'departure'] as const),
] as const;
const courses = ['grant', 'removal'] as const;
const platforms = ['slack', 'teams'] as const;

/**
 * Every I/O step of activating, approving, expiring and revoking. Each is the moment after that happened, or the one
 * before for those in -ing; `written` is all of a change and not yet its commit.
 */
export const steps = [
  ...changes.flatMap((change) => [`${change} written`, `${change} stored`] as const),
  ...(['answer queued', 'events half expanded', 'events expanded'] as const),
  ...courses.flatMap((course) => [`${course} claimed`, `${course} begun`, `${course} settled`] as const),
  ...(['reading', 'read', 'granting', 'granted', 'revoking', 'revoked', 'reading back', 'read back'] as const),
  ...platforms.flatMap((platform) => [`${platform} posting`, `${platform} posted`] as const),
  ...platforms.flatMap((platform) => [`${platform} changing`, `${platform} changed`] as const),
  ...(['card shown', 'note shown', 'delivery done', 'failure met', 'failure noted'] as const),
] as const;

export type Step = (typeof steps)[number];
type Change = (typeof changes)[number];
type OnStep = (step: Step) => void;

const changeOf = new Map<string, Change>([
  [activity.activationRequested, 'activation'],
  [activity.requestApproved, 'approval'],
  [activity.requestDenied, 'denial'],
  [activity.requestTimedOut, 'time-out'],
  [activity.requestCanceled, 'cancellation'],
  [activity.deactivationRequested, 'give-back'],
  [activity.activationRemoved, 'taking'],
  [activityOfAction.adminRemove.eligibility, 'taking'],
  [activity.activationExpired, 'expiry'],
  [activity.activationCompleted, 'arrival'],
  [activity.deactivationCompleted, 'departure'],
]);

/** The database as it is, and `reached` is called at each of its steps. One process has one such database. */
export function steppingDatabase(database: Database, reached: OnStep): Database {
  const { deleteMany } = mongo.Collection.prototype;
  mongo.Collection.prototype.deleteMany = function (...given) {
    if (this.collectionName === 'outbox') reached('events half expanded');
    return deleteMany.apply(this, given);
  };
  return {
    ...database,
    store: steppingStore(database.store, reached),
    queue: steppingQueue(database.queue, reached),
    provisioners: database.provisioners.map((provisioner) => steppingProvisioner(provisioner, reached)),
  };
}

/** A refusal changes nothing. */
const changesIn = (events: readonly AuditEvent[]): Change[] =>
  events.flatMap(({ activity: what, result }) => (result === 'success' ? (changeOf.get(what) ?? []) : []));

/** What a transaction is about shows in what it logs. */
const steppingStore = (store: Store, reached: OnStep): Store => ({
  ...store,
  async transaction(work, command) {
    let made = new Set<Change>();
    const outcome = await store.transaction(async (tx) => {
      made = new Set();
      const audit: typeof tx.audit = {
        ...tx.audit,
        async append(...events) {
          for (const change of changesIn(events)) made.add(change);
          await tx.audit.append(...events);
        },
      };
      const done = await work({ ...tx, audit });
      for (const change of made) reached(`${change} written`);
      return done;
    }, command);
    for (const change of made) reached(`${change} stored`);
    return outcome;
  },
});

/** Whether access is on its way in or out, where it is about access. */
function courseOf(events: readonly { event: DomainEvent }[]): 'grant' | 'removal' | undefined {
  const types = events.map(({ event }) => event.type);
  if (types.includes('access.due')) return 'grant';
  return types.includes('access.ended') ? 'removal' : undefined;
}

const courseOfDelivery = ({ effect, priority: urgency }: ClaimedDelivery) =>
  effect.kind === 'access' ? courses[urgency === priority.removal ? 1 : 0] : undefined;

const platformOf = ({ lane }: ClaimedDelivery) => platforms.find((platform) => platform === lane);

function steppingQueue(queue: Database['queue'], reached: OnStep): Database['queue'] {
  function begins(claimed: ClaimedDelivery): void {
    const course = courseOfDelivery(claimed);
    const platform = platformOf(claimed);
    if (course) reached(`${course} begun`);
    if (platform) reached(`${platform} ${claimed.ref ? 'changing' : 'posting'}`);
  }

  function ends(claimed: ClaimedDelivery): void {
    const course = courseOfDelivery(claimed);
    const platform = platformOf(claimed);
    const { kind } = claimed.effect;
    if (course) reached(`${course} settled`);
    if (platform) reached(`${platform} ${claimed.ref ? 'changed' : 'posted'}`);
    if (kind === 'card' || kind === 'note') reached(`${kind} shown`);
  }

  return {
    ...queue,
    async claimEvents(now, limit) {
      const claimed = await queue.claimEvents(now, limit);
      const course = courseOf(claimed);
      if (course) reached(`${course} claimed`);
      return claimed;
    },
    async expand(expansions, now) {
      await queue.expand(expansions, now);
      if (expansions.length > 0) reached('events expanded');
    },
    async enqueue(delivery, now) {
      await queue.enqueue(delivery, now);
      reached('answer queued');
    },
    async claim(lane, now) {
      const claimed = await queue.claim(lane, now);
      if (claimed) begins(claimed);
      return claimed;
    },
    async done(claimed, now, outcome) {
      ends(claimed);
      await queue.done(claimed, now, outcome);
      reached('delivery done');
    },
    async failed(...given) {
      reached('failure met');
      await queue.failed(...given);
      reached('failure noted');
    },
  };
}

/** A look at an access that was touched by the last call about it is the one that reads it back. */
function steppingProvisioner(provisioner: Provisioner, reached: OnStep): Provisioner {
  const touched = new Set<string>();
  return {
    ...provisioner,
    async read(access) {
      const isBack = touched.delete(accessKey(access));
      reached(isBack ? 'reading back' : 'reading');
      const found = await provisioner.read(access);
      reached(isBack ? 'read back' : 'read');
      return found;
    },
    async grant(access, terms) {
      reached('granting');
      await provisioner.grant(access, terms);
      touched.add(accessKey(access));
      reached('granted');
    },
    async revoke(access, terms) {
      reached('revoking');
      await provisioner.revoke(access, terms);
      touched.add(accessKey(access));
      reached('revoked');
    },
  };
}
