import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createWriteStream, type WriteStream } from 'node:fs';
import { resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Connection } from 'mongoose';
import { connect } from '../../adapters/mongo/connection/connect.js';
import { startEmbeddedMongo } from '../../adapters/mongo/embedded/start-embedded-mongo.js';
import { toAuditDocument } from '../../adapters/mongo/store/mapping.js';
import { sha256 } from '../../adapters/system/hash.js';
import { systemIds } from '../../adapters/system/ids.js';
import { auditText } from '../../adapters/web/portal/activity/audit-download.js';
import type { CommandDeps } from '../../bot/commands/command.js';
import { type Database, openDatabase } from '../../bot/compose/compose-database.js';
import { readConfig } from '../../bot/config/config.js';
import { seedDemo } from '../../bot/demo/seed-demo.js';
import { auditReads } from '../../bot/portal/audit-reads.js';
import { activityNames } from '../../domain/audit/activity.js';
import { correlationId, eventId, type PrincipalId, requestId, scheduleId } from '../../domain/ids.js';
import type { Role } from '../../domain/role/role.js';
import { wellKnownRole } from '../../domain/role/well-known.js';
import { instant, seconds } from '../../domain/time.js';
import { sealAudit } from '../../domain/usecases/audit/seal-audit.js';
import { verifyAudit } from '../../domain/usecases/audit/verify-audit.js';
import { aSchedule } from '../support/builders.js';
import { silentLog as log } from '../support/silent-log.js';
import { type Figure, median } from './report.js';

const insertedAtOnce = 10_000;
/** Entries a second that sealing has to keep up with, and for how long it is looked at, in seconds. */
const pace = 1_000;
const paced = 10;

const people = Array.from({ length: 500 }, () => randomUUID() as PrincipalId);
const roles = Object.values(wellKnownRole).map(
  (roleDefinitionId): Role => ({ kind: 'directory', roleDefinitionId, directoryScopeId: '/' }),
);
const of = <T>(all: readonly T[], number: number): T => all[number % all.length] as T;

/** An entry as the product writes them, of an hour ago and later. */
function entryOf(number: number, begun: number) {
  return toAuditDocument({
    id: eventId(systemIds.next()),
    at: instant(begun + number),
    activity: of(activityNames, number),
    category: 'RoleManagement',
    result: number % 9 === 0 ? 'failure' : 'success',
    resultReason: `INC-${number}: the ledger does not add up`,
    actor: { kind: 'person', principalId: of(people, number) },
    subject: of(people, number * 7),
    role: of(roles, number),
    requestId: requestId(randomUUID()),
    scheduleId: scheduleId(randomUUID()),
    before: { status: 'PendingApproval' },
    after: { status: 'Granted', endDateTime: begun + number },
    via: 'web',
    address: '203.0.113.7',
    correlationId: correlationId(randomUUID()),
  });
}

/**
 * The audit log at `count` entries: its download against a bare cursor that writes the same documents as JSON Lines,
 * its verification against the download, and sealing while entries keep coming.
 */
export async function auditFigures(count = 1_000_000, rounds = 3): Promise<Figure[]> {
  const mongod = await startEmbeddedMongo({
    dataFolder: resolve('.build/bench-data/audit'),
    cacheFolder: resolve('.cache/mongod'),
    env: { path: '' },
    say: () => undefined,
  });
  const uri = Object.assign(new URL(mongod.uri), { pathname: '/audit' }).href;
  const connection = await connect(uri);
  await connection.dropDatabase();
  const config = readConfig({ MONGODB_URI: uri, LOG_LEVEL: 'silent', DEMO: 'true' });
  const database = await openDatabase(config, { say: () => undefined, path: '' }, log);
  try {
    await seedDemo(database, systemIds);
    const actor = await anAuditor(database);
    await fill(connection, count);
    const sealing = await sealAll(database);
    const keepingUp = await sealWhileTheyCome(connection, database);
    return [sealing, keepingUp, ...(await readFigures(connection, database, actor, rounds))];
  } finally {
    await database.close();
    await connection.close();
    await mongod.stop();
  }
}

async function anAuditor({ store, directory }: Database): Promise<PrincipalId> {
  const [somebody] = await directory.searchPrincipals('Goran', 1);
  if (!somebody) throw new Error('nobody of the demo is called Goran');
  const role = { kind: 'directory', roleDefinitionId: wellKnownRole.globalReader, directoryScopeId: '/' } as const;
  const given = { level: 'assignment', assignmentType: 'assigned', status: 'Provisioned' } as const;
  const held = aSchedule({
    ...given,
    id: scheduleId('auditor'),
    principalId: somebody.id,
    role,
    startDateTime: instant(0),
    endDateTime: undefined,
  });
  await store.transaction((tx) => tx.schedules.insert(held));
  return somebody.id;
}

async function fill(connection: Connection, count: number): Promise<void> {
  const begun = Date.now() - count;
  for (let from = 0; from < count; from += insertedAtOnce) {
    const rows = Array.from({ length: insertedAtOnce }, (_, number) => entryOf(from + number, begun));
    const marks = Array.from({ length: insertedAtOnce / 1_000 }, (_, number) => {
      const some = rows.slice(number * 1_000, (number + 1) * 1_000);
      return { _id: some[0]?._id, at: some[0]?.at, ids: some.map(({ _id }) => _id) };
    });
    await connection.collection('auditEvents').insertMany(rows as never[], { ordered: false });
    await connection.collection('auditUnsealed').insertMany(marks as never[]);
  }
}

const sealerOf = ({ seals, clock }: Database) => sealAudit({ seals, hash: sha256, clock, log });

async function sealAll(database: Database): Promise<Figure> {
  const seal = sealerOf(database);
  const begun = performance.now();
  let sealed = 0;
  for (let step = await seal(1_000); step.kind === 'sealed'; step = await seal(1_000))
    sealed += step.block.leaves.length;
  const value = (sealed / (performance.now() - begun)) * 1000;
  return { name: 'sealing what waits', value, unit: '/s', aim: `≥ ${pace}/s`, ok: value >= pace };
}

/** The longest that an entry has waited while so many come each second, a transaction's few at a time. */
async function sealWhileTheyCome(connection: Connection, database: Database): Promise<Figure> {
  const seal = sealerOf(database);
  const end = performance.now() + seconds(paced);
  let number = 0;
  const coming = (async () => {
    for (let due = performance.now(); due < end; due += 50) {
      await delay(Math.max(0, due - performance.now()));
      const rows = Array.from({ length: pace / 20 }, () => entryOf(number++, Date.now()));
      const marks = rows.map(({ _id, at }) => ({ _id, at, ids: [_id] }));
      await connection.collection('auditEvents').insertMany(rows as never[]);
      await connection.collection('auditUnsealed').insertMany(marks as never[]);
    }
  })();
  let longest = 0;
  while (performance.now() < end) {
    const [waiting] = await connection.collection('auditUnsealed').find().sort({ _id: 1 }).limit(1).toArray();
    await seal(1_000);
    // What was there has been sealed by now, or is more than fits: then it shows in the next round.
    if (waiting) longest = Math.max(longest, ageOf(waiting._id));
    await delay(seconds(0.3));
  }
  await coming;
  for (let step = await seal(1_000); step.kind === 'sealed'; ) step = await seal(1_000);
  return {
    name: `sealing while ${pace} entries a second come: longest wait`,
    value: longest,
    unit: 'ms',
    aim: '≤ 1000 ms',
    ok: longest <= 1_000,
  };
}

/** How long ago this id was made, by the time that is in it. */
const ageOf = (id: unknown): number => Date.now() - Number.parseInt(String(id).replaceAll('-', '').slice(0, 12), 16);

async function readFigures(
  connection: Connection,
  database: Database,
  actor: PrincipalId,
  rounds: number,
): Promise<Figure[]> {
  const before = process.memoryUsage.rss();
  const first = await exported(database, actor, 'jsonl');
  const added = (first.peak - before) / 2 ** 20;
  const times = { bare: [] as number[], jsonl: [first.took], csv: [] as number[], verified: [] as number[] };
  for (let round = 0; round < rounds; round += 1) {
    times.bare.push(await bare(connection));
    times.jsonl.push((await exported(database, actor, 'jsonl')).took);
    times.verified.push(await verified(database));
  }
  times.csv.push((await exported(database, actor, 'csv')).took);
  const entries = await connection.collection('auditEvents').estimatedDocumentCount();
  const rate = (took: readonly number[]) => (entries / median(took)) * 1000;
  const [plain, lines] = [rate(times.bare), rate(times.jsonl)];
  const asked = { unit: '/s', baseline: plain } as const;
  return [
    {
      ...asked,
      name: 'download as JSON Lines, against a bare cursor',
      value: lines,
      ratio: lines / plain,
      aim: '≥ 0.7×',
      ok: lines / plain >= 0.7,
    },
    {
      ...asked,
      name: 'download as CSV, against a bare cursor',
      value: rate(times.csv),
      ratio: rate(times.csv) / plain,
      aim: 'told',
      ok: true,
    },
    { name: 'memory added by the download', value: added, unit: 'MB', aim: '< 120 MB', ok: added < 120 },
    {
      name: 'verification, against the download',
      value: rate(times.verified),
      unit: '/s',
      baseline: lines,
      ratio: rate(times.verified) / lines,
      aim: '≥ 1×',
      ok: rate(times.verified) >= lines,
    },
  ];
}

const nowhere = () => createWriteStream('/dev/null');

async function write(to: WriteStream, text: string): Promise<void> {
  if (!to.write(text)) await once(to, 'drain');
}

async function closed(to: WriteStream): Promise<void> {
  to.end();
  await once(to, 'close');
}

async function bare(connection: Connection): Promise<number> {
  const begun = performance.now();
  const to = nowhere();
  for await (const row of connection.collection('auditEvents').find()) await write(to, `${JSON.stringify(row)}\n`);
  await closed(to);
  return performance.now() - begun;
}

async function exported(database: Database, actor: PrincipalId, form: 'csv' | 'jsonl') {
  const ask = { isMine: false, from: '', to: '', days: '', activity: '', by: '', about: '', called: '', thread: '' };
  const when = { timeZone: 'UTC', now: database.clock.now() };
  const input = { ...ask, category: undefined, result: undefined };
  const pages = await auditReads(database as unknown as CommandDeps).auditDownload(input, actor, when);
  if (!pages) throw new Error('the record was not shown');
  const begun = performance.now();
  let peak = 0;
  let lines = 0;
  const to = nowhere();
  for await (const text of auditText(form, pages)) {
    await write(to, text);
    peak = Math.max(peak, process.memoryUsage.rss());
    lines += 1;
  }
  await closed(to);
  if (lines < 2) throw new Error('the download was empty');
  return { took: performance.now() - begun, peak };
}

async function verified({ seals }: Database): Promise<number> {
  const begun = performance.now();
  const { faults, unsealed } = await verifyAudit({
    seals,
    hash: sha256,
    checkpoints: (async function* () {})(),
    retiredThrough: async () => 0,
    retention: undefined,
    found: () => undefined,
  })();
  if (faults + unsealed > 0) throw new Error(`${faults} faults were found, and ${unsealed} entries wait`);
  return performance.now() - begun;
}
