import type { ChatMessage } from '../../bot/chat/chat-transcript.js';
import { nothingDue } from './nothing-due.js';
import type { CrashableFixture } from './products/crashable-fixture.js';

/** Times differ from story to story. */
const timeless = (text: string) => text.replace(/\d{1,2}:\d{2}/g, 'hh:mm');

/** A note that came late says how it is by then; when it came is not what these stories are about. */
const inTime = (text: string) =>
  text.replace(/ was activated: Expired at (hh:mm) \| Expired at/, ' is active: Active until $1 | Active until');

function told({ by, content }: ChatMessage): string {
  if (content.kind !== 'card') return `${by}: ${content.kind === 'line' ? content.text : content.summary}`;
  const { name, status, summary, buttons } = content;
  const shown = [`${by}: ${name}`, summary, status?.text ?? '', ...buttons.map(({ title }) => `[${title}]`)];
  return inTime(timeless(shown.join(' | ')));
}

/**
 * All that a story has left behind once nothing is due any more, without times, ids and order: what each person has in
 * their conversation, what was done in the directory, what is in the audit log, and how everything stands.
 */
export async function readAuditLog({ people, messages, connection, before, effects }: CrashableFixture) {
  const rows = (collection: string, filter = {}) => connection.collection(collection).find(filter).toArray();
  await nothingDue(connection);
  const conversations = await Promise.all(
    Object.entries(people).map(async ([name, who]) => [name, (await messages(who)).map(told).sort()]),
  );
  const requests = await rows('scheduleRequests', { _id: { $nin: before } });
  const ids = requests.map(({ _id }) => _id);
  const schedules = await rows('schedules', { createdUsing: { $in: ids } });
  const grants = await rows('directoryGrants', { _id: { $in: requests.map(({ accessKey }) => accessKey) } });
  return {
    conversations: Object.fromEntries(conversations) as Record<string, string[]>,
    effects: [...effects].sort(),
    audit: (await rows('auditEvents', { requestId: { $in: ids } })).map(({ activity }) => String(activity)).sort(),
    requests: requests.map(({ action, status }) => `${action} ${status}`).sort(),
    schedules: schedules.map(({ status, endedBy }) => `${status}, ${endedBy}`),
    /** How long each access stands in the directory beyond the end of its schedule, in milliseconds. */
    overstayed: grants.map(({ until }) => Math.max(0, until - schedules[0]?.endDateTime)),
    makeDeadLetters: (await rows('deliveries', { deadSince: { $exists: true } })).map(({ _id }) => String(_id)),
  };
}
