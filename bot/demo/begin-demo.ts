import { setTimeout as delay } from 'node:timers/promises';
import type { Checkpoints } from '../../domain/ports/checkpoints.js';
import type { Ids } from '../../domain/ports/system.js';
import { milliseconds, minutes } from '../../domain/time.js';
import { InvalidConfig } from '../config/config.js';
import type { DatabaseMark, DemoBeginnings } from '../config/database-kind.js';
import { faultText } from '../import/import-fault.js';
import { carryOutImport, type ImportDeps, prepareImport, readKnown } from '../import/import-organisation.js';
import { parseOrganisation } from '../import/read/parse-organisation.js';
import type { Source } from '../import/read/source.js';
import { chooseCast } from './choose-cast.js';
import { seedDemo } from './seed-demo.js';

/** An organisation of one's own to try the product with: the file's name, its SHA-256 in hex, and what it says. */
export type OwnOrganisation = { fileName: string; hash: string; source: Source };

type BeginDeps = Omit<ImportDeps, 'ids'> & {
  checkpoints: Checkpoints;
  mark: {
    /** True if other processes may be at the same database. */
    isShared: boolean;
    read(): Promise<DatabaseMark | undefined>;
    begun(demo: DemoBeginnings): Promise<void>;
  };
};

/** A process that was killed while it filled a shared demo keeps the others waiting for so long. */
const fillWithin = minutes(1);
const betweenLooks = 200;

/**
 * Begins the demo, once for each database: fills it with the built-in organisation or one's own. A beginning that was
 * cut short goes on; of several processes one fills and the others wait. Returns what the demo began with. Throws
 * InvalidConfig if it began with another organisation, or if the file has faults, all of which are named.
 */
export async function beginDemo(
  database: BeginDeps,
  ids: Ids,
  own: OwnOrganisation | undefined,
  say: (line: string) => void,
): Promise<DemoBeginnings> {
  const { mark, checkpoints, clock } = database;
  const pause = mark.isShared ? fillWithin : milliseconds(0);
  const prepared = own && (await preparedFrom({ ...database, ids }, own));
  for (let isTold = false; ; isTold = true) {
    const isMine = await checkpoints.take('demo-beginning', clock.now(), pause);
    const begun = (await mark.read())?.demo;
    if (begun) return asOrdered(begun, own);
    if (isMine) break;
    if (!isTold) say('Demo: another process is filling it; waiting');
    await delay(betweenLooks);
  }
  const demo = await fill({ ...database, ids }, own, prepared);
  await mark.begun(demo);
  return demo;
}

type Prepared = Extract<Awaited<ReturnType<typeof prepareImport>>, { ok: true }>['value'];

async function fill(deps: ImportDeps, own?: OwnOrganisation, prepared?: Prepared): Promise<DemoBeginnings> {
  if (!own || !prepared) {
    await seedDemo(deps, deps.ids);
    return { source: 'built-in' };
  }
  await carryOutImport(deps, prepared);
  const organisation = parseOrganisation(own.source, await readKnown(deps));
  if (!organisation.ok) throw new Error('the organisation was faultless before it was stored, and is no longer');
  return { source: 'file', hash: own.hash, ...chooseCast(organisation.value) };
}

/** Faults of the file count only until the demo has begun, for it is read only once. */
async function preparedFrom(deps: ImportDeps & BeginDeps, { fileName, source }: OwnOrganisation) {
  if ((await deps.mark.read())?.demo) return undefined;
  const prepared = await prepareImport(deps, source);
  if (prepared.ok) return prepared.value;
  throw new InvalidConfig(prepared.refusal.map((fault) => `${fileName}, ${faultText(fault)}`));
}

function asOrdered(begun: DemoBeginnings, own: OwnOrganisation | undefined): DemoBeginnings {
  if (!own || (begun.source === 'file' && begun.hash === own.hash)) return begun;
  const how =
    begun.source === 'file'
      ? `with another version of it, or another file. To add what ${own.fileName} says, run DEMO=true npm run import -- ${own.fileName}.`
      : 'with its own people.';
  throw new InvalidConfig([
    `--organisation: this demo has begun already, ${how} ` +
      'To begin another demo, name another folder in DATA_FOLDER, or run npm run reset.',
  ]);
}
