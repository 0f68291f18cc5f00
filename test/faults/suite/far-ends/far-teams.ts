import { principal } from '../../../support/builders.js';
import { fakeTeamsConnector, OUTBOUND_TOKEN } from '../../../support/platforms/fake-teams-connector.js';
import { fakeTeamsTokens } from '../../../support/platforms/fake-teams-tokens.js';
import { inTeams } from '../people.js';
import type { Chance } from '../random.js';
import { type Answered, type Asked, startFarEnd } from './far-end.js';
import type { Offer } from './far-slack.js';

type Json = Record<string, unknown>;

export type FarTeams = Awaited<ReturnType<typeof startFarTeams>>;

const tenantId = '11111111-2222-4333-8444-555555555555';
const appId = '99999999-8888-4777-8666-555555555555';
const adminChannel = '19:admins@thread.tacv2';

/** The chat of somebody with Latchkey. */
const conversationOf = (name: string) => `a:1-${principal(name)}`;

/**
 * Teams behind a listener that misbehaves when told to: a connector that keeps the documented rules, and what people
 * send. What the product answers to a message in its own call is kept here, and what its cards let people decide.
 * `target` is the address of some process of the product.
 */
export async function startFarTeams(chance: Chance, target: () => string) {
  const connector = await fakeTeamsConnector();
  const nameOf = new Map(inTeams.map((name) => [conversationOf(name), name]));
  const told = new Map<string, string[]>();
  const done = new Set<string>();
  const direct = new Set<string>();
  const offers: Offer[] = [];

  async function answer({ method, path, body, headers }: Asked): Promise<Answered> {
    const { authorization = '' } = headers;
    const response = await fetch(new URL(path, connector.serviceUrl), {
      method,
      headers: { authorization, 'content-type': 'application/json' },
      body,
    });
    const answered: { id?: string } = await response.json();
    if (method === 'POST' && response.ok) keep(path, JSON.parse(body), String(answered.id));
    return { status: response.status, body: answered };
  }

  function keep(path: string, message: Json, id: string): void {
    const [, conversation = '', repliesTo = ''] = /\/conversations\/([^/]+)\/activities\/?(.*)$/.exec(path) ?? [];
    const to = nameOf.get(decodeURIComponent(conversation));
    // What the product says of its own accord names an activity too, which is none of anybody's.
    if (done.has(repliesTo)) {
      direct.add(id);
      tell(repliesTo, JSON.stringify(message));
    }
    if (to !== undefined) offers.push(...actionsIn(message).map((action) => ({ to, action })));
  }

  const tell = (activityId: string, words: string) =>
    void told.set(activityId, [...(told.get(activityId) ?? []), words]);

  const end = await startFarEnd(chance, { answer });
  const serviceUrl = `${end.url}/teams/`;
  const tokens = await fakeTeamsTokens({ appId, serviceUrl });
  connector.publish(tokens.keys);
  const token = await tokens.good();

  return {
    ...end,
    adminChannel,
    /** What the product's settings name. */
    settings: {
      TEAMS_APP_ID: appId,
      TEAMS_APP_PASSWORD: 'a password nobody asks for',
      TEAMS_TENANT_ID: tenantId,
      TEAMS_ADMIN_CHANNEL: adminChannel,
    },
    standIn: {
      serviceUrls: [serviceUrl],
      standIn: { openIdMetadata: connector.openIdMetadata, outboundToken: OUTBOUND_TOKEN },
    },
    /** Where somebody is written to, as the product keeps it. */
    addressOf: (name: string) => ({ conversationId: conversationOf(name), serviceUrl }),
    /** What was said in answer to an activity, in the call that brought it or while that was under way. */
    told: (activityId: string): readonly string[] => told.get(activityId) ?? [],
    tell,
    /** What stands in all conversations, but for what was answered directly. */
    messages: () => connector.messages.filter(({ id }) => !direct.has(id)),
    /** Decisions that cards have offered since this was asked last. */
    takeOffers: (): Offer[] => offers.splice(0),
    /** Delivers what somebody does, signed. `over`: what kind of activity it is. Status 0: nobody answered in time. */
    async deliver(who: string, id: string, over: Json): Promise<{ status: number; body: unknown }> {
      done.add(id);
      const aadObjectId = principal(who);
      const activity = {
        id,
        timestamp: new Date().toISOString(),
        channelId: 'msteams',
        serviceUrl,
        from: { id: `29:${aadObjectId}`, name: who, aadObjectId },
        recipient: { id: `28:${appId}`, name: 'Latchkey' },
        conversation: { conversationType: 'personal', tenantId, id: conversationOf(who) },
        channelData: { tenant: { id: tenantId } },
        ...over,
      };
      return post(`${target()}/api/messages`, token, activity);
    },
    async close() {
      await end.close();
      await connector.stop();
    },
  };
}

/** Teams waits this long for an answer, in milliseconds. */
const timeout = 15_000;

async function post(address: string, token: string, activity: Json): Promise<{ status: number; body: unknown }> {
  try {
    const response = await fetch(address, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json; charset=utf-8' },
      body: JSON.stringify(activity),
      signal: AbortSignal.timeout(timeout),
    });
    const text = await response.text();
    return { status: response.status, body: text ? JSON.parse(text) : undefined };
  } catch {
    return { status: 0, body: undefined };
  }
}

/** The payloads of every button that decides, wherever it stands. */
function actionsIn(part: unknown): Json[] {
  if (Array.isArray(part)) return part.flatMap(actionsIn);
  if (typeof part !== 'object' || part === null) return [];
  const { type, data, ...rest } = part as { type?: string; data?: { action?: Json } };
  const action = type === 'Action.Execute' ? data?.action : undefined;
  return action?.do === 'review' ? [action] : Object.values(rest).flatMap(actionsIn);
}
