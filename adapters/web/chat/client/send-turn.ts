import type { ChatTurn } from '../../../../bot/chat/chat-wire.js';
import type { Reply } from '../../../../bot/turns/turn.js';
import { noteSignedOut } from './signed-out.js';

const PAUSES = [300, 1000, 3000];

/** A new name for a turn, under which it can be sent again without happening twice. */
export const newCommandId = () => `web:${crypto.randomUUID()}`;

/** That of the session, from the form in the page's header; in the demo there may be none. */
const token = () => document.querySelector<HTMLInputElement>('input[name="_csrf"]')?.value ?? '';

/**
 * Sends a turn, again after a pause when the server could not be reached or could not store it. Returns the reply.
 * Throws an error with a sentence for the person.
 */
export async function sendTurn(turn: ChatTurn): Promise<Reply> {
  for (const pause of PAUSES) {
    const answer = await tryToSend(turn);
    if (answer !== 'try again') return answer;
    await new Promise((resolve) => setTimeout(resolve, pause));
  }
  throw new Error('Latchkey could not be reached. Check that it is running, then send this again.');
}

async function tryToSend(turn: ChatTurn): Promise<Reply | 'try again'> {
  let response: Response;
  try {
    response = await fetch('/chat/turns', {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/json', 'x-csrf-token': token() },
      body: JSON.stringify(turn),
    });
  } catch {
    return 'try again';
  }
  if (response.ok) return await response.json();
  // Also when nothing is known of what became of it: under the same id it happens once.
  if (response.status >= 500) return 'try again';
  if (response.status === 401) noteSignedOut();
  const { error }: { error?: string } = await response.json().catch(() => ({}));
  throw new Error(error ?? 'Sorry, this could not be done. Please try again.');
}
