/** Where in the file: `['people', 2, 'timeZone']`. Entries count from 0, as in the data. */
export type Path = readonly (string | number)[];

/** One thing in the file that has to be corrected. */
export type ImportFault = {
  /** From 1, where the file has lines. */
  line?: number | undefined;
  /** As people count: the third of `people` is `people[3]`. Empty when the file as a whole is meant. */
  place: string;
  /** What is the matter and how to fix it, without a full stop. */
  message: string;
};

/** Gathers the faults of one file, each once, in the order of their lines. */
export type FaultLog = {
  add(path: Path, message: string): void;
  faults(): ImportFault[];
};

/** A log that knows lines by `lineOf`. */
export function faultLog(lineOf: (path: Path) => number | undefined): FaultLog {
  const found = new Map<string, ImportFault>();
  return {
    add(path, message) {
      const fault = { line: lineOf(path), place: placeOf(path), message };
      found.set(`${fault.place}\n${message}`, fault);
    },
    faults: () => [...found.values()].sort((one, other) => (one.line ?? 0) - (other.line ?? 0)),
  };
}

/** `['people', 2, 'timeZone']` as `people[3].timeZone`. */
export const placeOf = (path: Path): string =>
  path.map((part, index) => (typeof part === 'number' ? `[${part + 1}]` : `${index > 0 ? '.' : ''}${part}`)).join('');

/** A fault in one line: `line 12, people[3].timeZone: …`. */
export const faultText = ({ line, place, message }: ImportFault): string => {
  const where = [line !== undefined && `line ${line}`, place].filter(Boolean).join(', ');
  return where ? `${where}: ${message}` : message;
};
