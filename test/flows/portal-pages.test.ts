import { afterAll, beforeAll, expect, it } from 'vitest';
import { scheduleId } from '../../domain/ids.js';
import { wellKnownAzureRole } from '../../domain/role/well-known.js';
import { instant } from '../../domain/time.js';
import { aSchedule } from '../support/builders.js';
import { type PortalHouse, startPortal } from '../support/portal-house.js';
import { visitor } from '../support/visitor.js';

let house: PortalHouse;
const browsers = new Map<string, ReturnType<typeof visitor>>();
/** What is in the addresses below, by its name there. */
const ids: Record<string, string> = {};

/*
 * Who they are: Ada may activate and asks, Bruno decides on it, Goran has nothing to do with any of it. Quentin is
 * Global Administrator, Ines Privileged Role Administrator, Luca Global Reader. Emeka owns a group, and Pavel is Owner
 * of Azure's Production.
 */
const kinds = ['ada', 'bruno', 'goran', 'emeka', 'luca', 'ines', 'quentin', 'pavel'] as const;
type Kind = (typeof kinds)[number];

beforeAll(async () => {
  house = await startPortal();
  await house.say('ada', 'activate Security Reader for 2h because INC-42');
  const { store } = house.database;
  const ada = (await house.personCalled('ada')).id;
  const [request] = await store.read.requests.list({ principalId: ada, actions: ['selfActivate'], limit: 1 });
  ids.request = request?.id ?? '';
  const held = await store.read.schedules.list({ principalIds: [ada], level: 'eligibility', limit: 50 });
  const isSecurityReader = (id: string) => id === securityReader;
  ids.eligibility =
    held.find(({ role }) => role.kind === 'directory' && isSecurityReader(role.roleDefinitionId))?.id ?? '';
  ids.ada = ada;
  const [group] = await house.database.directory.searchPrincipals('On-call Engineers', 1);
  ids.group = group?.id ?? '';
  const production = (await house.database.directory.scopes('azure')).find((each) => each.displayName === 'Production');
  ids.production = encodeURIComponent(production?.id ?? '');
  const owner = aSchedule({
    id: scheduleId('pavel-owns-production'),
    principalId: (await house.personCalled('pavel')).id,
    role: {
      kind: 'azure',
      roleDefinitionId: wellKnownAzureRole.owner,
      directoryScopeId: production?.id ?? '',
    },
    level: 'assignment',
    assignmentType: 'assigned',
    status: 'Provisioned',
    startDateTime: instant(0),
    endDateTime: undefined,
  });
  await store.transaction((tx) => tx.schedules.insert(owner));
  for (const name of kinds) browsers.set(name, await house.visitorAs(name));
});
afterAll(() => house.stop());

const securityReader = '5d6b6bb7-de71-4623-b4af-96380a352509';
const directoryRole = `kind=directory&role=${securityReader}&scope=%2F`;
const azureRole = 'kind=azure&role=acdd72a7-3385-48ef-bd42-f606fba81ae7&scope={production}';
const everybody: readonly Kind[] = kinds;
const managers: readonly Kind[] = ['ines', 'quentin'];
const viewers: readonly Kind[] = ['luca', ...managers];
const nobody: readonly Kind[] = [];

const at = (path: string) => path.replace(/\{(\w+)\}/g, (_whole, name: string) => ids[name] ?? '');

/** Every page, whom it is shown, and what all others get. */
const table: [path: string, seenBy: readonly Kind[], otherwise: number][] = [
  ['/my-roles', everybody, 404],
  ['/my-roles?tab=active', everybody, 404],
  ['/my-roles?tab=expired', everybody, 404],
  ['/my-requests', everybody, 404],
  ['/my-requests?tab=all', everybody, 404],
  ['/approve', everybody, 404],
  ['/roles', everybody, 404],
  ['/assignments', everybody, 404],
  ['/settings', everybody, 404],
  ['/my-history', everybody, 404],
  ['/my-history?q=Reader&state=waiting&days=7', everybody, 404],
  ['/history', everybody, 404],
  ['/overview', everybody, 404],
  ['/search', everybody, 404],
  ['/search?q=reader', everybody, 404],
  ['/people/{ada}', everybody, 404],
  ['/people/00000000-0000-4000-8000-000000000000', nobody, 404],
  ['/stuck', managers, 403],
  ['/requests/{request}', ['ada', 'bruno', ...viewers], 404],
  ['/requests/00000000-0000-4000-8000-000000000000', nobody, 404],
  ['/requests/%5Bobject%20Object%5D', nobody, 404],
  [`/role?${directoryRole}`, viewers, 404],
  [`/role?${azureRole}`, ['pavel'], 404],
  [`/settings?${azureRole}`, ['pavel'], 404],
  [`/settings/change?${azureRole}&part=approval`, ['pavel'], 404],
  [`/history?${azureRole}`, ['pavel'], 404],
  ['/role?kind=group&group={group}&access=member', ['emeka'], 404],
  ['/role?kind=directory', nobody, 404],
  [`/history?${directoryRole}`, viewers, 404],
  [`/settings?${directoryRole}`, viewers, 404],
  ['/settings?kind=group&group={group}&access=member', ['emeka'], 404],
  [`/settings/change?${directoryRole}&part=activation`, managers, 404],
  [`/settings/change?${directoryRole}&part=nothing`, nobody, 404],
  ['/assignments/{eligibility}/change', managers, 404],
  ['/assignments/{eligibility}/remove', managers, 404],
  ['/assignments/nothing/remove', nobody, 404],
];

it.each(table)(
  'When people of every kind open %s, then only those whom it concerns see it',
  async (path, seenBy, otherwise) => {
    const seen = await Promise.all(
      kinds.map(async (name) => [name, (await browsers.get(name)?.get(at(path)))?.status] as const),
    );
    const expected = kinds.map((name) => [name, seenBy.includes(name) ? 200 : otherwise] as const);
    expect(seen).toEqual(expected);
  },
);

it.each([...table.map(([path]) => path), '/my-roles/{eligibility}/activate', '/assignments/new', '/live'])(
  'When nobody is signed in and %s is opened, then the sign-in comes first',
  async (path) => {
    const answer = await visitor(house.url).get(at(path), { follow: false });
    expect(answer.status).toBe(303);
    expect(answer.headers.get('location')).toBe(`/sign-in?return=${encodeURIComponent(at(path))}`);
  },
);

it.each(['/do', '/settings/look'])('When nobody is signed in and %s is sent, then nothing is done', async (path) => {
  expect((await visitor(house.url).post(path, { command: 'x' })).status).toBe(401);
});

it('When Ada looks at all assignments and roles, then she finds her own, and none of other people', async () => {
  const mine = await browsers.get('ada')?.get('/assignments');
  expect(mine?.text).toContain('Security Reader');
  expect(mine?.text).not.toContain('Olga Makebelieve');
  expect(mine?.text).not.toContain('Assign a role');
  expect((await browsers.get('ada')?.get('/roles'))?.text).toContain('no role here that you may look into');
  expect((await browsers.get('luca')?.get('/assignments'))?.text).toContain('Olga Makebelieve');
  expect((await browsers.get('luca')?.get('/assignments'))?.text).not.toContain('>Remove<');
  expect((await browsers.get('luca')?.get(at('/people/{ada}')))?.text).not.toContain('End everything');
});

it('When Goran searches, then neither the requests nor the roles of others are found', async () => {
  const found = (await browsers.get('goran')?.get('/search?q=security'))?.text ?? '';
  expect(found).toContain('Security Approvers');
  expect(found).not.toContain('Ada Sample');
  expect(found).not.toContain('/role?');
  expect((await browsers.get('quentin')?.get('/search?q=security%20reader'))?.text).toContain(
    'Ada Sample: Security Reader',
  );
});
