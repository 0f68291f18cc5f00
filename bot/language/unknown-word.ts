/** Words that introduce something, and nothing that a command has; no role is called by them and what follows. */
const UNKNOWN =
  /^(.*?\S)\s+((?:during|within|before|after|through|thru|throughout|lasting|since|while|between|upto|by|via|asap|effective)\b.*)$/is;

/** The words before one that introduces what no command has, and that with the rest; undefined where there is none. */
export function splitAtUnknownWord(text: string): { before: string; rest: string } | undefined {
  const [, before, rest] = UNKNOWN.exec(text) ?? [];
  return before === undefined || rest === undefined ? undefined : { before, rest };
}
