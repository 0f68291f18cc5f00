import { afterAll, beforeAll, expect, it } from 'vitest';
import { renderPlain } from '../../cards/platform/plain.js';
import { eventually } from '../support/eventually.js';
import { type PortalFixture, startPortal } from '../support/setups/portal-fixture.js';

let fixture: PortalFixture;
beforeAll(async () => {
  fixture = await startPortal();
});
afterAll(() => fixture.stop());

/** What somebody was last told in chat, as they read it. */
async function lastTold(name: string): Promise<string> {
  const { id } = await fixture.personCalled(name);
  const last = (await fixture.database.transcript.changedSince(id, 0)).at(-1)?.content;
  return last && last.kind !== 'line' ? renderPlain(last) : JSON.stringify(last);
}
/** What is under way besides the review that the demo begins with. */
async function underWay() {
  const { id } = await fixture.personCalled('ines');
  const all = await fixture.database.store.read.accessReviews.instancesIn('InProgress', 10);
  return all.filter(({ createdBy }) => createdBy === id);
}

it('When an administrator sets up a review in chat, then its reviewers decide in the portal and what is denied is taken', async () => {
  await fixture.say('goran', 'create review of Security Reader by Goran Demoson');
  expect(await lastTold('goran')).toContain('You cannot manage');
  await fixture.say('ines', 'create review of Security Reader by Bruno Example, recommendations');
  const [instance] = await eventually(async () => {
    const found = await underWay();
    expect(found).toHaveLength(1);
    return found;
  });
  await eventually(async () => expect(await lastTold('bruno')).toContain('2 to decide'));
  await fixture.say('bruno', `review access ${instance?.id}`);
  expect(await lastTold('bruno')).toContain('Olga Makebelieve · Approve: last signed in 5 days ago');

  // Olga is denied in the portal, by the ticks of the page.
  const bruno = await fixture.visitorAs('bruno');
  const page = (await bruno.get(`/reviews/${instance?.id}`)).text;
  const olga = /value="([^"]+)"[^>]*\/?> Olga Makebelieve/.exec(page)?.[1] ?? '';
  const action = JSON.stringify({ do: 'submit', form: 'review access', about: instance?.id });
  const sent = { _csrf: bruno.token(), command: crypto.randomUUID(), action, back: '/reviews' };
  const answer = await bruno.post('/do', {
    ...sent,
    'f.items': olga,
    'f.decision': 'Deny',
    'f.justification': '=left',
  });
  expect(answer.text).toContain('Decided 1 of 1: Security Reader in the whole directory');
  expect(answer.text).toMatch(/Olga Makebelieve \(olga@[^)]+\), eligible, Incident manager: denied/);

  await fixture.say('ines', `stop review ${instance?.id}`);
  expect(await lastTold('ines')).toContain('Stop the review?');
  expect(await underWay()).toHaveLength(1);
  await fixture.say('ines', `stop review ${instance?.id} now`);
  await eventually(async () => expect(await lastTold('ines')).toContain('The review of Security Reader has ended'));
  await fixture.say('ines', `apply review ${instance?.id} now`);
  await eventually(async () => expect(await lastTold('ines')).toContain('has been applied'));
  expect(await lastTold('ines')).toContain('Removed: 1');
  await fixture.say('quentin', 'assignments of Olga');
  expect(await lastTold('quentin')).not.toContain('Security Reader');

  const ines = await fixture.visitorAs('ines');
  const path = `/access-reviews/${instance?.definitionId}/results.csv?occurrence=${instance?.id}`;
  const csv = (await ines.get(path)).text;
  // Words that a spreadsheet would carry out are words there too.
  expect(csv).toMatch(/"?Olga Makebelieve, eligible"?,.*,Deny,Bruno Example,.*'=left.*,AppliedSuccessfully,done/);
});
