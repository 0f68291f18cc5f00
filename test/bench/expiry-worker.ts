// A process that ends what is due, in one of several ways, each time it is told to, and says how that went.
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { connect } from '../../adapters/mongo/connection/connect.js';
import { instant } from '../../domain/time.js';
import { byAgenda, byDriver, byLatchkey, byScheduler } from './drains.js';

const [uri = '', way = '', first = '', gap = '', count = ''] = process.argv.slice(2);
const connection = await connect(uri);
const ends = Array.from({ length: Number(count) }, (_, number) => instant(Number(first) + number * Number(gap)));
const ways = {
  latchkey: () => byLatchkey(connection),
  driver: () => byDriver(connection),
  agenda: () => byAgenda(connection),
  'agenda-limited': () => byAgenda(connection, 200),
  scheduler: () => byScheduler(connection, ends),
};
const work = await ways[way as keyof typeof ways]();
process.on('message', async () => {
  const loop = monitorEventLoopDelay({ resolution: 1 });
  loop.enable();
  const begun = performance.now();
  const outcome = await work();
  const milliseconds = performance.now() - begun;
  loop.disable();
  process.send?.({ outcome, milliseconds, held: loop.max / 1e6 });
});
process.send?.('ready');
