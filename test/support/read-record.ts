import { vi } from 'vitest';
import type { ChatMessage } from '../../bot/chat-transcript.js';
import type { MortalHouse } from './mortal-house.js';

/** Times differ from story to story, and so do the ids in keys. */
const timeless = (text: string) => text.replace(/\d{1,2}:\d{2}/g, 'hh:mm');

function told({ by, content }: ChatMessage): string {
  if (content.kind !== 'card') return `${by}: ${content.kind === 'line' ? content.text : content.summary}`;
  const { name, status, summary, buttons } = content;
  return timeless(
    [`${by}: ${name}`, summary, status?.text ?? '', ...buttons.map(({ title }) => `[${title}]`)].join(' | '),
  );
}

/**
 * All that a story has left behind once nothing is due any more, without times, ids and order: what each person has in
 * their conversation, what was done in the directory, what is on record, and how everything stands.
 */
export async function readRecord({ people, messages, connection, effects }: MortalHouse) {
  const rows = (collection: string, filter = {}) => connection.collection(collection).find(filter).toArray();
  await vi.waitFor(
    async () => {
      const left = [await rows('outbox'), await rows('deliveries', { due: { $exists: true } })].flat();
      if (left.length > 0) throw new Error(`still due: ${left.map(({ _id }) => String(_id)).join(', ')}`);
    },
    { timeout: 15_000, interval: 40 },
  );
  const conversations = await Promise.all(
    Object.entries(people).map(async ([name, who]) => [name, (await messages(who)).map(told).sort()]),
  );
  return {
    conversations: Object.fromEntries(conversations) as Record<string, string[]>,
    effects: [...effects].sort(),
    audit: (await rows('auditEvents', { requestId: { $exists: true } })).map(({ activity }) => String(activity)).sort(),
    requests: (await rows('scheduleRequests')).map(({ action, status }) => `${action} ${status}`).sort(),
    schedules: (await rows('schedules', { level: 'assignment', createdUsing: { $in: await requestIds(connection) } }))
      .map(({ status, endedBy }) => `${status} ${endedBy}`)
      .sort(),
    setAside: (await rows('deliveries', { parkedAt: { $exists: true } })).map(({ _id }) => String(_id)),
  };
}

const requestIds = async (connection: MortalHouse['connection']) =>
  (await connection.collection('scheduleRequests').find().toArray()).map(({ _id }) => _id);
