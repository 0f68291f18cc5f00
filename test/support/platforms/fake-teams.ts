import { fakeTeamsConnector, type Json, type Message, OUTBOUND_TOKEN } from './fake-teams-connector.js';
import { fakeTeamsTokens } from './fake-teams-tokens.js';

export type TeamsUser = { aadObjectId: string; name: string; timeZone?: string };
type InvokeAnswer = { status: number; body: { statusCode: number; type: string; value: unknown } };

type Options = { users: readonly TeamsUser[]; tenantId: string; appId: string; target: () => string };

/**
 * Microsoft Teams on loopback: people who write to the bot and press its buttons, by signed activities, and the
 * connector that the bot answers to. `target` is the address of the bot's `/api/messages`.
 */
export async function startFakeTeams({ users, tenantId, appId, target }: Options) {
  const connector = await fakeTeamsConnector();
  const { serviceUrl, openIdMetadata, tokenUrl, messages } = connector;
  const tokens = await fakeTeamsTokens({ appId, serviceUrl });
  connector.publish(tokens.keys);
  let sent = 0;

  const activity = (user: TeamsUser, over: Json): Json => ({
    id: `16000000${String(++sent).padStart(5, '0')}`,
    timestamp: new Date().toISOString(),
    channelId: 'msteams',
    serviceUrl,
    from: { id: `29:${user.aadObjectId}`, name: user.name, aadObjectId: user.aadObjectId },
    recipient: { id: `28:${appId}`, name: 'Latchkey' },
    conversation: { conversationType: 'personal', tenantId, id: conversationOf(user) },
    channelData: { tenant: { id: tenantId } },
    ...(user.timeZone ? { localTimezone: user.timeZone } : {}),
    ...over,
  });
  /** Delivers a body as it is. Without `token`, one that holds; with `''`, none at all. */
  const deliver = async (body: unknown, token?: string) => {
    const authorization = `Bearer ${token ?? (await tokens.good())}`;
    const response = await fetch(target(), {
      method: 'POST',
      headers: { 'content-type': 'application/json; charset=utf-8', ...(token === '' ? {} : { authorization }) },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });
    const text = await response.text();
    return { status: response.status, body: text ? JSON.parse(text) : undefined };
  };
  /** Presses the button with this title on a card, as the client does: with every input's value beside its data. */
  const press = async (user: TeamsUser, message: Message, title: string, inputs: Record<string, string> = {}) => {
    const card = cardOf(message);
    const button = partsOf(card).find((part) => part.type === 'Action.Execute' && part.title === title);
    if (!button) throw new Error(`No button "${title}" on ${JSON.stringify(card)}`);
    const values = Object.fromEntries(
      partsOf(card).flatMap((part) => (isInput(part) ? [[part.id, part.value ?? '']] : [])),
    );
    const isBlind = button.associatedInputs === 'none';
    const data = { ...(button.data as Json), ...(isBlind ? {} : { ...values, ...inputs }) };
    const answer = await deliver(invoke(user, message, { type: 'Action.Execute', verb: button.verb, title, data }));
    const shown = answer.body as InvokeAnswer['body'] | undefined;
    if (shown?.type === 'application/vnd.microsoft.card.adaptive')
      message.activity = { ...message.activity, attachments: [{ contentType: shown.type, content: shown.value }] };
    return answer as InvokeAnswer;
  };
  const invoke = (user: TeamsUser, message: { id: string }, action: unknown): Json =>
    activity(user, {
      type: 'invoke',
      name: 'adaptiveCard/action',
      replyToId: message.id,
      value: { action, trigger: 'manual' },
    });
  return {
    ...connector,
    users,
    tokens,
    activity,
    deliver,
    invoke,
    press,
    /** What the bot's settings need to take this for Teams. */
    config: {
      mode: 'authenticated' as const,
      appId,
      appPassword: 'a password nobody asks for',
      appType: 'SingleTenant' as const,
      tenantId,
      serviceUrls: [serviceUrl],
      standIn: { openIdMetadata, outboundToken: OUTBOUND_TOKEN, tokenUrl },
    },
    message: (user: TeamsUser, text: string, over: Json = {}) => activity(user, { type: 'message', text, ...over }),
    sendMessage: (user: TeamsUser, text: string) => deliver(activity(user, { type: 'message', text })),
    install: (user: TeamsUser, action = 'add') => deliver(activity(user, { type: 'installationUpdate', action })),
    block: (user: TeamsUser) => connector.blocked.add(conversationOf(user)),
    /** What a person sees in their chat with the bot, oldest first. */
    inbox: (user: TeamsUser) => messages.filter((each) => each.conversationId === conversationOf(user)),
    /** The threads in a channel, oldest first. */
    channel: (id: string) => messages.filter((each) => each.conversationId.startsWith(`${id};`)),
    /** Resolves with what `look` finds, as soon as the bot's posts and changes let it find something. */
    until: <T>(look: () => T | undefined): Promise<T> =>
      new Promise((resolve) => {
        const watcher = () => {
          const found = look();
          if (found === undefined) return;
          connector.watchers.delete(watcher);
          resolve(found);
        };
        connector.watchers.add(watcher);
        watcher();
      }),
  };
}

/** A person's own chat with the bot. */
export const conversationOf = ({ aadObjectId }: TeamsUser) => `a:1-${aadObjectId}`;

/** The card of a message. */
export function cardOf({ activity }: Message): Json {
  const [attachment] = (activity.attachments ?? []) as { content: Json }[];
  if (!attachment) throw new Error('This message has no card');
  return attachment.content;
}

/** Every string that is shown on a card or in a message, to look for words in. */
export const textOf = ({ activity }: Message): string => JSON.stringify([activity.text, activity.attachments]);

const isInput = (part: Json) => typeof part.type === 'string' && part.type.startsWith('Input.');

/** Every object in a card, the card itself first. */
export function partsOf(value: unknown): Json[] {
  if (Array.isArray(value)) return value.flatMap(partsOf);
  if (typeof value !== 'object' || value === null) return [];
  return [value as Json, ...Object.values(value).flatMap(partsOf)];
}
