import { expect } from 'vitest';
import { eventually } from '../products/product.js';
import type { FakeSlack, SlackMessage, SlackModal } from './fake-slack.js';

/** What people do and see in Slack, step by step: every step waits until what it looks for is there. */
export function slackStory(slack: FakeSlack) {
  const find = (messages: readonly SlackMessage[], texts: readonly string[]): SlackMessage => {
    const found = messages.findLast(({ shown }) => texts.every((text) => shown.includes(text)));
    if (!found) throw new Error(`Nowhere ${JSON.stringify(texts)} in:\n${messages.map(toLines).join('\n---\n')}`);
    return found;
  };
  const see = (name: string, ...texts: string[]) => eventually(async () => find(await slack.inbox(name), texts));
  return {
    slack,
    /** The latest of somebody's direct messages with all these words on it. */
    see,
    /** The latest message in the channel for alerts with all these words on it. */
    seeAlert: (...texts: string[]) => eventually(async () => find(await slack.channel(), texts)),
    /** The latest line that was shown to one person alone. */
    hear: (name: string, ...texts: string[]) => eventually(() => find(slack.ephemerals(name), texts)),
    /** The form that a person has open, once it has these words on it. */
    seeForm: (name: string, ...texts: string[]) =>
      eventually(() => {
        const form = slack.modal(name);
        if (!form || !texts.every((text) => form.shown.includes(text))) throw new Error(`A form: ${form?.shown}`);
        return { ...form, filled: filledIn(form) };
      }),
    /** Writes to Latchkey; Slack must be told "ok". */
    async say(name: string, text: string) {
      const delivered = await slack.sendMessage(name, text);
      expect(delivered.status).toBe(200);
      return delivered;
    },
    /** Presses a button of the latest message that has it and shows this word. */
    async press(name: string, text: string, title: string) {
      const message = await eventually(async () => {
        const withButton = (await slack.inbox(name)).filter(({ buttons }) => buttons.includes(title));
        return find(withButton, [text]);
      });
      const delivered = await slack.press(name, message, title);
      expect(delivered.status).toBe(200);
      return delivered;
    },
  };
}

const toLines = ({ shown, buttons }: SlackMessage) => `${shown} [${buttons.join('] [')}]`;

/** What stands in the inputs of a form, by their ids: of a list, the words that are chosen. */
function filledIn({ blocks }: SlackModal): Record<string, string> {
  const inputs = blocks.flatMap(({ element }) => element ?? []);
  return Object.fromEntries(
    inputs.map(({ action_id, initial_value, initial_option }) => {
      const chosen = initial_option as { text: { text: string } } | undefined;
      return [action_id, String(initial_value ?? chosen?.text.text ?? '')];
    }),
  );
}
