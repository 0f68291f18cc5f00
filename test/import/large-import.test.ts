import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { mongoZones } from '../../adapters/mongo/people/zones.js';
import { totalOf } from '../../adapters/web/portal/manage/holdings-table.js';
import { showHolders } from '../../bot/commands/assignment/assignments.js';
import type { Caller, CommandDeps } from '../../bot/commands/command.js';
import { beginning, type Place } from '../../bot/commands/list-page.js';
import { holdingReads } from '../../bot/portal/holding-reads.js';
import { readOverview } from '../../bot/portal/overview.js';
import { renderPlain } from '../../cards/platform/plain.js';
import { type PrincipalId, principalId, requestId, scheduleId } from '../../domain/ids.js';
import { wellKnownRole } from '../../domain/role/well-known.js';
import { hours, instant } from '../../domain/time.js';
import { anEligibility, aRequest, aRole, dave } from '../support/builders.js';
import { migratedDatabase } from '../support/parts/migrated-database.js';
import { organisation as organisationOfFour } from '../support/setups/use-case-fixture.js';
import { importFixture } from './import-fixture.js';

const people = 41;
const roles = 100;
const eligible = people * roles;
const nameOf = (number: number) => `person-${number}@harbour-lights.example`;
const reader = aRole();
const administrator = aRole(wellKnownRole.globalAdministrator);

/** Everybody is eligible for many a role; the first administers the directory. */
const organisation = (names: readonly string[]) => {
  const everybody = Array.from({ length: people }, (_, number) => nameOf(number));
  return JSON.stringify({
    people: everybody.map((userPrincipalName, number) => ({ name: `Person ${number}`, userPrincipalName })),
    eligibilities: everybody.flatMap((principal) => names.map((role) => ({ principal, role, permanent: true }))),
    assignments: [{ principal: nameOf(0), role: 'Global Administrator', permanent: true }],
  });
};

const database = migratedDatabase();
let fixture: ReturnType<typeof importFixture>;
let folder: string;
let admin: PrincipalId;
const deps = () => ({ ...fixture.deps, zones: mongoZones(database.connection, 'UTC') }) as unknown as CommandDeps;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'large-import-'));
});
afterAll(() => rm(folder, { recursive: true }));
beforeEach(() => {
  fixture = importFixture(database);
});

/** Imports them all; Security Reader is one of the roles. */
async function imported(): Promise<void> {
  const known = (await fixture.directory.roleDefinitions('directory')).map(({ displayName }) => displayName);
  const names = ['Security Reader', ...known.filter((name) => name !== 'Security Reader')].slice(0, roles);
  await writeFile(join(folder, 'organisation.json'), organisation(names));
  const { code, lines } = await fixture.importFile(join(folder, 'organisation.json'));
  expect([code, lines.at(-1)]).toEqual([0, `Wrote ${people + eligible + 1} changes.`]);
  await fixture.follow();
  admin = await fixture.idOf(nameOf(0));
}

async function asked(count: number): Promise<void> {
  const now = fixture.clock.now();
  const requests = Array.from({ length: count }, (_, number) =>
    aRequest({
      id: requestId(`asked-${number}`),
      principalId: admin,
      role: reader,
      status: 'Denied',
      createdDateTime: instant(now - hours(number + 1)),
    }),
  );
  await fixture.store.transaction(async (tx) => {
    for (const each of requests) await tx.requests.insert(each);
  });
}

describe('When an organisation has been imported in which thousands of eligibilities are given', () => {
  it('then every list says how many there are in all, and the overview tells activations from what was imported', async () => {
    await imported();
    const reads = holdingReads(deps());
    const all = await reads.holdings({}, admin);
    expect(all.holdings.length).toBeLessThan(eligible);
    expect(totalOf(all)).toBe(String(eligible + 1));
    expect(totalOf(await reads.holdings({ level: 'assignment' }, admin))).toBe('1');
    expect(totalOf(await reads.holdings({ roles: [reader] }, admin))).toBe(String(people));
    // Whoever may look into nothing sees what is theirs, and its number.
    expect(totalOf(await reads.holdings({}, await fixture.idOf(nameOf(7))))).toBe(String(roles));

    await asked(3);
    const overview = await readOverview(deps())(admin);
    expect(overview.perDay.reduce((sum, { count }) => sum + count, 0)).toBe(3);
    expect(overview.perRole).toEqual([{ label: 'Security Reader', count: 3 }]);
    expect(overview.onlyOf).toEqual({ requests: undefined, held: undefined, eligible: 100 });
  }, 120_000);
});

describe('When thousands are eligible for one role', () => {
  const many = 2_500;
  beforeEach(async () => {
    await fixture.records.principals.save(organisationOfFour.filter(({ id }) => id === dave));
    const given = Array.from({ length: many }, (_, number) =>
      anEligibility({ id: scheduleId(`given-${number}`), principalId: principalId(randomUUID()) }),
    );
    const level = 'assignment';
    const held = anEligibility({ id: scheduleId('administers'), level, principalId: dave, role: administrator });
    await fixture.store.transaction((tx) => tx.schedules.insert(...given, held));
  });

  it('then chat and portal say how many, and how to find those that are not listed', async () => {
    const found = await holdingReads(deps()).holdings({ roles: [reader] }, dave);
    expect([found.holdings.length, totalOf(found)]).toEqual([2_000, String(many)]);

    const caller = { actor: dave, timeZone: 'UTC' } as Caller;
    const page = async (place: Place) => {
      const answer = await showHolders(deps(), caller, reader, place);
      return answer.kind === 'card' ? answer.card : undefined;
    };
    const first = await page(beginning);
    expect(first).toMatchObject({ summary: `Security Reader: ${many} eligible, 0 active`, part: { total: many } });
    expect(first && renderPlain(first)).toContain(`${many} in all. The 2000 that end first are listed.`);
    expect(await page({ from: 1_990 })).toMatchObject({ part: { from: 1_990, hasMore: false } });
  });
});
