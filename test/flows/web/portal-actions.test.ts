import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { ScheduleRequest } from '../../../domain/assignment/schedule-request.js';
import { scheduleId } from '../../../domain/ids.js';
import { wellKnownAzureRole } from '../../../domain/role/well-known.js';
import { days, instant } from '../../../domain/time.js';
import { anEligibility, aSchedule } from '../../support/builders.js';
import { formIn, unescaped } from '../../support/portal-forms.js';
import { type PortalFixture, startPortal } from '../../support/setups/portal-fixture.js';

/*
 * The portal as it is without any script: plain links and forms. `send` sends the form on the page whose button bears
 * this name, as a browser would.
 */
let fixture: PortalFixture;

type Visitor = Awaited<ReturnType<PortalFixture['visitorAs']>>;

async function send(browser: Visitor, path: string, button: string, fields: Record<string, string> = {}) {
  const form = formIn((await browser.get(path)).text, button);
  const answer = await browser.post(form.action, { ...form.fields, ...fields });
  await fixture.settle();
  return answer;
}

const requestsOf = async (name: string, action: ScheduleRequest['action'] = 'selfActivate') =>
  fixture.database.store.read.requests.list({
    principalId: (await fixture.personCalled(name)).id,
    actions: [action],
    limit: 50,
  });

async function pavelOwnsProduction() {
  const { directory, store } = fixture.database;
  const production = (await directory.scopes('azure')).find(({ displayName }) => displayName === 'Production');
  const owner = aSchedule({
    id: scheduleId('pavel-owns-production'),
    principalId: (await fixture.personCalled('pavel')).id,
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
}

const linkIn = (html: string, label: string) =>
  unescaped(new RegExp(`href="([^"]+)"[^>]*aria-label="${label}"`).exec(html)?.[1] ?? '');

const helpdesk = '729827e3-9c14-49f7-bb1b-9608f156bbb8';
const scripted = '<script>alert(1)</script>"\'><img src=x onerror=alert(1)>';

const noForm = { command: randomUUID(), action: '{"do":"cancel","requestId":"x"}', back: '/my-requests' };

/** Proves on the page that was answered that it is them, by the demo's one press. */
const confirm = (browser: Awaited<ReturnType<PortalFixture['visitorAs']>>, { text }: { text: string }) => {
  const form = formIn(text, 'Confirm it’s me');
  return browser.post(form.action, form.fields);
};

describe('Something is done', () => {
  beforeEach(async () => {
    fixture = await startPortal();
  });
  afterEach(() => fixture.stop());

  it('When Ada activates a role, Bruno approves it and she gives it back, then no page needed a script', async () => {
    const [ada, bruno] = [await fixture.visitorAs('ada'), await fixture.visitorAs('bruno')];
    const form = linkIn((await ada.get('/my-roles')).text, 'Activate: Security Reader');
    const asked = await send(ada, form, 'Activate', { 'f.duration': '2h', 'f.justification': 'looking into INC-42' });
    expect(asked.url.pathname).toMatch(/^\/requests\//);
    expect(asked.text).toContain('Waiting for approval');

    const approved = await send(bruno, '/approve', 'Approve: Ada Sample, Security Reader');
    expect(approved.url.pathname).toBe('/approve');
    expect(approved.text).toContain('It is being activated.');
    expect((await bruno.get('/approve')).text).not.toContain('It is being activated.');

    expect((await ada.get('/my-roles?tab=active')).text).toContain('Give back');
    const back = await send(ada, '/my-roles?tab=active', 'Give back: Security Reader');
    expect(back.text).not.toContain('>Give back<');
    expect((await ada.get('/my-requests?tab=all')).text).toContain('Given back');
  });

  it('When something in the form cannot be, then the form says so and keeps what was written', async () => {
    const ada = await fixture.visitorAs('ada');
    const form = linkIn((await ada.get('/my-roles')).text, 'Activate: Security Reader');
    const answer = await send(ada, form, 'Activate', { 'f.duration': '30h', 'f.justification': 'as "usual" <b>' });
    expect(answer.status).toBe(200);
    expect(answer.text).toContain('at most 8 h');
    expect(answer.text).toContain('as &quot;usual&quot; &lt;b&gt;');
    expect(await requestsOf('ada')).toEqual([]);
  });

  it('When one form is sent twice, then it is done once, and both times the same is said', async () => {
    const quentin = await fixture.visitorAs('quentin');
    const list = (await quentin.get('/assignments?q=goran')).text;
    const page = await quentin.get(linkIn(list, 'Change: Goran Demoson[^"]*, Helpdesk Administrator'));
    const { action, fields } = formIn(page.text, 'Change');
    const filled = { ...fields, 'f.length': '30 days', 'f.justification': 'for now' };
    const [first, second] = [await quentin.post(action, filled), await quentin.post(action, filled)];
    expect(first.text).toContain('Change the eligibility of Goran Demoson for Helpdesk Administrator');
    expect(second.url.pathname).toBe(first.url.pathname);
    const [done, again] = [await confirm(quentin, first), await confirm(quentin, second)];
    expect(done.text).toContain('You have proven that it is you');
    expect(again.text).toBe(done.text);
    expect(await requestsOf('goran', 'adminUpdate')).toHaveLength(1);
  });

  it('When Ada cancels what waits, then it no longer does', async () => {
    await fixture.say('ada', 'activate Security Reader for 2h because INC-42');
    const ada = await fixture.visitorAs('ada');
    const answer = await send(ada, '/my-requests', 'Cancel: Security Reader');
    expect(answer.text).toContain('Cancelled: your request for ');
    expect(await requestsOf('ada')).toMatchObject([{ status: 'Canceled' }]);
  });

  it('When Bruno ticks several and denies them together, then each is denied with his reason', async () => {
    await fixture.say('ada', 'activate Security Reader for 2h because INC-42');
    await fixture.say('olga', 'activate Security Reader for 1h because drill');
    const bruno = await fixture.visitorAs('bruno');
    const page = await bruno.get('/approve');
    const ticks = [...page.text.matchAll(/name="f.requests" value="([^"]+)"/g)].map(([, value = '']) => value);
    expect(ticks).toHaveLength(2);
    const { action, fields } = formIn(page.text, 'Deny ticked');
    const answer = await bruno.post(action, {
      ...fields,
      'f.requests': ticks.join(','),
      'f.decision': 'Deny',
      'f.justification': 'not today',
    });
    expect(answer.status).toBe(200);
    for (const name of ['ada', 'olga']) expect(await requestsOf(name)).toMatchObject([{ status: 'Denied' }]);
    expect((await bruno.get('/approve')).text).toContain('Nothing waits for your decision.');
  });

  it('When an administrator gives a role, changes it and takes it away, then each is said and done', async () => {
    const quentin = await fixture.visitorAs('quentin');
    const given = await send(quentin, '/assignments/new', 'Assign', {
      'f.role': 'Reports Reader',
      'f.who': 'Goran Demoson',
      'f.level': 'eligibility',
      'f.length': '90 days',
      'f.justification': 'new on the desk',
    });
    expect(given.text).toContain('Goran Demoson is eligible for Reports Reader');
    const list = async () => (await quentin.get('/assignments?q=goran%20reports')).text;
    const changed = await send(quentin, linkIn(await list(), 'Change: Goran Demoson[^"]*, Reports Reader'), 'Change', {
      'f.length': '30 days',
      'f.justification': 'shorter',
    });
    expect(changed.text).toContain('role="status"');
    expect(await requestsOf('goran', 'adminUpdate')).toHaveLength(1);
    const removed = await send(quentin, linkIn(await list(), 'Remove: Goran Demoson[^"]*, Reports Reader'), 'Remove', {
      'f.justification': 'moved on',
    });
    expect(removed.text).toContain('Goran Demoson is no longer eligible for Reports Reader.');
    expect(await list()).toContain('Nothing that fits');
  });

  it.each([
    ['quentin', 'a directory role', 'Reports Reader', 'Goran Demoson is eligible for Reports Reader'],
    ['pavel', 'an Azure role', 'Reader on Production', 'Goran Demoson is eligible for Reader on Production'],
    [
      'emeka',
      'the membership of a group',
      'Member of On-call Engineers',
      'Goran Demoson is eligible for Member of On-call',
    ],
    [
      'emeka',
      'the ownership of a group',
      'Owner of On-call Engineers',
      'Goran Demoson is eligible for Owner of On-call',
    ],
  ])('When %s gives %s, then it is given as the form says, and taken again', async (name, _kind, role, said) => {
    if (name === 'pavel') await pavelOwnsProduction();
    const manager = await fixture.visitorAs(name);
    const given = await send(manager, '/assignments/new', 'Assign', {
      'f.role': role,
      'f.who': 'Goran Demoson',
      'f.level': 'eligibility',
      'f.length': '30 days',
      'f.justification': 'new on the desk',
    });
    expect(given.text).toContain(said);
    const { id } = await fixture.personCalled('goran');
    const list = (await manager.get(`/people/${id}`)).text;
    const removed = await send(manager, linkIn(list, `Remove: [^"]*${role}`), 'Remove', {
      'f.justification': 'moved on',
    });
    expect(removed.text).toContain('Goran Demoson is no longer eligible for');
    expect((await manager.get(`/people/${id}`)).text).not.toContain(`>${role}<`);
  });

  it('When an administrator ends everything of somebody, then it is said before what would end', async () => {
    const quentin = await fixture.visitorAs('quentin');
    const { id } = await fixture.personCalled('goran');
    const ask = await send(quentin, `/people/${id}`, 'End everything');
    const form = formIn(ask.text, 'Go on');
    const shown = await quentin.post(form.action, { ...form.fields, 'f.justification': 'has left' });
    expect(shown.text).toContain('1 role would end at once');
    expect((await quentin.get(`/people/${id}`)).text).toContain('Helpdesk Administrator');
    const last = formIn(shown.text, 'End everything');
    const asked = await quentin.post(last.action, last.fields);
    expect(asked.text).toContain('This is the demo’s page');
    expect((await confirm(quentin, asked)).text).toContain('Everything of Goran Demoson is ended');
    await fixture.settle();
    expect((await quentin.get(`/people/${id}`)).text).toContain('Nothing that you may see.');
  });

  it('When an administrator resets what somebody proves themself with, then they prove first who they are', async () => {
    const quentin = await fixture.visitorAs('quentin');
    const { id } = await fixture.personCalled('goran');
    const laptop = { id: 'laptop', name: 'Laptop', publicKey: 'key', counter: 0, transports: [], addedAt: instant(0) };
    await fixture.database.store.transaction(async (tx) =>
      tx.authenticators.save({ ...(await tx.authenticators.of(id)), passkeys: [laptop] }),
    );
    const answer = await send(quentin, `/people/${id}`, 'Reset passkeys and codes');
    expect(answer.url.pathname).toMatch(/^\/prove\//);
  });

  it('When settings are changed, then what it means is said before, and nothing is saved until then', async () => {
    const quentin = await fixture.visitorAs('quentin');
    const role = 'kind=directory&role=5d6b6bb7-de71-4623-b4af-96380a352509&scope=%2F';
    const look = await send(quentin, `/settings/change?${role}&part=activation`, 'See what it means', {
      'f.maximum': '4h',
    });
    expect(look.text).toContain('Nothing is saved yet');
    expect(look.text).toContain('8 h → 4 h');
    expect(look.text).toContain('What is active already keeps its end.');
    expect((await quentin.get(`/settings?${role}`)).text).toContain('Longest activation: 8 h');

    const form = formIn(look.text, 'Save');
    await quentin.post(form.action, form.fields);
    expect((await quentin.get(`/settings?${role}`)).text).toContain('Longest activation: 4 h');

    const wrong = await send(quentin, `/settings/change?${role}&part=activation`, 'See what it means', {
      'f.maximum': '3 days',
    });
    expect(wrong.text).toContain('class="problem"');
    expect((await quentin.get(`/settings?${role}`)).text).toContain('Longest activation: 4 h');
  });

  it('When a role asks for a second factor, then its form leads to where it is proven', async () => {
    const jonas = await fixture.visitorAs('jonas');
    const form = linkIn((await jonas.get('/my-roles')).text, 'Activate: Cloud App Security Administrator');
    const answer = await send(jonas, form, 'Activate', { 'f.duration': '1h', 'f.justification': 'INC-42' });
    expect(answer.url.pathname).toMatch(/^\/prove\//);
    expect(await requestsOf('jonas')).toEqual([]);
  });

  it('When what Ada was eligible for has run out, then she asks to renew it and an administrator agrees', async () => {
    const { store, clock } = fixture.database;
    const ranOut = instant(clock.now() - days(2));
    const past = anEligibility({
      id: scheduleId('ran-out'),
      principalId: (await fixture.personCalled('ada')).id,
      role: { kind: 'directory', roleDefinitionId: helpdesk, directoryScopeId: '/' },
      status: 'Revoked',
      startDateTime: instant(0),
      endDateTime: ranOut,
      endedDateTime: ranOut,
      endedBy: 'expired',
    });
    await store.transaction((tx) => tx.schedules.insert(past));
    const [ada, ines] = [await fixture.visitorAs('ada'), await fixture.visitorAs('ines')];
    const page = await ada.get('/my-roles?tab=expired');
    const ask = formIn(page.text, 'Renew: Helpdesk Administrator');
    const asked = formIn((await ada.post(ask.action, ask.fields)).text, 'Ask for it');
    const sent = { ...asked.fields, 'f.length': '90 days', 'f.justification': 'still on the desk' };
    await ada.post(asked.action, sent);
    expect(await requestsOf('ada', 'selfRenew')).toMatchObject([{ status: 'PendingAdminDecision' }]);

    const decide = formIn((await ines.get('/approve')).text, 'Change and approve: Ada Sample');
    const form = formIn((await ines.post(decide.action, decide.fields)).text, 'Approve');
    await confirm(ines, await ines.post(form.action, { ...form.fields, 'f.justification': 'agreed' }));
    await fixture.settle();
    expect((await ada.get('/my-roles')).text).toContain('Activate: Helpdesk Administrator');
  });

  it('When a reason is full of markup, then every page shows it as text', async () => {
    await fixture.say('ada', `activate Security Reader for 2h because ${scripted}`);
    const [request] = await requestsOf('ada');
    const [ada, bruno, quentin] = await Promise.all(['ada', 'bruno', 'quentin'].map((name) => fixture.visitorAs(name)));
    const pages = [
      await ada?.get('/my-requests'),
      await bruno?.get('/approve'),
      await bruno?.get(`/requests/${request?.id}`),
      await quentin?.get('/history'),
      await quentin?.get(`/search?q=${encodeURIComponent(scripted)}`),
      await quentin?.get(`/assignments?q=${encodeURIComponent(scripted)}&as=${encodeURIComponent(scripted)}`),
      await quentin?.get(`/my-history?q=${encodeURIComponent(scripted)}&state=${encodeURIComponent(scripted)}`),
    ];
    for (const page of pages) {
      expect(page?.status).toBe(200);
      expect(page?.text).not.toContain('<script>alert');
      expect(page?.text).not.toContain('<img src=x');
    }
    expect(pages[1]?.text).toContain('&lt;script&gt;');
  });
});

describe('Something is refused, while a request of Ada’s waits', () => {
  beforeAll(async () => {
    fixture = await startPortal();
    await fixture.say('ada', 'activate Security Reader for 2h because INC-42');
  });
  afterAll(() => fixture.stop());

  it.each([
    ['somebody who is not asked approves', 'goran'],
    ['whoever asked approves it', 'ada'],
  ])('When %s by a form of their own making, then it still waits', async (_what, name) => {
    const [request] = await requestsOf('ada');
    const browser = await fixture.visitorAs(name);
    await browser.get('/my-roles');
    const action = {
      do: 'review',
      requestId: request?.id,
      stageId: 0,
      revision: request?.revision,
      reviewResult: 'Approve',
    };
    const answer = await browser.post('/do', {
      _csrf: browser.token(),
      command: randomUUID(),
      action: JSON.stringify(action),
      back: '/approve',
    });
    expect(answer.text).toContain('role="alert"');
    expect(await requestsOf('ada')).toMatchObject([{ status: 'PendingApproval' }]);
  });

  it.each<[string, Record<string, string>, Record<string, string>, number]>([
    ['has no token', { ...noForm, _csrf: '' }, {}, 403],
    ['has the token of another session', { ...noForm, _csrf: 'x'.repeat(43) }, {}, 403],
    ['comes from another site', noForm, { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' }, 403],
    ['names no action of ours', { ...noForm, action: '{"do":"everything"}' }, {}, 400],
    ['has an action that is no JSON', { ...noForm, action: '{' }, {}, 400],
    ['has no command id', { ...noForm, command: 'again' }, {}, 400],
  ])('When a form %s, then nothing is done', async (_what, fields, headers, status) => {
    const [request] = await requestsOf('ada');
    const ada = await fixture.visitorAs('ada');
    await ada.get('/my-requests');
    const action = fields.action?.replace('"x"', JSON.stringify(request?.id)) ?? '';
    const answer = await ada.post('/do', { _csrf: ada.token(), ...fields, action }, { headers });
    expect(answer.status).toBe(status);
    expect(await requestsOf('ada')).toMatchObject([{ status: 'PendingApproval' }]);
  });

  it.each(['//evil.example', 'https://evil.example/', '/\\evil.example', 'javascript:alert(1)'])(
    'When a form says to go to %s then, then it goes to the first page',
    async (back) => {
      const ada = await fixture.visitorAs('ada');
      await ada.get('/my-requests');
      const sent = { ...noForm, back, _csrf: ada.token() };
      const answer = await ada.post('/do', sent, { follow: false });
      expect(answer.headers.get('location')).toBe('/');
    },
  );

  it.each(['<script>', 'W10', Buffer.from('{"text":"Send your password","tone":"loud"}').toString('base64url')])(
    'When a browser brings something else as what was said (%s), then nothing is said',
    async (value) => {
      const ada = await fixture.visitorAs('ada');
      ada.jar.get(new URL(fixture.url).host)?.set('latchkey-said', value);
      const page = await ada.get('/my-roles');
      expect(page.status).toBe(200);
      expect(page.text).not.toContain('class="flash"');
    },
  );
});
