import type { CloudReply, CloudRequest } from './cloud-resource.js';

/** What goes wrong with one call. */
type Misbehaviour =
  /** Something else is answered, and the work is not done. */
  | { kind: 'answer'; reply: CloudReply }
  /** The connection breaks before anything is done. */
  | { kind: 'reset' }
  /** The work is done, and the connection breaks within the answer. */
  | { kind: 'cut' }
  /** The work is done, and no answer ever comes. */
  | { kind: 'silence' }
  /** The work is done and answered when `until` resolves. */
  | { kind: 'hold'; until: Promise<void> };

export type Knobs = {
  /** How long every answer takes, in real milliseconds. */
  latency: number;
  /** The next calls of this path behave so, in the order in which it was said. Once unless told how often. */
  next(path: RegExp, misbehaviour: Misbehaviour, times?: number): void;
  /** Resolves when such a call has come, from now on. */
  arrival(path: RegExp): Promise<CloudRequest>;
};

export type KnobState = Knobs & { take(request: CloudRequest): Misbehaviour | undefined };

/** Knobs that are all at rest. */
export function knobs(): KnobState {
  const planned: { path: RegExp; misbehaviour: Misbehaviour }[] = [];
  const awaited: { path: RegExp; come: (request: CloudRequest) => void }[] = [];
  const isAt = (request: CloudRequest) => (each: { path: RegExp }) => each.path.test(request.url.pathname);
  return {
    latency: 0,
    next(path, misbehaviour, times = 1) {
      for (let count = 0; count < times; count += 1) planned.push({ path, misbehaviour });
    },
    arrival: (path) => new Promise((come) => awaited.push({ path, come })),
    take(request) {
      for (const each of awaited.filter(isAt(request))) {
        awaited.splice(awaited.indexOf(each), 1);
        each.come(request);
      }
      const index = planned.findIndex(isAt(request));
      return index < 0 ? undefined : planned.splice(index, 1)[0]?.misbehaviour;
    },
  };
}
