import type { Connection } from 'mongoose';
import { fromRequestDocument, fromScheduleDocument } from '../../../adapters/mongo/mapping.js';
import type { Delivery } from '../../../bot/delivery.js';
import type { Schedule } from '../../../domain/assignment/schedule.js';
import type { ScheduleRequest } from '../../../domain/assignment/schedule-request.js';
import type { AuditEvent } from '../../../domain/audit/audit-event.js';
import type { Said } from './deliveries.js';
import type { Effect, FarDirectory } from './far-directory.js';
import { callSlack, type FarSlack } from './far-slack.js';

/** A message as it stands in Slack at the end: whose channel it is in, under which key it was posted, what it says. */
type Message = { channel: string; key: string; text: string };
/** A delivery as the outbox has kept it. */
export type Kept = Pick<Delivery, 'lane' | 'effect'> & { key: string; isSent: boolean; isParked: boolean };

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
  messages: readonly Message[];
  adminChannel: string;
};

/** Reads it all. */
export async function readAftermath(
  connection: Connection,
  said: readonly Said[],
  directory: FarDirectory,
  slack: FarSlack,
): Promise<Aftermath> {
  const rows = (collection: string, sort: Record<string, 1> = { _id: 1 }) =>
    connection.collection<{ _id: string; [field: string]: unknown }>(collection).find().sort(sort).toArray();
  const { adminChannel } = slack.fake;
  const channels = [...slack.channels.values(), adminChannel];
  return {
    said,
    requests: (await rows('scheduleRequests')).map((row) => fromRequestDocument(row)),
    schedules: (await rows('schedules')).map((row) => fromScheduleDocument(row)),
    audit: (await rows('auditEvents', { at: 1, _id: 1 })).map(({ _id, ...event }) => ({ id: _id, ...event }) as never),
    commands: new Set((await rows('commands')).map(({ _id }) => _id)),
    deliveries: (await rows('deliveries')).map(
      ({ _id, lane, effect, ref, parkedAt }) =>
        ({ key: _id, lane, effect, isSent: ref !== undefined, isParked: parkedAt !== undefined }) as Kept,
    ),
    effects: directory.effects,
    held: directory.held(),
    messages: (await Promise.all(channels.map((channel) => messagesIn(slack, channel)))).flat(),
    adminChannel,
  };
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
      if (key !== undefined) found.push({ channel, key, text });
    }
    cursor = page.response_metadata?.next_cursor;
  } while (cursor);
  return found;
}
