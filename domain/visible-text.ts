/** They switch the direction of what follows, so that text reads otherwise than it is. */
const BIDI_CONTROLS = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;
/** Blank, though no computer takes them for spaces: Braille's, Khitan's, and a note without a head. */
const BLANKS = /[\u2800\u{16fe4}\u{1d159}]/gu;
/** Controls but for the tab and the end of a line, marks of notes between lines, the place of a lost picture. */
const CONTROLS = /(?![\t\n])\p{Cc}|[\ufff9-\ufffc]/gu;

/** Of what has no look of its own, what belongs to a writing: an emoji's parts, and joiners where letters join. */
const BELONGING = [
  String.raw`(?<=[\p{Extended_Pictographic}\p{Emoji_Modifier}\ufe0f])\u200d(?=\p{Extended_Pictographic})`,
  String.raw`(?<=\p{Emoji})[\ufe0e\ufe0f]`,
  String.raw`(?<=\u{1f3f4})[\u{e0020}-\u{e007e}]{1,8}\u{e007f}`,
  String.raw`(?<=\p{Script=Han})[\ufe00-\ufe0f\u{e0100}-\u{e01ef}]`,
  String.raw`(?<=\p{Script=Mongolian})[\u180b-\u180d\u180f]`,
];
/** Scripts in whose words letters do not join: a joiner only disguises them. */
const UNJOINED = ['Latin', 'Greek', 'Cyrillic', 'Han', 'Hangul', 'Hiragana', 'Katakana']
  .map((script) => String.raw`\p{Script=${script}}`)
  .join('');
const JOINING = String.raw`(?![${UNJOINED}]|\p{Default_Ignorable_Code_Point})[\p{L}\p{M}]`;
const IGNORABLE = new RegExp(
  String.raw`(${BELONGING.join('|')}|(?<=${JOINING})[\u200c\u200d](?=${JOINING}))|\p{Default_Ignorable_Code_Point}`,
  'gu',
);
/** What is to be seen at all: no blank, and no mark that has no letter to stand on. */
const VISIBLE = /(?!\ufffd)[\p{L}\p{N}\p{P}\p{S}]/u;

/**
 * A text by a person as others may read and store it: without switches of direction, without what has no look (zero
 * width, soft hyphens, fillers, controls), no blanks or loose marks around it; empty where nothing of it is to be seen.
 * Joiners stay where words need them (Persian, Hindi, emoji). Lines stay lines. Takes any text and never throws; what
 * comes back stays the same if it goes through again.
 */
export function visibleText(text: string): string {
  const plain = text
    .replace(/\r\n?|[\u2028\u2029\u0085\v\f]/gu, '\n')
    .replace(BIDI_CONTROLS, '')
    .replace(BLANKS, ' ')
    .replace(CONTROLS, '')
    .replace(/\p{Cs}/gu, '\ufffd')
    .replace(IGNORABLE, (_all, belonging?: string) => belonging ?? '')
    .normalize('NFC')
    .replace(/^[\p{M}\s\u200c\u200d]+/u, '')
    .trim();
  return VISIBLE.test(plain) ? plain : '';
}

/** True where a reader sees something: what is required to be written is. */
export const isVisible = (text: string | undefined): boolean => text !== undefined && visibleText(text) !== '';
