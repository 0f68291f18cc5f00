import { afterAll, beforeAll, expect, it } from 'vitest';
import { formIn, unescaped } from '../../support/portal-forms.js';
import { type PortalFixture, startPortal } from '../../support/setups/portal-fixture.js';

let fixture: PortalFixture;
beforeAll(async () => {
  fixture = await startPortal();
});
afterAll(() => fixture.stop());

type Visitor = Awaited<ReturnType<PortalFixture['visitorAs']>>;

async function send(browser: Visitor, path: string, button: string, fields: Record<string, string> = {}) {
  const form = formIn((await browser.get(path)).text, button);
  const answer = await browser.post(form.action, { ...form.fields, ...fields });
  await fixture.settle();
  return answer;
}

/** The row of *Assignments* about this role of this person, as text: who, role, as what, and what can be done. */
async function rowOf(browser: Visitor, who: string, role: string): Promise<string> {
  const { text } = await browser.get(`/assignments?q=${encodeURIComponent(who)}`);
  const row = text.split('<tr').find((each) => each.includes(`>${role}</a>`));
  return row ?? '';
}
const asWhat = (row: string) => />((?:Planned|Active|Eligible)[^<]*)</.exec(row)?.[1];
const linkIn = (html: string, label: string) =>
  unescaped(new RegExp(`href="([^"]+)"[^>]*aria-label="${label}`).exec(html)?.[1] ?? '');

it('When a role is given from next week on, then Assignments says “Planned” until then, and whoever manages it changes or takes it', async () => {
  const quentin = await fixture.visitorAs('quentin');
  const given = await send(quentin, '/assignments/new', 'Assign', {
    'f.role': 'Reports Reader',
    'f.who': 'Goran Demoson',
    'f.level': 'assignment',
    'f.start': 'in 7 days',
    'f.length': '30 days',
    'f.justification': 'new on the desk',
  });
  expect(given.text).toContain('Goran Demoson');
  const row = await rowOf(quentin, 'Goran', 'Reports Reader');
  expect(asWhat(row)).toBe('Planned');
  expect(linkIn(row, 'Change: Goran Demoson')).toMatch(/^\/assignments\/[^/]+\/change$/);
  const remove = linkIn(row, 'Remove: Goran Demoson');
  // Nobody else is offered it, nor finds it by its address.
  const ada = await fixture.visitorAs('ada');
  expect(await rowOf(ada, 'Goran', 'Reports Reader')).toBe('');
  expect((await ada.get(remove)).status).toBe(404);

  const removed = await send(quentin, remove, 'Remove', { 'f.justification': 'not after all' });
  expect(removed.text).toContain('role="status"');
  expect(await rowOf(quentin, 'Goran', 'Reports Reader')).toBe('');
});

it('When an activation begins tomorrow, then Assignments says “Planned activation”, which can be taken and not changed', async () => {
  await fixture.say('ada', 'activate Security Reader tomorrow 9am for 2h because INC-42');
  const [bruno, quentin] = [await fixture.visitorAs('bruno'), await fixture.visitorAs('quentin')];
  await send(bruno, '/approve', 'Approve: Ada Sample, Security Reader');
  const { text } = await quentin.get('/assignments?q=Ada&as=assignment');
  const row = text.split('<tr').find((each) => each.includes('>Security Reader</a>')) ?? '';
  expect(asWhat(row)).toBe('Planned activation');
  expect(linkIn(row, 'Change: ')).toBe('');
  expect(linkIn(row, 'Remove: Ada Sample')).toMatch(/\/remove$/);
});
