import { parseArgs } from 'node:util';
import { compose, type Product } from './compose/compose.js';
import { readEnvironment } from './compose/environment.js';
import { faultsOfNew } from './compose/faults-of-new.js';
import { InvalidConfig } from './config/config.js';

const usage = `npm start -- [--organisation <file>]

Starts Latchkey with the settings of the environment and of .env; .env.example lists them.
--organisation begins a demo with your own people: the file is what npm run import reads. The demo listens on this
machine only, and takes no Slack, Teams or sign-in settings.
`;

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

async function start(organisationFile: string | undefined): Promise<void> {
  const { config, path, organisation } = readEnvironment(
    organisationFile === undefined ? undefined : { fileName: organisationFile, faultsOf: faultsOfNew },
  );
  const starting = compose(config, { say, path, organisation, checkpointFile: config.audit.checkpoints });
  stopOnSignal(starting);
  const product = await starting;
  say(product.banner);
}

try {
  const { values } = parseArgs({ options: { organisation: { type: 'string' }, help: { type: 'boolean' } } });
  if (values.help) say(usage);
  else await start(values.organisation);
} catch (fault) {
  process.stderr.write(`${fault instanceof InvalidConfig ? fault.message : startFault(fault)}\n`);
  process.exit(1);
}

function startFault(fault: unknown): string {
  return `Latchkey could not start: ${fault instanceof Error ? fault.message : String(fault)}`;
}
