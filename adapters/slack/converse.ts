import type { HandleTurn, Reply } from '../../bot/turns/turn.js';
import { correlationId } from '../../domain/ids.js';
import type { RateLimits } from '../../domain/ports/rate-limits.js';
import { AdapterError, type Ids, type Log } from '../../domain/ports/system.js';
import type { Duration } from '../../domain/time.js';
import type { Inbound } from './inbound.js';
import { inviteToLink, type LinkFor } from './link-invitation.js';
import type { People } from './people.js';
import { senderRefusalText } from './sender-refusal.js';

/** Work that outlives the delivery it came from; an orderly stop waits for it. */
export type Background = {
  /** Lets this go on on its own; its failure is logged. */
  run(work: Promise<unknown>): void;
  /** Resolves when everything under way has ended, well or badly, or when `limit` is over. */
  ended(limit: Duration): Promise<void>;
};

/** Keeps track of what goes on on its own. */
export function background(log: Log): Background {
  const underWay = new Set<Promise<unknown>>();
  return {
    run(work) {
      const tracked = work
        .catch((error: unknown) => log.error('slack.background-failed', { err: error }))
        .finally(() => underWay.delete(tracked));
      underWay.add(tracked);
    },
    async ended(limit) {
      const allEnded = async () => {
        while (underWay.size > 0) await Promise.all(underWay);
      };
      await within(limit, allEnded()).catch(() =>
        log.warn('slack.stopped-with-work-under-way', { count: underWay.size }),
      );
    },
  };
}

/**
 * Resolves who speaks, hands the turn over and waits for the reply, which means that everything is stored.
 * Rejects (AdapterError `timeout` after `answerWithin`, or whatever the handler threw) when that is not known: the
 * caller must not tell Slack "ok" then. The turn may still end later; its command id makes a repeat harmless.
 */
export function converser(deps: {
  people: People;
  handle: HandleTurn;
  ids: Ids;
  log: Log;
  linkFor?: LinkFor | undefined;
  limits?: RateLimits | undefined;
  answerWithin: Duration;
  inBackground: Background;
}): (inbound: Inbound) => Promise<Reply> {
  const { people, handle, ids, log, answerWithin, inBackground } = deps;

  async function answer({ commandId, sender, input }: Inbound): Promise<Reply> {
    const correlation = correlationId(ids.next());
    const who = await people.whoSpeaks(sender);
    if (!who.ok) {
      log.warn('slack.speaker-refused', { ...sender, code: who.refusal.code, commandId, correlationId: correlation });
      // Presses are made on messages that others may read too.
      if (who.refusal.code === 'NOT_LINKED') return inviteToLink(deps, who.refusal.account, input.kind === 'text');
      const text = senderRefusalText[who.refusal.code];
      return text ? { kind: 'said', text } : { kind: 'delivered' };
    }
    const { principalId: actor, timeZone } = who.value;
    // Before anything is counted: no more of it than a debugger wants.
    log.debug('slack.turn', { commandId, correlationId: correlation, input: input.kind });
    const said = input.kind === 'text' ? { ...input, text: await people.nameMentions(input.text) } : input;
    return handle({ commandId, correlationId: correlation, surface: 'slack', actor, timeZone, input: said });
  }

  return (inbound) => {
    const answered = answer(inbound);
    // Handled here for the stop that waits for it; the caller hears of a failure too.
    inBackground.run(answered.then(undefined, () => undefined));
    return within(answerWithin, answered);
  };
}

function within<T>(limit: Duration, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new AdapterError('timeout', 'Slack’s delivery was not done in time')), limit);
  });
  return Promise.race([work, tooLate]).finally(() => clearTimeout(timer));
}
