import { readEnvironment } from '../compose/environment.js';
import { type RunningProduct, runningProduct } from '../demo/running-product.js';
import { playStory } from '../demo/story.js';

const write = (line: string) => void process.stdout.write(`${line}\n`);

/** Runs the command line `npm run demo`. Returns the exit code: 0 when every step of the story came true. */
async function demo(): Promise<number> {
  let product: RunningProduct | undefined;
  try {
    const { port, isDemo } = readEnvironment().config;
    if (!isDemo) throw new Error('Your settings are real. Remove the Slack, Teams and sign-in settings for the demo.');
    product = await runningProduct(port, write);
    write(`Played through ${product.url}/chat: open it to watch.`);
    await playStory(product.url, write);
    write('\nEverything happened as it should.');
    return 0;
  } catch (fault) {
    process.stderr.write(`\n${fault instanceof Error ? fault.message : String(fault)}\n`);
    return 1;
  } finally {
    await product?.stop();
  }
}

process.exitCode = await demo();
