// The product in a process of its own, with a directory and a Slack that are elsewhere. Its orders are the one
// argument, as JSON; it tells its address to whoever started it, and logs to its output.
import { compose } from '../../../bot/compose.js';
import { readConfig } from '../../../bot/config.js';
import { milliseconds } from '../../../domain/time.js';
import { farProvisioner } from './far-provisioner.js';

export type Orders = {
  settings: Record<string, string>;
  slackApiUrl: string;
  directoryUrl: string;
  /** In milliseconds. */
  deliveryLease: number;
  safetyPoll: number;
};

const { settings, slackApiUrl, directoryUrl, deliveryLease, safetyPoll }: Orders = JSON.parse(process.argv[2] ?? '{}');

const product = await compose(readConfig(settings), {
  say: () => undefined,
  path: '',
  deliveryLease: milliseconds(deliveryLease),
  safetyPoll: milliseconds(safetyPoll),
  standIns: {
    slackApiUrl,
    database: (real) => ({ ...real, provisioners: [farProvisioner(directoryUrl)] }),
  },
});
process.on('SIGTERM', async () => {
  await product.stop();
  process.exit(0);
});
// Nobody is left to work for.
process.on('disconnect', () => process.exit(1));
process.send?.(product.url);
