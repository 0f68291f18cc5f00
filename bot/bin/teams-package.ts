import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import packageJson from '../../package.json' with { type: 'json' };
import { commandDescriptions } from '../commands/registry.js';
import { teamsManifest } from '../platform-packages/teams-manifest.js';
import { teamsPackage } from '../platform-packages/teams-package.js';

const USAGE = `Writes the app package that a Teams administrator uploads (Teams admin center, Manage apps, Upload new app).

  npm run teams:package -- --app-id <application (client) id of the bot> --website https://example.com/latchkey

  --developer <name>    who runs Latchkey in your organisation (Latchkey)
  --privacy <url>       your privacy statement (the website)
  --terms <url>         your terms of use (the website)
  --out <file>          where to write (latchkey-teams.zip)
`;

const GUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
/** Seen from the built file, which lies in a folder of its own beside the source. */
const ICONS = new URL('../bot/platform-packages/', import.meta.url);

/** Reads the command line and writes the package. Throws what is wrong with it, in words for the operator. */
async function run(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      'app-id': { type: 'string', default: '' },
      website: { type: 'string', default: '' },
      developer: { type: 'string', default: 'Latchkey' },
      privacy: { type: 'string' },
      terms: { type: 'string' },
      out: { type: 'string', default: 'latchkey-teams.zip' },
    },
  });
  const { 'app-id': appId, out, ...rest } = values;
  if (!GUID.test(appId)) throw new Error('--app-id: the application (client) id of the bot is needed, a GUID.');
  if (!rest.website) throw new Error('--website: an https page about Latchkey in your organisation is needed.');
  const manifest = teamsManifest(commandDescriptions, { appId, version: packageJson.version, ...rest });
  writeFileSync(out, await teamsPackage(manifest, ICONS));
  process.stdout.write(`Wrote ${out}. Upload it in the Teams admin center under Manage apps.\n`);
}

try {
  await run(process.argv.slice(2));
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n\n${USAGE}`);
  process.exitCode = 1;
}
