import { withoutProofText } from '../../cards/account/proof-refusal-text.js';
import type { Directory } from '../../domain/ports/directory.js';
import type { Config } from '../config/config.js';
import { demoPeople } from '../demo/demo-people.js';

const named = 5;
type Deps = Parameters<typeof demoPeople>[0] & { directory: Directory };

type BannerConfig = Pick<Config, 'isDemo' | 'web' | 'administrationWithoutProof'>;

/**
 * Returns what a product that is ready says: where it is, what to do first, and what administrators can and cannot do
 * where nobody gives a proof.
 */
export async function banner(config: BannerConfig, url: string, database: Deps): Promise<string> {
  const ready = await readyText(config, url, database);
  if (config.administrationWithoutProof) return `${ready}\n${withoutProofText}`;
  const nobodyCan = !config.isDemo && !config.web.signIn;
  return nobodyCan ? `${ready}\n${noAdministrationText}` : ready;
}

const noAdministrationText =
  'Nobody can sign in, so administrators cannot give proof: changes that need one are refused. Set OIDC_ISSUER, or ADMINISTRATION_WITHOUT_PROOF=true.';

async function readyText({ isDemo }: Pick<Config, 'isDemo'>, url: string, database: Deps): Promise<string> {
  const ready = isDemo ? await ofDemo(url, database) : await ofReal(url, database);
  const unfinished = (await database.mark.read())?.unfinishedImport;
  return unfinished === undefined
    ? ready
    : `${ready}\nAn import of ${unfinished} did not finish. Run npm run import -- ${unfinished} again to store the rest.`;
}

async function ofReal(url: string, database: Deps): Promise<string> {
  const [anybody] = await database.directory.searchPrincipals('', 1);
  const ready = `Latchkey is ready: listening on ${url}`;
  return anybody
    ? ready
    : `${ready}\nThe directory is empty: fill it with npm run import -- <file>, which also names the first administrator.`;
}

/** In a demo of one's own people it says whom one can be. */
async function ofDemo(url: string, database: Deps): Promise<string> {
  const ready = `Latchkey is ready (demo): open ${url}/chat, or ${url} for the portal`;
  if ((await database.mark.read())?.demo?.source !== 'file') return ready;
  const { people } = await demoPeople(database);
  const names = people.slice(0, named).map(({ displayName }) => displayName);
  if (names.length === 0)
    return `${ready}\nThe file names nobody you can be. Add people to it, run npm run reset, and start again.`;
  const few = people.length > named ? `, such as ${names.join(', ')}` : `: ${names.join(', ')}`;
  const count = `${people.length} ${people.length === 1 ? 'person' : 'people'}`;
  return `${ready}\nYou can be ${count} of your organisation${few}. Choose at ${url}/sign-in or in the chat.`;
}
