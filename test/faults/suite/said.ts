import type { Chance } from './random.js';

/** One thing somebody did: which command it is to the product, and how its deliveries went. */
export type Said = {
  commandId: string;
  who: string;
  words: string;
  kind: 'message' | 'command' | 'press';
  /** How often its platform was told "ok", and of these how often at once with the word that it was not stored. */
  okays: number;
  notStored: number;
  /** When it was first acknowledged, in milliseconds. */
  takenAt?: number;
  /** What the person was answered outside of the outbox. */
  told(): readonly string[];
};

/** How one delivery went: whether it was acknowledged, and with what. */
type Heard = { isTaken: boolean; body: unknown };

/** Something that somebody does: who and what, and one delivery of it, which may be made again. */
export type Doing = Pick<Said, 'commandId' | 'who' | 'words' | 'kind' | 'told'> & {
  send(): Promise<Heard>;
  /** Whether its platform delivers it again when it was not acknowledged. */
  isRetried: boolean;
};

/** What says that nothing was kept of it. */
const denials = /could not store|went wrong on my side|could not look up|cannot say yet/;
/** True for words by which somebody knows that it may not have happened. */
export const isDenial = (words: string): boolean => denials.test(words);

/** When a platform delivers again what was not acknowledged, shortened, in milliseconds. */
const retries = [200, 1_500, 4_000];
/** Of the deliveries, so many come twice at once, and so many come again later, after others. */
const shares = { atOnce: 0.1, later: 0.15 };

const pause = (milliseconds: number) => new Promise((wait) => setTimeout(wait, milliseconds));

/** Delivers what people do, as often as their platform would, some of it twice and some of it out of order. */
export function sender({ between, chance }: Chance) {
  const all: Said[] = [];
  const late = new Set<Promise<unknown>>();

  function note(said: Said, { isTaken, body }: Heard): boolean {
    if (!isTaken) return false;
    said.okays += 1;
    said.takenAt ??= Date.now();
    if (isDenial(JSON.stringify(body ?? ''))) said.notStored += 1;
    return true;
  }

  function inTheBackground(work: Promise<unknown>): void {
    const tracked = work.finally(() => late.delete(tracked));
    late.add(tracked);
  }

  return {
    /** Everything that anybody has done so far. */
    all,
    /** Delivers it until it is acknowledged, as often as the platform would. True when it was. */
    async deliver({ send, isRetried, ...doing }: Doing): Promise<boolean> {
      const said: Said = { ...doing, okays: 0, notStored: 0 };
      all.push(said);
      const sendOnce = async () => note(said, await send());
      if (chance(shares.atOnce)) inTheBackground(sendOnce());
      let isTaken = await sendOnce();
      for (const wait of isRetried ? retries : []) {
        if (isTaken) break;
        await pause(wait);
        isTaken = await sendOnce();
      }
      if (chance(shares.later)) inTheBackground(pause(between(100, 3_000)).then(() => sendOnce()));
      return isTaken;
    },
    /** Resolves when everything that comes late has come. */
    async ended(): Promise<void> {
      while (late.size > 0) await Promise.all(late);
    },
  };
}
