import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { activity } from '../../../domain/audit/activity.js';
import type { AuditEvent } from '../../../domain/audit/audit-event.js';
import { correlationId, eventId, type PrincipalId, scheduleId } from '../../../domain/ids.js';
import { wellKnownRole } from '../../../domain/role/well-known.js';
import { instant } from '../../../domain/time.js';
import { aSchedule } from '../../support/builders.js';
import { eventually } from '../../support/eventually.js';
import { type PortalFixture, startPortal } from '../../support/setups/portal-fixture.js';

let fixture: PortalFixture;
let ada: PrincipalId;
let luca: PrincipalId;
const securityReader = {
  kind: 'directory',
  roleDefinitionId: '5d6b6bb7-de71-4623-b4af-96380a352509',
  directoryScopeId: '/',
} as const;
const formula = '=HYPERLINK("https://evil.example";"Click")';
const many = 120;

/** So many things that Luca did to Ada, two at each moment, so that a page may end between them. */
const entry = (number: number): AuditEvent => ({
  id: eventId(`story-${String(number).padStart(3, '0')}`),
  at: instant(1_600_000_000_000 + Math.floor(number / 2)),
  activity: activity.eligibilityAdded,
  category: 'RoleManagement',
  result: number % 10 === 0 ? 'failure' : 'success',
  resultReason: number === 7 ? formula : `step ${number}`,
  actor: { kind: 'person', principalId: luca },
  subject: ada,
  role: securityReader,
  before: { status: 'Granted', until: 1 },
  after: { status: 'Provisioned', until: 1 },
  via: 'web',
  address: '203.0.113.7',
  correlationId: correlationId(`thread-${number % 3}`),
});

beforeAll(async () => {
  fixture = await startPortal();
  [ada, luca] = [(await fixture.personCalled('ada')).id, (await fixture.personCalled('luca')).id];
  const reader = aSchedule({
    id: scheduleId('luca-reads'),
    principalId: luca,
    role: { ...securityReader, roleDefinitionId: wellKnownRole.globalReader },
    level: 'assignment',
    assignmentType: 'assigned',
    status: 'Provisioned',
    startDateTime: instant(0),
    endDateTime: undefined,
  });
  await fixture.database.store.transaction(async (tx) => {
    await tx.schedules.insert(reader);
    await tx.audit.append(...Array.from({ length: many }, (_, number) => entry(number)));
  });
});
afterAll(() => fixture.stop());

const links = (html: string) => [...html.matchAll(/href="(\/audit\/story-[^"]+)"/g)].map(([, href]) => href);
const older = (html: string) => /href="([^"]+)">Older</.exec(html)?.[1]?.replaceAll('&amp;', '&');
const text = async (name: string, path: string) => (await (await fixture.visitorAs(name)).get(path)).text;

describe('When somebody who may view a role looks at what is on record about it', () => {
  it('then the pages show all of it once, newest first, however many happened at one moment', async () => {
    const browser = await fixture.visitorAs('luca');
    const seen: (string | undefined)[] = [];
    let path: string | undefined = '/audit?called=security+reader&about=ada&activity=eligible&to=2021-01-01';
    while (path) {
      const html = (await browser.get(path)).text;
      seen.push(...links(html));
      path = older(html);
    }
    expect(seen).toEqual(Array.from({ length: many }, (_, number) => `/audit/${entry(many - 1 - number).id}`));
  });

  it('then filters leave out what does not fit, and a thread holds together', async () => {
    expect(links(await text('luca', '/audit?result=failure&to=2021-01-01'))).toHaveLength(many / 10);
    expect(links(await text('luca', '/audit?thread=thread-1&since=2020-09-13&to=2020-09-13'))).toHaveLength(many / 3);
    expect(links(await text('luca', '/audit?by=nobody-is-called-this'))).toEqual([]);
    expect(links(await text('luca', '/audit?to=2019-01-01'))).toEqual([]);
  });

  it('then one entry shows what was before and after, and from where', async () => {
    const html = await text('luca', '/audit/story-007');
    expect(html).toMatch(/status.*<del>Granted<\/del>.*<ins>Provisioned<\/ins>/s);
    expect(html).not.toContain('>until<');
    expect(html).toContain('203.0.113.7');
    expect(html).toContain('/audit?thread=thread-1');
  });
});

it('When Ada looks at what was done about her, then she sees all of it but where others were', async () => {
  expect(links(await text('ada', '/my-audit?to=2021-01-01'))).toHaveLength(50);
  const html = await text('ada', '/audit/story-007');
  expect(html).toContain('story-007');
  expect(html).not.toContain('203.0.113.7');
  const download = await text('ada', '/my-audit/download?form=jsonl&to=2021-01-01');
  expect(download.trim().split('\n')).toHaveLength(many);
  expect(download).not.toContain('203.0.113.7');
  // Of the role itself she sees nothing: she may not view it.
  expect(links(await text('ada', '/audit'))).toEqual([]);
  expect(await text('ada', '/audit/download?form=jsonl')).toBe('');
});

describe('When the record is downloaded', () => {
  const path = '/audit/download?to=2021-01-01&form=';

  it('then a spreadsheet has a row for each entry, oldest first, and takes nothing in it for a formula', async () => {
    const answer = await (await fixture.visitorAs('luca')).get(`${path}csv`);
    expect(answer.headers.get('content-disposition')).toMatch(/^attachment; filename=latchkey-audit-[\dT-]+\.csv$/);
    const rows: Record<string, string>[] = parse(answer.text, { columns: true, bom: true });
    expect(rows).toHaveLength(many);
    expect(rows[7]).toMatchObject({
      ResultReason: `'${formula}`,
      ActorDisplayName: 'Luca Specimen',
      Target1Type: 'Role',
      Target1DisplayName: 'Security Reader',
      Target1ModifiedProperty1Name: 'status',
      Target1ModifiedProperty1OldValue: 'Granted',
      Target2ObjectId: ada,
      IPAddress: '203.0.113.7',
    });
    for (const row of rows) for (const cell of Object.values(row)) expect(cell).not.toMatch(/^[=+\-@\t\r]/);
  });

  it('then JSON Lines have the same, named as Graph names it', async () => {
    const lines = (await text('luca', `${path}jsonl`)).trim().split('\n');
    expect(lines).toHaveLength(many);
    expect(JSON.parse(lines[7] ?? '')).toMatchObject({
      id: 'story-007',
      activityDateTime: new Date(entry(7).at).toISOString(),
      activityDisplayName: activity.eligibilityAdded,
      resultReason: formula,
      initiatedBy: { user: { id: luca, ipAddress: '203.0.113.7' } },
      targetResources: [
        { type: 'Role', modifiedProperties: [{ displayName: 'status', oldValue: 'Granted', newValue: 'Provisioned' }] },
        { type: 'User', id: ada },
      ],
    });
  });
});

it('When somebody types audit, then they see in chat what they may see, with the way to the page', async () => {
  const answer = async (name: string, said: string) => {
    await fixture.say(name, said);
    const { id } = await fixture.personCalled(name);
    return (await fixture.database.transcript.changedSince(id, 0)).at(-1)?.content;
  };
  expect(await answer('luca', 'audit for Security Reader by Luca refused')).toMatchObject({
    name: 'audit',
    body: [expect.stringMatching(/^As of /)],
    rows: expect.arrayContaining([
      expect.objectContaining({ subtitle: expect.stringContaining('Security Reader · reason: step 110') }),
    ]),
    link: { url: expect.stringContaining(`/my-audit?kind=directory&role=${securityReader.roleDefinitionId}`) },
  });
  expect(JSON.stringify(await answer('goran', 'audit for Security Reader'))).toContain('You cannot look into');
  expect(await answer('ada', 'audit by me since last week')).toMatchObject({
    title: 'Audit by you',
    rows: expect.arrayContaining([expect.objectContaining({ title: expect.stringContaining('signed in') })]),
  });
});

it('When anything is put on record, then it is sealed soon after', async () => {
  await fixture.say('ada', 'activate Security Reader for 2h because INC-42');
  await eventually(async () => {
    expect(await fixture.database.seals.head()).toMatchObject({ number: expect.any(Number) });
    expect(await fixture.database.seals.waitsSince()).toBeUndefined();
  });
});
