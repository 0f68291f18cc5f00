import type { Config } from '../config/config.js';
import type { FarEnd } from '../jobs/far-end.js';
import type { Post } from '../notify/mail-post.js';
import type { MessageLane } from '../outbox/delivery.js';
import type { Messenger } from '../outbox/messenger.js';
import type { StandIns } from './compose-surfaces.js';

/** What people are told by. */
export type Telling = {
  /** Missing where no mail is sent. */
  post: Post | undefined;
  /** Where mail is sent from, where it is. */
  farEnds: readonly FarEnd[];
  /** True in the demo, whose people are all in the portal's chat. */
  isWebRead: boolean;
  /** The chats that are open by now, and mail where it is sent. */
  surfaces(): readonly MessageLane[];
};

/** Opens the way mail takes, where one is set; what sends mail is loaded only then. */
export async function openMail(
  { mail, isDemo }: Config,
  standIns: StandIns | undefined,
  messengers: ReadonlyMap<Messenger['surface'], Messenger>,
): Promise<Telling> {
  const post = mail && (await import('../../adapters/mail/smtp-post.js')).smtpPost({ ...mail, ca: standIns?.mailCa });
  const farEnds = post ? [{ name: 'the mail server', lane: 'mail', prove: post.prove } as const] : [];
  const surfaces = () => [...messengers.keys(), ...(post ? (['mail'] as const) : [])];
  return { post, farEnds, isWebRead: isDemo, surfaces };
}
