import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { commandDescriptions } from '../commands/registry.js';
import { slackManifest } from '../platform-packages/slack-manifest.js';

const USAGE = `Writes the manifest from which Slack creates the Latchkey app (https://api.slack.com/apps, "From a manifest").

  npm run slack:manifest -- --url https://latchkey.example.com    Slack delivers to this public address
  npm run slack:manifest -- --socket-mode                         Latchkey opens a socket; no public address needed
  … --out slack-manifest.json                                     writes a file instead of printing
`;

/** Reads the command line, prints or writes the manifest, and returns the exit code. */
function run(args: string[]): number {
  const { values } = parseArgs({
    args,
    options: {
      url: { type: 'string' },
      'socket-mode': { type: 'boolean', default: false },
      out: { type: 'string' },
    },
  });
  if (!values.url && !values['socket-mode']) {
    process.stderr.write(USAGE);
    return 1;
  }
  const manifest = slackManifest(commandDescriptions, { url: values.url, socketMode: values['socket-mode'] });
  const json = `${JSON.stringify(manifest, undefined, 2)}\n`;
  if (values.out) writeFileSync(values.out, json);
  else process.stdout.write(json);
  return 0;
}

try {
  process.exitCode = run(process.argv.slice(2));
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n\n${USAGE}`);
  process.exitCode = 1;
}
