import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { principalId } from '../../../domain/ids.js';
import { eventually } from '../../support/eventually.js';
import { type PortalFixture, startPortal } from '../../support/setups/portal-fixture.js';

let demo: PortalFixture;
beforeAll(async () => {
  demo = await startPortal();
});
afterAll(() => demo?.stop());

/** The playground, which has just been opened on the demo, says that somebody is typing. */
async function probe(): Promise<number> {
  const activity = {
    type: 'typing',
    id: randomUUID(),
    channelId: 'emulator',
    serviceUrl: 'http://127.0.0.1:9/',
    from: { id: 'somebody', name: 'Somebody', aadObjectId: randomUUID() },
    recipient: { id: 'latchkey' },
    conversation: { id: 'one', conversationType: 'personal' },
  };
  const headers = { 'content-type': 'application/json' };
  const { status } = await fetch(`${demo.url}/api/messages`, {
    method: 'POST',
    headers,
    body: JSON.stringify(activity),
  });
  return status;
}

it('When the playground is open beside the demo and the first request is made in the chat, then its approvers count as reached there', async () => {
  expect(await probe()).toBe(200);
  await demo.say('ada', 'activate Security Reader for 2h because the playground is open');
  const said = async (conversation: string) =>
    JSON.stringify(await demo.database.transcript.changedSince(principalId(conversation), 0));
  const { id: ada } = await demo.personCalled('ada');
  const [request] = await demo.database.store.read.requests.list({ principalId: ada, limit: 1 });
  const standing = async () => {
    const all = request ? await demo.database.queue.ofMatter({ requestId: request.id }) : [];
    return all.map(({ lane, state }) => `${lane} ${state}`);
  };
  // Tried everywhere: what has reached nobody is looked after before it is on file.
  await eventually(async () => {
    const all = await standing();
    expect(all).toEqual(expect.arrayContaining(['teams unreachable', 'web delivered']));
    expect(all.filter((each) => each.endsWith('waiting'))).toEqual([]);
  });
  await demo.settle();
  expect(await standing()).not.toContain('teams aside');
  expect(await said(ada)).not.toContain('can be reached');
  expect(await said('channel:admins')).not.toContain('be asked about');
});
