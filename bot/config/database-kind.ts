import type { PrincipalId } from '../../domain/ids.js';

/** What a database is for: trying the product with people whom anybody can be, or an organisation's own access. */
export type DatabaseKind = 'demo' | 'real';

/** What a demo began with, kept so that it begins only once. `people`: whom a visitor can be; `opening`: shown at first. */
export type DemoBeginnings =
  | { source: 'built-in' }
  | { source: 'file'; hash: string; people: readonly PrincipalId[]; opening: readonly PrincipalId[] };

/**
 * What a database is marked as, and what its demo began with once that is complete. `unfinishedImport`: the file of an
 * import that has not come to its end.
 */
export type DatabaseMark = {
  kind: DatabaseKind;
  demo?: DemoBeginnings | undefined;
  unfinishedImport?: string | undefined;
};

/** What opens a database: the product runs on it, an import fills it, or a command only looks at it. */
export type DatabaseUse = 'runs' | 'fills' | 'looks';

/** `asksForDemo`: DEMO=true is set, rather than nothing. */
type Settings = { isDemo: boolean; asksForDemo: boolean };

/** Where the database is: the setting that names it, and what an operator knows it by. Never holds a password. */
export type DatabasePlace = { setting: 'DATA_FOLDER' | 'MONGODB_URI'; name: string };

/**
 * Decides which kind of database these settings are for. An import fills a real directory unless DEMO=true is set, so
 * that it can run before Slack, Teams or sign-in is. Returns undefined if a look may be at either.
 */
export function kindFor(use: DatabaseUse, { isDemo, asksForDemo }: Settings): DatabaseKind | undefined {
  if (!isDemo) return 'real';
  if (asksForDemo || use === 'runs') return 'demo';
  return use === 'fills' ? 'real' : undefined;
}

/** Returns what to tell an operator whose database was written by a version that kept its data under other names. */
export function ofEarlierVersion({ setting, name }: DatabasePlace): string {
  const another = setting === 'DATA_FOLDER' ? 'another folder' : 'another database';
  const orReset = setting === 'DATA_FOLDER' ? ', or delete it with npm run reset' : '';
  return (
    `${setting}: ${name} was written by an earlier version of Latchkey, and this version can't read it. ` +
    `Name ${another} in ${setting}${orReset}.`
  );
}

/** Decides what an unmarked database is, by what it holds; an empty one becomes what it is wanted for. */
export const kindOf = (holds: 'nothing' | 'demo' | 'anything', desired: DatabaseKind): DatabaseKind =>
  holds === 'nothing' ? desired : holds === 'demo' ? 'demo' : 'real';

/**
 * Returns what to tell an operator whose settings are for the other kind of database than the one found: the setting,
 * what is there, and what to set or run.
 */
export function wrongKind(found: DatabaseKind, use: DatabaseUse, { setting, name }: DatabasePlace): string {
  const another = setting === 'DATA_FOLDER' ? 'another folder' : 'another database';
  const orReset = setting === 'DATA_FOLDER' ? ', or delete the demo with npm run reset' : '';
  if (found === 'real')
    return (
      `${setting}: ${name} holds a real directory. As a demo, anybody could be anybody in it. ` +
      `Set your Slack, Teams or sign-in settings, or name ${another} in ${setting} for the demo.`
    );
  const belongs = `${setting}: ${name} belongs to the demo.`;
  if (use === 'fills')
    return (
      `${belongs} An import fills a real directory: name ${another} in ${setting}${orReset}. ` +
      'To try your own people, run npm start -- --organisation <file>. To add to this demo, set DEMO=true.'
    );
  return `${belongs} Your settings are not for the demo: name ${another} in ${setting}${orReset}.`;
}
