import type { ChatMessage, Conversation } from '../chat/chat-transcript.js';
import type { ChatPeople, HeldRole } from '../chat/chat-wire.js';
import { askDirectory, askForPeople, type ChatClient, connectToChat } from './chat-client.js';
import { type Narrator, narrator } from './narrator.js';
import { demoCast } from './organisation.js';
import { approveButton, cardOf, hasEnded, isActive, isRequestFor, isSame, listsAsActive, wayOut } from './recognise.js';

const ROLE = 'Security Reader';
const LENGTH = 20;
/** How long a person may have to wait for anything but the end of the role, in milliseconds. */
const TIMEOUT = 10_000;

type Cast = { requestor: Conversation; approvers: readonly [Conversation, ...Conversation[]] };
type Stage = Cast & { chat: ChatClient; tell: Narrator; seconds: number; url: string; requestorName: string };

/**
 * Plays the main story through the web chat of the product at `url`: a role is asked for, approved, active, and over
 * when its time of `seconds` is up; then once more, given back early. Can be played again on the same data. Throws an
 * error that names the step that failed.
 */
export async function playStory(url: string, write: (line: string) => void, seconds = LENGTH): Promise<void> {
  const known = await askForPeople(url);
  const cast = castOf(known);
  const tell = narrator(known.people, write);
  const chat = await connectToChat(url, [cast.requestor, ...cast.approvers, 'channel:admins'], tell.hear);
  const requestorName = known.people.find(({ id }) => id === cast.requestor)?.displayName ?? '';
  const stage = { ...cast, chat, tell, seconds, url, requestorName };
  try {
    await tidy(stage);
    await untilItsTimeIsUp(stage);
    await untilItIsGivenBack(stage);
  } finally {
    chat.close();
  }
}

function castOf({ opening, people, isDemo }: ChatPeople): Cast {
  if (!isDemo) throw new Error('What answers there is no demo. Set PORT to another port for the demo.');
  const story = [demoCast.requestor, ...demoCast.approvers].map((address) => address.split('@', 1)[0]);
  if (story.some((handle) => people.every((person) => person.handle !== handle)))
    throw new Error(
      'This demo has people of your own, and the story needs those of the built-in demo. ' +
        'Name another folder for it: DATA_FOLDER=.demo npm run demo.',
    );
  const [requestor, first, ...others] = opening.filter((conversation) => conversation !== 'channel:admins');
  if (requestor === undefined || first === undefined)
    throw new Error('The demo organisation names no requestor and approvers for the story.');
  return { requestor, approvers: [first, ...others] };
}

/** Ends what an interrupted run left open: its living card still offers the way out. */
async function tidy({ requestor, chat, tell }: Stage): Promise<void> {
  for (const left of chat.messages()) {
    const button = left.conversation === requestor && isRequestFor(left, ROLE) ? wayOut(left) : undefined;
    if (button === undefined) continue;
    await step('end what an earlier run left open', async () => {
      tell.presses(requestor, button);
      await chat.press(left, button);
      await chat.until((message) => isSame(message, left) && wayOut(message) === undefined, TIMEOUT);
    });
  }
}

async function untilItsTimeIsUp(stage: Stage): Promise<void> {
  const { approvers, requestor, chat, tell, seconds } = stage;
  tell.heading(`Borrow ${ROLE} for ${seconds} seconds`);
  const isAlert = newIn(chat, 'channel:admins');
  const own = await request(stage, `${seconds}s`);
  await approve(stage, approvers[0], own);
  await seeAssignment(stage);
  await step('the administrators are alerted', () =>
    chat.until((message) => isAlert(message) && isRequestFor(message, ROLE), TIMEOUT),
  );
  await step('the role is listed as active', () => seeRoles(stage, true));

  tell.heading('Until its time is up');
  const isNote = newIn(chat, requestor);
  await step('the role ends by itself', () =>
    chat.until((message) => isSame(message, own) && hasEnded(message), seconds * 1000 + TIMEOUT),
  );
  await seeNoAssignment(stage);
  await step('the requestor is told', () =>
    chat.until((message) => isNote(message) && cardOf(message, 'note') !== undefined, TIMEOUT),
  );
  await step('the role is no longer listed as active', () => seeRoles(stage, false));
}

async function untilItIsGivenBack(stage: Stage): Promise<void> {
  const { approvers, chat, tell, requestor } = stage;
  tell.heading('Once more, and given back early');
  const own = await request(stage, '2h');
  const active = await approve(stage, approvers.at(-1) ?? approvers[0], own);
  await seeAssignment(stage);
  await step('the role is given back', async () => {
    const button = wayOut(active);
    if (button === undefined) throw new Error('the card offers no way to give it back');
    tell.presses(requestor, button);
    await chat.press(active, button);
    await chat.until((message) => isSame(message, own) && hasEnded(message), TIMEOUT);
  });
  await seeNoAssignment(stage);
}

/** Asks for the role. Returns the requestor's own living card. */
function request({ chat, requestor }: Stage, length: string): Promise<ChatMessage> {
  return step('the request is made', async () => {
    const isNew = newIn(chat, requestor);
    await chat.say(requestor, `activate ${ROLE} for ${length} because INC-42`);
    const answer = await chat.until((message) => isNew(message) && cardOf(message, 'note') === undefined, TIMEOUT);
    if (isRequestFor(answer, ROLE)) return answer;
    throw new Error(answer.content.kind === 'line' ? answer.content.text : answer.content.summary);
  });
}

/** Lets one approver approve, with a reason where one is asked for. Returns the requestor's card, active. */
async function approve({ chat, tell, approvers }: Stage, approver: Conversation, own: ChatMessage) {
  const mayDecide = (message: ChatMessage) => isRequestFor(message, ROLE) && approveButton(message) !== undefined;
  const copies = await step('every approver gets the card', () =>
    Promise.all(
      approvers.map((who) => chat.until((message) => message.conversation === who && mayDecide(message), TIMEOUT)),
    ),
  );
  await step('one approves', async () => {
    const card = copies.find(({ conversation }) => conversation === approver);
    const button = card && approveButton(card);
    if (card === undefined || button === undefined) throw new Error('the card cannot be approved');
    tell.presses(approver, button);
    const reply = await chat.press(card, button);
    if (reply.kind !== 'form') return;
    const { inputs, submit } = reply.form;
    tell.presses(approver, submit);
    await chat.press(card, submit, Object.fromEntries(inputs.map(({ id }) => [id, 'INC-42 is real'])));
  });
  await step('every copy of the card shows the decision', () =>
    Promise.all(copies.map((copy) => chat.until((message) => isSame(message, copy) && !mayDecide(message), TIMEOUT))),
  );
  return step('the role becomes active', () =>
    chat.until((message) => isSame(message, own) && isActive(message), TIMEOUT),
  );
}

async function seeRoles({ chat, requestor }: Stage, isExpected: boolean): Promise<void> {
  const isNew = newIn(chat, requestor);
  await chat.say(requestor, 'my roles');
  const answer = await chat.until((message) => isNew(message) && cardOf(message, 'my-roles') !== undefined, TIMEOUT);
  const list = cardOf(answer, 'my-roles');
  if (list && listsAsActive(list, ROLE) !== isExpected)
    throw new Error(`the list shows it as ${isExpected ? 'not active' : 'still active'}`);
}

/** What the card says, the directory itself must hold. */
function seeAssignment(stage: Stage): Promise<void> {
  return step('the directory shows the assignment', async () => {
    const held = await assignment(stage);
    if (held?.until === undefined) throw new Error(`it shows ${held ? 'one that never ends' : 'none'}`);
    stage.tell.holds(held);
  });
}

function seeNoAssignment(stage: Stage): Promise<void> {
  return step('the directory no longer shows the assignment', async () => {
    if ((await assignment(stage)) !== undefined) throw new Error('it is still there');
    stage.tell.holdsNoLonger({ who: stage.requestorName, role: ROLE });
  });
}

async function assignment({ url, requestorName }: Stage): Promise<HeldRole | undefined> {
  const { grants } = await askDirectory(url);
  return grants.find(({ who, role }) => who === requestorName && role === ROLE);
}

/** True for a message of Latchkey's in this conversation that is not there yet. */
function newIn(chat: ChatClient, conversation: Conversation): (message: ChatMessage) => boolean {
  const before = chat.messages();
  return (message) =>
    message.conversation === conversation && message.by === 'latchkey' && !before.some((old) => isSame(old, message));
}

async function step<T>(name: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    throw new Error(`The step “${name}” failed: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  }
}
