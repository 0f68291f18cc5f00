/** One word, or what stood between quotation marks. `start` and `end` are its place in the text, quotes included. */
export type Token = { text: string; word: string; isQuoted: boolean; start: number; end: number };

const TOKEN = /"([^"]*)"[,;]?|\S+/g;

/**
 * Splits an undecorated text at spaces, keeping quoted parts whole. `word` is what keywords are compared with: lower
 * case, without punctuation after it; empty where it was quoted. A quotation mark without its partner is a letter.
 */
export function tokenise(text: string): Token[] {
  return Array.from(text.matchAll(TOKEN), (match) => {
    const [whole, quoted] = match;
    const start = match.index;
    const token = { start, end: start + whole.length };
    if (quoted !== undefined) return { ...token, text: quoted.trim(), word: '', isQuoted: true };
    return { ...token, text: whole, word: whole.toLowerCase().replace(/(?<=.)[,;.!?]$/, ''), isQuoted: false };
  });
}

/** The text of neighbouring tokens as it was written; a single quoted one without its quotes. No comma at its end. */
export function written(text: string, tokens: readonly Token[]): string {
  const [first] = tokens;
  const last = tokens.at(-1);
  if (first === undefined || last === undefined) return '';
  if (tokens.length === 1 && first.isQuoted) return first.text;
  return text.slice(first.start, last.end).replace(/[,;]$/, '').trim();
}
