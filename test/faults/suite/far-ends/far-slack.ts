import { type FakeSlack, startFakeSlack } from '../../../support/platforms/fake-slack.js';
import { inSlack, mailOf } from '../people.js';
import type { Chance } from '../random.js';
import { type Answered, type Asked, startFarEnd } from './far-end.js';

type Json = Record<string, unknown>;
/** What a button of a message does, as its payload, and to whose conversation it was sent. */
export type Offer = { to: string; action: Json };

export type FarSlack = Awaited<ReturnType<typeof startFarSlack>>;

/**
 * Slack behind a listener that misbehaves when told to. What the product tells people by response URLs is kept here,
 * under the name of each; and what the cards sent to people let them decide.
 */
export async function startFarSlack(chance: Chance, target: () => string) {
  const users = inSlack.map((name) => ({ name, email: mailOf(name) }));
  const fake = await startFakeSlack({ users, target });
  const channels = await channelsOf(fake);
  const nameOf = new Map([...channels].map(([name, channel]) => [channel, name]));
  const told = new Map<string, string[]>();
  const offers: Offer[] = [];

  async function answer({ path, body, headers }: Asked): Promise<Answered> {
    if (path.startsWith(responses)) {
      const name = path.slice(responses.length);
      told.set(name, [...(told.get(name) ?? []), body]);
      return { status: 200, body: { ok: true } };
    }
    const response = await fetch(`${fake.apiUrl}${path.replace('/api/', '')}`, {
      method: 'POST',
      headers: { authorization: String(headers.authorization), 'content-type': String(headers['content-type']) },
      body,
    });
    if (path === '/api/chat.postMessage') keepOffers(new URLSearchParams(body));
    return { status: response.status, body: await response.json() };
  }

  function keepOffers(message: URLSearchParams): void {
    const to = nameOf.get(message.get('channel') ?? '');
    if (to === undefined) return;
    const actions = buttonsIn(JSON.parse(message.get('blocks') ?? '[]'));
    offers.push(...actions.filter(({ do: does }) => does === 'review').map((action) => ({ to, action })));
  }

  const spares = ({ path }: Asked) => path.startsWith(responses) || path === '/api/auth.test';
  const end = await startFarEnd(chance, { answer, spares });
  return {
    ...end,
    fake,
    channels,
    /** What was said under a name of `responseUrl`. */
    told: (name: string): readonly string[] => told.get(name) ?? [],
    responseUrl: (name: string) => `${end.url}${responses}${name}`,
    /** Decisions that cards have offered since this was asked last. */
    takeOffers: (): Offer[] => offers.splice(0),
    async close() {
      await end.close();
      await fake.close();
    },
  };
}

const responses = '/response/';

async function channelsOf({ apiUrl, botToken, userId }: FakeSlack): Promise<Map<string, string>> {
  const open = async (name: string) => {
    const { channel } = await callSlack({ apiUrl, botToken }, 'conversations.open', { users: userId(name) });
    return [name, (channel as { id: string }).id] as const;
  };
  return new Map(await Promise.all(inSlack.map(open)));
}

/** Calls Slack itself, past every mischief. */
export async function callSlack(
  { apiUrl, botToken }: Pick<FakeSlack, 'apiUrl' | 'botToken'>,
  method: string,
  body: Record<string, string>,
): Promise<Json> {
  const headers = { authorization: `Bearer ${botToken}` };
  const response = await fetch(`${apiUrl}${method}`, { method: 'POST', headers, body: new URLSearchParams(body) });
  return (await response.json()) as Json;
}

/** The payloads of every button, wherever it stands. */
function buttonsIn(part: unknown): Json[] {
  if (Array.isArray(part)) return part.flatMap(buttonsIn);
  if (typeof part !== 'object' || part === null) return [];
  const { type, value, ...rest } = part as Json;
  if (type === 'button' && typeof value === 'string') return [JSON.parse(value)];
  return Object.values(rest).flatMap(buttonsIn);
}
