import { createHash, createHmac } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import { type AddressInfo, createServer as createTcpServer } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { isPublicAddress, mustNotBePrivate, publicLookup } from '../../../adapters/audit-forward/public-address.js';
import { syslogTarget } from '../../../adapters/audit-forward/syslog.js';
import { webhookTarget } from '../../../adapters/audit-forward/webhook.js';
import { mongoAuditRetirement } from '../../../adapters/mongo/audit/audit-retirement.js';
import { systemIds as ids } from '../../../adapters/system/ids.js';
import { readConfig } from '../../../bot/config/config.js';
import { type AuditTarget, auditForwarder, forwardCursor } from '../../../bot/jobs/audit-forwarder.js';
import { activity } from '../../../domain/audit/activity.js';
import { canonical } from '../../../domain/audit/chain.js';
import { days, hours, instant, minutes } from '../../../domain/time.js';
import { retireAudit, retirementCursor } from '../../../domain/usecases/audit/retire-audit.js';
import { faultsOf } from '../../support/config-faults.js';
import { eventually } from '../../support/eventually.js';
import { migratedDatabase } from '../../support/parts/migrated-database.js';
import { anEntry, auditFixture } from '../../support/setups/audit-fixture.js';
import { silentLog as log } from '../../support/silent-log.js';

const database = migratedDatabase();
const rows = (name: string) => database.connection.collection<{ _id: string; [field: string]: unknown }>(name);
const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

const port = (server: { address(): unknown }) => (server.address() as AddressInfo).port;
const listening = (server: Server | ReturnType<typeof createTcpServer>) =>
  new Promise<number>((resolve) => server.listen(0, '127.0.0.1', () => resolve(port(server))));

const key = Buffer.alloc(32, 7);
const secret = `whsec_${key.toString('base64')}`;

/** A far end of a webhook that answers what it is told to, and keeps what it took. */
async function farEnd() {
  const answers: number[] = [];
  const got: { headers: IncomingHttpHeaders; body: string }[] = [];
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    const status = answers.shift() ?? 204;
    if (status === 204) got.push({ headers: request.headers, body });
    response.writeHead(status, { location: 'http://127.0.0.1:9/elsewhere' }).end();
  });
  const at = await listening(server);
  closing.push(() => server.close());
  const target = webhookTarget(
    { url: `http://127.0.0.1:${at}/hook`, secret, allowPrivate: true },
    () => 1_700_000_000_500,
  );
  return { answers, got, target };
}

/** Some blocks with some entries each. */
async function recorded(fixture: ReturnType<typeof auditFixture>, sizes: readonly number[]) {
  let number = 0;
  for (const size of sizes) {
    await fixture.append(...Array.from({ length: size }, () => anEntry(number++)));
    await fixture.seal(1_000);
  }
}

function forwarding(fixture: ReturnType<typeof auditFixture>, target: AuditTarget) {
  const told: [number, boolean][] = [];
  const forwarder = auditForwarder({
    ...fixture,
    target,
    tell: async (since, isOver) => void told.push([since, isOver]),
    log,
    random: () => 0,
  });
  closing.push(() => forwarder.stop());
  const position = () => fixture.cursors.read(forwardCursor(target));
  return { forwarder, told, position };
}

describe('When the record is sent to a webhook', () => {
  it('then each part comes in order and signed, as it was sealed, and the next process goes on behind it', async () => {
    const fixture = auditFixture(database);
    const { got, target } = await farEnd();
    await recorded(fixture, [2, 150]);
    const { forwarder, position } = forwarding(fixture, target);
    forwarder.start();
    await eventually(async () => expect(await position()).toMatchObject({ number: 2, part: 0 }));
    expect(got.map(({ headers }) => headers['webhook-id'])).toEqual(
      ['1-1', '2-1', '2-2'].map((part) => `latchkey-audit-${part}`),
    );
    for (const { headers, body } of got) {
      const signed = `${headers['webhook-id']}.${headers['webhook-timestamp']}.${body}`;
      expect(headers['webhook-signature']).toBe(`v1,${createHmac('sha256', key).update(signed).digest('base64')}`);
      expect(headers['webhook-timestamp']).toBe('1700000000');
      for (const { hash, entry } of JSON.parse(body).data.entries) {
        expect(createHash('sha256').update(canonical(entry)).digest('hex')).toBe(hash);
      }
    }
    await forwarder.stop();
    await fixture.append(anEntry(500));
    await fixture.seal(10);
    const next = forwarding(auditFixture(database), target);
    next.forwarder.start();
    await eventually(() => expect(got).toHaveLength(4));
    expect(JSON.parse(got[3]?.body ?? '').data).toMatchObject({ block: { number: 3, count: 1 }, part: 1, parts: 1 });
  });

  it('then what was not taken is tried again before anything after it, and administrators hear of it once', async () => {
    const fixture = auditFixture(database);
    const { answers, got, target } = await farEnd();
    await recorded(fixture, [1, 1]);
    // Neither an answer that is no yes nor a redirect counts as taken.
    answers.push(500, 302, 204, 410, 503);
    const { forwarder, told, position } = forwarding(fixture, target);
    forwarder.start();
    await eventually(async () => {
      fixture.clock.pass(minutes(3));
      forwarder.wake();
      expect(await position()).toMatchObject({ number: 2 });
    });
    expect(got.map(({ headers }) => headers['webhook-id'])).toEqual(['latchkey-audit-1-1', 'latchkey-audit-2-1']);
    expect((await position())?.failingSince).toBeUndefined();
    const incidents = [...new Set(told.map(([since]) => since))];
    expect(incidents.length).toBeGreaterThan(0);
    for (const since of incidents) expect(told.filter((each) => each[0] === since && each[1])).toHaveLength(1);
  });

  it('then what somebody else has in hand is left to them', async () => {
    const fixture = auditFixture(database);
    const { got, target } = await farEnd();
    await recorded(fixture, [1]);
    const claim = await fixture.cursors.claim(forwardCursor(target), fixture.clock.now(), minutes(1));
    expect(await fixture.cursors.claim(forwardCursor(target), fixture.clock.now(), minutes(1))).toBeUndefined();
    expect(
      await fixture.cursors.move(forwardCursor(target), 'another', { number: 9, part: 0 }, fixture.clock.now()),
    ).toBe(false);
    fixture.clock.pass(minutes(2));
    const { forwarder, position } = forwarding(fixture, target);
    forwarder.start();
    await eventually(() => expect(got).toHaveLength(1));
    // Whoever slept through their claim moves nothing any more.
    await eventually(async () => expect(await position()).toMatchObject({ number: 1 }));
    await fixture.cursors.move(forwardCursor(target), claim?.lease ?? '', { number: 0, part: 0 }, fixture.clock.now());
    expect(await position()).toMatchObject({ number: 1 });
  });
});

describe('When a webhook leads anywhere but to the public internet', () => {
  it.each([
    ...['127.0.0.1', '10.1.2.3', '172.31.0.1', '192.168.1.1', '169.254.169.254', '100.64.0.1', '0.0.0.0', '224.0.0.1'],
    ...[
      '::1',
      '::',
      'fe80::1',
      'fc00::1',
      '::ffff:10.0.0.1',
      '64:ff9b::a00:1',
      '2002:a00:1::',
      '2001:db8::1',
      'ff02::1',
    ],
    ...['255.255.255.255', '198.18.0.1', '192.0.2.1', 'localhost', ''],
  ])('then %s is none of it', (address) => {
    expect(isPublicAddress(address)).toBe(false);
  });

  it.each(['8.8.8.8', '172.32.0.1', '1.1.1.1', '2606:4700::1111'])('then %s is', (address) => {
    expect(isPublicAddress(address)).toBe(true);
    expect(() => mustNotBePrivate(address)).not.toThrow();
  });

  it.each([
    'https://127.0.0.1:1/x',
    'https://[::1]:1/x',
    'https://localhost:1/x',
    'https://2130706433:1/',
    'https://0x7f.1:1/',
  ])('then nothing is sent to %s', async (url) => {
    const target = webhookTarget({ url, secret, allowPrivate: false }, () => 0);
    const block = { number: 1, previous: '', sealedAt: instant(0), hash: '', count: 0 };
    await expect(target.send({ id: 'x', block, part: 1, parts: 1, entries: [] })).rejects.toThrow('public internet');
    target.close();
  });

  it('then a name of this machine is found out when it is looked up for the connection', async () => {
    const found = await new Promise((resolve) => publicLookup('localhost', {}, (fault) => resolve(fault)));
    expect(String(found)).toContain('public internet');
  });
});

it('When the record is sent to a syslog server, then every entry and every block is a message of RFC 5424, counted', async () => {
  const fixture = auditFixture(database);
  let got = '';
  const server = createTcpServer((socket) => socket.on('data', (data) => (got += data)));
  const at = await listening(server);
  closing.push(() => server.close());
  await fixture.append(anEntry(1, { resultReason: 'Größe\n<34>1 forged' }), anEntry(2, { result: 'failure' }));
  await fixture.seal(10);
  const { forwarder, position } = forwarding(fixture, syslogTarget({ url: `tcp://127.0.0.1:${at}` }));
  forwarder.start();
  await eventually(async () => expect(await position()).toMatchObject({ number: 1 }));
  const messages: string[] = [];
  for (let rest = Buffer.from(got); rest.length > 0; ) {
    const space = rest.indexOf(' ');
    const end = space + 1 + Number(rest.subarray(0, space));
    messages.push(rest.subarray(space + 1, end).toString());
    rest = rest.subarray(end);
  }
  const heads = messages.map((each) => /^<(\d+)>1 \S+Z \S+ latchkey \d+ (\w+) - \{/.exec(each)?.slice(1));
  expect(heads).toEqual([
    ['110', 'entry'],
    ['108', 'entry'],
    ['110', 'block'],
  ]);
  expect(messages.join('')).not.toContain('\n');
});

describe('When entries are kept for 30 days', () => {
  const retention = days(30);
  const retiring = (fixture: ReturnType<typeof auditFixture>, most = 1_000) =>
    retireAudit({
      ...fixture,
      ids,
      retention,
      remove: mongoAuditRetirement(database.connection),
      mayGoThrough: async () => most,
    });
  const left = () => rows('auditEvents').countDocuments({ _id: /^entry/ });
  async function passed(fixture: ReturnType<typeof auditFixture>, retire: () => Promise<void>, times = 3) {
    for (let time = 0; time < times; time += 1) {
      fixture.clock.pass(hours(1));
      await retire();
      await fixture.seal(100);
    }
  }
  const verifiedIn = async (fixture: ReturnType<typeof auditFixture>) =>
    fixture.verified({ retiredThrough: (await fixture.cursors.read(retirementCursor))?.part ?? 0, retention });

  it('then older blocks lose theirs, the blocks stay, and the record says so and verifies', async () => {
    const fixture = auditFixture(database);
    await recorded(fixture, [3, 2]);
    fixture.clock.pass(days(20));
    await fixture.append(anEntry(100));
    await fixture.seal(100);
    fixture.clock.pass(days(9));
    await passed(fixture, retiring(fixture));
    expect(await left()).toBe(6);
    fixture.clock.pass(days(2));
    await passed(fixture, retiring(fixture));
    expect(await left()).toBe(1);
    expect(await rows('auditBlocks').countDocuments()).toBeGreaterThan(3);
    const [said, ...more] = await rows('auditEvents').find({ activity: activity.auditRetired }).toArray();
    expect(more).toEqual([]);
    expect(said?.after).toMatchObject({ through: 2, retention });
    expect(await verifiedIn(fixture)).toMatchObject({ found: [], retired: { through: 2, entries: 5 } });
  });

  it('then nothing goes before its retirement is sealed, or before it was sent on', async () => {
    const fixture = auditFixture(database);
    await recorded(fixture, [3, 2]);
    fixture.clock.pass(days(31));
    const retire = retiring(fixture, 1);
    await retire();
    fixture.clock.pass(hours(1));
    await retire();
    expect(await left()).toBe(5);
    await fixture.seal(100);
    await passed(fixture, retire);
    expect(await left()).toBe(2);
    expect(await verifiedIn(fixture)).toMatchObject({ found: [], retired: { through: 1, entries: 3 } });
  });

  it.each([
    ['without a word', undefined],
    ['under a shorter policy', { through: 1, retention: days(1) }],
    ['before their time', { through: 1, retention }],
  ])('then a hand that takes entries away as though they were retired, %s, is found out', async (_how, after) => {
    const fixture = auditFixture(database);
    await recorded(fixture, [3, 2]);
    fixture.clock.pass(days(2));
    if (after) await fixture.append(anEntry(900, { activity: activity.auditRetired, after }));
    await fixture.seal(100);
    await rows('auditEvents').deleteMany({ _id: { $in: ['entry-000', 'entry-001', 'entry-002'] } });
    const claim = await fixture.cursors.claim(retirementCursor, fixture.clock.now(), minutes(1));
    await fixture.cursors.move(retirementCursor, claim?.lease ?? '', { number: 1, part: 1 }, fixture.clock.now());
    expect((await verifiedIn(fixture)).found).toEqual([{ kind: 'retired-without-record', through: 1 }]);
  });
});

it('When the code is read, then entries on record are changed nowhere, and taken away by retirement alone', () => {
  const changing =
    /\b(?:audit|auditEvents)(?:\.collection)?\s*\.(?:update|delete|replace|bulkWrite|findOneAnd|findByIdAnd|drop|rename)/;
  const found = readdirSync('adapters/mongo', { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .filter((name) => changing.test(readFileSync(`adapters/mongo/${name}`, 'utf8')));
  expect(found).toEqual(['audit/audit-retirement.ts']);
});

describe('When the settings say where the record goes', () => {
  const slack = { SLACK_BOT_TOKEN: 'xoxb-1', SLACK_SIGNING_SECRET: 'x', SLACK_MATCH_BY_MAIL: 'true' };
  const webhook = { AUDIT_WEBHOOK_URL: 'https://siem.example/hook', AUDIT_WEBHOOK_SECRET: secret };
  it('then it is kept for ever, sent nowhere and published in the data folder unless they say more', () => {
    expect(readConfig({}).audit).toEqual({ checkpoints: '.data/audit-checkpoints.jsonl' });
    const more = { ...webhook, AUDIT_RETENTION: 'P400D', AUDIT_SYSLOG: 'tls://siem.example', AUDIT_CHECKPOINTS: '/x' };
    expect(readConfig(more).audit).toEqual({
      checkpoints: '/x',
      retention: days(400),
      webhook: { url: 'https://siem.example/hook', secret, allowPrivate: false },
      syslog: { url: 'tls://siem.example' },
    });
  });

  it.each([
    [{ ...webhook, AUDIT_WEBHOOK_URL: 'http://siem.example/' }, 'AUDIT_WEBHOOK_URL: must be an https:// address'],
    [{ ...webhook, AUDIT_WEBHOOK_URL: 'https://a:b@siem.example/' }, 'AUDIT_WEBHOOK_URL: must not carry'],
    [{ AUDIT_WEBHOOK_URL: webhook.AUDIT_WEBHOOK_URL }, 'AUDIT_WEBHOOK_SECRET: is missing'],
    [{ AUDIT_WEBHOOK_SECRET: secret }, 'AUDIT_WEBHOOK_URL: is missing'],
    [{ ...webhook, AUDIT_WEBHOOK_SECRET: 'whsec_c2hvcnQ=' }, 'AUDIT_WEBHOOK_SECRET: must be whsec_'],
    [{ ...webhook, AUDIT_WEBHOOK_ALLOW_PRIVATE: 'true', ...slack }, 'AUDIT_WEBHOOK_ALLOW_PRIVATE'],
    [{ AUDIT_SYSLOG: 'https://siem.example' }, 'AUDIT_SYSLOG: must be tls://'],
    [{ AUDIT_RETENTION: 'P29D' }, 'AUDIT_RETENTION: must be P30D or more'],
  ])('then %j is refused, and why is said', (settings, fault) => {
    expect(faultsOf(settings as Record<string, string>)).toEqual([expect.stringContaining(fault)]);
  });
});
