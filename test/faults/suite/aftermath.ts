import type { Connection } from 'mongoose';
import { fromRequestDocument, fromScheduleDocument } from '../../../adapters/mongo/store/mapping.js';
import type { Delivery } from '../../../bot/outbox/delivery.js';
import type { Schedule } from '../../../domain/assignment/schedule.js';
import type { ScheduleRequest } from '../../../domain/assignment/schedule-request.js';
import type { AuditEvent } from '../../../domain/audit/audit-event.js';
import type { Effect, FarDirectory } from './far-ends/far-directory.js';
import { callSlack, type FarSlack } from './far-ends/far-slack.js';
import type { FarTeams } from './far-ends/far-teams.js';
import type { Said } from './said.js';

/**
 * A message as it stands on its platform at the end: which delivery posted it (undefined: none that knows of it), whether
 * to the administrators, and what it says.
 */
export type Message = { key: string | undefined; isAlert: boolean; text: string };
/** A delivery as the outbox has kept it. */
export type Kept = Pick<Delivery, 'lane' | 'effect'> & {
  key: string;
  ref?: { activityId?: string };
  isDead: boolean;
};

/** All that is left when everything has settled. */
export type Aftermath = {
  said: readonly Said[];
  requests: readonly ScheduleRequest[];
  schedules: readonly Schedule[];
  /** In the order in which it happened. */
  audit: readonly AuditEvent[];
  /** The ids of the commands that were carried out. */
  commands: ReadonlySet<string>;
  deliveries: readonly Kept[];
  /** What the directory was made to hold, in the order in which it was, and what it holds now. */
  effects: readonly Effect[];
  held: readonly string[];
  messages: Record<'slack' | 'teams', readonly Message[]>;
};

/** Reads it all. */
export async function readAftermath(
  connection: Connection,
  said: readonly Said[],
  { directory, slack, teams }: { directory: FarDirectory; slack: FarSlack; teams: FarTeams },
): Promise<Aftermath> {
  const rows = (collection: string, sort: Record<string, 1> = { _id: 1 }) =>
    connection.collection<{ _id: string; [field: string]: unknown }>(collection).find().sort(sort).toArray();
  const deliveries = (await rows('deliveries')).map(
    ({ _id, lane, effect, ref, deadSince }) =>
      ({ key: _id, lane, effect, ref, isDead: deadSince !== undefined }) as Kept,
  );
  const channels = [...slack.channels.values(), slack.fake.adminChannel];
  return {
    said,
    requests: (await rows('scheduleRequests')).map((row) => fromRequestDocument(row)),
    schedules: (await rows('schedules')).map((row) => fromScheduleDocument(row)),
    audit: (await rows('auditEvents', { at: 1, _id: 1 })).map(({ _id, ...event }) => ({ id: _id, ...event }) as never),
    commands: new Set((await rows('commands')).map(({ _id }) => _id)),
    deliveries,
    effects: directory.effects,
    held: directory.held(),
    messages: {
      slack: (await Promise.all(channels.map((channel) => messagesIn(slack, channel)))).flat(),
      teams: messagesInTeams(teams, deliveries),
    },
  };
}

/** Teams keeps no key, so it is the deliveries that know what they have posted. */
function messagesInTeams({ messages, adminChannel }: FarTeams, deliveries: readonly Kept[]): Message[] {
  const keys = new Map(deliveries.map(({ key, ref }) => [ref?.activityId, key]));
  return messages().map(({ id, conversationId, activity }) => {
    return { key: keys.get(id), isAlert: conversationId.startsWith(adminChannel), text: String(activity.summary) };
  });
}

type History = {
  messages: { text: string; metadata?: { event_payload?: { key?: string } } }[];
  response_metadata?: { next_cursor?: string };
};

/** Latchkey's messages in one channel, page by page. Only those posted by the outbox have a key. */
async function messagesIn({ fake }: FarSlack, channel: string): Promise<Message[]> {
  // The bot may not read the channel for alerts; an administrator may.
  const botToken = channel === fake.adminChannel ? 'xoxp-admin' : fake.botToken;
  const found: Message[] = [];
  let cursor: string | undefined;
  do {
    const asked = { channel, limit: '500', include_all_metadata: 'true', cursor: cursor ?? '' };
    const page = (await callSlack({ ...fake, botToken }, 'conversations.history', asked)) as unknown as History;
    for (const { text, metadata } of page.messages) {
      const key = metadata?.event_payload?.key;
      if (key !== undefined) found.push({ key, isAlert: channel === fake.adminChannel, text });
    }
    cursor = page.response_metadata?.next_cursor;
  } while (cursor);
  return found;
}
