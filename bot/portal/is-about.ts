/** The words that somebody looks for. */
export const wordsOf = (text: string): string[] => text.toLowerCase().split(/\s+/).filter(Boolean);

/** True where every word of `text` is in what is said. */
export function isAbout(text: string, ...said: readonly string[]): boolean {
  const all = said.join(' ').toLowerCase();
  return wordsOf(text).every((word) => all.includes(word));
}
