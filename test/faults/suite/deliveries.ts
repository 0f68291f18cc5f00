import { randomUUID } from 'node:crypto';
import type { Delivered, Kind } from '../../support/fake-slack-delivery.js';
import type { FarSlack } from './far-slack.js';
import type { Chance } from './random.js';

type Json = Record<string, unknown>;

/** One thing somebody did: which command it is to the product, and how its deliveries went. */
export type Said = {
  commandId: string;
  who: string;
  words: string;
  kind: Kind;
  /** When it was done, in milliseconds. */
  at: number;
  /** How often Slack was told "ok", and of these how often with the word that it was not stored. */
  okays: number;
  notStored(): number;
  /** When it was first acknowledged, in milliseconds. */
  takenAt?: number;
};

export type Deliveries = ReturnType<typeof deliveriesTo>;

const APP = 'A0LATCHKEY';
const BOT = 'U0LATCHKEY';
const notStored = /could not store/;
/** When Slack delivers an event again that was not acknowledged, shortened, in milliseconds. */
const retries = [200, 1_500, 4_000];
/** Of the deliveries, so many come twice at once, and so many come again later, after others. */
const shares = { atOnce: 0.1, later: 0.15 };

const pause = (milliseconds: number) => new Promise((wait) => setTimeout(wait, milliseconds));

/** Delivers what people do by signed HTTP, as Slack does: some of it twice, and some of it out of order. */
export function deliveriesTo({ fake, channels, responseUrl, told }: FarSlack, { between, chance }: Chance) {
  const all: Said[] = [];
  const late = new Set<Promise<unknown>>();

  function note(said: Said, { status, body }: Delivered): boolean {
    if (status !== 200) return false;
    said.okays += 1;
    said.takenAt ??= Date.now();
    if (notStored.test(JSON.stringify(body ?? ''))) {
      const before = said.notStored;
      said.notStored = () => before() + 1;
    }
    return true;
  }

  function inTheBackground(work: Promise<unknown>): void {
    const tracked = work.finally(() => late.delete(tracked));
    late.add(tracked);
  }

  async function again(said: Said, { redeliver }: Delivered): Promise<void> {
    await pause(between(100, 3_000));
    note(said, await redeliver());
  }

  /** Delivers it until it is acknowledged, as often as Slack would. True when it was. */
  async function deliver(said: Said, payload: Json): Promise<boolean> {
    all.push(said);
    if (chance(shares.atOnce)) inTheBackground(fake.deliver(said.kind, payload).then((twin) => note(said, twin)));
    let delivered = await fake.deliver(said.kind, payload);
    let isTaken = note(said, delivered);
    const waits = said.kind === 'events_api' ? retries : [];
    for (let retry = 1; retry <= waits.length && !isTaken; retry += 1) {
      await pause(waits[retry - 1] ?? 0);
      delivered = await delivered.redeliver(retry);
      isTaken = note(said, delivered);
    }
    if (chance(shares.later)) inTheBackground(again(said, delivered));
    return isTaken;
  }

  const saidBy = (who: string, words: string, kind: Kind, platformId: string): Said => ({
    commandId: `slack:${platformId}`,
    who,
    words,
    kind,
    at: Date.now(),
    okays: 0,
    notStored: () => told(platformId).filter((each) => notStored.test(each)).length,
  });

  return {
    /** Everything that anybody has done so far. */
    all,
    /** Writes to Latchkey directly. */
    message(who: string, text: string): Promise<boolean> {
      const id = `Ev${randomUUID()}`;
      const ts = String(Date.now() / 1000);
      const user = fake.userId(who);
      return deliver(saidBy(who, text, 'events_api', id), {
        type: 'event_callback',
        team_id: fake.teamId,
        api_app_id: APP,
        event_id: id,
        event_time: Math.floor(Date.now() / 1000),
        authorizations: [{ team_id: fake.teamId, enterprise_id: null, user_id: BOT, is_bot: true }],
        event: {
          type: 'message',
          channel: channels.get(who),
          channel_type: 'im',
          user,
          team: fake.teamId,
          text,
          ts,
          event_ts: ts,
        },
      });
    },
    /** Types `/pim` and a text. */
    command(who: string, text: string): Promise<boolean> {
      const id = randomUUID();
      return deliver(saidBy(who, text, 'slash_commands', id), {
        command: '/pim',
        text,
        user_id: fake.userId(who),
        user_name: who,
        team_id: fake.teamId,
        api_app_id: APP,
        channel_id: 'C000000001',
        channel_name: 'general',
        trigger_id: id,
        response_url: responseUrl(id),
      });
    },
    /** Presses a button with this payload. */
    press(who: string, action: Json): Promise<boolean> {
      const id = randomUUID();
      const channel = channels.get(who);
      const ts = String(Date.now() / 1000);
      return deliver(saidBy(who, JSON.stringify(action), 'interactive', id), {
        type: 'block_actions',
        user: { id: fake.userId(who), name: who, team_id: fake.teamId },
        team: { id: fake.teamId, domain: 'latchkey' },
        api_app_id: APP,
        channel: { id: channel, name: 'directmessage' },
        container: { type: 'message', message_ts: ts, channel_id: channel, is_ephemeral: false },
        message: { ts, text: '', blocks: [] },
        trigger_id: id,
        response_url: responseUrl(id),
        actions: [{ type: 'button', action_id: 'press', block_id: 'b', value: JSON.stringify(action), action_ts: ts }],
      });
    },
    /** Resolves when everything that comes late has come. */
    async ended(): Promise<void> {
      while (late.size > 0) await Promise.all(late);
    },
  };
}
