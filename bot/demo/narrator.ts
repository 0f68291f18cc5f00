import { styleText } from 'node:util';
import type { Button, Card, Tone } from '../../cards/card.js';
import type { ChatContent, ChatMessage, Conversation } from '../chat/chat-transcript.js';
import type { ChatPerson, HeldRole } from '../chat/chat-wire.js';

type Colour = Parameters<typeof styleText>[0];
const COLOURS: Record<Tone, Colour> = { neutral: 'cyan', good: 'green', warning: 'yellow', bad: 'red' };

const MOST_ROWS = 4;
const INDENT = ' '.repeat(12);

export type Narrator = {
  heading(text: string): void;
  hear(message: ChatMessage, isFirst: boolean): void;
  presses(who: Conversation, button: Button): void;
  /** What the directory itself says. */
  holds(held: HeldRole): void;
  holdsNoLonger(held: Pick<HeldRole, 'who' | 'role'>): void;
};

/**
 * Tells on the terminal who says and sees what, one line each with the time. Colours only where the terminal has them.
 */
export function narrator(people: readonly ChatPerson[], write: (line: string) => void): Narrator {
  const names = new Map<string, string>(people.map(({ id, displayName }) => [id, displayName]));
  const nameOf = (conversation: Conversation) => names.get(conversation) ?? 'Admin channel';
  const width = Math.max(...[...names.values(), 'Admin channel'].map((name) => name.length));
  const tell = (who: string, does: string, what: string) =>
    write(
      `${styleText('dim', clock())}  ${styleText('bold', who.padEnd(width))}  ${styleText('dim', does.padEnd(8))} ${what}`,
    );
  const line = (who: Conversation, does: string, what: string) => tell(nameOf(who), does, what);
  return {
    heading: (text) => write(`\n${styleText('bold', text)}`),
    hear({ conversation, by, content }, isFirst) {
      if (by === 'person') line(conversation, 'says', said(content));
      else line(conversation, isFirst ? 'sees' : 'sees now', seen(content));
    },
    presses: (who, { title }) => line(who, 'presses', `[${title}]`),
    holds: ({ who, role, until }) =>
      tell(
        'Directory',
        'shows',
        `${who} holds ${role}${until === undefined ? '' : ` until ${timeOfDay(new Date(until))}`}`,
      ),
    holdsNoLonger: ({ who, role }) => tell('Directory', 'shows', `${who} no longer holds ${role}`),
  };
}

const clock = () => timeOfDay(new Date());

const timeOfDay = (moment: Date) => moment.toLocaleTimeString('en-GB');

const said = (content: ChatContent) => (content.kind === 'line' ? content.text : content.summary);

/** One line of what there is to see; the rows of a list each on a line of their own. */
function seen(content: ChatContent): string {
  if (content.kind === 'line') return content.text;
  if (content.kind === 'form') return content.summary;
  const rows = content.rows.map(({ title, subtitle }) => [title, subtitle].filter(Boolean).join(', '));
  const listed =
    rows.length > MOST_ROWS ? [...rows.slice(0, MOST_ROWS), `and ${rows.length - MOST_ROWS} more, in the chat`] : rows;
  return [summary(content), ...content.buttons.map(({ title }) => styleText('dim', `[${title}]`))]
    .join('  ')
    .concat(...listed.map((row) => `\n${INDENT}· ${row}`));
}

function summary({ summary, status }: Card): string {
  if (status === undefined) return summary;
  const shown = styleText(COLOURS[status.tone], status.text);
  return summary.includes(status.text) ? summary.replace(status.text, () => shown) : `${summary}  ${shown}`;
}
