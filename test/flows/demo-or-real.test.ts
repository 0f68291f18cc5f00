import { afterEach, describe, expect, it } from 'vitest';
import { connect } from '../../adapters/mongo/connection/connect.js';
import { compose, type Product } from '../../bot/compose/compose.js';
import { verifyRecord } from '../../bot/compose/compose-audit.js';
import type { Database } from '../../bot/compose/compose-database.js';
import { composeImport } from '../../bot/compose/compose-import.js';
import type { StandIns } from '../../bot/compose/compose-surfaces.js';
import { type Config, readConfig } from '../../bot/config/config.js';
import type { OwnOrganisation } from '../../bot/demo/begin-demo.js';
import { carryOutImport, prepareImport } from '../../bot/import/import-organisation.js';
import { sourceOf } from '../../bot/import/read/source.js';
import { correlationId } from '../../domain/ids.js';
import type { Role } from '../../domain/role/role.js';
import { days } from '../../domain/time.js';
import { adoptSettings } from '../../domain/usecases/assignment/adopt.js';
import { borrowDatabase, giveBackDatabase } from '../support/parts/database.js';
import { visitor } from '../support/visitor.js';

const demo = (uri: string) => readConfig({ PORT: '0', MONGODB_URI: uri, LOG_LEVEL: 'silent' });
const real = (uri: string) =>
  readConfig({
    PORT: '0',
    MONGODB_URI: uri,
    LOG_LEVEL: 'silent',
    OIDC_ISSUER: 'http://localhost:9',
    OIDC_CLIENT_ID: 'latchkey',
    OIDC_CLIENT_SECRET: 'secret',
    SESSION_SECRET: 'a secret that signs cookies in tests and is long',
  });

const securityReader: Role = {
  kind: 'directory',
  roleDefinitionId: '5d6b6bb7-de71-4623-b4af-96380a352509',
  directoryScopeId: '/',
};

const cleanUps: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});

function aDatabase(): string {
  const uri = borrowDatabase();
  cleanUps.push(() => giveBackDatabase(uri));
  return uri;
}

async function start(config: Config, organisation?: OwnOrganisation, standIns?: StandIns): Promise<Product> {
  const say = () => undefined;
  const product = await compose(config, { say, path: '', alertsPause: days(1), organisation, standIns });
  let stopped: Promise<void> | undefined;
  const stop = () => {
    stopped ??= product.stop();
    return stopped;
  };
  cleanUps.push(stop);
  return { ...product, stop };
}

/** What keeps these settings from starting; undefined where they start. */
async function refusal(starting: Promise<unknown>): Promise<string | undefined> {
  return starting.then(
    () => undefined,
    (fault: Error) => fault.message,
  );
}

const everybodyIn = async (product: Product) =>
  (await product.database.records.principals.all()).map(({ displayName }) => displayName);

/** What is stored there, before anything of the product has seen it. */
async function store(uri: string, collection: string, document: Record<string, unknown>): Promise<void> {
  const connection = await connect(uri);
  await connection.collection(collection).insertOne(document as never);
  await connection.close();
}

const collectionsIn = async (uri: string) => {
  const connection = await connect(uri);
  const names = (await connection.listCollections()).map(({ name }) => name);
  const counts = await Promise.all(names.map((name) => connection.collection(name).countDocuments()));
  await connection.close();
  return Object.fromEntries(names.map((name, index) => [name, counts[index]]).filter(([, count]) => count));
};

const own = (hash = 'first'): OwnOrganisation => ({
  fileName: 'ours.yaml',
  hash,
  source: sourceOf({
    people: [
      { name: 'Wilma Buoy', userPrincipalName: 'wilma@harbour-lights.example' },
      { name: 'Tom Tiller', userPrincipalName: 'tom@harbour-lights.example' },
      { name: 'Greta Galley', userPrincipalName: 'greta@harbour-lights.example', guest: true },
    ],
    firstAdministrator: 'wilma@harbour-lights.example',
    eligibilities: [{ principal: 'tom@harbour-lights.example', role: 'Security Reader', permanent: true }],
    settings: [{ role: 'Security Reader', approval: { approvers: ['wilma@harbour-lights.example'] } }],
  }),
});

it('When a database of an earlier version is started, then nothing is written, and the operator reads what to do', async () => {
  const uri = aDatabase();
  await store(uri, 'walks', { _id: 'demo', place: 'done' });
  const before = await collectionsIn(uri);
  for (const config of [demo(uri), real(uri)]) {
    const told = await refusal(start(config));
    expect(told).toContain('was written by an earlier version of Latchkey');
    expect(told).toContain('Name another database in MONGODB_URI');
  }
  expect(await collectionsIn(uri)).toEqual(before);
});

describe('When a real database is started without its settings', () => {
  it('then it does not come up as the demo, and the operator reads what to do', async () => {
    const uri = aDatabase();
    await (await start(real(uri))).stop();
    const before = await collectionsIn(uri);
    const told = await refusal(start(demo(uri)));
    expect(told).toContain(`MONGODB_URI: the database “${new URL(uri).pathname.slice(1)}” on`);
    expect(told).toContain('holds a real directory');
    expect(told).toContain('Set your Slack, Teams or sign-in settings, or name another database in MONGODB_URI');
    expect(await collectionsIn(uri)).toEqual(before);
    expect(await everybodyIn(await start(real(uri)))).toEqual([]);
  });

  it('then a start says so where an import did not finish', async () => {
    const uri = aDatabase();
    const { deps, close } = await composeImport(demo(uri), { say: () => undefined, path: '' });
    await deps.mark.importBegun('ours.yaml');
    await close();
    expect((await start(real(uri))).banner).toContain('Run npm run import -- ours.yaml again to store the rest.');
  });

  it('then what was filled by an import before any setting was made is real, too', async () => {
    const uri = aDatabase();
    const { deps, close } = await composeImport(demo(uri), { say: () => undefined, path: '' });
    const prepared = await prepareImport(deps, own().source);
    if (prepared.ok) await carryOutImport(deps, prepared.value);
    await close();
    expect(await refusal(start(demo(uri)))).toContain('holds a real directory');
    expect(await everybodyIn(await start(real(uri)))).toHaveLength(3);
  });
});

describe('When real settings meet the demo’s database', () => {
  it('then they are refused, and the demo goes on', async () => {
    const uri = aDatabase();
    await (await start(demo(uri))).stop();
    const told = await refusal(start(real(uri)));
    expect(told).toMatch(
      /MONGODB_URI: .* belongs to the demo\. Your settings are not for the demo: name another database/,
    );
    expect(await everybodyIn(await start(demo(uri)))).toContain('Ada Sample');
  });

  it('then an import is refused, unless it is told that it is for the demo', async () => {
    const uri = aDatabase();
    await (await start(demo(uri))).stop();
    const open = (config: Config) => composeImport(config, { say: () => undefined, path: '' });
    expect(await refusal(open(demo(uri)))).toContain('npm start -- --organisation <file>');
    expect(await refusal(open(real(uri)))).toContain('belongs to the demo');
    const { close } = await open({ ...demo(uri), asksForDemo: true });
    await close();
  });
});

describe('When a database is from before they were marked', () => {
  it('then one with the demo’s people is the demo’s, and has begun already', async () => {
    const uri = aDatabase();
    const ada = {
      _id: 'ada',
      type: 'user',
      displayName: 'Ada',
      searchText: 'ada',
      addresses: ['ada@demo-works.example'],
    };
    await store(uri, 'directoryPrincipals', ada);
    expect(await refusal(start(real(uri)))).toContain('belongs to the demo');
    expect(await everybodyIn(await start(demo(uri)))).toEqual(['Ada']);
  });

  it.each(['directoryPrincipals', 'auditEvents', 'invoices'])(
    'then one that holds anything else is real: %s',
    async (name) => {
      const uri = aDatabase();
      await store(uri, name, { _id: 'x', type: 'user', displayName: 'X', searchText: 'x' });
      expect(await refusal(start(demo(uri)))).toContain('holds a real directory');
    },
  );
});

describe('When two processes start at once on a new database', () => {
  it('then it is the demo’s or real, and the other one is refused', async () => {
    const uri = aDatabase();
    const [one, other] = await Promise.all([refusal(start(demo(uri))), refusal(start(real(uri)))]);
    expect([one, other].filter((told) => told === undefined)).toHaveLength(1);
    expect(`${one ?? ''}${other ?? ''}`).toMatch(/^Fix these settings:\n.*MONGODB_URI: /);
  });

  it('then the demo begins once', async () => {
    const uri = aDatabase();
    const [one, other] = await Promise.all([start(demo(uri)), start(demo(uri))]);
    const held = await one.database.records.principals.all();
    const schedules = await other.database.store.read.schedules.list({ limit: 500 });
    expect(new Set(schedules.map(({ createdUsing }) => createdUsing)).size).toBe(schedules.length);
    const alone = await start(demo(aDatabase()));
    expect(held).toHaveLength((await alone.database.records.principals.all()).length);
    expect(schedules).toHaveLength((await alone.database.store.read.schedules.list({ limit: 500 })).length);
  });
});

describe('When the demo is started again', () => {
  it('then what was changed since stays changed, and a scope of one’s own may be called as one of the demo’s', async () => {
    const uri = aDatabase();
    const first = await start(demo(uri));
    const { store, clock, records, directory } = first.database;
    const strict = { Enablement_EndUser_Assignment: { enabledRules: ['MultiFactorAuthentication' as const] } };
    const adopt = adoptSettings({ store, directory, clock, ids: { next: () => crypto.randomUUID() } });
    expect(await adopt(securityReader, strict, correlationId('stricter'))).toEqual({ ok: true, value: 'changed' });
    await records.scopes.save([
      {
        kind: 'azure',
        id: '/subscriptions/0d3e0000-0000-4000-8000-00000000ffff',
        type: 'subscription',
        displayName: 'Production',
      },
    ]);
    await first.stop();
    const again = await start(demo(uri));
    const { rules } = await again.database.store.read.policies.of(securityReader);
    expect(rules.Enablement_EndUser_Assignment.enabledRules).toEqual(['MultiFactorAuthentication']);
  });
});

describe('When the demo’s beginning was cut short', () => {
  it('then the next start completes it', async () => {
    const uri = aDatabase();
    let left = 20;
    const failing: StandIns = {
      database: (whole) => ({
        ...whole,
        mark: { ...whole.mark, isShared: false },
        store: {
          ...whole.store,
          transaction: (async (work, command) => {
            left -= 1;
            if (left < 0) throw new Error('the power went');
            return whole.store.transaction(work, command);
          }) as typeof whole.store.transaction,
        },
      }),
    };
    expect(await refusal(start(demo(uri), undefined, failing))).toBe('the power went');
    const alone = (whole: Database): Database => ({ ...whole, mark: { ...whole.mark, isShared: false } });
    const again = await start(demo(uri), undefined, { database: alone });
    const whole = await start(demo(aDatabase()));
    const schedules = ({ database }: Product) => database.store.read.schedules.list({ limit: 500 });
    expect(await schedules(again)).toHaveLength((await schedules(whole)).length);
  });
});

describe('When one tries the product with people of one’s own', () => {
  it('then they alone are there, one can be each of them, and the start says so', async () => {
    const uri = aDatabase();
    const product = await start(demo(uri), own());
    expect((await everybodyIn(product)).sort()).toEqual(['Greta Galley', 'Tom Tiller', 'Wilma Buoy']);
    expect(product.banner).toContain('You can be 2 people of your organisation: Tom Tiller, Wilma Buoy.');
    const { people, opening } = JSON.parse((await visitor(product.url).get('/chat/people')).text);
    expect(people.map(({ displayName }: { displayName: string }) => displayName)).toEqual(['Tom Tiller', 'Wilma Buoy']);
    expect(opening).toEqual([...people.map(({ id }: { id: string }) => id), 'channel:admins']);
    expect((await visitor(product.url).get('/sign-in')).text).toContain('Wilma Buoy');
  });

  it('then the next start needs no file, and another file is not mixed in', async () => {
    const uri = aDatabase();
    await (await start(demo(uri), own())).stop();
    await (await start(demo(uri), own())).stop();
    await (await start(demo(uri))).stop();
    expect(await refusal(start(demo(uri), own('changed')))).toContain('DEMO=true npm run import -- ours.yaml');
    expect(await everybodyIn(await start(demo(uri)))).toHaveLength(3);
  });

  it('then the built-in demo’s database is not for them, nor a real one', async () => {
    const [ofDemo, ofReal] = [aDatabase(), aDatabase()];
    await (await start(demo(ofDemo))).stop();
    await (await start(real(ofReal))).stop();
    expect(await refusal(start(demo(ofDemo), own()))).toContain('this demo has begun already, with its own people');
    expect(await refusal(start(demo(ofReal), own()))).toContain('holds a real directory');
  });

  it('then all faults of the file are told, and the demo can begin once they are fixed', async () => {
    const uri = aDatabase();
    const source = sourceOf({ people: [{ name: 'Ann' }], firstAdministrator: 'nobody@sea.example' });
    const told = await refusal(start(demo(uri), { ...own(), source }));
    expect(told).toContain('ours.yaml, people[1].userPrincipalName');
    expect(await everybodyIn(await start(demo(uri), own()))).toHaveLength(3);
  });
});

describe('When the audit log is verified', () => {
  const look = async (config: Config) => {
    const kinds: string[] = [];
    const output = {
      kind: (kind: string) => kinds.push(kind),
      found: () => undefined,
      unreadable: () => undefined,
      noFile: () => undefined,
    };
    await verifyRecord(config, { say: () => undefined, path: '' }, output);
    return kinds;
  };

  it('then it says whether it is the demo’s, and real settings are not answered with the demo’s', async () => {
    const uri = aDatabase();
    await (await start(demo(uri))).stop();
    expect(await look(demo(uri))).toEqual(['demo']);
    expect(await refusal(look(real(uri)))).toContain('belongs to the demo');
  });

  it('then nothing is written, and a new database is not marked', async () => {
    const uri = aDatabase();
    await look(real(uri));
    expect(await collectionsIn(uri)).toEqual({});
  });
});
