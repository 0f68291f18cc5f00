import { activity } from '../../audit/activity.js';
import type { AccountChanged } from '../../domain-event.js';
import { type CorrelationId, correlationId, eventId, type PrincipalId } from '../../ids.js';
import type { Store } from '../../ports/store.js';
import type { Clock, Ids } from '../../ports/system.js';

/** Something that concerns who somebody is here, and no role: a sign-in, a linked account. */
export type AccessEntry = {
  activity:
    | 'signedIn'
    | 'identityProven'
    | 'passkeyAdded'
    | 'codeAppAdded'
    | 'proofRefused'
    | 'signedOut'
    | 'sessionsEnded'
    | 'requestRefused'
    | 'linkRequested'
    | 'accountLinked'
    | 'unlinkRequested'
    | 'accountUnlinked';
  result: 'success' | 'failure';
  /** How, or the code of the refusal. */
  resultReason: string;
  /** Whose doing it is; missing where nobody is known to stand behind it. */
  actor?: PrincipalId | undefined;
  /** The person it is about, where that is somebody else, or where there is no actor. */
  subject?: PrincipalId | undefined;
  after?: unknown;
  /** The network address it came from. */
  address?: string | undefined;
  correlationId?: CorrelationId | undefined;
};

/**
 * Puts one such entry in the audit log, and in the same transaction what its person is told of it, if anything. Throws
 * AdapterError where it cannot be stored: then the thing must not be done.
 */
export type RecordAccess = (entry: AccessEntry, told?: AccountChanged) => Promise<void>;

/** Makes the recorder of sign-ins and linked accounts, which come by the web alone. */
export const recordAccess =
  ({ store, clock, ids }: { store: Pick<Store, 'transaction'>; clock: Clock; ids: Ids }): RecordAccess =>
  ({ activity: name, actor, subject = actor, correlationId: thread = correlationId(ids.next()), ...entry }, told) =>
    store.transaction(async (tx) => {
      const at = clock.now();
      await tx.audit.append({
        ...entry,
        id: eventId(ids.next()),
        at,
        activity: activity[name],
        category: 'Authentication',
        actor: actor ? { kind: 'person', principalId: actor } : { kind: 'latchkey' },
        subject,
        via: 'web',
        correlationId: thread,
      });
      if (told) await tx.outbox.append({ ...told, id: eventId(ids.next()), at, correlationId: thread });
    });
