import { randomInt } from 'node:crypto';
import { rmSync } from 'node:fs';
import { resolve } from 'node:path';
import { resolveMongod } from '../../../adapters/mongo/embedded/resolve-mongod.js';
import { prepareGround } from './ground.js';
import { runSuite } from './run-suite.js';
import { tellOutcome } from './tell-outcome.js';
import { trySabotage } from './try-sabotage.js';

// npm run faults -- [seconds] [seed]: five minutes of it unless told otherwise.
// npm run faults -- --sabotage [seed]: whether the audit sees a product that is broken on purpose.
const [first, second] = process.argv.slice(2);
const isSabotage = first === '--sabotage';
const seconds = Number(isSabotage ? 0 : (first ?? 300));
const seed = Number(second ?? randomInt(1_000_000));
if (!(seconds >= 0 && seed >= 0)) throw new Error('npm run faults -- [seconds] [seed], or --sabotage [seed]');
// biome-ignore lint/style/noProcessEnv: an entry of its own, beside bot/main
const { MONGOMS_SYSTEM_BINARY, PATH = '' } = process.env;
const say = (line: string) => void process.stdout.write(`${line}\n`);
/** Of these some are down at any time. */
const processes = 3;
/** Once all is well everything ends within this, in milliseconds: a lease, a backoff and every time-out together. */
const timeout = 90_000;

rmSync('.results/faults', { recursive: true, force: true });
const mongod = await resolveMongod({
  cacheFolder: resolve('.cache/mongod'),
  systemBinary: MONGOMS_SYSTEM_BINARY,
  env: { path: PATH },
  say,
});
say(`seed ${seed}, ${isSabotage ? 'sabotage' : `${seconds} s`}`);
const ground = await prepareGround(mongod);
try {
  const wrong = isSabotage
    ? await trySabotage(ground, seed, say)
    : tellOutcome(await runSuite(ground, { database: 'faults', seconds, seed, processes, timeout, say }), {
        seed,
        seconds,
      });
  process.exitCode = wrong.length > 0 ? 1 : 0;
} finally {
  await ground.leave();
}
// Whatever is still open keeps nobody.
process.exit();
