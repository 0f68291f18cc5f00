import type { Directory } from '../domain/ports/directory.js';
import type { Config } from './config.js';
import { demoPeople } from './demo/demo-people.js';

const named = 5;
type Deps = Parameters<typeof demoPeople>[0] & { directory: Directory };

/** Returns what a product that is ready says: where it is, and what to do first. */
export async function banner({ isDemo }: Pick<Config, 'isDemo'>, url: string, database: Deps): Promise<string> {
  if (isDemo) return ofDemo(url, database);
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
