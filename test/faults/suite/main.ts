import { randomInt } from 'node:crypto';
import { resolve } from 'node:path';
import { resolveMongod } from '../../../adapters/mongo/embedded/resolve-mongod.js';
import { runSuite } from './run-suite.js';
import { tellOutcome } from './tell-outcome.js';

// npm run faults -- [seconds] [seed]: five minutes of it unless told otherwise.
const [seconds = '300', seed = String(randomInt(1_000_000))] = process.argv.slice(2);
// biome-ignore lint/style/noProcessEnv: an entry of its own, beside bot/main
const { MONGOMS_SYSTEM_BINARY, PATH = '' } = process.env;
const say = (line: string) => void process.stdout.write(`${line}\n`);
const mongod = await resolveMongod({
  cacheFolder: resolve('.cache/mongod'),
  systemBinary: MONGOMS_SYSTEM_BINARY,
  env: { path: PATH },
  say,
});
say(`seed ${seed}, ${seconds} s`);
const wrong = tellOutcome(await runSuite({ mongod, seconds: Number(seconds), seed: Number(seed), processes: 2, say }));
process.exit(wrong.length > 0 ? 1 : 0);
