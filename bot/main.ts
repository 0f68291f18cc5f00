import { compose, type Product } from './compose.js';
import { InvalidConfig } from './config.js';
import { readEnvironment } from './environment.js';

/** After this long an orderly stop gives up, in milliseconds: what is left is found by the next start. */
const stopWithin = 10_000;

const say = (line: string) => void process.stdout.write(`${line}\n`);

function stopOnSignal(product: Promise<Product>): void {
  let isStopping = false;
  const stop = async (signal: NodeJS.Signals) => {
    if (isStopping) return;
    isStopping = true;
    say(`${signal}: stopping`);
    setTimeout(() => process.exit(1), stopWithin).unref();
    await (await product).stop();
    process.exit(0);
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
}

try {
  const { config, path } = readEnvironment();
  const starting = compose(config, { say, path, checkpointFile: config.audit.checkpoints });
  stopOnSignal(starting);
  const product = await starting;
  say(product.banner);
} catch (fault) {
  process.stderr.write(`${fault instanceof InvalidConfig ? fault.message : startFault(fault)}\n`);
  process.exit(1);
}

function startFault(fault: unknown): string {
  return `Latchkey could not start: ${fault instanceof Error ? fault.message : String(fault)}`;
}
