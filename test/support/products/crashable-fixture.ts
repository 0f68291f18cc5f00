import { randomUUID } from 'node:crypto';
import { connect } from '../../../adapters/mongo/connection/connect.js';
import { mongoChatTranscript } from '../../../adapters/mongo/people/chat-transcript.js';
import type { ChatMessage, Conversation } from '../../../bot/chat/chat-transcript.js';
import type { ChatPeople, ChatTurn } from '../../../bot/chat/chat-wire.js';
import { approveButton, hasEnded, isActive, isRequestFor, wayOut } from '../../../bot/demo/recognise.js';
import type { Button } from '../../../cards/card.js';
import { eventually } from '../eventually.js';
import { nothingDue } from '../nothing-due.js';
import { freshDatabaseUri } from '../parts/database.js';
import { silentLog } from '../silent-log.js';
import { type CrashableOptions, startMortals } from './crashable-processes.js';

const role = 'Security Reader';
type Matches = (message: ChatMessage) => boolean;

export type CrashableFixture = Awaited<ReturnType<typeof openCrashableFixture>>;

/** The demo's house with a database of its own, driven by processes that may die, and its people's conversations. */
export async function openCrashableFixture(folder: string, options: Omit<CrashableOptions, 'mongodbUri'>) {
  const mongodbUri = freshDatabaseUri();
  const processes = await startMortals(folder, { mongodbUri, ...options });
  const connection = await connect(mongodbUri);
  const transcript = mongoChatTranscript(connection, silentLog);
  const [url] = await processes.urls();
  const { opening }: ChatPeople = await (await fetch(`${url}/chat/people`)).json();
  const [ada, bob, cas] = opening as readonly [Conversation, Conversation, Conversation];

  await nothingDue(connection);
  const before = (await connection.collection('scheduleRequests').find().toArray()).map(({ _id }) => _id);
  processes.begin();

  const messages = (who: Conversation) => transcript.changedSince(who, 0);
  const until = (who: Conversation, what: string, matches: Matches): Promise<ChatMessage> =>
    eventually(async () => {
      const found = (await messages(who)).findLast(matches);
      if (!found) throw new Error(`${who} never saw ${what}`);
      return found;
    });
  const adasCard = (what: string, matches: Matches) =>
    until(ada, what, (message) => isRequestFor(message, role) && matches(message));
  const pressOf = ({ conversation, key }: ChatMessage, { action }: Button): ChatTurn =>
    ({ commandId: `web:${randomUUID()}`, as: conversation, action, fields: {}, message: key }) as ChatTurn;

  return {
    ...processes,
    people: { ada, bob, cas, admins: 'channel:admins' as const },
    connection,
    /** The ids of the requests that the demo's organisation has brought along. */
    before,
    messages,
    /** Ada's request for the role, as one delivery. */
    activation: (length: string): ChatTurn => ({
      commandId: `web:${randomUUID()}`,
      as: ada,
      text: `activate ${role} for ${length} because INC-42`,
    }),
    /** Bob's press of Approve, as one delivery, once he has the card. */
    async approval(): Promise<ChatTurn> {
      const card = await until(bob, 'a card to approve', (message) => approveButton(message) !== undefined);
      return pressOf(card, approveButton(card) as Button);
    },
    /** Ada's press of Give back, as one delivery, once the role is active and everybody has been told. */
    async giveBack(): Promise<ChatTurn> {
      const card = await adasCard('the role active', isActive);
      await nothingDue(connection);
      return pressOf(card, wayOut(card) as Button);
    },
    ended: () => adasCard('the role ended', hasEnded),
    async close() {
      await processes.close();
      await transcript.close();
      await connection.close();
    },
  };
}
