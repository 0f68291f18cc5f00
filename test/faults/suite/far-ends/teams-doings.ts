import { randomUUID } from 'node:crypto';
import type { Doing } from '../said.js';
import type { FarTeams } from './far-teams.js';

type Json = Record<string, unknown>;

/** The answer to a press that says no more than that the outbox brings it. */
const onItsWay = /answer is on its way/;

/** What people do in Teams, as signed activities. */
export function teamsDoings({ deliver, told, tell, addressOf }: FarTeams) {
  const doing = (who: string, words: string, kind: Doing['kind'], over: Json): Doing => {
    const id = randomUUID();
    return {
      commandId: `teams:${addressOf(who).conversationId}:${id}`,
      who,
      words,
      kind,
      told: () => told(id),
      isRetried: kind === 'message',
      async send() {
        const { status, body } = await deliver(who, id, over);
        const isTaken = status === 200;
        const answer = JSON.stringify(body ?? '');
        if (isTaken && body !== undefined && !onItsWay.test(answer)) tell(id, answer);
        return { isTaken, body: undefined };
      },
    };
  };

  return {
    /** Writes to Latchkey. */
    message: (who: string, text: string): Doing => doing(who, text, 'message', { type: 'message', text }),
    /** Presses a button with this payload. */
    press(who: string, action: Json): Doing {
      const value = {
        action: { type: 'Action.Execute', verb: action.do, title: '', data: { action } },
        trigger: 'manual',
      };
      const over = { type: 'invoke', name: 'adaptiveCard/action', replyToId: 'a card', value };
      return doing(who, JSON.stringify(action), 'press', over);
    },
  };
}
