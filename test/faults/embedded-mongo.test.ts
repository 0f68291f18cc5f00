import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { access, appendFile, chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { mongo } from 'mongoose';
import { afterEach, describe, expect, inject, it } from 'vitest';
import { commandOf } from '../../adapters/mongo/embedded/process-facts.js';
import { type EmbeddedMongo, startEmbeddedMongo } from '../../adapters/mongo/embedded/start-embedded-mongo.js';

let said: string[] = [];
const cleanups: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
  said = [];
});

async function aFolder(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'latchkey-'));
  cleanups.push(() => rm(path, { recursive: true, force: true }));
  return path;
}

async function start(dataFolder: string): Promise<EmbeddedMongo> {
  const database = await startEmbeddedMongo({
    dataFolder,
    cacheFolder: join(dataFolder, 'cache'),
    systemBinary: inject('mongodPath'),
    say: (line) => void said.push(line),
  });
  let stopped: Promise<void> | undefined;
  const stop = () => {
    stopped ??= database.stop();
    return stopped;
  };
  cleanups.push(stop);
  return { ...database, stop };
}

/** A process that holds the embedded database and does nothing else. */
async function startProduct(dataFolder: string): Promise<{ product: ChildProcess; uri: string }> {
  const script = fileURLToPath(new URL('../support/products/embedded-product.ts', import.meta.url));
  const args = ['--import', 'tsx', script, dataFolder, join(dataFolder, 'cache'), inject('mongodPath')];
  const product = spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'inherit'] });
  cleanups.push(async () => product.kill('SIGKILL'));
  const [chunk] = await once(product.stdout.setEncoding('utf8'), 'data');
  return { product, uri: String(chunk).trim() };
}

async function withNotes<T>(uri: string, work: (notes: mongo.Collection) => Promise<T>): Promise<T> {
  const client = new mongo.MongoClient(uri);
  try {
    return await work(client.db().collection('notes'));
  } finally {
    await client.close();
  }
}
const write = (uri: string, text: string) => withNotes(uri, (notes) => notes.insertOne({ text }));
const read = (uri: string) =>
  withNotes(uri, async (notes) => (await notes.find().sort({ _id: 1 }).toArray()).map(({ text }) => text));

const portOf = (uri: string) => Number(new URL(uri).port);
const mongodOf = async (dataFolder: string) =>
  Number.parseInt(await readFile(join(dataFolder, 'mongo/db/mongod.lock'), 'utf8'), 10);

async function runReset(...args: string[]): Promise<{ exitCode: number | null; output: string }> {
  const child = execFile(process.execPath, ['--import', 'tsx', resolve('bot/bin/reset.ts'), ...args]);
  let output = '';
  child.stdout?.on('data', (chunk) => {
    output += chunk;
  });
  await once(child, 'close');
  return { exitCode: child.exitCode, output };
}

describe('the embedded database', () => {
  it('When it is stopped and started again, then it is where it was with all that was written', async () => {
    const folder = await aFolder();
    const first = await start(folder);
    await write(first.uri, 'before');
    await first.stop();
    const second = await start(folder);
    expect(await read(second.uri)).toEqual(['before']);
    expect(second.uri).toBe(first.uri);
  });

  it('When a stranger on the machine connects without the password, then they read nothing and make no user', async () => {
    const folder = await aFolder();
    const { uri } = await start(folder);
    await write(uri, 'secret');
    const outsider = `mongodb://127.0.0.1:${portOf(uri)}/latchkey?directConnection=true`;
    await expect(read(outsider)).rejects.toThrow(/authentication/);
    const client = new mongo.MongoClient(outsider);
    const makeUser = client.db('admin').command({ createUser: 'eve', pwd: 'eve', roles: ['root'] });
    await expect(makeUser).rejects.toThrow(/authentication|authorized/);
    await client.close();
    for (const secret of ['keyfile', 'password'])
      expect((await stat(join(folder, 'mongo', secret))).mode & 0o777).toBe(0o600);
  });

  it('When mongod is killed, then it comes back at the same address with all that was acknowledged', async () => {
    const folder = await aFolder();
    const { uri } = await start(folder);
    await write(uri, 'acknowledged');
    const killed = await mongodOf(folder);
    process.kill(killed, 'SIGKILL');
    await expect.poll(() => said.join('\n'), { timeout: 10_000 }).toContain('mongod is running again');
    expect(await mongodOf(folder)).not.toBe(killed);
    await write(uri, 'after');
    expect(await read(uri)).toEqual(['acknowledged', 'after']);
  });

  it('When another program has taken the port, then the database moves to a free one and keeps its data', async () => {
    const folder = await aFolder();
    const first = await start(folder);
    await write(first.uri, 'before');
    await first.stop();
    const squatter = createServer((socket) => socket.destroy()).listen(portOf(first.uri), '127.0.0.1');
    await once(squatter, 'listening');
    cleanups.push(async () => squatter.close());
    const second = await start(folder);
    expect(portOf(second.uri)).not.toBe(portOf(first.uri));
    expect(said.join('\n')).toContain(`port ${portOf(first.uri)} is taken`);
    await write(second.uri, 'after');
    expect(await read(second.uri)).toEqual(['before', 'after']);
  });

  it('When the first start was cut short, then the next one begins anew', async () => {
    const folder = await aFolder();
    const first = await start(folder);
    await first.stop();
    // As it is when the power fails before the database's user is made.
    await writeFile(join(folder, 'mongo/preparing'), '');
    await rm(join(folder, 'mongo/endpoint.json'));
    const second = await start(folder);
    await write(second.uri, 'works');
    expect(await read(second.uri)).toEqual(['works']);
  });

  it('When the password file is not the one of the database, then the start says so and changes nothing', async () => {
    const folder = await aFolder();
    const first = await start(folder);
    await write(first.uri, 'kept');
    await first.stop();
    const password = await readFile(join(folder, 'mongo/password'), 'utf8');
    await writeFile(join(folder, 'mongo/password'), 'another');
    await expect(start(folder)).rejects.toThrow(/password in the data folder is not the database's.*npm run reset/);
    await writeFile(join(folder, 'mongo/password'), password);
    expect(await read((await start(folder)).uri)).toEqual(['kept']);
  });
});

describe('a product that is killed', () => {
  it('When the product is killed, then its mongod ends too and the next start at once has all that was acknowledged', async () => {
    const folder = await aFolder();
    const { product, uri } = await startProduct(folder);
    await write(uri, 'acknowledged');
    const orphan = await mongodOf(folder);
    expect(await commandOf(orphan)).toContain(folder);
    product.kill('SIGKILL');
    await once(product, 'exit');
    const next = await start(folder);
    expect(await commandOf(orphan)).toBeUndefined();
    expect(await read(next.uri)).toEqual(['acknowledged']);
    expect(next.uri).toBe(uri);
  });

  it.runIf(process.platform === 'linux')(
    'When the product is killed and nobody starts it again, then no mongod is left behind',
    async () => {
      const folder = await aFolder();
      const { product } = await startProduct(folder);
      const orphan = await mongodOf(folder);
      product.kill('SIGKILL');
      await expect.poll(() => commandOf(orphan), { timeout: 10_000 }).toBeUndefined();
    },
  );

  it('When a mongod outlived its product, then the next start ends it and takes over', async () => {
    const folder = await aFolder();
    const first = await start(folder);
    await first.stop();
    // Started past the supervisor, as where the system cannot end a child with its parent.
    const args = ['--dbpath', join(folder, 'mongo/db'), '--port', '0', '--bind_ip', '127.0.0.1', '--nounixsocket'];
    const orphan = spawn(inject('mongodPath'), args, { detached: true, stdio: 'ignore' });
    cleanups.push(async () => orphan.kill('SIGKILL'));
    await expect.poll(() => mongodOf(folder), { timeout: 10_000 }).toBe(orphan.pid);
    await start(folder);
    expect(orphan.exitCode).toBe(0);
    expect(said).toContain(`Database: waiting for the mongod of an earlier run to end (process ${orphan.pid})`);
  });
});

describe('the data folder', () => {
  it('When a second Latchkey is started on the same folder, then it is refused naming the first', async () => {
    const folder = await aFolder();
    const { product, uri } = await startProduct(folder);
    await expect(start(folder)).rejects.toThrow(`already running on this data folder, as process ${product.pid}`);
    await write(uri, 'undisturbed');
    expect(await read(uri)).toEqual(['undisturbed']);
  });

  it('When the lock names a process id that now belongs to another program, then it keeps nobody out', async () => {
    const folder = await aFolder();
    await writeFile(join(folder, 'latchkey.lock'), JSON.stringify({ pid: process.pid, started: 'an earlier boot' }));
    await start(folder);
    expect(JSON.parse(await readFile(join(folder, 'latchkey.lock'), 'utf8'))).toMatchObject({ pid: process.pid });
    expect((await readdir(folder)).sort()).toEqual(['latchkey.lock', 'mongo']);
  });

  it('When the start is called off, then nothing runs and the folder is free again', async () => {
    const folder = await aFolder();
    const calledOff = startEmbeddedMongo({
      dataFolder: folder,
      cacheFolder: folder,
      say: () => undefined,
      signal: AbortSignal.abort(new Error('called off')),
    });
    await expect(calledOff).rejects.toThrow('called off');
    await expect(access(join(folder, 'latchkey.lock'))).rejects.toThrow();
  });
});

describe('npm run reset', () => {
  it('When Latchkey is running, then reset refuses naming it; once stopped, only what is Latchkey’s goes', async () => {
    const folder = await aFolder();
    await writeFile(join(folder, 'holiday.txt'), 'not ours');
    const database = await start(folder);
    const refused = await runReset('--yes', '--data', folder);
    expect(refused).toMatchObject({ exitCode: 1, output: expect.stringContaining(`process ${process.pid}`) });
    await database.stop();
    const unasked = await runReset('--data', folder);
    expect(unasked.output).toContain('Add --yes');
    expect(await readdir(folder)).toContain('mongo');
    const real = await runReset('--yes', '--data', folder);
    expect(real).toMatchObject({ exitCode: 1, output: expect.stringContaining('--yes --real') });
    expect(await readdir(folder)).toContain('mongo');
    expect(await runReset('--yes', '--real', '--data', folder)).toMatchObject({ exitCode: 0 });
    expect(await readdir(folder)).toEqual(['holiday.txt']);
  });

  it('When the folder is not Latchkey’s, then reset leaves it alone', async () => {
    const folder = await aFolder();
    await appendFile(join(folder, 'thesis.txt'), 'years of work');
    await chmod(folder, 0o700);
    expect(await runReset('--yes', '--data', folder)).toMatchObject({
      exitCode: 1,
      output: expect.stringContaining('nothing was changed'),
    });
    expect(await readdir(folder)).toEqual(['thesis.txt']);
  });
});
