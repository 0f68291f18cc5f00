import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Connection } from 'mongoose';
import { connect } from '../../adapters/mongo/connection/connect.js';
import { startEmbeddedMongo } from '../../adapters/mongo/embedded/start-embedded-mongo.js';
import { instant } from '../../domain/time.js';
import { buildProduct } from '../support/products/built-product.js';
import { fileSchedules } from './at-scale.js';
import { endedOnce, fillWithDue } from './due-schedules.js';
import { endOf } from './measured-process.js';
import { type Figure, median } from './report.js';

/** How many are due at once, and in how many rounds: the first of them warms up. */
const backlogs = [
  { due: 10_000, rounds: 6 },
  { due: 100_000, rounds: 3 },
] as const;
const [{ due: usual, rounds: usualRounds }] = backlogs;
const onFile = 1_000_000;
/** The steady stream: one end every so many milliseconds, so many of them, the first of them a little later. */
const stream = { gap: 10, count: 2_000, head: 4_000 };

type Ran = { outcome: number | number[]; milliseconds: number; held: number };
type Worker = { run(): Promise<Ran>; stop(): Promise<void> };
type Bench = {
  /** An empty database of this name on the one server, and its address. */
  open(name: string): Promise<{ connection: Connection; uri: string }>;
  /** A process that works on a database in this way, once it is ready. */
  start(uri: string, way: string, ...words: number[]): Promise<Worker>;
};

/**
 * How fast what is due ends, and how late: many activations due at once against the bare driver and Agenda, a steady
 * stream, several processes at once, and with a million schedules on file. One server, ratios from one run.
 */
export async function expiryFigures(): Promise<Figure[]> {
  const built = await buildProduct({ 'expiry-worker': fileURLToPath(new URL('./expiry-worker.ts', import.meta.url)) });
  const mongod = await startEmbeddedMongo({
    dataFolder: resolve('.build/bench-data/expiry'),
    cacheFolder: resolve('.cache/mongod'),
    env: { path: '' },
    say: () => undefined,
  });
  const opened = new Map<string, Connection>();
  const bench: Bench = {
    async open(name) {
      const uri = Object.assign(new URL(mongod.uri), { pathname: `/${name}` }).href;
      const connection = opened.get(name) ?? (await connect(uri));
      opened.set(name, connection);
      await connection.dropDatabase();
      return { connection, uri };
    },
    start: (uri, way, ...words) =>
      startWorker(join(built.folder, 'expiry-worker.js'), [uri, way, ...words.map(String)]),
  };
  try {
    const figures: Figure[] = [];
    for (const { due, rounds } of backlogs) figures.push(...(await drainFigures(bench, due, rounds)));
    figures.push(...(await lagFigures(bench)), ...(await togetherFigures(bench)), await scaleFigure(bench));
    return figures;
  } finally {
    await Promise.all([...opened.values()].map((connection) => connection.close()));
    await mongod.stop();
    await built.remove();
  }
}

async function startWorker(entry: string, words: readonly string[]): Promise<Worker> {
  const child = spawn(process.execPath, [entry, ...words], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  await answerOf(child);
  return {
    async run() {
      child.send('run');
      return (await answerOf(child)) as Ran;
    },
    stop: () => endOf(child),
  };
}

/** What a process says next. Throws when it has ended instead. */
async function answerOf(child: ChildProcess): Promise<unknown> {
  const ended = once(child, 'exit').then(([code]) => {
    throw new Error(`a process of the bench has ended with ${code}`);
  });
  const [answer] = await Promise.race([once(child, 'message'), ended]);
  return answer;
}

/** A process that works in this way, and is to end each time what a database of its own is filled with again. */
async function drainer({ open, start }: Bench, way: string, due: number) {
  const { connection, uri } = await open(way);
  await fillWithDue(connection, due);
  const worker = await start(uri, way);
  let isFilled = true;
  return {
    stop: worker.stop,
    async run(): Promise<Ran> {
      if (!isFilled) {
        await open(way);
        await fillWithDue(connection, due);
      }
      isFilled = false;
      const ran = await worker.run();
      if (!way.startsWith('agenda')) await endedOnce(connection, due);
      return ran;
    },
  };
}

const perSecond = ({ outcome, milliseconds }: Ran): number => (Number(outcome) / milliseconds) * 1_000;

async function drainFigures(bench: Bench, due: number, rounds: number): Promise<Figure[]> {
  const [latchkey, driver] = [await drainer(bench, 'latchkey', due), await drainer(bench, 'driver', due)];
  const pairs: Pair[] = [];
  for (let round = 0; round < rounds; round += 1) {
    pairs.push({ latchkey: await latchkey.run(), driver: await driver.run() });
  }
  // The first has warmed both up: a process that has just begun is slow at anything.
  pairs.shift();
  await Promise.all([latchkey.stop(), driver.stop()]);
  const value = median(pairs.map((pair) => perSecond(pair.latchkey)));
  const what = `${due.toLocaleString('en')} ends due at once`;
  return [
    againstAgenda(`${what}, against Agenda as it comes`, value, await byItself(bench, 'agenda', due)),
    againstAgenda(`${what}, against Agenda with few locks`, value, await byItself(bench, 'agenda-limited', due)),
    againstDriver(`${what}, against the bare driver`, pairs),
    ...(due === usual ? [turnsFor(what, pairs)] : []),
  ];
}

/** It was to be 40, which cannot be: the bare driver, doing the same writes, is some 20 times as fast as Agenda. */
const overAgenda = 10;

type Pair = { latchkey: Ran; driver: Ran };

async function byItself(bench: Bench, way: string, due: number): Promise<Ran> {
  const { run, stop } = await drainer(bench, way, due);
  const ran = await run();
  await stop();
  return ran;
}

function againstAgenda(name: string, value: number, agenda: Ran): Figure {
  // Where Agenda ends none in its time, one is what it gets: the ratio is then a lower bound.
  const baseline = perSecond({ ...agenda, outcome: Math.max(1, Number(agenda.outcome)) });
  const ratio = value / baseline;
  return { name, value, baseline, ratio, unit: '/s', aim: `≥ ${overAgenda}×`, ok: ratio >= overAgenda };
}

function againstDriver(name: string, pairs: readonly Pair[]): Figure {
  const ratio = median(pairs.map(({ latchkey, driver }) => latchkey.milliseconds / driver.milliseconds));
  const value = median(pairs.map(({ latchkey }) => latchkey.milliseconds));
  const baseline = median(pairs.map(({ driver }) => driver.milliseconds));
  return { name, value, baseline, ratio, unit: 'ms', aim: '≤ 1.5×', ok: ratio <= 1.5 };
}

function turnsFor(what: string, pairs: readonly Pair[]): Figure {
  const value = median(pairs.map(({ latchkey }) => latchkey.held));
  return { name: `${what}: longest without a turn for others`, value, unit: 'ms', aim: '≤ 100 ms', ok: value <= 100 };
}

const ratioOf = (value: number, baseline: number) => ({ value, baseline, ratio: value / baseline });

async function lagFigures({ open, start }: Bench): Promise<Figure[]> {
  const { connection, uri } = await open('stream');
  const { gap, count, head } = stream;
  const first = Date.now() + head;
  await fillWithDue(connection, count, (number) => instant(first + number * gap));
  const worker = await start(uri, 'scheduler', first, gap, count);
  const { outcome } = await worker.run();
  await worker.stop();
  await endedOnce(connection, count);
  const lags = (outcome as number[]).toSorted((one, other) => one - other);
  const at = (part: number) => lags[Math.floor(lags.length * part)] ?? Number.NaN;
  const what = `lag of ${1_000 / gap} ends a second, commit − due`;
  return [
    { name: `${what}: p50`, value: at(0.5), unit: 'ms', aim: '≤ 100 ms', ok: at(0.5) <= 100 },
    { name: `${what}: p99`, value: at(0.99), unit: 'ms', aim: '≤ 100 ms', ok: at(0.99) <= 100 },
  ];
}

/** Two and four processes at one backlog, against one: they must not be in each other's way, and nothing may end twice. */
async function togetherFigures(bench: Bench): Promise<Figure[]> {
  const alone = await together(bench, 1);
  const figures: Figure[] = [];
  for (const processes of [2, 4]) {
    const { value, baseline, ratio } = ratioOf(await together(bench, processes), alone);
    const name = `${processes} processes at one backlog, against one; each end once`;
    figures.push({ name, value, baseline, ratio, unit: '/s', aim: '≥ 0.5×', ok: ratio >= 0.5 });
  }
  return figures;
}

/** Ends a second of so many processes together: the middle of some rounds. */
async function together({ open, start }: Bench, processes: number): Promise<number> {
  const due = usual;
  const rates: number[] = [];
  for (let round = 0; round < 3; round += 1) {
    const { connection, uri } = await open('together');
    await fillWithDue(connection, due);
    const workers = await Promise.all(Array.from({ length: processes }, () => start(uri, 'latchkey')));
    const ran = await Promise.all(workers.map((worker) => worker.run()));
    await Promise.all(workers.map((worker) => worker.stop()));
    await endedOnce(connection, due);
    rates.push((due / Math.max(...ran.map(({ milliseconds }) => milliseconds))) * 1_000);
  }
  return median(rates);
}

/** A backlog in a database that holds a million schedules, against one that holds nothing else, taking turns. */
async function scaleFigure({ open, start }: Bench): Promise<Figure> {
  const due = usual;
  const [none, many] = [await open('none'), await open('many')];
  await fileSchedules(many.connection, onFile);
  const times: { none: number; many: number }[] = [];
  const timed = async ({ connection, uri }: typeof none) => {
    await fillWithDue(connection, due);
    const worker = await start(uri, 'latchkey');
    const { milliseconds } = await worker.run();
    await worker.stop();
    await endedOnce(connection, due);
    return milliseconds;
  };
  for (let round = 0; round < usualRounds; round += 1) times.push({ none: await timed(none), many: await timed(many) });
  const ratio = median(times.map(({ none, many }) => many / none));
  return {
    name: `${due.toLocaleString('en')} ends due at once with ${onFile.toLocaleString('en')} schedules on file`,
    value: median(times.map(({ many }) => many)),
    baseline: median(times.map(({ none }) => none)),
    ratio,
    unit: 'ms',
    aim: '≤ 1.2×',
    ok: ratio <= 1.2,
  };
}
