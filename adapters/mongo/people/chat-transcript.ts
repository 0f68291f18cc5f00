import { type Connection, type Model, mongo, Schema } from 'mongoose';
import type { ChatContent, ChatMessage, ChatTranscript, Conversation } from '../../../bot/chat/chat-transcript.js';
import { AdapterError, type Log } from '../../../domain/ports/system.js';
import { after, days, type Instant, instant } from '../../../domain/time.js';
import { watchConversations } from '../connection/watch-changes.js';

type Row = Omit<ChatMessage, 'content'> & { _id: string; content: string; expiresAt: Date };
type Place = Pick<ChatMessage, 'conversation' | 'key'>;

const COLLECTION = 'chatMessages';
const MOST_AT_ONCE = 200;
/** Writers of one conversation race for its next version; each round at least one of them gets it. */
const MOST_ROUNDS = 100;
const DUPLICATE_KEY = 11000;
/** Longer than any request stands open or any activation lasts, so that no card is forgotten while it still changes. */
const KEPT = days(90);
/** So many changes of one conversation are kept, and what changed last before them is forgotten, now and then. */
const MOST_KEPT = 10_000;
const FORGOTTEN_EVERY = 500;

const required = (type: typeof String | typeof Number | typeof Date) => ({ type, required: true });
const schema = new Schema(
  {
    _id: String,
    conversation: required(String),
    key: required(String),
    by: required(String),
    // As text: a view is opaque here, and its keys must never mean anything to the database.
    content: required(String),
    at: required(Number),
    position: required(Number),
    version: required(Number),
    expiresAt: required(Date),
  },
  {
    strict: 'throw',
    strictQuery: 'throw',
    versionKey: false,
    autoIndex: false,
    autoCreate: false,
    collection: COLLECTION,
  },
);

/**
 * The indexes of `chatMessages`, for the migration step. The unique one is what orders a conversation: a version can
 * be written only by one who saw the version before it, so no reader that is at version n can miss an earlier one. The
 * other has the database forget what is old, or conversations would grow for as long as their people stay.
 */
export const chatMessageIndexes: Readonly<Record<string, readonly mongo.IndexDescription[]>> = {
  [COLLECTION]: [
    { key: { conversation: 1, version: 1 }, name: 'in-order', unique: true },
    { key: { expiresAt: 1 }, name: 'forgotten', expireAfterSeconds: 0 },
  ],
};

/**
 * The transcript of the web chat on MongoDB. Takes an open connection and the log, which hears of change streams that
 * had to be opened again. Every method throws AdapterError `unavailable` where the database cannot be had.
 */
export function mongoChatTranscript(connection: Connection, log: Log): ChatTranscript {
  const rows = connection.model<Row>('ChatMessage', schema as Schema<Row>);
  const changes = watchConversations(rows, log);
  return {
    put: (message) => retryWhileUnavailable(() => put(rows, message)),
    replace: (place, content, ifVersion) => retryWhileUnavailable(() => replace(rows, place, content, ifVersion)),
    find: (place) => retryWhileUnavailable(() => find(rows, place)),
    changedSince: (conversation, version) => retryWhileUnavailable(() => changedSince(rows, conversation, version)),
    watch: changes.watch,
    close: changes.close,
  };
}

async function put(rows: Model<Row>, message: Omit<ChatMessage, 'position' | 'version'>): Promise<void> {
  const { conversation, key, by, at } = message;
  const content = JSON.stringify(message.content);
  const expiresAt = new Date(after(at, KEPT));
  await atNextVersion(rows, message, firstVersion(at), async (present, version) => {
    if (present?.content === content) return;
    await rows.updateOne(
      { _id: idOf(message) },
      { $set: { content, version }, $setOnInsert: { conversation, key, by, at, position: version, expiresAt } },
      { upsert: true },
    );
    if (version % FORGOTTEN_EVERY === 0)
      await rows.deleteMany({ conversation, version: { $lte: version - MOST_KEPT } });
  });
}

function replace(rows: Model<Row>, place: Place, shown: ChatContent, ifVersion?: number) {
  const content = JSON.stringify(shown);
  const seen = ifVersion === undefined ? {} : { version: ifVersion };
  return atNextVersion(rows, place, 1, async (present, version) => {
    if (present === null) return 'gone';
    if (present.content === content) return 'replaced';
    const { matchedCount } = await rows.updateOne({ _id: idOf(place), ...seen }, { $set: { content, version } });
    return matchedCount === 1 ? 'replaced' : 'changed';
  });
}

/**
 * A conversation begins at its second of the clock: when all of it has been forgotten and it begins again, that is past
 * whatever version a reader may still stand at.
 */
const firstVersion = (at: Instant): number => Math.max(1, Math.floor(at / 1000));

/** Runs `write` with the message as it is and the conversation's next version, again when another took that version. */
async function atNextVersion<T>(
  rows: Model<Row>,
  place: Place,
  first: number,
  write: (present: Row | null, version: number) => Promise<T>,
): Promise<T> {
  for (let round = 1; ; round++) {
    // Local reads: they see all that the unique index will hold against this write.
    const present = await rows.findById(idOf(place)).readConcern('local').lean<Row>();
    const [last] = await rows
      .find({ conversation: place.conversation }, { version: 1 })
      .sort({ version: -1 })
      .limit(1)
      .readConcern('local')
      .lean<Pick<Row, 'version'>[]>();
    try {
      return await write(present, last ? last.version + 1 : first);
    } catch (error) {
      if (!isDuplicateKey(error) || round === MOST_ROUNDS) throw error;
    }
  }
}

async function find(rows: Model<Row>, place: Place): Promise<ChatMessage | undefined> {
  const row = await rows.findById(idOf(place)).lean<Row>();
  return row === null ? undefined : toMessage(row);
}

async function changedSince(rows: Model<Row>, conversation: Conversation, version: number): Promise<ChatMessage[]> {
  const found = await rows
    .find({ conversation, version: { $gt: version } })
    .sort({ version: -1 })
    .limit(MOST_AT_ONCE)
    .lean<Row[]>();
  return found.reverse().map(toMessage);
}

const idOf = ({ conversation, key }: Place) => `${conversation}/${key}`;

function toMessage({ conversation, key, by, content, at, position, version }: Row): ChatMessage {
  return { conversation, key, by, content: JSON.parse(content), at: instant(at), position, version };
}

const isDuplicateKey = (error: unknown) => error instanceof mongo.MongoServerError && error.code === DUPLICATE_KEY;

async function retryWhileUnavailable<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    if (!(cause instanceof mongo.MongoError)) throw cause;
    throw unavailable(cause);
  }
}

const unavailable = (cause: unknown) =>
  new AdapterError('unavailable', 'The database could not be reached for the web chat', { cause });
