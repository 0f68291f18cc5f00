import { EventEmitter } from 'node:events';
import type { Request, Response } from 'express';
import { beforeEach, describe, expect, it } from 'vitest';
import { noteUser, type Visitor } from '../../../adapters/web/sessions/signed-in.js';
import { sharedFairly } from '../../../adapters/web/shared-fairly.js';

/*
 * Two of one person at once, three of their own waiting, four in all.
 */
let fairly: ReturnType<typeof sharedFairly>;
let begun: string[];
beforeEach(() => {
  fairly = sharedFairly({ ofPerson: 2, waiting: 3, inAll: 4 });
  begun = [];
});

/** Somebody asks for something; it is answered when `answer` is called. */
function ask(person: string | undefined, what: string, path = '/my-roles') {
  const request = { path, session: { person: { principalId: person } }, accepts: () => 'text' } as unknown as Request;
  if (person !== undefined) noteUser(request, { type: 'user', id: person } as unknown as Visitor, undefined);
  const said = { status: 200 };
  const response = Object.assign(new EventEmitter(), {
    set: () => response,
    type: () => response,
    send: () => response,
    status: (status: number) => {
      said.status = status;
      return response;
    },
  });
  void fairly(request, response as unknown as Response, () => void begun.push(what));
  return { said, answer: () => void response.emit('finish'), leave: () => void response.emit('close') };
}

describe('When one person asks for everything at once', () => {
  it('then two are worked on, three wait their turn and the rest is refused', () => {
    const all = Array.from({ length: 100 }, (_, number) => ask('ada', `ada ${number}`));
    expect(begun).toEqual(['ada 0', 'ada 1']);
    expect(all.filter(({ said }) => said.status === 429)).toHaveLength(95);
    all[0]?.answer();
    all[0]?.leave();
    expect(begun).toEqual(['ada 0', 'ada 1', 'ada 2']);
  });

  it('then whoever else asks is worked on at once', () => {
    for (let number = 0; number < 100; number++) ask('ada', 'ada');
    ask('bob', 'bob');
    ask(undefined, 'a stranger');
    expect(begun).toEqual(['ada', 'ada', 'bob', 'a stranger']);
  });

  it('then what they no longer wait for is not begun', () => {
    const [first, , third] = Array.from({ length: 4 }, (_, number) => ask('ada', String(number)));
    third?.leave();
    first?.answer();
    expect(begun).toEqual(['0', '1', '3']);
  });
});

it('When all hands are full, then those who wait come in turn, person by person', () => {
  const first = [ask('ada', 'ada 1'), ask('ada', 'ada 2'), ask('bob', 'bob 1'), ask('bob', 'bob 2')];
  for (const each of ['ada 3', 'ada 4', 'cas 1', 'cas 2', 'dan 1']) ask(each.slice(0, 3), each);
  expect(begun).toHaveLength(4);
  for (const each of first) each.answer();
  expect(begun.slice(4)).toEqual(['ada 3', 'cas 1', 'dan 1', 'ada 4']);
});

it('When somebody follows a stream, then it takes no share of theirs', () => {
  for (let times = 0; times < 5; times++) ask('ada', 'stream', '/live');
  ask('ada', 'page');
  expect(begun.at(-1)).toBe('page');
});
