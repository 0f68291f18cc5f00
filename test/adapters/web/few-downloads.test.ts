import { once } from 'node:events';
import { get, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import express, { type RequestHandler, type Response } from 'express';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fewDownloads } from '../../../adapters/web/few-downloads.js';
import { noteUser, type Visitor } from '../../../adapters/web/sessions/signed-in.js';
import { minutes } from '../../../domain/time.js';
import { eventually } from '../../support/eventually.js';
import { testClock } from '../../support/test-clock.js';

/** Two files at once a person, three in all, and four a person within an hour. */
const shares = { ofPerson: 2, inAll: 3, inAnHour: 4 };
let clock: ReturnType<typeof testClock>;
let server: Server;
/** Files that are being read out, the first one first. */
let files: Response[];

beforeEach(async () => {
  clock = testClock();
  files = [];
  const signIn: RequestHandler = (request, _response, next) => {
    const [, person] = request.path.split('/');
    Object.assign(request, { session: { person: { principalId: person } } });
    noteUser(request, { type: 'user', id: person, timeZone: 'UTC' } as unknown as Visitor, undefined);
    next();
  };
  const app = express();
  app.get('/:person', signIn, fewDownloads({ clock }, shares), (_request, response) => {
    files.push(response);
    response.write('a,b\n');
  });
  server = app.listen(0, '127.0.0.1');
  await once(server, 'listening');
});
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

async function ask(person: string): Promise<IncomingMessage> {
  const { port } = server.address() as AddressInfo;
  const [answer] = await once(get({ port, host: '127.0.0.1', path: `/${person}`, agent: false }), 'response');
  return answer as IncomingMessage;
}
const statusOf = async (person: string) => (await ask(person)).statusCode;

describe('When people download files', () => {
  it('then one person has two at once, and the next once one of them has ended or was left', async () => {
    const [first] = [await ask('ada'), await ask('ada')];
    const refused = await ask('ada');
    expect([refused.statusCode, refused.headers['retry-after']]).toEqual([429, '30']);
    expect(await statusOf('bob')).toBe(200);
    first?.destroy();
    await eventually(async () => expect(await statusOf('ada')).toBe(200));
  });

  it('then all together have three at once', async () => {
    expect([await statusOf('ada'), await statusOf('ada'), await statusOf('bob')]).toEqual([200, 200, 200]);
    expect(await statusOf('cas')).toBe(429);
    files[0]?.end();
    await eventually(async () => expect(await statusOf('cas')).toBe(200));
  });

  it('then one person has so many within an hour, and others are not held up', async () => {
    for (let time = 0; time < 4; time += 1) {
      expect(await statusOf('ada')).toBe(200);
      files[time]?.end();
      await once(files[time] as Response, 'close');
    }
    const refused = await ask('ada');
    expect([refused.statusCode, refused.headers['retry-after']]).toEqual([429, '3600']);
    expect(await statusOf('bob')).toBe(200);
    clock.pass(minutes(61));
    expect(await statusOf('ada')).toBe(200);
  });
});
