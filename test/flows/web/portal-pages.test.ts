import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemIds } from '../../../adapters/system/ids.js';
import { commands } from '../../../bot/commands/registry.js';
import { openWeb } from '../../../bot/compose/compose-web.js';
import { readConfig } from '../../../bot/config/config.js';
import { liveReads } from '../../../bot/portal/live-reads.js';
import type { Action } from '../../../cards/actions.js';
import type { RequestStatus } from '../../../domain/assignment/schedule-request.js';
import { activity } from '../../../domain/audit/activity.js';
import { principalId, requestId, reviewInstanceId, scheduleId } from '../../../domain/ids.js';
import type { Role } from '../../../domain/role/role.js';
import { wellKnownAzureRole, wellKnownRole } from '../../../domain/role/well-known.js';
import { days, instant } from '../../../domain/time.js';
import { advanceAccessReviews } from '../../../domain/usecases/access-review/advance-reviews.js';
import { anEligibility, aRequest, aSchedule } from '../../support/builders.js';
import { eventually } from '../../support/eventually.js';
import { routesOf, type WebRoute } from '../../support/parts/web-routes.js';
import { type PortalFixture, startPortal } from '../../support/setups/portal-fixture.js';
import { silentLog } from '../../support/silent-log.js';
import { visitor } from '../../support/visitor.js';

let fixture: PortalFixture;
const browsers = new Map<string, ReturnType<typeof visitor>>();
/** What is in the addresses below, by its name there. */
const ids: Record<string, string> = {};

/*
 * Who they are: Ada may activate and asks, Bruno decides on it and owns the role-assignable group that does, Goran has
 * nothing to do with any of it. All others hold what somebody manages or views roles by: Emeka owns On-call Engineers,
 * the rest is in `holds`.
 */
const kinds = [
  ...(['ada', 'bruno', 'goran', 'emeka', 'luca', 'dmitri', 'keiko', 'ines', 'quentin'] as const),
  ...(['hana', 'jonas', 'maya', 'nils', 'pavel', 'farah', 'olga'] as const),
] as const;
type Kind = (typeof kinds)[number];

const inDirectory = (role: keyof typeof wellKnownRole, directoryScopeId = '/') =>
  ({ kind: 'directory', roleDefinitionId: wellKnownRole[role], directoryScopeId }) as const;
const inProduction = (role: keyof typeof wellKnownAzureRole) =>
  ({
    kind: 'azure',
    roleDefinitionId: wellKnownAzureRole[role],
    directoryScopeId: decodeURIComponent(ids.production ?? ''),
  }) as const;

/** Beside what the demo gives: Quentin is Global and Ines Privileged Role Administrator, Luca Global Reader. */
const holds: Partial<Record<Kind, () => Role>> = {
  dmitri: () => inDirectory('securityReader'),
  keiko: () => inDirectory('securityAdministrator'),
  hana: () => inDirectory('userAdministrator'),
  jonas: () => inDirectory('groupsAdministrator'),
  maya: () => inDirectory('directoryWriters'),
  nils: () => inDirectory('identityGovernanceAdministrator'),
  pavel: () => inProduction('owner'),
  farah: () => inProduction('userAccessAdministrator'),
  // Of one administrative unit alone, which gives nothing.
  olga: () => inDirectory('privilegedRoleAdministrator', `/administrativeUnits/${randomUUID()}`),
};

beforeAll(async () => {
  fixture = await startPortal();
  const { store, directory } = fixture.database;
  await fixture.say('ada', 'activate Security Reader for 2h because INC-42');
  const ada = (await fixture.personCalled('ada')).id;
  const [request] = await store.read.requests.list({ principalId: ada, actions: ['selfActivate'], limit: 1 });
  ids.request = request?.id ?? '';
  const eligible = async (holder: string, is: (role: Role) => boolean) =>
    (await store.read.schedules.list({ principalIds: [principalId(holder)], level: 'eligibility', limit: 50 })).find(
      ({ role }) => is(role),
    )?.id ?? '';
  const [asked] = await store.read.audit.ofRequest(requestId(ids.request));
  ids.asked = asked?.id ?? '';
  await fixture.visitorAs('ada');
  const signedIn = { activities: [activity.signedIn], involving: ada, order: 'newest', limit: 1 } as const;
  ids.ofNoRole = (await fixture.database.auditLog.list(signedIn))[0]?.id ?? '';
  ids.eligibility = await eligible(
    ada,
    (role) => role.kind === 'directory' && role.roleDefinitionId === securityReader,
  );
  ids.ada = ada;
  ids.group = (await directory.searchPrincipals('On-call Engineers', 1))[0]?.id ?? '';
  ids.roleGroup = (await directory.searchPrincipals('Security Approvers', 1))[0]?.id ?? '';
  ids.azureEligibility = await eligible(ids.group, ({ kind }) => kind === 'azure');
  ids.groupEligibility = await eligible((await fixture.personCalled('emeka')).id, ({ kind }) => kind === 'group');
  const production = (await directory.scopes('azure')).find((each) => each.displayName === 'Production');
  ids.production = encodeURIComponent(production?.id ?? '');
  const held = Object.entries(holds).map(async ([name, role]) =>
    aSchedule({
      id: scheduleId(`held-by-${name}`),
      principalId: (await fixture.personCalled(name)).id,
      role: role(),
      level: 'assignment',
      assignmentType: 'assigned',
      status: 'Provisioned',
      startDateTime: instant(0),
      endDateTime: undefined,
    }),
  );
  const schedules = await Promise.all(held);
  await store.transaction((tx) => tx.schedules.insert(...schedules));
  await reviewAccess();
  await fixture.say('quentin', 'alerts refresh');
  const [stale] = await store.read.alerts.incidents({ alerts: ['StaleSignInAlert'], limit: 1 });
  ids.incident = stale?.id ?? '';
  for (const name of kinds) browsers.set(name, await fixture.visitorAs(name));
});

/** Two reviews under way: of Security Reader by Bruno, and of an Azure role by Luca, who may not look into it. */
async function reviewAccess() {
  const { store } = fixture.database;
  const due = advanceAccessReviews({ ...fixture.database, ids: systemIds });
  await fixture.say('ines', 'create review of Security Reader by Bruno Example, recommendations');
  await fixture.say('pavel', 'create review of Contributor on Production by Luca Specimen');
  await due();
  const underWay = await eventually(async () => {
    const set = [(await fixture.personCalled('ines')).id, (await fixture.personCalled('pavel')).id];
    const all = await store.read.accessReviews.instancesIn('InProgress', 10);
    const found = all.filter(({ createdBy }) => set.includes(createdBy));
    expect(found).toHaveLength(2);
    return found;
  });
  const ofKind = (kind: string) => underWay.find(({ scope }) => scope.role.kind === kind);
  ids.review = ofKind('directory')?.id ?? '';
  ids.reviewDefinition = ofKind('directory')?.definitionId ?? '';
  ids.azureReview = ofKind('azure')?.id ?? '';
  ids.azureReviewDefinition = ofKind('azure')?.definitionId ?? '';
  ids.accessReviewItems = (await store.read.accessReviews.items({ instanceId: reviewInstanceId(ids.review), limit: 9 }))
    .map(({ id }) => id)
    .join(',');
}
afterAll(() => fixture.stop());

const securityReader = '5d6b6bb7-de71-4623-b4af-96380a352509';
const directoryRole = `kind=directory&role=${securityReader}&scope=%2F`;
const azureRole = 'kind=azure&role=acdd72a7-3385-48ef-bd42-f606fba81ae7&scope={production}';
const group = 'kind=group&group={group}&access=member';
const roleGroup = 'kind=group&group={roleGroup}&access=owner';
const everybody: readonly Kind[] = kinds;
const managers: readonly Kind[] = ['ines', 'quentin'];
const viewers: readonly Kind[] = ['luca', 'dmitri', 'keiko', ...managers];
const ofAzure: readonly Kind[] = ['pavel', 'farah'];
const ofGroup: readonly Kind[] = ['emeka', 'hana', 'jonas', 'maya', 'nils'];
const ofRoleGroup: readonly Kind[] = ['bruno', ...managers];
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
  ['/reviews', everybody, 404],
  ['/reviews/{review}', ['bruno'], 404],
  ['/reviews/{review}?tab=decided', ['bruno'], 404],
  ['/reviews/00000000-0000-4000-8000-000000000000', nobody, 404],
  ['/access-reviews', everybody, 404],
  ['/access-reviews/{reviewDefinition}', viewers, 404],
  ['/access-reviews/{reviewDefinition}?decision=Deny', viewers, 404],
  ['/access-reviews/{reviewDefinition}/results.csv?occurrence={review}', viewers, 404],
  ['/access-reviews/{reviewDefinition}/results.csv', nobody, 404],
  ['/access-reviews/{azureReviewDefinition}', ofAzure, 404],
  ['/access-reviews/{azureReviewDefinition}/results.csv?occurrence={azureReview}', ofAzure, 404],
  // One review's page does not lead to the results of another.
  ['/access-reviews/{reviewDefinition}/results.csv?occurrence={azureReview}', nobody, 404],
  ['/access-reviews/%5Bobject%20Object%5D', nobody, 404],
  ['/my-history?q=Reader&state=waiting&days=7', everybody, 404],
  ['/history', everybody, 404],
  ['/overview', everybody, 404],
  ['/my-audit', everybody, 404],
  ['/my-audit?activity=requested&result=success&days=7', everybody, 404],
  ['/my-audit/download?form=csv', everybody, 404],
  ['/audit', everybody, 404],
  ['/audit?thread=x&by=ada&about=ada&called=reader&since=2026-01-01&to=2030-01-01', everybody, 404],
  ['/audit/download?form=jsonl', everybody, 404],
  ['/audit/download?form=pdf', nobody, 400],
  [`/audit?${directoryRole}`, viewers, 404],
  [`/audit/download?form=csv&${directoryRole}`, viewers, 404],
  [`/audit?${azureRole}`, ofAzure, 404],
  [`/audit/download?form=jsonl&${azureRole}`, ofAzure, 404],
  [`/audit?${group}`, ofGroup, 404],
  [`/audit?${roleGroup}`, ofRoleGroup, 404],
  ['/audit/{asked}', ['ada', ...viewers], 404],
  ['/audit/{ofNoRole}', ['ada', ...viewers], 404],
  ['/audit/00000000-0000-4000-8000-000000000000', nobody, 404],
  ['/notifications', everybody, 404],
  ['/search', everybody, 404],
  ['/search?q=reader', everybody, 404],
  ['/people/{ada}', everybody, 404],
  ['/people/00000000-0000-4000-8000-000000000000', nobody, 404],
  ['/stuck', managers, 403],
  ['/alerts', everybody, 404],
  ['/alerts/StaleSignInAlert', viewers, 404],
  ['/alerts/NothingLikeThat', nobody, 404],
  ['/alerts/DuplicateRoleCreated', [...viewers, 'pavel', 'farah'], 404],
  ['/requests/{request}', ['ada', 'bruno', ...viewers], 404],
  ['/requests/00000000-0000-4000-8000-000000000000', nobody, 404],
  ['/requests/%5Bobject%20Object%5D', nobody, 404],
  [`/role?${directoryRole}`, viewers, 404],
  [`/role?${azureRole}`, ofAzure, 404],
  [`/settings?${azureRole}`, ofAzure, 404],
  [`/settings/change?${azureRole}&part=approval`, ofAzure, 404],
  [`/history?${azureRole}`, ofAzure, 404],
  [`/role?${group}`, ofGroup, 404],
  [`/settings?${group}`, ofGroup, 404],
  [`/settings/change?${group}&part=approval`, ofGroup, 404],
  [`/history?${group}`, ofGroup, 404],
  [`/role?${roleGroup}`, ofRoleGroup, 404],
  [`/settings?${roleGroup}`, ofRoleGroup, 404],
  [`/settings/change?${roleGroup}&part=approval`, ofRoleGroup, 404],
  [`/history?${roleGroup}`, ofRoleGroup, 404],
  ['/role?kind=directory', nobody, 404],
  [`/history?${directoryRole}`, viewers, 404],
  [`/settings?${directoryRole}`, viewers, 404],
  [`/settings/change?${directoryRole}&part=activation`, managers, 404],
  [`/settings/change?${directoryRole}&part=nothing`, nobody, 404],
  ['/assignments/{eligibility}/change', managers, 404],
  ['/assignments/{eligibility}/remove', managers, 404],
  ['/assignments/{azureEligibility}/change', ofAzure, 404],
  ['/assignments/{azureEligibility}/remove', ofAzure, 404],
  ['/assignments/{groupEligibility}/change', ofGroup, 404],
  ['/assignments/{groupEligibility}/remove', ofGroup, 404],
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
    const answer = await visitor(fixture.url).get(at(path), { follow: false });
    expect(answer.status).toBe(303);
    expect(answer.headers.get('location')).toBe(`/sign-in?return=${encodeURIComponent(at(path))}`);
  },
);

/*
 * Everything else there is, by who may come that far: what each does there is told where it is tested (signing in,
 * accounts, proofs, chat). `own`: the page is one's own whoever one is.
 */
const others: Record<string, 'anybody' | 'own' | 'the demo'> = {
  'GET /assets/:name': 'anybody',
  'GET /assets/passkeys.js': 'anybody',
  'GET /sign-in': 'anybody',
  'GET /sign-in/start': 'anybody',
  'GET /sign-in/callback': 'anybody',
  'POST /sign-in/as': 'anybody',
  'POST /sign-in/again': 'own',
  'GET /sign-out': 'anybody',
  'POST /sign-out': 'own',
  'GET /identities': 'own',
  'POST /identities/unlink': 'own',
  'POST /identities/sessions/end': 'own',
  'POST /identities/sessions/end-others': 'own',
  'GET /link/:token': 'own',
  'POST /link/:token': 'own',
  'GET /prove/:token': 'own',
  'POST /prove/:token/passkey/options': 'own',
  'POST /prove/:token/passkey': 'own',
  'POST /prove/:token/code': 'own',
  'POST /prove/:token/recovery-code': 'own',
  'GET /prove/:token/identity-provider': 'own',
  'POST /prove/:token/go-on': 'own',
  'POST /prove/:token/demo': 'own',
  'GET /security': 'own',
  'GET /security/sign-in-again': 'own',
  'POST /security/prove/passkey/options': 'own',
  'POST /security/prove/passkey': 'own',
  'POST /security/prove/code': 'own',
  'POST /security/prove/recovery-code': 'own',
  'POST /security/passkeys/options': 'own',
  'POST /security/passkeys': 'own',
  'POST /security/passkeys/remove': 'own',
  'POST /security/app': 'own',
  'POST /security/app/finish': 'own',
  'POST /security/app/remove': 'own',
  'POST /security/recovery-codes': 'own',
  'GET /security/pass/:id': 'own',
  'POST /security/pass/:id': 'own',
  'POST /security/pass': 'own',
  'POST /security/reset': 'own',
  'GET /chat': 'the demo',
  'GET /chat/people': 'the demo',
  'GET /chat/directory': 'the demo',
  'GET /chat/stream': 'the demo',
  'POST /chat/turns': 'the demo',
  'GET /': 'own',
  'GET /my-roles/:id/activate': 'own',
  'GET /assignments/new': 'own',
  'GET /access-reviews/new': 'own',
  'GET /live': 'own',
  'POST /do': 'own',
  'POST /settings/look': 'own',
};

/** Every route that the product has, in the demo or with an identity provider. */
async function everyRoute(): Promise<WebRoute[]> {
  const signIn = {
    OIDC_ISSUER: 'http://localhost:9',
    OIDC_CLIENT_ID: 'latchkey',
    OIDC_CLIENT_SECRET: 'secret',
    SESSION_SECRET: 'a secret that signs cookies in tests and is long',
  };
  const { database, handle, url } = fixture;
  const parts = { ...database, handle, turns: database, stepUps: {}, wake: () => undefined, log: silentLog };
  const all = [{ DEMO: 'true' }, signIn].map(async (settings) => {
    const config = readConfig({ PORT: '0', MONGODB_URI: 'mongodb://localhost', ...settings });
    // No route is asked anything here: the parts are never used.
    const web = await openWeb(config, { ...parts, publicUrl: () => url } as unknown as Parameters<typeof openWeb>[1]);
    return web?.routers ?? [];
  });
  return routesOf((await Promise.all(all)).flat());
}

it('When a way into the product is added, then it has to be said here whom it is open to', async () => {
  const routes = await everyRoute();
  const isPage = ({ method, path }: WebRoute) => {
    const pattern = new RegExp(`^${path.replace(/:\w+/g, '[^/]+')}$`);
    return method === 'GET' && table.some(([address]) => pattern.test(address.split('?', 1)[0] ?? ''));
  };
  const said = Object.keys(others).sort();
  expect(
    routes
      .filter((route) => !isPage(route))
      .map(({ name }) => name)
      .sort(),
  ).toEqual(said);
});

const own = Object.entries(others)
  .filter(([, whose]) => whose === 'own')
  .map(([name]) => name.replace(/:\w+/, 'x').split(' ') as [string, string]);

it('When nobody is signed in, then nothing that is somebody’s own is shown or done', async () => {
  const nobodyHere = visitor(fixture.url);
  const answers = own.map(async ([method, path]) => {
    const answer = method === 'GET' ? await nobodyHere.get(path, { follow: false }) : await nobodyHere.post(path);
    return [`${method} ${path}`, answer.status === 303 ? answer.headers.get('location')?.split('?')[0] : answer.status];
  });
  const leads: Record<string, unknown> = { 'GET /': '/my-roles' };
  expect(await Promise.all(answers)).toEqual(
    own.map(([method, path]) => {
      const name = `${method} ${path}`;
      return [name, leads[name] ?? (method === 'GET' ? '/sign-in' : 401)];
    }),
  );
});

it('When somebody signed in sends what no page of theirs has, then nothing is done', async () => {
  const goran = browsers.get('goran');
  const sent = own.filter(([method]) => method === 'POST');
  const answers = sent.map(async ([, path]) => [path, (await goran?.post(path, { _csrf: 'x'.repeat(43) }))?.status]);
  expect(await Promise.all(answers)).toEqual(sent.map(([, path]) => [path, 403]));
});

it.each(['sven', 'tara'])('When %s, a guest or disabled, signs in, then nobody is signed in', async (name) => {
  const browser = await fixture.visitorAs(name);
  for (const path of ['/my-roles', '/assignments', '/people/x', '/search?q=a']) {
    const answer = await browser.get(path, { follow: false });
    expect(answer.headers.get('location')).toMatch(/^\/sign-in\?/);
  }
});

/** What changes something when somebody else sends it: each action there is, and each command that can be typed. */
const attempts: Record<Action['do'], () => readonly [action: object, fields?: Record<string, string>][]> = {
  review: () => (['Approve', 'Deny'] as const).map((result) => [reviewOf(result), { justification: 'because' }]),
  'ask-review': () => [[{ ...reviewOf('Approve'), do: 'ask-review' }]],
  'ask-several': () => [[{ requests: `${ids.request}:0:0`, reviewResult: 'Approve' }]],
  show: () => [[{ requestId: ids.request }]],
  deactivate: () => [[{ requestId: ids.request }]],
  cancel: () => [[{ requestId: ids.request }]],
  'activate-again': () => [[{ requestId: ids.request }]],
  activate: () => [[{ intent: 'activate', role: inDirectory('securityReader'), said: { length: 'PT1H' } }]],
  'ask-activate': () => [[{ intent: 'activate', role: inDirectory('securityReader'), said: {} }]],
  run: () => (['my roles', 'pending', 'alerts refresh', 'stuck retry all'] as const).map((text) => [{ text }]),
  help: () => [[{ command: 'activate' }]],
  history: () => [[{ requestId: ids.request }]],
  'ask-assignment': () =>
    (['assign', 'update', 'extend', 'renew', 'remove'] as const).map((command) => [
      { command, role: inDirectory('securityReader'), principalId: ids.ada, said: { length: 'P1D' } },
    ]),
  'ask-revoke-all': () => [[{ principalId: ids.ada, said: { justification: 'because I can' } }]],
  'revoke-all': () => [[{ principalId: ids.ada, justification: 'because I can' }]],
  'reset-proofs': () => [[{ principalId: ids.ada }]],
  'end-sessions': () => [[{ principalId: ids.ada }]],
  'unlink-account': () => [[{ principalId: ids.ada, surface: 'slack', account: 'T1:U1' }]],
  'give-pass': () => [[{ principalId: ids.ada }]],
  'settle-stuck': () => (['retry', 'drop'] as const).map((act) => [{ act, id: 'abc123' }]),
  alert: () => (['show', 'refresh'] as const).map((act) => [{ alert: 'StaleSignInAlert', act }]),
  'access-review': () =>
    (['show', 'decide', 'accept', 'remind', 'stop', 'apply', 'reset', 'delete'] as const).flatMap((act) =>
      [ids.review, ids.reviewDefinition].map((id): [object] => [{ act, id, isSure: true }]),
    ),
  'set-channels': () => [],
  settings: () => [[{ role: inDirectory('securityReader') }]],
  'fill-settings': () => [
    [{ role: inDirectory('securityReader'), written: { maximum: '1h' }, problems: {}, notes: [] }],
  ],
  list: () =>
    [
      { of: 'requests', principalId: ids.ada },
      { of: 'audit', principalId: ids.ada },
      { of: 'holders', role: inDirectory('securityReader') },
      { of: 'holdings', principalId: ids.ada },
    ].map((list) => [{ list, from: 0 }]),
  submit: () =>
    commands
      .filter((command) => command.submit !== undefined)
      .map(({ name }): [object, Record<string, string>] => [{ form: name, about: ids.review }, filledIn()]),
  'decide-extension': () => [[{ requestId: ids.extension, revision: 0, reviewResult: 'Approve' }, filledIn()]],
  'ask-extension': () => [[{ requestId: ids.extension, revision: 0, reviewResult: 'Approve' }]],
  'undo-settings': () => [1, 2, 3].map((version) => [{ role: inDirectory('securityReader'), version }]),
  'undo-alert': () => [1, 2, 3].map((version) => [{ alert: 'StaleSignInAlert', version }]),
  'undo-dismissal': () => [[{ incidentId: ids.incident, at: 0 }]],
  'ask-settings': () => [[{ role: inDirectory('securityReader'), section: 'activation' }]],
  'change-settings': () =>
    [0, 1, 2].map((version) => [
      { role: inDirectory('securityReader'), version, keys: ['maximum'] },
      { maximum: '1h', justification: 'because' },
    ]),
  'ask-incident': () => (['fix', 'adopt', 'dismiss'] as const).map((deed) => [{ incidentId: ids.incident, deed }]),
  'settle-incident': () =>
    (['fix', 'dismiss'] as const).map((deed) => [{ incidentId: ids.incident, deed }, { justification: 'because' }]),
  'ask-alert': () => [[{ alert: 'StaleSignInAlert' }]],
  'change-alert': () => [[{ alert: 'StaleSignInAlert' }, { 'looked-for': 'off', duration: '2 days' }]],
};
const reviewOf = (reviewResult: 'Approve' | 'Deny') => ({
  requestId: ids.request,
  stageId: 0,
  revision: 0,
  reviewResult,
});
const filledIn = () => ({
  role: 'Security Reader',
  who: ids.ada ?? '',
  level: 'eligibility',
  length: '1h',
  duration: '1h',
  requests: `${ids.request}:0:0`,
  decision: 'Approve',
  justification: 'because I can',
  items: ids.accessReviewItems ?? '',
  reviewers: 'Goran Demoson',
});
const typed: Record<string, readonly string[]> = {
  activate: ['activate Security Reader for 1h because I can'],
  preview: ['preview Security Reader for 1h'],
  deactivate: ['deactivate Security Reader', 'deactivate {request}'],
  approve: ['approve Ada Sample', 'approve {request}', 'approve all'],
  deny: ['deny Ada Sample because I can', 'deny {request} because I can'],
  'decide several': ['decide several'],
  pending: ['pending'],
  cancel: ['cancel {request}', 'cancel Ada'],
  'my requests': ['my requests'],
  requests: ['requests'],
  history: ['history {request}'],
  audit: ['audit', 'audit for Security Reader', 'audit by Ada refused since last week'],
  'my roles': ['my roles'],
  extend: ['extend Security Reader for 90 days because I can'],
  renew: ['renew Security Reader for 90 days because I can'],
  assign: ['assign Security Reader to Goran Demoson for 1 day because I can'],
  update: ['update Security Reader for Ada Sample eligible for 1 day because I can'],
  remove: ['remove Security Reader from Ada Sample because I can'],
  assignments: ['assignments of Ada Sample'],
  'revoke all': ['revoke all from {ada} because I can', 'revoke all from {ada} because I can now'],
  notifications: ['notifications by mail', 'quiet hours 20:00–07:00'],
  'reset proofs': ['reset proofs of {ada}'],
  'enrolment pass': ['enrolment pass for {ada}'],
  settings: ['settings of Security Reader', 'settings of Security Reader: maximum 1h'],
  reviews: ['reviews'],
  'review access': ['review access {review}', 'review access Security Reader'],
  'accept recommendations': ['accept recommendations {review} because I can'],
  'create review': ['create review of Security Reader by Goran Demoson, no answer removes, auto apply'],
  'review results': ['review results {review}'],
  'change review': ['change review {review}: by Goran Demoson', 'change review {reviewDefinition}: for 1 day'],
  'remind reviewers': ['remind reviewers {review}'],
  'stop review': ['stop review {review} now'],
  'apply review': ['apply review {review} now'],
  'reset review': ['reset review {review} now'],
  'delete review': ['delete review {review} now', 'delete review {reviewDefinition} now'],
  stuck: ['stuck', 'stuck retry all'],
  alerts: [
    ...['alerts', 'alerts refresh', 'alerts settings stale accounts: duration 2 days', 'alerts settings outside: off'],
    ...['alerts dismiss {incident} because I can', 'alerts fix {incident} because I can', 'alerts fix 1'],
  ],
  help: ['help'],
};

const anyStatus: readonly RequestStatus[] = [
  ...(['PendingApproval', 'PendingAdminDecision', 'Granted', 'PendingProvisioning', 'Provisioned'] as const),
  ...(['Denied', 'Canceled', 'TimedOut', 'PendingRevocation', 'Revoked', 'Failed'] as const),
];

/** Everything that somebody asked for, has, or is asked by the settings. */
async function everything() {
  const { read } = fixture.database.store;
  return {
    // Who is asked is noted again on its own, which is no change of what was asked.
    requests: (await read.requests.list({ statuses: anyStatus, limit: 500 })).map(
      ({ askedAs: _, version: __, ...request }) => request,
    ),
    schedules: await read.schedules.list({ limit: 500 }),
    settings: await read.policies.of(inDirectory('securityReader')),
    proofs: await read.authenticators.of(principalId(ids.ada ?? '')),
    reviews: await read.accessReviews.definitions({ limit: 500 }),
    review: await read.accessReviews.instance(reviewInstanceId(ids.review ?? '')),
    decisions: await read.accessReviews.items({ instanceId: reviewInstanceId(ids.review ?? ''), limit: 500 }),
    preferences: await read.preferences.of(principalId(ids.ada ?? '')),
    alerts: await read.alerts.kept(),
    incidents: await read.alerts.incidents({ limit: 500 }),
  };
}

describe('When somebody sends a form of their own making', () => {
  beforeAll(async () => {
    const { store, clock } = fixture.database;
    const ada = await fixture.personCalled('ada');
    const soon = instant(clock.now() + days(3));
    const role = { kind: 'directory', roleDefinitionId: helpdesk, directoryScopeId: '/' } as const;
    const ending = anEligibility({ id: scheduleId('ends-soon'), principalId: ada.id, role, endDateTime: soon });
    await store.transaction((tx) => tx.schedules.insert(ending));
    await fixture.say('ada', 'extend Helpdesk Administrator for 90 days because still on the desk');
    const [asked] = await store.read.requests.list({ principalId: ada.id, actions: ['selfExtend'], limit: 1 });
    ids.extension = asked?.id ?? '';
    expect(ids.extension).not.toBe('');
  });

  it('then every command there is has been tried', () => {
    expect(Object.keys(typed).sort()).toEqual(commands.map(({ name }) => name).sort());
  });

  it.each(Object.keys(attempts) as Action['do'][])('then “%s” changes nothing of what is not theirs', async (kind) => {
    const goran = browsers.get('goran');
    const before = await everything();
    for (const [action, fields = {}] of attempts[kind]()) {
      await goran?.get('/my-roles');
      const inputs = Object.fromEntries(Object.entries(fields).map(([name, value]) => [`f.${name}`, value]));
      const sent = { _csrf: goran?.token() ?? '', command: randomUUID(), back: '/approve', ...inputs };
      const path = kind === 'change-settings' ? '/settings/look' : '/do';
      for (const to of new Set(['/do', path])) {
        const form = { ...sent, command: randomUUID(), action: JSON.stringify({ do: kind, ...action }) };
        // Not even a page that says how it stands: none of it concerns him.
        expect([200, 404], JSON.stringify(action)).toContain((await goran?.post(to, form))?.status);
      }
    }
    await fixture.settle();
    expect(await everything()).toEqual(before);
  });

  it('then a press that carries words is no form, and nothing of what they say is done', async () => {
    const goran = browsers.get('goran');
    const before = await everything();
    // A few of them: whoever sends more is slowed down.
    for (const text of ['approve', 'assign', 'revoke all', 'activate'].flatMap((name) => typed[name]?.at(-1) ?? [])) {
      await goran?.get('/my-roles');
      const sent = { _csrf: goran?.token() ?? '', command: randomUUID(), back: '/approve' };
      const answer = await goran?.post('/do', { ...sent, action: JSON.stringify({ do: 'run', text: at(text) }) });
      expect(answer?.status, text).toBe(400);
    }
    await fixture.settle();
    expect(await everything()).toEqual(before);
  });

  it.each(Object.entries(typed))(
    'then “%s” typed by somebody else changes nothing of what is not theirs',
    async (_, texts) => {
      const before = await everything();
      for (const text of texts) await fixture.say('goran', at(text)).catch(() => undefined);
      await fixture.settle();
      expect(await everything()).toEqual(before);
    },
  );
});

const helpdesk = '729827e3-9c14-49f7-bb1b-9608f156bbb8';

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
    'Ada Sample (ada@demo-works.example), Site reliability engineer: Security Reader',
  );
});

it('When requests and roles change, then the open pages of just those are woken whom it concerns', async () => {
  const { concernsViewer } = liveReads({ ...fixture.database } as unknown as Parameters<typeof liveReads>[0]);
  const wokenBy = async (id: string) => {
    const woken = kinds.map(async (name) => {
      const actor = (await fixture.personCalled(name)).id;
      return (await concernsViewer([id, 'nothing'], actor)) ? [name] : [];
    });
    return (await Promise.all(woken)).flat();
  };
  expect(await wokenBy(ids.request ?? '')).toEqual(kinds.filter((name) => ['ada', 'bruno', ...viewers].includes(name)));
  expect(await wokenBy(ids.groupEligibility ?? '')).toEqual(kinds.filter((name) => ofGroup.includes(name)));
  // That of the group they are in is theirs as well.
  const onCall = ['ada', 'dmitri', 'farah', 'pavel'];
  expect(await wokenBy(ids.azureEligibility ?? '')).toEqual(kinds.filter((name) => onCall.includes(name)));
  expect(await wokenBy('nothing')).toEqual([]);
});

it('When a card is sent, then its link leads to the page about just that, for those whom it concerns', async () => {
  const seen = await fixture.database.transcript.changedSince(principalId(ids.ada ?? ''), 0);
  const linksOf = (name: string) =>
    seen.flatMap(({ content }) =>
      content.kind === 'card' && content.name === name && content.link ? [content.link.url] : [],
    );
  const [link = ''] = linksOf('request');
  expect(link).toBe(`${fixture.url}/requests/${ids.request}`);
  const path = new URL(link).pathname;
  expect((await browsers.get('bruno')?.get(path))?.text).toContain('Ada Sample asks for Security Reader');
  expect((await browsers.get('goran')?.get(path))?.status).toBe(404);
  await fixture.say('ada', 'my roles');
  const after = await fixture.database.transcript.changedSince(principalId(ids.ada ?? ''), 0);
  const last = after.at(-1)?.content;
  expect(last?.kind === 'card' && last.link?.url).toBe(`${fixture.url}/my-roles`);
});

describe('When there is more than one page can show', () => {
  const asked = 120;
  const given = 2_100;
  const role = { kind: 'directory', roleDefinitionId: helpdesk, directoryScopeId: '/' } as const;
  const rowsIn = (text = '') => text.split('<tr>').length - 2;
  const olderIn = (text = '') => /<a href="([^"]+)">Older</.exec(text)?.[1]?.replaceAll('&amp;', '&');

  beforeAll(async () => {
    const { store, clock } = fixture.database;
    const goran = (await fixture.personCalled('goran')).id;
    await store.transaction(async (tx) => {
      await tx.schedules.insert(
        ...Array.from({ length: given }, (_, number) =>
          anEligibility({
            id: scheduleId(`given-${number}`),
            principalId: principalId(randomUUID()),
            role,
            endDateTime: instant(clock.now() + days(1)),
          }),
        ),
      );
      for (let number = 0; number < asked; number++) {
        // All at one moment: none may get lost between two pages.
        const createdDateTime = instant(clock.now() - days(1));
        const id = requestId(`asked-${number}`);
        await tx.requests.insert(aRequest({ id, principalId: goran, role, status: 'Denied', createdDateTime }));
      }
    });
  });

  it.each(['/my-requests?tab=all', '/my-history'])('then %s goes on, page by page, to the very last', async (path) => {
    const goran = browsers.get('goran');
    let rows = 0;
    const shown = new Set<string>();
    for (let at: string | undefined = path; at !== undefined; ) {
      const { text = '' } = (await goran?.get(at)) ?? {};
      rows += rowsIn(text);
      for (const [, id = ''] of text.matchAll(/requests\/(asked-\d+)"/g)) shown.add(id);
      at = olderIn(text);
    }
    expect(shown.size).toBe(asked);
    expect(rows).toBeLessThan(asked + 10);
  });

  it('then the roles count everybody, and of the assignments it is said that there are more', async () => {
    const quentin = browsers.get('quentin');
    const row = /Helpdesk Administrator<\/a><\/th>.*?<\/tr>/s.exec((await quentin?.get('/roles'))?.text ?? '')?.[0];
    const query = { roles: [role], level: 'eligibility', statuses: ['Provisioned'], limit: 9_999 } as const;
    const eligible = await fixture.database.store.read.schedules.list(query);
    expect(eligible.length).toBeGreaterThan(given);
    expect(row).toContain(`>${eligible.length}<`);
    const all = (await quentin?.get('/assignments'))?.text ?? '';
    const inAll = Number(/(\d+) in all, of which \d+ are listed/.exec(all)?.[1]);
    expect(inAll).toBeGreaterThan(eligible.length);
    expect(all).toContain(`1 to 50 of ${inAll}`);
    expect(all).not.toContain('Luca Specimen');
    const found = (await quentin?.get('/assignments?q=luca%20reader'))?.text ?? '';
    expect(found).toContain('Luca Specimen');
    expect(found).not.toContain('in all, of which');
    // By the role's name alone, too.
    expect((await quentin?.get('/assignments?q=global%20reader'))?.text).toContain('Luca Specimen');
    const goran = (await quentin?.get(`/role?${`kind=directory&role=${helpdesk}&scope=%2F`}&q=goran`))?.text ?? '';
    expect(rowsIn(goran)).toBe(1);
    // Nobody sees more of it by this than they may.
    expect((await browsers.get('hana')?.get('/assignments?q=luca'))?.text).not.toContain('Luca Specimen');
  });

  it('then the overview says what it has counted', async () => {
    expect((await browsers.get('quentin')?.get('/overview'))?.text).toContain('only the first 100 to end');
  });
});
