import { expect } from 'vitest';
import type { Name } from '../organisation.js';
import { eventually, type RunningProduct, teamsAdmins, teamsUsers } from '../products/product.js';
import { cardOf, partsOf } from './fake-teams.js';
import type { Message } from './fake-teams-connector.js';

/** What people do and see in Teams, step by step: every step waits until what it looks for is there. */
export function teamsStory(teams: RunningProduct['teams']) {
  const find = (messages: readonly Message[], texts: readonly string[]) => {
    const found = messages.map(asSeen).findLast(({ shown }) => texts.every((text) => shown.includes(text)));
    if (!found) throw new Error(`Nowhere ${JSON.stringify(texts)} in:\n${messages.map(toLines).join('\n---\n')}`);
    return found;
  };
  const inbox = (name: Name) => teams.inbox(teamsUsers[name]).map(asSeen);
  return {
    teams,
    inbox,
    alerts: () => teams.channel(teamsAdmins).map(asSeen),
    /** The latest message in somebody's chat with all these words on it. */
    see: (name: Name, ...texts: string[]) => eventually(() => find(teams.inbox(teamsUsers[name]), texts)),
    /** The latest thread in the channel for alerts with all these words on it. */
    seeAlert: (...texts: string[]) => eventually(() => find(teams.channel(teamsAdmins), texts)),
    /** Writes to Latchkey; Teams must be told "ok". */
    async say(name: Name, text: string) {
      expect((await teams.sendMessage(teamsUsers[name], text)).status).toBe(200);
    },
    /** Presses a button of the latest message that has it and shows this word; returns what Teams is answered. */
    async press(name: Name, text: string, title: string, inputs: Record<string, string> = {}) {
      const { message } = await eventually(() => {
        const withButton = inbox(name).filter(({ buttons }) => buttons.includes(title));
        return find(
          withButton.map(({ message }) => message),
          [text],
        );
      });
      const { status, body } = await teams.press(teamsUsers[name], message, title, inputs);
      expect(status).toBe(200);
      return body;
    },
  };
}

/** A message as a person sees it: every text on it, and the titles of its buttons. */
function asSeen(message: Message) {
  const parts = message.activity.attachments ? partsOf(cardOf(message)) : [];
  const texts = parts.flatMap(({ text, title, value, label }) => [text, title, value, label]);
  return {
    message,
    shown: texts.filter((text) => typeof text === 'string').join('\n'),
    buttons: parts.filter(({ type }) => type === 'Action.Execute').map(({ title }) => String(title)),
  };
}

const toLines = (message: Message) => {
  const { shown, buttons } = asSeen(message);
  return `${shown} [${buttons.join('] [')}]`;
};
