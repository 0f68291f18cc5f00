import { afterEach, beforeEach, expect, it } from 'vitest';
import type { ScheduleRequest } from '../../../domain/assignment/schedule-request.js';
import { hours } from '../../../domain/time.js';
import { formIn, unescaped } from '../../support/portal-forms.js';
import { type PortalFixture, startPortal } from '../../support/setups/portal-fixture.js';

/*
 * The portal, without any script, while a request of Ada's waits for Bruno: what asking again comes to, and what having
 * seen it there is worth in chat.
 */
let fixture: PortalFixture;
beforeEach(async () => {
  fixture = await startPortal();
  await fixture.say('ada', 'activate Security Reader for 2h because INC-42');
});
afterEach(() => fixture.stop());

type Visitor = Awaited<ReturnType<PortalFixture['visitorAs']>>;

const requests = async (): Promise<ScheduleRequest[]> =>
  fixture.database.store.read.requests.list({
    principalId: (await fixture.personCalled('ada')).id,
    actions: ['selfActivate'],
    limit: 9,
  });

async function submit(browser: Visitor, html: string, button: string, fields: Record<string, string> = {}) {
  const form = formIn(html, button);
  const answer = await browser.post(form.action, { ...form.fields, ...fields });
  await fixture.settle();
  return answer;
}

/** Ada fills in the form for the same role again. */
async function askAgain(ada: Visitor, fields: Record<string, string>) {
  const roles = (await ada.get('/my-roles')).text;
  const link = unescaped(/href="([^"]+)"[^>]*aria-label="Activate: Security Reader"/.exec(roles)?.[1] ?? '');
  return submit(ada, (await ada.get(link)).text, 'Activate', fields);
}

it('When Ada asks again on other terms in the portal, then she reads that these were not taken, and one press replaces the request', async () => {
  const ada = await fixture.visitorAs('ada');
  const answer = await askAgain(ada, { 'f.duration': '1h', 'f.justification': 'INC-43' });
  expect(unescaped(answer.text)).toContain('What you asked for now was not taken: for 1 h, because “INC-43”.');
  const [before] = await requests();
  expect(await requests()).toMatchObject([{ status: 'PendingApproval', justification: 'INC-42' }]);

  await submit(ada, answer.text, 'Replace the request');
  const [latest, first] = await requests();
  expect(first).toMatchObject({ id: before?.id, status: 'Canceled' });
  expect(latest).toMatchObject({ status: 'PendingApproval', justification: 'INC-43' });
  expect(latest?.scheduleInfo.expiration).toMatchObject({ duration: hours(1) });

  // The same form sent from a page that is still open finds nothing to replace.
  await submit(ada, answer.text, 'Replace the request');
  expect((await requests()).map(({ status }) => status)).toEqual(['PendingApproval', 'Canceled']);
});

it('When Ada asks again in the same words, then she reads that she has asked, and nothing is offered or done', async () => {
  const ada = await fixture.visitorAs('ada');
  const answer = await askAgain(ada, { 'f.duration': '2h', 'f.justification': 'INC-42' });
  expect(unescaped(answer.text)).toContain('You have asked for this already, in the same words.');
  expect(answer.text).not.toContain('Replace the request');
  expect(await requests()).toHaveLength(1);
});

it('When the request was decided before Ada replaces it, then the decision stands', async () => {
  const ada = await fixture.visitorAs('ada');
  const answer = await askAgain(ada, { 'f.duration': '1h', 'f.justification': 'INC-43' });
  const bruno = await fixture.visitorAs('bruno');
  await submit(bruno, (await bruno.get('/approve')).text, 'Approve: Ada Sample, Security Reader');
  await submit(ada, answer.text, 'Replace the request');
  expect((await requests()).find(({ justification }) => justification === 'INC-42')).toMatchObject({
    status: 'Provisioned',
  });
  expect(await requests()).toHaveLength(1);
});

/** As though the last that Bruno was shown of the request, in whatever chat, were other terms of it. */
async function forget() {
  const { sightings, clock } = fixture.database;
  const seen = (await requests()).map(({ id }) => ({ requestId: id, stageId: 0, revision: 99 }));
  await sightings.saw((await fixture.personCalled('bruno')).id, seen, clock.now());
}

it.each([
  ['the portal’s list of what waits', async () => '/approve'],
  ['the request’s own page', async () => `/requests/${(await requests())[0]?.id}`],
])(
  'When Bruno has seen a request on %s, then a typed decision of it is done at once; before that it is not',
  async (_, page) => {
    await forget();
    await fixture.say('bruno', 'approve Ada Sample because known work');
    expect(await requests()).toMatchObject([{ status: 'PendingApproval' }]);
    await forget();
    const bruno = await fixture.visitorAs('bruno');
    expect((await bruno.get(await page())).text).toContain('Security Reader');
    await fixture.say('bruno', 'approve Ada Sample because known work');
    expect(await requests()).toMatchObject([{ status: 'Provisioned' }]);
  },
);

it('When somebody else has seen it there, then that counts for nobody but them', async () => {
  await forget();
  const ada = await fixture.visitorAs('ada');
  await ada.get(`/requests/${(await requests())[0]?.id}`);
  await fixture.say('bruno', 'approve Ada Sample because known work');
  expect(await requests()).toMatchObject([{ status: 'PendingApproval' }]);
});
