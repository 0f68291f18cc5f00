import type { Button, Card } from '../../cards/card.js';
import type { ChatMessage, Conversation } from '../chat-transcript.js';
import type { ChatPeople } from '../chat-wire.js';
import { askForPeople, type ChatClient, connectToChat } from './chat-client.js';
import { type Narrator, narrator } from './narrator.js';

const ROLE = 'Security Reader';
const SECONDS = 20;
/** How long a person may have to wait for anything but the end of the role, in milliseconds. */
const PATIENCE = 10_000;

type Cast = { requestor: Conversation; approvers: readonly Conversation[] };
type Stage = Cast & { chat: ChatClient; tell: Narrator };

/**
 * Plays the main story through the web chat of the product at `url`: a role is asked for, approved, active, and over
 * when its time is up; then once more, given back early. Can be played again on the same data. Throws an error that
 * names the step that failed.
 */
export async function playStory(url: string, write: (line: string) => void): Promise<void> {
  const known = await askForPeople(url);
  const cast = castOf(known);
  const tell = narrator(known.people, write);
  const chat = await connectToChat(url, [cast.requestor, ...cast.approvers, 'channel:admins'], tell.hear);
  const stage = { ...cast, chat, tell };
  try {
    await tidy(stage);
    await untilItsTimeIsUp(stage);
    await untilItIsGivenBack(stage);
  } finally {
    chat.close();
  }
}

function castOf({ opening }: ChatPeople): Cast {
  const [requestor, ...approvers] = opening.filter((conversation) => conversation !== 'channel:admins');
  if (requestor === undefined || approvers.length === 0)
    throw new Error('The demo organisation names no requestor and approvers for the story.');
  return { requestor, approvers };
}

/** Ends what an interrupted run left open: its living card still offers the way out. */
async function tidy({ requestor, chat, tell }: Stage): Promise<void> {
  for (const left of chat.messages()) {
    const button = left.conversation === requestor && isAboutRole(left) ? wayOut(left) : undefined;
    if (button === undefined) continue;
    await step('end what an earlier run left open', async () => {
      tell.presses(requestor, button);
      await chat.press(left, button);
      await chat.until((message) => isSame(message, left) && wayOut(message) === undefined, PATIENCE);
    });
  }
}

async function untilItsTimeIsUp(stage: Stage): Promise<void> {
  const { requestor, approvers, chat, tell } = stage;
  const [first] = approvers;
  tell.heading(`Borrow ${ROLE} for ${SECONDS} seconds`);
  const own = await request(stage, `${SECONDS}s`);
  const copies = await approve(stage, first, own);
  await step('every approver sees who decided', () =>
    all(copies, (copy) => chat.until((message) => isSame(message, copy) && !mayReview(message), PATIENCE)),
  );
  await step('the administrators are alerted', () =>
    chat.until(
      (message) => message.conversation === 'channel:admins' && chat.isNew(message) && isAboutRole(message),
      PATIENCE,
    ),
  );
  await step('the role is listed as active', () => seeRoles(stage, true));

  tell.heading('Its time is up');
  await step('the role ends by itself', () =>
    chat.until((message) => isSame(message, own) && isOver(message), SECONDS * 1000 + PATIENCE),
  );
  await step('the requestor is told', () =>
    chat.until(
      (message) => message.conversation === requestor && isAfter(message, own) && says(message, /end|over/i),
      PATIENCE,
    ),
  );
  await step('the role is no longer listed as active', () => seeRoles(stage, false));
}

async function untilItIsGivenBack(stage: Stage): Promise<void> {
  const { approvers, chat, tell, requestor } = stage;
  tell.heading('Once more, and given back early');
  const own = await request(stage, '2h');
  await approve(stage, approvers.at(-1), own);
  await step('the role is given back', async () => {
    const active = await chat.until((message) => isSame(message, own) && isActive(message), PATIENCE);
    const button = wayOut(active);
    if (button === undefined) throw new Error('the card offers no way to give it back');
    tell.presses(requestor, button);
    await chat.press(active, button);
    await chat.until((message) => isSame(message, own) && isOver(message), PATIENCE);
  });
}

/** Asks for the role. Returns the requestor's own living card. */
function request({ chat, requestor }: Stage, length: string): Promise<ChatMessage> {
  return step('the request is made', async () => {
    const before = chat.messages();
    await chat.say(requestor, `activate ${ROLE} for ${length} because INC-42`);
    return chat.until(
      (message) =>
        message.conversation === requestor &&
        !before.some((old) => isSame(old, message)) &&
        isAboutRole(message) &&
        wayOut(message) !== undefined,
      PATIENCE,
    );
  });
}

/** Lets one approver approve, with a reason where one is asked for. Returns the approvers' cards as they were. */
async function approve(
  { chat, tell, approvers }: Stage,
  approver: Conversation | undefined,
  own: ChatMessage,
): Promise<ChatMessage[]> {
  const copies = await step('every approver gets the card', () =>
    all(approvers, (who) => chat.until((message) => message.conversation === who && mayReview(message), PATIENCE)),
  );
  await step('one approves', async () => {
    const card = copies.find(({ conversation }) => conversation === approver);
    const button = card && approveButton(card);
    if (card === undefined || button === undefined) throw new Error('the card cannot be approved');
    tell.presses(card.conversation, button);
    const reply = await chat.press(card, button);
    if (reply.kind === 'form')
      await chat.press(card, reply.form.submit, Object.fromEntries(reply.form.inputs.map(({ id }) => [id, 'INC-42'])));
  });
  await step('the role becomes active', () =>
    chat.until((message) => isSame(message, own) && isActive(message), PATIENCE),
  );
  return copies;
}

async function seeRoles({ chat, requestor }: Stage, isListed: boolean): Promise<void> {
  const before = chat.messages();
  await chat.say(requestor, 'my roles');
  const list = await chat.until(
    (message) =>
      message.conversation === requestor &&
      message.content.kind === 'card' &&
      message.content.rows.length > 0 &&
      !before.some((old) => isSame(old, message)),
    PATIENCE,
  );
  const row = buttonsOf(list).some(({ action }) => action.do === 'deactivate');
  if (row !== isListed) throw new Error(`the list says ${isListed ? 'nothing of it' : 'that it is still active'}`);
}

async function step<T>(name: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    throw new Error(`“${name}” failed: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  }
}

const all = <T, R>(items: readonly T[], work: (item: T) => Promise<R>) => Promise.all(items.map(work));

const cardOf = ({ content }: ChatMessage): Card | undefined => (content.kind === 'card' ? content : undefined);
const buttonsOf = (message: ChatMessage): Button[] => {
  const card = cardOf(message);
  return card ? [...card.buttons, ...card.rows.flatMap(({ buttons }) => buttons)] : [];
};
const isSame = (one: ChatMessage, other: ChatMessage) =>
  one.conversation === other.conversation && one.key === other.key;
const isAfter = (message: ChatMessage, other: ChatMessage) =>
  message.conversation === other.conversation && message.position > other.position;
const says = ({ content }: ChatMessage, words: RegExp) =>
  content.kind !== 'line' && words.test(JSON.stringify(content));
const isAboutRole = (message: ChatMessage) => JSON.stringify(message.content).includes(ROLE);

const approveButton = (message: ChatMessage) =>
  cardOf(message)?.buttons.find(
    ({ action }) => (action.do === 'review' || action.do === 'ask-review') && action.reviewResult === 'Approve',
  );
const mayReview = (message: ChatMessage) => approveButton(message) !== undefined && isAboutRole(message);
const wayOut = (message: ChatMessage) =>
  cardOf(message)?.buttons.find(({ action }) => action.do === 'cancel' || action.do === 'deactivate');
const isActive = (message: ChatMessage) =>
  wayOut(message)?.action.do === 'deactivate' && /active/i.test(statusOf(message));
const isOver = (message: ChatMessage) => wayOut(message) === undefined && !/active until/i.test(statusOf(message));
const statusOf = (message: ChatMessage) => cardOf(message)?.status?.text ?? '';
