import { visibleText } from '../../domain/visible-text.js';

const LEADING_MENTION = /^[\s\p{DI}]*(?:<@[^<>]*>|<at(?:\s[^<>]*)?>[^<>]*<\/at>)[\s\p{DI}]*[,:;]?/iu;
const TEAMS_MENTION = /<at(?:\s[^<>]*)?>([^<>]*)<\/at>/giu;
const SLACK_ENTITY = /<([@#!]|[a-z][a-z0-9+.-]*:)([^<>|]*)(?:\|([^<>]*))?>/giu;
const HTML_ENTITY = /&(?:([a-z]{2,4})|#(\d{1,7})|#x([0-9a-f]{1,6}));/giu;
const NAMED = new Map([
  ['lt', '<'],
  ['gt', '>'],
  ['amp', '&'],
  ['quot', '"'],
  ['apos', "'"],
  ['nbsp', ' '],
]);

const BEFORE_MARKER = new Set(' ([{"\'*_~`');
const AFTER_MARKER = new Set(' .,;:!?)]}"\'*_~`');
const MARKERS = new Set('*_~`');

/**
 * Undoes what Slack and Teams do to a text before they hand it over, so that the parser sees what the person typed.
 * Takes a message as the platform sent it, once (entities are decoded one level only). Returns one line: the leading
 * mention of the bot gone, other mentions as `@U123` or `@Name`, links as their label, entities decoded, quotes and
 * hyphens straight, white space single, what is not to be seen (`visibleText`) and formatting marks removed.
 * Look-alike letters stay as they are (NFC, not NFKC): whoever matches names must be able to notice them.
 * Linear in the length of the text; never throws.
 */
export function undecorate(text: string): string {
  const plain = text
    .replace(LEADING_MENTION, '')
    .replace(TEAMS_MENTION, '@$1')
    .replace(SLACK_ENTITY, labelOf)
    // After the tags: an escaped "<@U1>" is something a person typed and must not become a mention.
    .replace(HTML_ENTITY, decodeEntity)
    .replace(/[“”„‟«»″]/gu, '"')
    .replace(/[‘’‚‛′]/gu, "'")
    .replace(/[\u2010\u2011]/gu, '-');
  return unmark(visibleText(plain).replace(/\s+/gu, ' ')).trim();
}

function labelOf(_entity: string, kind: string, target: string, label: string | undefined): string {
  if (kind === '@') return `@${target}`;
  if (kind === '#') return `#${label || target}`;
  if (kind === '!') return label || `@${target}`;
  if (kind.toLowerCase() === 'mailto:') return label || target;
  return label || kind + target;
}

function decodeEntity(entity: string, name?: string, decimal?: string, hex?: string): string {
  if (name !== undefined) return NAMED.get(name.toLowerCase()) ?? entity;
  const code = decimal === undefined ? Number.parseInt(hex ?? '', 16) : Number(decimal);
  return code <= 0x10ffff ? String.fromCodePoint(code) : entity;
}

/** Formatting marks count only around whole words: `snake_case`, `2 * 3` and paths keep theirs. */
function unmark(text: string): string {
  const openings = new Map<string, number[]>();
  const dropped = new Set<number>();
  for (let index = 0; index < text.length; index++) {
    const mark = text.charAt(index);
    if (!MARKERS.has(mark)) continue;
    const open = openings.get(mark) ?? [];
    openings.set(mark, open);
    const opening = open.at(-1);
    if (opening !== undefined && opening < index - 1 && closes(text, index)) {
      dropped.add(opening).add(index);
      open.pop();
    } else if (opens(text, index)) open.push(index);
  }
  if (dropped.size === 0) return text;
  return Array.from({ length: text.length }, (_, index) => (dropped.has(index) ? '' : text.charAt(index))).join('');
}

function opens(text: string, index: number): boolean {
  const next = text.charAt(index + 1);
  return (index === 0 || BEFORE_MARKER.has(text.charAt(index - 1))) && next !== '' && next !== ' ';
}

function closes(text: string, index: number): boolean {
  const next = text.charAt(index + 1);
  return text.charAt(index - 1) !== ' ' && (next === '' || AFTER_MARKER.has(next));
}
