import { styleText } from 'node:util';
import type { Button, Card, Tone } from '../../cards/card.js';
import type { ChatContent, ChatMessage, Conversation } from '../chat-transcript.js';
import type { ChatPerson } from '../chat-wire.js';

type Colour = Parameters<typeof styleText>[0];
const COLOURS: Record<Tone, Colour> = { neutral: 'cyan', good: 'green', warning: 'yellow', bad: 'red' };

export type Narrator = {
  heading(text: string): void;
  hear(message: ChatMessage, isFirst: boolean): void;
  presses(who: Conversation, button: Button): void;
};

/**
 * Tells on the terminal who says and sees what, one line each with the time. Colours only where the terminal has them.
 */
export function narrator(people: readonly ChatPerson[], write: (line: string) => void): Narrator {
  const names = new Map<string, string>(people.map(({ id, displayName }) => [id, displayName]));
  const nameOf = (conversation: Conversation) => names.get(conversation) ?? 'Admin channel';
  const width = Math.max(...[...names.values(), 'Admin channel'].map((name) => name.length));
  const line = (who: Conversation, does: string, what: string) =>
    write(
      `${styleText('dim', clock())}  ${styleText('bold', nameOf(who).padEnd(width))}  ${styleText('dim', does.padEnd(8))} ${what}`,
    );
  return {
    heading: (text) => write(`\n${styleText('bold', text)}`),
    hear({ conversation, by, content }, isFirst) {
      if (by === 'person') line(conversation, 'says', said(content));
      else line(conversation, isFirst ? 'sees' : 'sees now', seen(content));
    },
    presses: (who, { title }) => line(who, 'presses', `[${title}]`),
  };
}

const clock = () => new Date().toLocaleTimeString('en-GB');

const said = (content: ChatContent) => (content.kind === 'line' ? content.text : content.summary);

function seen(content: ChatContent): string {
  if (content.kind === 'line') return content.text;
  if (content.kind === 'form') return content.summary;
  const rows = content.rows.map(
    ({ title, subtitle }) => `\n${' '.repeat(12)}· ${[title, subtitle].filter(Boolean).join(' · ')}`,
  );
  return [content.summary, status(content), ...content.buttons.map(({ title }) => `[${title}]`)]
    .filter(Boolean)
    .join('  ')
    .concat(...rows);
}

const status = ({ status: shown }: Card) => shown && styleText(COLOURS[shown.tone], shown.text);
