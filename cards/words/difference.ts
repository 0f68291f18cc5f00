/** One thing that was changed, by its path, as it was and as it is; undefined where it was not or is not there. */
export type Difference = { path: string; before: string | undefined; after: string | undefined };

/** What differs between two values, part by part: lists and whatever else has no parts are compared as a whole. */
export function differencesOf(before: unknown, after: unknown): Difference[] {
  const [was, is] = [flat(before), flat(after)];
  const paths = [...new Set([...was.keys(), ...is.keys()])];
  return paths
    .map((path) => ({ path, before: was.get(path), after: is.get(path) }))
    .filter((each) => each.before !== each.after);
}

/** The parts of a value that have no parts themselves, as text, by their paths. */
function flat(value: unknown, path = '', into = new Map<string, string>()): Map<string, string> {
  if (value === undefined) return into;
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    for (const [name, part] of Object.entries(value)) flat(part, path === '' ? name : `${path}.${name}`, into);
  } else into.set(path, typeof value === 'string' ? value : JSON.stringify(value));
  return into;
}
