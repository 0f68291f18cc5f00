import type { App, RespondFn, types, ViewResponseAction, ViewSubmitAction, webApi } from '@slack/bolt';
import type { Reply } from '../../bot/turns/turn.js';
import type { Form } from '../../cards/card.js';
import { renderModal } from '../../cards/platform/block-kit-modal.js';
import { notStoredText } from '../../cards/words/not-stored-text.js';
import type { Log } from '../../domain/ports/system.js';
import type { Background } from './converse.js';
import type { DirectMessages } from './direct-messages.js';
import { fromCommand, fromMessage, fromPress, fromSubmission, type Inbound } from './inbound.js';
import { contentOf } from './messenger.js';
import { noticeOf, noticeView } from './notice.js';
import { sdkModal } from './sdk-blocks.js';
import { ask } from './to-adapter-error.js';

const FORM_TOO_LATE = 'The form could not be opened in time. Please try again.';
const ANSWERED_ELSEWHERE = 'Answered in our direct messages.';
/** Slack delivers an event at once and three times more: https://docs.slack.dev/apis/events-api#error-handling */
const LAST_RETRY = 3;

type Listening = {
  app: App;
  client: webApi.WebClient;
  converse: (inbound: Inbound) => Promise<Reply>;
  directMessages: DirectMessages;
  inBackground: Background;
  log: Log;
};

/** Registers a listener for everything a person can do in Slack. Whatever matches none of them is acknowledged too. */
export function listen(listening: Listening): void {
  listenToMessages(listening);
  listenToCommands(listening);
  listenToPresses(listening);
  listenToSubmissions(listening);
  listenToRemoval(listening);
}

/** A listener that throws leaves the event unacknowledged: Slack delivers it again. */
function listenToMessages({ app, client, converse, directMessages, inBackground }: Listening): void {
  app.message(async ({ message, body, context }) => {
    const inbound = fromMessage(message, body);
    if (!inbound) return;
    const { channel, userId } = inbound;
    directMessages.note(userId, channel);
    const post = (content: Content) =>
      inBackground.run(ask(client.chat.postMessage({ channel, ...content, unfurl_links: false, unfurl_media: false })));
    try {
      const content = toContent(await converse(inbound));
      if (content) post(content);
    } catch (error) {
      if (context.retryNum === LAST_RETRY) post(noticeOf(notStoredText));
      throw error;
    }
  });
}

function listenToCommands({ app, client, converse, directMessages, inBackground, log }: Listening): void {
  app.command(/.*/, async ({ command, ack, respond }) => {
    const reply = await orNotStored(converse(fromCommand(command)), log);
    if (reply.kind === 'form') {
      await ack();
      inBackground.run(openForm(client, command.trigger_id, reply.form, respond));
      return;
    }
    const isSeenHere = reply.kind === 'delivered' && directMessages.isWith(command.user_id, command.channel_id);
    if (isSeenHere) return void (await ack());
    await ack({ response_type: 'ephemeral', ...(toContent(reply) ?? noticeOf(ANSWERED_ELSEWHERE)) });
  });
}

function listenToPresses({ app, client, converse, inBackground }: Listening): void {
  app.action({ type: 'block_actions' }, async ({ body, ack, respond }) => {
    const inbound = fromPress(body);
    const whisper = (text: string) =>
      inBackground.run(respond({ response_type: 'ephemeral', replace_original: false, ...noticeOf(text) }));
    const reply: Reply = inbound ? await orWhisper(converse(inbound), whisper) : { kind: 'delivered' };
    await ack();
    switch (reply.kind) {
      case 'delivered':
        return;
      case 'said':
        return whisper(reply.text);
      case 'show':
        return inBackground.run(respond({ replace_original: true, ...contentOf(reply.card) }));
      case 'form':
        return inBackground.run(openForm(client, body.trigger_id, reply.form, respond));
    }
  });
}

function listenToSubmissions({ app, converse, log }: Listening): void {
  app.view<ViewSubmitAction>({ type: 'view_submission' }, async ({ body, view, ack }) => {
    try {
      await ack(toResponseAction(await converse(fromSubmission(body))));
    } catch (error) {
      log.warn('slack.not-stored', { err: error });
      await ack(notStoredIn(view.blocks));
    }
  });
}

function listenToRemoval({ app, log }: Listening): void {
  app.event('app_uninstalled', async () => log.error('slack.app-uninstalled'));
  app.event('tokens_revoked', async () => log.error('slack.tokens-revoked'));
}

type Content = { text: string; blocks: types.KnownBlock[] };

/** What a reply looks like as a message; undefined where there is nothing more to say. */
function toContent(reply: Reply): Content | undefined {
  switch (reply.kind) {
    case 'delivered':
      return undefined;
    case 'said':
      return noticeOf(reply.text);
    case 'show':
      return contentOf(reply.card);
    case 'form':
      return contentOf(reply.form);
  }
}

/** What becomes of the form that was sent. The living cards show what it did. */
function toResponseAction(reply: Reply): ViewResponseAction {
  switch (reply.kind) {
    case 'delivered':
    case 'show':
      return { response_action: 'clear' };
    case 'said':
      return { response_action: 'update', view: noticeView(reply.text) };
    case 'form':
      return { response_action: 'update', view: modalOf(reply.form) };
  }
}

/** The form stays open with what was typed, and keeps its hash, so that sending it again is the same command. */
function notStoredIn(blocks: readonly { type: string; block_id?: string }[]): ViewResponseAction {
  const input = blocks.find(({ type }) => type === 'input')?.block_id;
  return input
    ? { response_action: 'errors', errors: { [input]: notStoredText } }
    : { response_action: 'update', view: noticeView(notStoredText) };
}

/** Commands and presses are delivered once: whoever sent one that could not be stored is told. */
/**
 * A press that was not stored stays unacknowledged, so that Slack itself shows that it failed: words of ours go to an
 * address of Slack's that may not answer either.
 */
async function orWhisper(reply: Promise<Reply>, whisper: (text: string) => void): Promise<Reply> {
  try {
    return await reply;
  } catch (error) {
    whisper(notStoredText);
    throw error;
  }
}

async function orNotStored(reply: Promise<Reply>, log: Log): Promise<Reply> {
  try {
    return await reply;
  } catch (error) {
    log.warn('slack.not-stored', { err: error });
    return { kind: 'said', text: notStoredText };
  }
}

/** A trigger is good for three seconds: https://docs.slack.dev/surfaces/modals#interactions */
async function openForm(client: webApi.WebClient, trigger: string, form: Form, respond: RespondFn): Promise<void> {
  try {
    await ask(client.views.open({ trigger_id: trigger, view: modalOf(form) }));
  } catch (error) {
    await respond({ response_type: 'ephemeral', replace_original: false, ...noticeOf(FORM_TOO_LATE) });
    throw error;
  }
}

const modalOf = (form: Form) => sdkModal(renderModal(form));
