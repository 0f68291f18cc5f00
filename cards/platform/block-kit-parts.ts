import type { Button } from '../card.js';
import { oneLine, paragraph } from './plain-text.js';

/** A block, element or text object of Slack's Block Kit, as JSON. */
export type BlockKit = { type: string; [property: string]: unknown };

/** A text of Block Kit in which nothing is read. */
export type PlainText = { type: 'plain_text'; text: string; emoji: boolean };

/** A text in which nothing is read as markup, mention, link or `:emoji:`. At most `most` characters, one line. */
export const plainText = (text: string, most: number): PlainText => ({
  type: 'plain_text',
  text: oneLine(text, most),
  emoji: false,
});

/** A `plainText` that keeps its line breaks. */
export const plainParagraph = (text: string, most: number): PlainText => ({
  type: 'plain_text',
  text: paragraph(text, most),
  emoji: false,
});

/** One run of rich text. Slack reads nothing in it; its style is ours. */
export const run = (text: string, isBold = false): BlockKit => ({
  type: 'text',
  text,
  ...(isBold && { style: { bold: true } }),
});

/** Escapes what Slack reads in mrkdwn, which the top-level text of a message is: exactly these three, `&` first. */
export const escapeMrkdwn = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

const styles = { default: undefined, primary: 'primary', destructive: 'danger' } as const;

/** A button. `id` must be unique within its message; what it does is in its value, as JSON. */
export function blockKitButton({ title, style, action }: Button, id: string): BlockKit {
  const slackStyle = styles[style];
  return {
    type: 'button',
    action_id: id,
    text: plainText(title, 75),
    value: JSON.stringify(action),
    ...(slackStyle && { style: slackStyle }),
  };
}
