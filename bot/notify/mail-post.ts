import type { Instant } from '../../domain/time.js';
import type { MessageRef } from '../outbox/messenger.js';

/**
 * What several mails have in common: its name permanently, when it began, and what it is called, as long as it lasts.
 */
export type MailThread = { id: string; since: Instant; topic: string };

/** One mail to one address, in the words it is to have. */
export type Mail = {
  to: { name?: string | undefined; address: string };
  subject: string;
  text: string;
  html: string;
  /**
   * Names this mail permanently: sent again after an answer that was lost, it is the same mail to whoever receives it.
   */
  key: string;
  /** When it is sent. */
  at: Instant;
  /** Mails of one thread stand together in a mailbox. */
  thread?: MailThread | undefined;
};

/** Takes mails to where mail is sent from. */
export type Post = {
  /**
   * Hands a mail over. Returns `unreachable` when this address is refused permanently. Throws AdapterError where the
   * mail server fails, or refuses for other reasons.
   */
  send(mail: Mail): Promise<MessageRef | 'unreachable'>;
  /** Proves that the mail server takes our mail: signs in to it. Throws AdapterError where it does not. */
  prove(): Promise<void>;
  /** Closes the connections that are open. */
  stop(): Promise<void>;
};
