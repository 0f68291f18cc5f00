// The product with every platform on, its stand-ins elsewhere.
import { compose } from '../../bot/compose/compose.js';
import type { StandIns } from '../../bot/compose/compose-surfaces.js';
import { readLinkedConfig } from '../support/linked-otherwise.js';

const [environment = '{}', standIns = '{}'] = process.argv.slice(2);
const say = (line: string) => void process.stdout.write(`${line}\n`);
const product = await compose(readLinkedConfig(JSON.parse(environment)), {
  say,
  path: '',
  standIns: JSON.parse(standIns) as StandIns,
});
say(product.banner);
process.on('SIGTERM', async () => {
  await product.stop();
  process.exit(0);
});
