import type { types } from '@slack/bolt';

/** Slack shows at most this much in one section. */
const LONGEST_SECTION = 3000;

/** One line for one person. Plain text throughout: nothing in it becomes a mention, a link or markup. */
export function noticeOf(text: string): { text: string; blocks: types.KnownBlock[] } {
  const shown = text.slice(0, LONGEST_SECTION);
  return {
    // The top-level text is mrkdwn: https://docs.slack.dev/messaging/formatting-message-text#escaping
    text: shown.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;'),
    blocks: [{ type: 'section', text: { type: 'plain_text', text: shown, emoji: false } }],
  };
}

/** The same line in place of a form. */
export function noticeView(text: string): types.ModalView {
  return {
    type: 'modal',
    title: { type: 'plain_text', text: 'Latchkey' },
    close: { type: 'plain_text', text: 'Close' },
    blocks: noticeOf(text).blocks,
  };
}
