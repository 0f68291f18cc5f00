import { type Button, type Card, type Form, type Input, type Row, tickedIn, type View } from '../card.js';
import { oneLine, paragraph } from './plain-text.js';
import { rowsThatFit } from './room.js';

const LINE = 500;
const WORDS = 5000;

/**
 * Renders a view as plain text for a terminal or a mail: lines parted by `\n`, no escape sequence or control character
 * in it, whatever people wrote. Buttons stand in square brackets, or are left out where nothing can be pressed.
 */
export function renderPlain(view: View, { buttons = 'shown' }: { buttons?: 'shown' | 'hidden' } = {}): string {
  const shown = view.kind === 'card' ? cardParts(view) : formParts(view);
  const pressable = buttons === 'shown' ? shown : { ...shown, buttons: [], rows: shown.rows.map(withoutButtons) };
  return [
    oneLine(view.title, LINE),
    ...pressable.lines,
    ...pressable.rows.map(rowLine),
    ...(shown.rest === undefined ? [] : [oneLine(shown.rest, LINE)]),
    ...(pressable.buttons.length > 0 ? [bracketed(pressable.buttons)] : []),
  ].join('\n');
}

type Parts = { lines: readonly string[]; rows: readonly Row[]; rest?: string | undefined; buttons: readonly Button[] };

function cardParts(card: Card): Parts {
  const { status, body, facts, quote, buttons, link } = card;
  const { rows, rest, next } = rowsThatFit(card, card.rows.length);
  return {
    lines: [
      ...(status ? [oneLine(status.text, LINE)] : []),
      ...paragraphs(body),
      ...facts.map(({ label, value }) => `${oneLine(label, LINE)}: ${oneLine(value, LINE)}`),
      ...(quote ? [`${oneLine(quote.label, LINE)}:`, indented(paragraph(quote.text, WORDS))] : []),
      ...(link ? [`${oneLine(link.title, LINE)}: ${oneLine(link.url, WORDS)}`] : []),
    ],
    rows,
    rest,
    buttons: next ? [next, ...buttons] : buttons,
  };
}

const formParts = ({ body, inputs, submit, back }: Form): Parts => ({
  lines: [...paragraphs(body), ...inputs.flatMap(inputLines)],
  rows: [],
  buttons: back ? [submit, back] : [submit],
});

function inputLines({ label, kind, value, choices, problem }: Input): string[] {
  const isTicks = kind === 'ticks';
  const said = `${oneLine(label, LINE)}:${isTicks ? '' : ` ${value ? oneLine(value, LINE) : '…'}`}`;
  const ticked = isTicks ? tickedIn(value) : [];
  const ticks = isTicks
    ? (choices ?? []).map((each) => `  [${ticked.includes(each.value) ? 'x' : ' '}] ${oneLine(each.title, LINE)}`)
    : [];
  return [problem ? `${said} (${oneLine(problem, LINE)})` : said, ...ticks];
}

const paragraphs = (body: readonly string[]) => body.map((text) => paragraph(text, WORDS));
const withoutButtons = (row: Row): Row => ({ ...row, buttons: [] });

/** Every line of it, so that no word of a person can pass for one of ours. */
const indented = (text: string) => text.replace(/^/gm, '  | ');

function rowLine({ title, subtitle, buttons }: Row): string {
  const said = [oneLine(title, LINE), ...(subtitle === undefined ? [] : [oneLine(subtitle, LINE)])].join(' · ');
  return `- ${said}${buttons.length > 0 ? ` ${bracketed(buttons)}` : ''}`;
}

const bracketed = (buttons: readonly Button[]) => buttons.map(({ title }) => `[${oneLine(title, 75)}]`).join(' ');
