import type { types } from '@slack/bolt';
import { escapeMrkdwn, plainParagraph, plainText } from '../../cards/platform/block-kit-parts.js';
import { sdkBlocks, sdkModal } from './sdk-blocks.js';

/** https://docs.slack.dev/reference/block-kit/blocks/section-block */
const LONGEST_SECTION = 3000;

const sectionOf = (text: string) => ({ type: 'section', text: plainParagraph(text, LONGEST_SECTION) });

/** One line for one person. Plain text throughout: nothing in it becomes a mention, a link or markup. */
export function noticeOf(text: string): { text: string; blocks: types.KnownBlock[] } {
  return { text: escapeMrkdwn(text.slice(0, LONGEST_SECTION)), blocks: sdkBlocks([sectionOf(text)]) };
}

/** The same line in place of a form. */
export function noticeView(text: string): types.ModalView {
  const heading = { title: plainText('Latchkey', 24), close: plainText('Close', 24) };
  return sdkModal({ type: 'modal', ...heading, blocks: [sectionOf(text)] });
}
