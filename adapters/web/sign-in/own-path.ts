const longest = 2000;
/** Where being sent back to would lead round in a circle. */
const circles = /^\/sign-(in|out)(\/|\?|$)/;

/**
 * The path, query and fragment of our own that `value` names, to send somebody back to; `/` for anything else: another
 * site in whatever spelling (`//evil`, `/\evil`, `https:`, `javascript:`), or the sign-in itself.
 */
export function ownPath(value: unknown): string {
  if (typeof value !== 'string' || value.length > longest || !/^\/(?![/\\])[\x21-\x7e]*$/.test(value)) return '/';
  if (value.includes('\\') || !URL.canParse(value, nowhere)) return '/';
  const { origin, pathname, search, hash } = new URL(value, nowhere);
  // Dots can fold away what stood between: `/..//evil` is `//evil`.
  if (origin !== nowhere || pathname.startsWith('//') || circles.test(pathname)) return '/';
  return `${pathname}${search}${hash}`;
}

const nowhere = 'https://nowhere.invalid';
