import type { Button, Card, Fact, Form, Row, View } from '../card.js';
import { type BlockKit, blockKitButton, escapeMrkdwn, plainParagraph, plainText, run } from './block-kit-parts.js';
import { oneLine, paragraph } from './plain-text.js';
import { buttonsThatFit, type Room, renderToFit, rowsThatFit } from './room.js';

/** A message: `text` is mrkdwn, escaped, for notifications and screen readers. */
export type BlockKitMessage = { text: string; blocks: BlockKit[] };

/**
 * Slack refuses messages whose blocks are too long together (`msg_blocks_too_long`): messages with some 11,000
 * characters of text were, so all of the JSON stays below that. https://github.com/slackapi/bolt-js/issues/2867
 */
const MESSAGE = 10_500;
const HEADER = 150;

/**
 * Renders a view as a Slack message that keeps within Block Kit's limits and in which words of people are never read
 * as mentions, links or markup. A form is shown as its title, body and one button that opens it.
 * Limits: https://docs.slack.dev/reference/block-kit/blocks
 */
export function renderBlockKit(view: View): BlockKitMessage {
  const render = view.kind === 'card' ? cardBlocks(view) : formBlocks(view);
  return {
    text: escapeMrkdwn(oneLine(view.summary, 600)),
    blocks: renderToFit(render, (blocks) => JSON.stringify(blocks).length, MESSAGE),
  };
}

type DrawButton = (button: Button) => BlockKit;

/** Buttons numbered through their message, which makes their ids unique. */
function numbered(): DrawButton {
  let count = 0;
  return (button) => blockKitButton(button, `${button.action.do}-${count++}`);
}

const cardBlocks =
  (card: Card) =>
  (room: Room): BlockKit[] => {
    const button = numbered();
    return [
      { type: 'header', text: plainText(card.title, HEADER) },
      ...(card.status ? [richText([section(run(oneLine(card.status.text, room.line), true))])] : []),
      ...paragraphs(card.body, room),
      ...factBlocks(card.facts, room),
      ...(card.quote ? [quoteBlock(card.quote, room)] : []),
      ...rowBlocks(card, room, button),
      ...linkBlocks(card.link),
      ...actionBlocks(card.buttons, room, button),
    ];
  };

/** As text: a button with an address would be reported back as a press as well. */
const linkBlocks = (link: Card['link']): BlockKit[] =>
  link ? [richText([section({ type: 'link', url: link.url, text: oneLine(link.title, 75) })])] : [];

const formBlocks =
  (form: Form) =>
  (room: Room): BlockKit[] => [
    { type: 'header', text: plainText(form.title, HEADER) },
    ...paragraphs([...form.body, ...problemsOf(form)], room),
    ...actionBlocks([{ title: 'Open the form', style: 'primary', action: form.reopen }], room, numbered()),
  ];

/** What is wrong with what is filled in: said before the form is opened, for it is why it was sent. */
const problemsOf = ({ inputs }: Form): string[] => inputs.flatMap(({ problem }) => problem || []);

const richText = (elements: BlockKit[]): BlockKit => ({ type: 'rich_text', elements });
const section = (...elements: BlockKit[]): BlockKit => ({ type: 'rich_text_section', elements });

/** The paragraphs of a view, as blocks of text in which nothing is read. */
export const paragraphs = (body: readonly string[], room: Room): BlockKit[] =>
  body.slice(0, room.paragraphs).map((text) => ({ type: 'section', text: plainParagraph(text, room.words) }));

function factBlocks(facts: readonly Fact[], room: Room): BlockKit[] {
  if (facts.length === 0) return [];
  const lines = facts.slice(0, room.facts).map(({ label, value }, index) => [
    // One section holds them all, for Slack puts wide gaps between sections.
    run(`${index === 0 ? '' : '\n'}${oneLine(label, room.line)}: `, true),
    run(oneLine(value, room.line)),
  ]);
  return [richText([section(...lines.flat())])];
}

const quoteBlock = ({ label, text }: NonNullable<Card['quote']>, room: Room): BlockKit =>
  richText([
    section(run(oneLine(label, room.line), true)),
    { type: 'rich_text_quote', elements: [run(paragraph(text, room.words))] },
  ]);

/** The button that goes on is there however long what it carries: without it the rest could not be reached. */
function rowBlocks(card: Card, room: Room, button: DrawButton): BlockKit[] {
  const { rows, rest, next } = rowsThatFit(card, room.rows);
  return [
    ...rows.flatMap((row) => rowBlock(row, room, button)),
    ...(rest === undefined ? [] : [{ type: 'context', elements: [plainText(rest, 300)] }]),
    ...(next === undefined ? [] : [{ type: 'actions', elements: [button(next)] }]),
  ];
}

function rowBlock({ title, subtitle, buttons }: Row, room: Room, button: DrawButton): BlockKit[] {
  const shown = buttonsThatFit(buttons, room.rowButtons, room.payload);
  const [only] = shown;
  const lines = [oneLine(title, room.line), ...(subtitle === undefined ? [] : [oneLine(subtitle, room.line)])];
  const text = { type: 'section', text: plainParagraph(lines.join('\n'), 3000) };
  if (only && shown.length === 1) return [{ ...text, accessory: button(only) }];
  return [text, ...(shown.length === 0 ? [] : [{ type: 'actions', elements: shown.map(button) }])];
}

function actionBlocks(buttons: readonly Button[], room: Room, button: DrawButton): BlockKit[] {
  const shown = buttonsThatFit(buttons, room.buttons, room.payload);
  return shown.length === 0 ? [] : [{ type: 'actions', elements: shown.map(button) }];
}
