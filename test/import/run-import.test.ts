import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { databaseMark } from '../../adapters/mongo/connection/database-mark.js';
import type { Schedule } from '../../domain/assignment/schedule.js';
import { activity } from '../../domain/audit/activity.js';
import { correlationId, principalId } from '../../domain/ids.js';
import type { Role } from '../../domain/role/role.js';
import { wellKnownRole } from '../../domain/role/well-known.js';
import { hours } from '../../domain/time.js';
import { adoptSettings } from '../../domain/usecases/assignment/adopt.js';
import { at } from '../support/builders.js';
import { migratedDatabase } from '../support/parts/migrated-database.js';
import { importFixture } from './import-fixture.js';

const example = 'test/fixtures/organisation.example.yaml';
const securityReader: Role = {
  kind: 'directory',
  roleDefinitionId: '5d6b6bb7-de71-4623-b4af-96380a352509',
  directoryScopeId: '/',
};
const run = correlationId('run');
const globalAdministrator: Role = { ...securityReader, roleDefinitionId: wellKnownRole.globalAdministrator };

const database = migratedDatabase();
let fixture: ReturnType<typeof importFixture>;
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'import-'));
});
afterAll(() => rm(folder, { recursive: true }));
beforeEach(() => {
  fixture = importFixture(database);
});

/** A file like the example, with some of its words put otherwise. */
async function edited(...changes: [string, string][]): Promise<string> {
  const text = changes.reduce(
    (before, [from, to]) => {
      if (!before.includes(from)) throw new Error(`the example does not say “${from}”`);
      return before.replace(from, to);
    },
    await readFile(example, 'utf8'),
  );
  return written(text, 'edited.yaml');
}

async function written(text: string, name = 'small.yaml'): Promise<string> {
  await writeFile(join(folder, name), text);
  return join(folder, name);
}

const grantOf = async (address: string, role: Role) =>
  fixture.records.grants.find({ principalId: await fixture.idOf(address), role }, fixture.clock.now());
const assigned = async (address: string, role: Role): Promise<Schedule[]> =>
  fixture.store.read.schedules.ofAccess({ principalId: await fixture.idOf(address), role });

describe('When an organisation is imported into an empty directory', () => {
  it('then people, groups and places are there as the file says', async () => {
    const { code, lines } = await fixture.importFile(example);
    expect(code).toBe(0);
    expect(lines).toContain('+ Wilma Buoy');
    expect(lines.at(-1)).toBe('Wrote 27 changes.');
    const [wilma, tom] = [
      await fixture.idOf('wilma.buoy@harbour-lights.example'),
      await fixture.idOf('tom@harbour-lights.example'),
    ];
    expect(tom).toBe('3b1f0000-0000-4000-8000-0000000000a1');
    expect(await fixture.directory.principal(tom)).toMatchObject({ managerId: wilma, timeZone: 'Europe/Lisbon' });
    const [crew] = await fixture.directory.searchPrincipals('Timetable Editors', 1);
    const editors = await fixture.directory.usersIn(principalId(crew?.id ?? ''));
    expect(editors.map(({ displayName }) => displayName).sort()).toEqual(['Greta Galley', 'Wilma Buoy']);
    const keys = (await fixture.directory.scopes('azure')).find(({ displayName }) => displayName === 'Ticket keys');
    expect(keys?.id).toBe(
      '/subscriptions/3b1f0000-0000-4000-8000-0000000000b1/resourceGroups/web/providers/Microsoft.KeyVault/vaults/ticket-keys',
    );
  });

  it('then who may activate a role may, and who holds one holds it in the directory', async () => {
    await fixture.importFile(example);
    expect(await assigned('tom@harbour-lights.example', securityReader)).toMatchObject([
      { level: 'eligibility', status: 'Provisioned', startDateTime: fixture.clock.now() },
    ]);
    expect(await grantOf('wilma@harbour-lights.example', globalAdministrator)).toBeUndefined();
    await fixture.follow();
    expect(await grantOf('wilma@harbour-lights.example', globalAdministrator)).toMatchObject({
      endDateTime: undefined,
    });
    expect(await assigned('wilma@harbour-lights.example', globalAdministrator)).toMatchObject([
      { level: 'assignment', assignmentType: 'assigned', status: 'Provisioned' },
    ]);
    const held = await fixture.records.grants.inForce(fixture.clock.now(), 10);
    expect(held.map(({ endDateTime }) => endDateTime)).toEqual([at('2037-12-31T00:00Z'), undefined, undefined]);
  });

  it('then an eligibility that begins later waits for its day', async () => {
    await fixture.importFile(example);
    const helpdesk: Role = {
      kind: 'directory',
      roleDefinitionId: '729827e3-9c14-49f7-bb1b-9608f156bbb8',
      directoryScopeId:
        (await fixture.records.scopes.all()).find(({ displayName }) => displayName === 'North Pier')?.id ?? '',
    };
    expect(await assigned('tom@harbour-lights.example', helpdesk)).toMatchObject([
      { status: 'Granted', startDateTime: at('2027-01-01T00:00Z'), endDateTime: at('2037-06-30T16:00Z') },
    ]);
  });

  it('then the settings are in force, and those that it does not name are the defaults', async () => {
    await fixture.importFile(example);
    const { rules } = await fixture.store.read.policies.of(securityReader);
    const [crew] = await fixture.directory.searchPrincipals('Bridge Crew', 1);
    expect(rules).toMatchObject({
      Expiration_EndUser_Assignment: { isExpirationRequired: true, maximumDuration: hours(4) },
      Enablement_EndUser_Assignment: { enabledRules: ['Justification'] },
      Approval_EndUser_Assignment: {
        isApprovalRequired: true,
        stages: [
          {
            primaryApprovers: [
              { type: 'groupMembers', groupId: crew?.id },
              { type: 'singleUser', userId: await fixture.idOf('wilma@harbour-lights.example') },
            ],
            approvalsRequired: 1,
            timeOut: hours(12),
            isApproverJustificationRequired: true,
            isApproverMultiFactorRequired: true,
          },
        ],
      },
      Expiration_Admin_Eligibility: { isExpirationRequired: false },
      Expiration_Admin_Assignment: { isExpirationRequired: false },
      Enablement_Admin_Assignment: { enabledRules: ['Justification'] },
    });
  });

  it('then everything it changes is in the audit log, under one run', async () => {
    await fixture.importFile(example);
    const audits = await fixture.audits();
    const times = (what: string) => audits.filter((audit) => audit.activity === what).length;
    expect(times(activity.eligibilityAdded)).toBe(4);
    expect(times(activity.assignmentRequested)).toBe(3);
    expect(times(activity.settingsUpdated)).toBe(3);
    expect(times(activity.userAdded)).toBe(5);
    expect(times(activity.groupAdded)).toBe(4);
    expect(new Set(audits.map(({ correlationId }) => correlationId)).size).toBe(1);
    expect(
      audits.find(({ after }) => (after as { Expiration_EndUser_Assignment?: unknown })?.Expiration_EndUser_Assignment),
    ).toMatchObject({ before: { Expiration_EndUser_Assignment: { maximumDuration: hours(8) } } });
  });
});

describe('When the directory itself is changed by a file', () => {
  const file = (member: string, isDisabled: boolean) =>
    written(`people:
  - { name: Ann, userPrincipalName: ann@sea.example, disabled: ${isDisabled} }
  - { name: Bea, userPrincipalName: bea@sea.example }
groups: [{ name: Crew, members: [${member}], owners: [bea@sea.example] }]
`);

  it('then the audit log says who was disabled and who became a member or owner of what', async () => {
    await fixture.importFile(await file('ann@sea.example', false));
    const before = await fixture.audits();
    const group = before.find(({ activity: what }) => what === activity.groupAdded)?.subject;
    expect(before.filter(({ role }) => role)).toMatchObject([
      { activity: activity.memberAdded, role: { kind: 'group', groupId: group, accessId: 'member' } },
      { activity: activity.ownerAdded, role: { kind: 'group', groupId: group, accessId: 'owner' } },
    ]);
    await fixture.importFile(await file('bea@sea.example', true));
    expect((await fixture.audits()).slice(before.length)).toMatchObject([
      { activity: activity.accountDisabled, before: { accountEnabled: true }, after: { accountEnabled: false } },
      { activity: activity.memberAdded, role: { groupId: group, accessId: 'member' } },
    ]);
  });
});

describe('When the same file is imported again', () => {
  it('then it says that there is nothing to change, asks nothing and writes nothing', async () => {
    await fixture.importFile(example);
    const before = await fixture.written();
    const { code, lines } = await fixture.importFile(example);
    expect({ code, lines }).toEqual({ code: 0, lines: ['Nothing to change: 27 already as in the file'] });
    await fixture.follow();
    expect(await fixture.importFile(example)).toEqual({ code, lines });
    expect((await fixture.written()).slice(0, 5)).toEqual(before.slice(0, 5));
  });

  it('then what it says has ended by now is not begun anew', async () => {
    const file = await written(`people: [{name: Ann, userPrincipalName: ann@sea.example}]
eligibilities: [{principal: ann@sea.example, role: Security Reader, until: 2026-04-01}]
`);
    fixture.clock.set(at('2026-04-01T00:00Z'));
    expect((await fixture.importFile(file)).lines).toEqual([
      '+ Ann',
      '1 change, 1 already as in the file',
      'Wrote 1 change.',
    ]);
    expect(await assigned('ann@sea.example', securityReader)).toEqual([]);
  });
});

describe('When a role was prolonged after the file was written, and the file’s end has gone by', () => {
  it('then importing it again takes nothing away', async () => {
    const until = (end: string) => `people: [{name: Ann, userPrincipalName: ann@sea.example}]
assignments: [{principal: ann@sea.example, role: Security Reader, until: ${end}}]
`;
    const old = await written(until('2026-04-01'));
    await fixture.importFile(old);
    await fixture.importFile(await written(until('2026-06-01'), 'prolonged.yaml'));
    fixture.clock.set(at('2026-05-01T00:00Z'));
    expect((await fixture.importFile(old)).lines).toEqual(['Nothing to change: 2 already as in the file']);
    expect(await assigned('ann@sea.example', securityReader)).toMatchObject([{ endDateTime: at('2026-06-01T00:00Z') }]);
  });
});

describe('When one thing in the file is put otherwise', () => {
  beforeEach(async () => {
    await fixture.importFile(example);
    await fixture.follow();
  });

  it.each<[string, [string, string], string]>([
    ['a job', ['jobTitle: Network engineer', 'jobTitle: Harbour master'], '~ Tom Tiller (jobTitle)'],
    [
      'a member',
      ['members: [Bridge Crew] ', 'members: [tom@harbour-lights.example] '],
      '~ Timetable Editors (memberIds)',
    ],
    [
      'an end',
      ['until: 2037-12-31', 'until: 2038-01-31'],
      '~ timetable-publisher: holds Reader on Ticket keys (its end)',
    ],
    [
      'a longest time',
      ['maximumActivation: 4h', 'maximumActivation: 3h'],
      '~ settings of Security Reader (maximumActivation)',
    ],
    ['a time-out', ['timeOut: 12h', 'timeOut: 6h'], '~ settings of Security Reader (approval)'],
  ])('then %s is all that changes', async (_, change, line) => {
    const file = await edited(change);
    const { lines } = await fixture.importFile(file);
    expect(lines).toEqual([line, '1 change, 26 already as in the file', 'Wrote 1 change.']);
    expect((await fixture.importFile(file)).lines).toEqual(['Nothing to change: 27 already as in the file']);
  });

  it('then a moved end is on record, and the directory follows', async () => {
    const before = (await fixture.audits()).length;
    await fixture.importFile(await edited(['until: 2037-12-31', 'until: 2038-01-31']));
    await fixture.follow();
    const [first] = await fixture.records.grants.inForce(fixture.clock.now(), 1);
    expect(first?.endDateTime).toBe(at('2038-01-31T00:00Z'));
    expect((await fixture.audits()).slice(before)).toMatchObject([
      {
        activity: activity.endMoved,
        before: { endDateTime: at('2037-12-31T00:00Z') },
        after: { endDateTime: at('2038-01-31T00:00Z') },
      },
    ]);
  });

  it('then what the settings do not say stays: here the approvers', async () => {
    const approval = async () =>
      (await fixture.store.read.policies.of(securityReader)).rules.Approval_EndUser_Assignment;
    const before = await approval();
    await fixture.importFile(await written('settings: [{role: Security Reader, approval: {timeOut: 6h}}]\n'));
    expect((await approval()).stages).toEqual(before.stages.map((stage) => ({ ...stage, timeOut: hours(6) })));
  });

  it('then declining writes nothing', async () => {
    const before = await fixture.written();
    const { code, lines } = await fixture.importFile(await edited(['timeOut: 12h', 'timeOut: 6h']), { answer: false });
    expect({ code, last: lines.at(-1) }).toEqual({ code: 0, last: 'Nothing was written.' });
    expect(await fixture.written()).toEqual(before);
  });

  it('then what the file no longer names stays, and is said to', async () => {
    const before = await fixture.written();
    const file = await written('people: [{name: Wilma Buoy, userPrincipalName: wilma@harbour-lights.example}]\n');
    const { lines } = await fixture.importFile(file);
    expect(lines[0]).toBe('Nothing to change: 1 already as in the file');
    expect(lines[1]).toMatch(/^Left alone, for the file does not name them: .*Tom Tiller/);
    expect(lines[1]).not.toContain('Wilma');
    expect(await fixture.written()).toEqual(before);
  });

  it('then a file with a fault writes nothing, though the rest is in order', async () => {
    const before = await fixture.written();
    const file = await edited(['jobTitle: Network engineer', 'jobTitle: Pilot'], ['timeOut: 12h', 'timeOut: later']);
    const { code, lines } = await fixture.importFile(file);
    expect(code).toBe(1);
    expect(lines).toEqual([
      `Nothing was written. Correct these in ${file}:`,
      expect.stringMatching(/^ {2}- line \d+, settings\[1\]\.approval\.timeOut: must be a length of time/),
    ]);
    expect(await fixture.written()).toEqual(before);
  });
});

describe('When a file says settings that cannot be', () => {
  it('then every one is told with its line and its mend, and nothing is written', async () => {
    const before = await fixture.written();
    const file = await written(`people: [{name: Ann, userPrincipalName: ann@sea.example}]
settings:
  - role: Security Reader
    maximumActivation: 100 min
    approval: {approvers: [ann@sea.example], approvalsRequired: 2, timeOut: 1 min}
    longestEligibility: 1 min
`);
    const { code, lines } = await fixture.importFile(file);
    expect(code).toBe(1);
    expect(lines).toEqual([
      `Nothing was written. Correct these in ${file}:`,
      expect.stringMatching(/line 4, settings\[1\]\.maximumActivation: “Security Reader”: .*in steps of half an hour/),
      expect.stringMatching(
        /line 5, settings\[1\]\.approval: .*only one person is named.*Name more, or ask for fewer$/,
      ),
      expect.stringMatching(/line 5, settings\[1\]\.approval: .*between 5 min and 30 days$/),
      expect.stringMatching(/line 6, settings\[1\]\.longestEligibility: .*write “permanent”$/),
    ]);
    expect(await fixture.written()).toEqual(before);
  });

  it('then what would exclude what is there already is told too', async () => {
    const context = { AuthenticationContext_EndUser_Assignment: { isEnabled: true, claimValue: 'c1' } };
    const noSecondFactor = { Enablement_EndUser_Assignment: { enabledRules: ['Justification' as const] } };
    const adopt = adoptSettings(fixture.deps);
    expect(await adopt(securityReader, { ...context, ...noSecondFactor }, run)).toEqual({ ok: true, value: 'changed' });
    const file = await written('settings: [{role: Security Reader, multiFactorAuthentication: true}]\n');
    expect((await fixture.importFile(file)).lines[1]).toMatch(/multiFactorAuthentication: .*not for both/);
    const enabledRules = ['MultiFactorAuthentication' as const];
    expect(await adopt(securityReader, { Enablement_EndUser_Assignment: { enabledRules } }, run)).toMatchObject({
      refusal: { code: 'SETTINGS_CONFLICT' },
    });
  });
});

describe('When lists are imported as CSV', () => {
  it('then people come first, and roles refer to them', async () => {
    const people = await fixture.importFile('test/fixtures/people.example.csv');
    expect(people.lines.slice(-3)).toEqual([
      '+ Wilma Buoy: holds Global Administrator, as the first administrator',
      '5 changes, 0 already as in the file',
      'Wrote 5 changes.',
    ]);
    const roles = await fixture.importFile('test/fixtures/roles.example.csv');
    expect(roles.lines.slice(0, 4)).toEqual([
      '+ Tom Tiller: may activate Security Reader',
      '+ Tom Tiller: may activate Helpdesk Administrator',
      '+ Wilma Buoy: holds Global Reader',
      '3 changes, 0 already as in the file',
    ]);
    const [percy, olaf] = [
      await fixture.idOf('percy@guests.example'),
      await fixture.idOf('olaf@harbour-lights.example'),
    ];
    expect(await fixture.directory.principal(percy)).toMatchObject({ userType: 'Guest' });
    expect(await fixture.directory.principal(olaf)).toMatchObject({ accountEnabled: false });
    await fixture.follow();
    expect(await grantOf('wilma@harbour-lights.example', globalAdministrator)).toBeDefined();
    expect((await fixture.importFile('test/fixtures/roles.example.csv')).lines[0]).toMatch(/^Nothing to change: 3 /);
  });

  it('then roles of people who are not there yet name their lines', async () => {
    const { code, lines } = await fixture.importFile('test/fixtures/roles.example.csv');
    expect(code).toBe(1);
    expect(lines[1]).toMatch(/^ {2}- line 2, eligibilities\[1\]\.principal: “tom@harbour-lights\.example” is none of/);
    expect(await fixture.written()).toEqual([0, 0, 0, 0, 0, 0, 0]);
  });
});

describe('When an import is broken off half-way', () => {
  it('then it says what is stored and what is not, and running it again writes the rest and doubles nothing', async () => {
    let left = 6;
    const mark = databaseMark(database.connection);
    await mark.claim({ kind: 'real' });
    const failing = {
      ...fixture.deps,
      mark,
      store: {
        ...fixture.store,
        transaction: (async (work, command) => {
          left -= 1;
          if (left < 0) throw new Error('the power went');
          return fixture.store.transaction(work, command);
        }) as typeof fixture.store.transaction,
      },
    };
    const stopped = await fixture.importFile(example, { with: failing });
    expect(stopped.code).toBe(1);
    const told = stopped.lines.slice(stopped.lines.indexOf('The import stopped: the power went'));
    expect(told).toEqual([
      'The import stopped: the power went',
      '22 of 27 changes are stored. Not stored:',
      ...Array.from({ length: 5 }, () => expect.stringMatching(/^ {2}- .+: (may activate|holds) /)),
      'Run the same import again: what is stored stays, and it goes on with the rest.',
    ]);
    expect((await mark.read())?.unfinishedImport).toBe(example);
    const { lines } = await fixture.importFile(example, { with: { ...fixture.deps, mark } });
    expect(lines[0]).toContain(`An earlier import of ${example} did not finish.`);
    expect(lines.at(-1)).toBe('Wrote 5 changes.');
    expect((await mark.read())?.unfinishedImport).toBeUndefined();
    expect((await fixture.importFile(example)).lines).toEqual(['Nothing to change: 27 already as in the file']);
    const completed = (await fixture.audits()).filter(({ scheduleId }) => scheduleId !== undefined);
    expect(completed).toHaveLength(7);
  });
});

describe('When the file cannot be had', () => {
  it('then that is said, and nothing else happens', async () => {
    const { code, lines } = await fixture.importFile(join(folder, 'nowhere.yaml'));
    expect({ code, lines }).toEqual({ code: 1, lines: [expect.stringContaining('nowhere.yaml cannot be read')] });
  });
});
