import type { Button, Card } from '../../cards/card.js';
import type { ChatMessage } from '../chat/chat-transcript.js';

/* What a message of the web chat is, as a person would tell it from what it shows. */

export const isSame = (one: ChatMessage, other: ChatMessage) =>
  one.conversation === other.conversation && one.key === other.key;

/** The card of this name that the message shows, if it shows one. */
export function cardOf({ content }: ChatMessage, name: string): Card | undefined {
  return content.kind === 'card' && content.name === name ? content : undefined;
}

/** The living card of a request for this role. */
export const isRequestFor = (message: ChatMessage, role: string) =>
  cardOf(message, 'request')?.title.includes(role) ?? false;

/** The button that approves, or asks for the reason to. */
export const approveButton = (message: ChatMessage): Button | undefined =>
  cardOf(message, 'request')?.buttons.find(
    ({ action }) => (action.do === 'review' || action.do === 'ask-review') && action.reviewResult === 'Approve',
  );

/** The button that ends a request: cancels it while it waits, gives the role back while it is active. */
export const wayOut = (message: ChatMessage): Button | undefined =>
  cardOf(message, 'request')?.buttons.find(({ action }) => action.do === 'cancel' || action.do === 'deactivate');

export const isActive = (message: ChatMessage) => statusOf(message).startsWith('Active until');

export const hasEnded = (message: ChatMessage) => /^(Expired|Given back)/.test(statusOf(message));

/** True when a list of roles offers this one to be given back. */
export const listsAsActive = (list: Card, role: string) =>
  list.rows.some(
    ({ title, buttons }) => title.includes(role) && buttons.some(({ action }) => action.do === 'deactivate'),
  );

const statusOf = (message: ChatMessage) => cardOf(message, 'request')?.status?.text ?? '';
