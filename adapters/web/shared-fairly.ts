import type { ServerResponse } from 'node:http';
import type { Request, RequestHandler } from 'express';
import { say } from './page/say.js';
import { signedIn } from './sessions/signed-in.js';

type Shares = {
  /** How many requests of one person are worked on at once, and how many of theirs wait meanwhile. */
  ofPerson: number;
  waiting: number;
  /** How many requests of all people are worked on at once. */
  inAll: number;
};

const usual: Shares = { ofPerson: 1, waiting: 200, inAll: 24 };
/** In milliseconds: whoever takes an answer slowly holds nobody up for longer. */
const heldFor = 3_000;

/** Streams stay open, and are counted by themselves. */
const streams = ['/live', '/chat/stream'];

type Waiting = { begin: () => void; response: ServerResponse };

/**
 * Gives everybody who is signed in their share of this process: of each person one request is worked on at a time and
 * the rest waits its turn, person by person, so that one at full speed waits for themself. Refuses with 429 what would
 * have to wait behind too many of one's own.
 */
export function sharedFairly({ ofPerson, waiting, inAll }: Shares = usual): RequestHandler {
  const queues = new Map<string, Waiting[]>();
  const underWay = new Map<string, number>();
  let all = 0;

  const mayBegin = (person: string) => all < inAll && (underWay.get(person) ?? 0) < ofPerson;
  /** Whoever has waited since longest for a turn of theirs comes first, and then goes behind all others. */
  const next = () => {
    for (const [person, queue] of queues) {
      if (!mayBegin(person)) continue;
      const [first, ...rest] = queue;
      queues.delete(person);
      if (rest.length > 0) queues.set(person, rest);
      first?.begin();
      return;
    }
  };
  const begin = (person: string, response: ServerResponse, work: () => void) => {
    all += 1;
    underWay.set(person, (underWay.get(person) ?? 0) + 1);
    const end = once(() => {
      clearTimeout(late);
      all -= 1;
      const left = (underWay.get(person) ?? 1) - 1;
      if (left === 0) underWay.delete(person);
      else underWay.set(person, left);
      next();
    });
    const late = setTimeout(end, heldFor).unref();
    response.once('finish', end).once('close', end);
    work();
  };
  const wait = (person: string, each: Waiting) => {
    queues.set(person, [...(queues.get(person) ?? []), each]);
    each.response.once('close', () => {
      const rest = (queues.get(person) ?? []).filter((other) => other !== each);
      if (rest.length > 0) queues.set(person, rest);
      else queues.delete(person);
    });
  };

  return (request, response, go) => {
    const person = signedIn(request)?.principalId;
    if (person === undefined || isStream(request)) return go();
    if (mayBegin(person)) return begin(person, response, go);
    if ((queues.get(person)?.length ?? 0) >= waiting) return refuse(request, response);
    wait(person, { response, begin: () => begin(person, response, go) });
  };
}

const isStream = ({ path }: Request) => streams.includes(path);

function refuse(request: Request, response: Parameters<RequestHandler>[1]): void {
  response.set('retry-after', '5');
  say(request, response, 429, 'You have asked for very much at once. Please wait a moment and try again.');
}

function once(work: () => void): () => void {
  let isDone = false;
  return () => {
    if (isDone) return;
    isDone = true;
    work();
  };
}
