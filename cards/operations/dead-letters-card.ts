import type { AdapterErrorCode } from '../../domain/ports/system.js';
import type { Instant } from '../../domain/time.js';
import type { Button, Card, Row } from '../card.js';
import { sayAt } from '../request/request-words.js';
import { answerWords, type FarEnd, farEndNames } from '../words/far-end-words.js';
import type { When } from '../words/format-time.js';
import { times } from './removal-alert-card.js';

/** One delivery that does not get through. */
export type DeadLetterLine = {
  /** What it brings about. `access`: the directory is to take something away. */
  what:
    | ('access' | 'card' | 'note' | 'alert' | 'incidents' | 'reply' | 'prove')
    | ('mail' | 'access-review' | 'unreachable' | 'lowered');
  /** Names it permanently, short enough to be typed. */
  id: string;
  farEnd: FarEnd;
  /** Whose access it is, or whom a message is about; missing of an answer. */
  name?: string | undefined;
  /** The role, with its scope. */
  role?: string | undefined;
  /** Whom a message is for. */
  recipient?: string | undefined;
  since: Instant;
  attempts: number;
  code?: AdapterErrorCode | undefined;
};

type DeadLettersFacts = {
  /** The oldest, in this order. */
  lines: readonly DeadLetterLine[];
  /** How many there are in all. */
  count: number;
  /** What has just been done. */
  done?: string | undefined;
};

/** What does not get through, oldest first, each with what can be done about it. */
export function deadLettersCard({ lines, count, done }: DeadLettersFacts, when: When): Card {
  const none = 'Everything gets through.';
  const said = count === 0 ? none : `${count} ${count === 1 ? 'delivery does' : 'deliveries do'} not get through`;
  return {
    kind: 'card',
    name: 'stuck',
    title: 'What is stuck',
    ...(done !== undefined && { status: { text: done, tone: 'neutral' } }),
    body: count === 0 ? [none] : count > lines.length ? [`${said}. The oldest come first.`] : [],
    facts: [],
    rows: lines.map((line) => row(line, when)),
    buttons: count > 1 ? [retryAll] : [],
    page: '/stuck',
    summary: done === undefined ? said : `${done} ${said}`,
  };
}

function row(line: DeadLetterLine, when: When): Row {
  const { id, farEnd, since, attempts, code, what } = line;
  const parts = [`since ${sayAt(when)(since)}`, `tried ${times(attempts)}`, answerWords(farEnd, code)];
  return {
    title: `#${id} ${deadLetterTitle(line)}`,
    subtitle: parts.join(' · '),
    buttons: [
      { title: 'Retry', style: 'default', action: { do: 'settle-stuck', act: 'retry', id } },
      ...(what === 'access' ? [] : [dropButton(id)]),
    ],
    key: id,
  };
}

/** What a delivery that does not get through is: `Take Security Reader from Ada Lovelace`, `Card for Grace Hopper on Slack: …`. */
export function deadLetterTitle({ what, farEnd, name, role, recipient }: DeadLetterLine): string {
  if (what === 'mail') return `${kinds.mail} ${recipient}${aboutWhom({ name, role })}`;
  if (what === 'access') return `Take ${role} from ${name}`;
  return `${kinds[what]} ${recipient} on ${farEndNames[farEnd]}${aboutWhom({ name, role })}`;
}

const aboutWhom = ({ name, role }: Pick<DeadLetterLine, 'name' | 'role'>) =>
  name === undefined || role === undefined ? '' : `: ${name}, ${role}`;

const kinds = {
  card: 'Card for',
  note: 'Note for',
  alert: 'Alert for',
  incidents: 'Alert for',
  reply: 'Message to',
  prove: 'Link for',
  mail: 'Mail to',
  'access-review': 'Access review for',
  lowered: 'Lowered control for',
  unreachable: 'Word of who is not reached, for',
};

const retryAll: Button = { title: 'Retry all', style: 'default', action: { do: 'run', text: 'stuck retry all' } };

const dropButton = (id: string): Button => ({
  title: 'Drop',
  style: 'destructive',
  action: { do: 'settle-stuck', act: 'drop', id },
});
