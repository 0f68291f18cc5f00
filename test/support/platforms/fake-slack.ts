import { randomUUID } from 'node:crypto';
import { slackManifest } from '../../../bot/platform-packages/slack-manifest.js';
import { blockKitFaults } from './block-kit-limits.js';
import { APP_TOKEN, BOT, type FakeUser, startFakeSlackApi, TEAM, tokenOf, viewFault } from './fake-slack-api.js';
import { type Delivered, httpDelivery, type Kind, socketDelivery } from './fake-slack-delivery.js';

export type { FakeUser, Fault as SlackFault } from './fake-slack-api.js';
export type { Delivered } from './fake-slack-delivery.js';

type Json = Record<string, unknown>;
type Element = Json & { type: string; action_id: string; text?: { text: string }; value?: string };
type Block = Json & { type: string; block_id?: string; elements?: Element[]; element?: Element; accessory?: Element };

/** A message as a person sees it. `shown` is every text on it, `buttons` the titles that can be pressed. */
export type SlackMessage = {
  ts: string;
  channel: string;
  text: string;
  blocks: Block[];
  metadata?: { event_payload?: { key?: string } };
  shown: string;
  buttons: string[];
};
export type SlackModal = { id: string; hash: string; blocks: Block[]; title: { text: string }; shown: string };

export type FakeSlack = Awaited<ReturnType<typeof startFakeSlack>>;

/**
 * A Slack workspace with these members and Latchkey installed, to be driven by hand. People are called by their
 * names here. `target` is the product's address: deliveries go there by signed HTTP, unless the product has opened
 * a socket. `now` (milliseconds) signs; it must agree with the product's clock.
 */
export async function startFakeSlack(options: {
  users: readonly FakeUser[];
  signingSecret?: string;
  target?: () => string;
  now?: () => number;
}) {
  const { users, signingSecret = 'shhh', now = Date.now } = options;
  const modals = new Map<string, SlackModal>();
  const triggers = new Map<string, string>();
  const ephemerals: (SlackMessage & { user: string })[] = [];
  const responses = new Map<string, { user: string; channel: string; ts?: string; uses: number }>();

  const scopes = slackManifest([], { socketMode: true }).oauth_config.scopes.bot;
  const api = await startFakeSlackApi(users, scopes, {
    onViewOpened: (view, triggerId) => keepModal(triggers.get(triggerId) ?? '', view),
    onResponse: answerResponse,
  });
  const socket = socketDelivery(api.server);
  const target = options.target ?? (() => 'http://127.0.0.1:9');
  const http = httpDelivery({ target, signingSecret, now });

  const deliver = (kind: Kind, payload: Json): Promise<Delivered> =>
    socket.isConnected() ? socket.deliver(kind, payload) : http(kind, payload);

  function keepModal(user: string, view: Json): void {
    const blocks = view.blocks as Block[];
    modals.set(user, { ...(view as unknown as SlackModal), blocks, shown: textsIn([view.title, blocks]).join('\n') });
  }

  async function answerResponse(id: string, body: Json): Promise<void> {
    const place = responses.get(id);
    if (!place || place.uses >= 5) throw new Error('This response URL is used up');
    place.uses += 1;
    requireValid(body.blocks as Block[] | undefined);
    if (body.replace_original && place.ts) {
      const { channel, ts } = place;
      await api.call('chat.update', { channel, ts, text: body.text ?? '', blocks: body.blocks });
    } else showEphemeral(place.user, place.channel, body);
  }

  function showEphemeral(user: string, channel: string, body: Json): void {
    requireValid(body.blocks as Block[] | undefined);
    ephemerals.push({ ...toMessage({ ...body, ts: '', channel }, channel), user });
  }

  function responseUrl(place: { user: string; channel: string; ts?: string }): string {
    const id = randomUUID();
    responses.set(id, { ...place, uses: 0 });
    return `${api.url}/response/${id}`;
  }

  async function triggerFor(user: string): Promise<string> {
    const { trigger_id } = await api.call('views.generateTriggerId', { user_id: api.userId(user) });
    triggers.set(String(trigger_id), user);
    return String(trigger_id);
  }

  const teamOf = (user: string) => users.find(({ name }) => name === user)?.speaksFrom ?? TEAM;
  const personOf = (user: string) => ({ id: api.userId(user), name: user, team_id: teamOf(user) });

  async function directChannel(user: string): Promise<string> {
    const { channel } = await api.call('conversations.open', { users: api.userId(user) });
    return (channel as { id: string }).id;
  }

  async function messagesIn(channel: string, token: string): Promise<SlackMessage[]> {
    const { messages } = await api.call('conversations.history', { channel }, token);
    const written = (messages as Json[]).filter((message) => message.user === BOT.userId);
    return written.toReversed().map((message) => toMessage(message, channel));
  }

  function messageEvent(user: string, channel: string, text: string, over: Json): Json {
    const ts = String(now() / 1000);
    const event = {
      type: 'message',
      channel,
      channel_type: 'im',
      user: api.userId(user),
      team: teamOf(user),
      text,
      ts,
    };
    return {
      type: 'event_callback',
      team_id: TEAM,
      api_app_id: BOT.appId,
      event_id: `Ev${randomUUID()}`,
      event_time: Math.floor(now() / 1000),
      authorizations: [{ team_id: TEAM, enterprise_id: null, user_id: BOT.userId, is_bot: true }],
      event: { ...event, event_ts: ts, ...over },
    };
  }

  return {
    apiUrl: `${api.url}/api/`,
    botToken: BOT.token,
    appToken: APP_TOKEN,
    signingSecret,
    teamId: TEAM,
    botUserId: BOT.userId,
    adminChannel: api.channelId,
    socket,
    fail: api.fail,
    fix: api.fix,
    calls: api.calls,
    userId: api.userId,
    /** The key under which identities know a member: `T…:U…`. */
    externalId: (user: string) => `${TEAM}:${api.userId(user)}`,
    /** Any delivery at all. */
    deliver,

    /** Types a direct message to Latchkey. `over` changes fields of the event (subtype, bot_id, …). */
    async sendMessage(user: string, text: string, over: Json = {}): Promise<Delivered> {
      const channel = await directChannel(user);
      return deliver('events_api', messageEvent(user, channel, escaped(text), over));
    },

    /** Types `/pim <text>` in a channel (a public one unless told otherwise) and shows the answer to the person. */
    async slash(user: string, text: string, where: { directly?: boolean } = {}): Promise<Delivered> {
      const channel = where.directly ? await directChannel(user) : 'C000000001';
      const delivered = await deliver('slash_commands', {
        command: '/pim',
        text,
        user_id: api.userId(user),
        user_name: user,
        team_id: teamOf(user),
        api_app_id: BOT.appId,
        channel_id: channel,
        channel_name: where.directly ? 'directmessage' : 'general',
        trigger_id: await triggerFor(user),
        response_url: responseUrl({ user, channel }),
      });
      if (delivered.body) showEphemeral(user, channel, delivered.body);
      return delivered;
    },

    /** Presses a button of a message by its title, or delivers `action` in its place. */
    async press(user: string, message: SlackMessage, title: string, action?: Json): Promise<Delivered> {
      const found = elementsOf(message.blocks).find(({ element }) => element.text?.text === title);
      if (!found && !action) throw new Error(`No button "${title}" on: ${message.buttons.join(', ')}`);
      const { channel, ts } = message;
      return deliver('interactive', {
        type: 'block_actions',
        user: personOf(user),
        team: { id: TEAM, domain: 'latchkey' },
        api_app_id: BOT.appId,
        channel: { id: channel, name: 'directmessage' },
        container: { type: 'message', message_ts: ts, channel_id: channel, is_ephemeral: false },
        message: { ts, text: message.text, blocks: message.blocks },
        trigger_id: await triggerFor(user),
        response_url: responseUrl({ user, channel, ...(ts && { ts }) }),
        actions: [action ?? { ...found?.element, block_id: found?.blockId, action_ts: String(now() / 1000) }],
      });
    },

    /** The form that a person has open. */
    modal: (user: string): SlackModal | undefined => modals.get(user),

    /** Fills in a form by the inputs' ids (what is left out keeps its present value) and sends it. */
    async submitModal(user: string, view: SlackModal, values: Record<string, string> = {}): Promise<Delivered> {
      const delivered = await deliver('interactive', {
        type: 'view_submission',
        user: personOf(user),
        team: { id: TEAM, domain: 'latchkey' },
        api_app_id: BOT.appId,
        trigger_id: await triggerFor(user),
        view: { ...view, state: { values: stateOf(view.blocks, values) } },
      });
      if (delivered.status === 200) await followResponseAction(user, view, delivered.body);
      return delivered;
    },

    /** What Latchkey has written to a person, as it stands now, oldest first. */
    inbox: async (user: string) => messagesIn(await directChannel(user), BOT.token),
    /** What stands in the alert channel, oldest first. */
    channel: () => messagesIn(api.channelId, tokenOf('admin')),
    /** What was shown to a person alone, oldest first. */
    ephemerals: (user: string) => ephemerals.filter((message) => message.user === user),
    /** Takes a message away, as its author would. */
    remove: ({ channel, ts }: SlackMessage) => api.call('chat.delete', { channel, ts }),

    async close() {
      socket.close();
      await api.close();
    },
  };

  async function followResponseAction(user: string, view: SlackModal, body: Json | undefined): Promise<void> {
    const action = body?.response_action;
    if (action === 'errors') return;
    if (action !== 'update') return void modals.delete(user);
    const fault = viewFault(body?.view as { blocks: Block[] });
    if (fault) throw new Error(`Slack would refuse this view: ${JSON.stringify(fault)}`);
    const updated = await api.call('views.update', { view_id: view.id, view: body?.view });
    keepModal(user, updated.view as Json);
  }
}

/** As Slack's own clients send it: https://docs.slack.dev/messaging/formatting-message-text#escaping */
const escaped = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

function requireValid(blocks: Block[] | undefined): void {
  const faults = blocks ? blockKitFaults(blocks) : [];
  if (faults.length > 0) throw new Error(`Slack would refuse these blocks: ${faults.join('; ')}`);
}

function toMessage(message: Json, channel: string): SlackMessage {
  const blocks = (message.blocks ?? []) as Block[];
  return {
    ...(message as Pick<SlackMessage, 'ts' | 'text' | 'metadata'>),
    channel,
    blocks,
    shown: textsIn(blocks).join('\n'),
    buttons: elementsOf(blocks).map(({ element }) => element.text?.text ?? ''),
  };
}

function elementsOf(blocks: readonly Block[]): { element: Element; blockId: string }[] {
  return blocks.flatMap((block, index) =>
    [...(block.type === 'actions' ? (block.elements ?? []) : []), ...(block.accessory ? [block.accessory] : [])]
      .filter(({ type }) => type === 'button')
      .map((element) => ({ element, blockId: block.block_id ?? `block-${index}` })),
  );
}

/** Every text a reader sees, wherever it stands. */
function textsIn(part: unknown): string[] {
  if (Array.isArray(part)) return part.flatMap(textsIn);
  if (typeof part !== 'object' || part === null) return [];
  const { text, ...rest } = part as Json;
  const own = typeof text === 'string' ? [text] : textsIn(text);
  return [...own, ...Object.values(rest).flatMap(textsIn)];
}

/** The state of a form's inputs, as view_submission carries it. Like Slack's clients, sends no form with gaps. */
function stateOf(blocks: readonly Block[], values: Record<string, string>): Json {
  const inputs = blocks.filter(({ type }) => type === 'input');
  const state = inputs.map((block) => {
    const element = block.element as Element;
    const answer = element.type === 'checkboxes' ? ticksIn(element, values) : answerIn(element, values);
    if (!answer && !block.optional) throw new Error(`Slack asks for ${element.action_id} before it sends the form`);
    const nothing = { value: null, selected_option: null, selected_options: [] };
    return [
      block.block_id ?? element.action_id,
      { [element.action_id]: { type: element.type, ...(answer ?? nothing) } },
    ] as const;
  });
  return Object.fromEntries(state);
}

function answerIn(element: Element, values: Record<string, string>) {
  const { initial_value, initial_option } = element as Element & { initial_value?: string; initial_option?: Element };
  const value = values[element.action_id] ?? initial_value ?? initial_option?.value ?? '';
  if (!value) return undefined;
  const chosen = { text: { type: 'plain_text', text: value }, value };
  return element.type === 'plain_text_input' ? { value } : { selected_option: chosen };
}

/** What is ticked of one block's checkboxes: `values` holds theirs joined by commas. */
function ticksIn(element: Element, values: Record<string, string>) {
  const { options, initial_options = [] } = element as Element & { options: Element[]; initial_options?: Element[] };
  const chosen = values[element.action_id]?.split(',') ?? initial_options.map(({ value }) => value);
  const selected_options = options.filter(({ value }) => chosen.includes(value));
  return selected_options.length > 0 ? { selected_options } : undefined;
}
