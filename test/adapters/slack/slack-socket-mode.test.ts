import { afterEach, describe, expect, it } from 'vitest';
import type { Reply } from '../../../bot/turns/turn.js';
import { aCard, adele, aForm, gate, type SlackFixture, slackFixture } from '../../support/platforms/slack-fixture.js';

let fixture: SlackFixture;
afterEach(() => fixture.close());

describe('Socket Mode', () => {
  it('When Adele writes, then her message is acknowledged over the socket only once it is stored', async () => {
    fixture = await slackFixture({ socketMode: true });
    const stored = gate<Reply>();
    fixture.script.answer = () => stored.opened;
    let isAcknowledged = false;
    const delivery = fixture.fake.sendMessage('adele', 'my roles').finally(() => {
      isAcknowledged = true;
    });
    await expect
      .poll(() => fixture.turns)
      .toMatchObject([{ actor: adele, commandId: expect.stringMatching(/^slack:Ev/) }]);
    expect(isAcknowledged).toBe(false);
    stored.open({ kind: 'delivered' });
    expect((await delivery).status).toBe(200);
  });

  it('When it could not be stored, then it is not acknowledged and comes again as the same command', async () => {
    fixture = await slackFixture({
      socketMode: true,
      answer: () => {
        throw new Error('no database');
      },
    });
    const delivered = await fixture.fake.sendMessage('adele', 'my roles');
    expect(delivered.status).toBe(0);
    fixture.script.answer = () => ({ kind: 'delivered' });
    expect((await delivered.redeliver()).status).toBe(200);
    expect(fixture.turns[1]?.commandId).toBe(fixture.turns[0]?.commandId);
  });

  it('When commands, presses and forms come over the socket, then they are answered as over HTTP', async () => {
    fixture = await slackFixture({ socketMode: true, answer: () => ({ kind: 'said', text: 'You hold no roles.' }) });
    await fixture.fake.slash('adele', 'my roles');
    expect(fixture.fake.ephemerals('adele')).toMatchObject([{ shown: 'You hold no roles.' }]);

    await fixture.messenger.post({ kind: 'person', principalId: adele }, aCard(), { key: 'k', isRetry: false });
    fixture.script.answer = () => ({ kind: 'form', form: aForm() });
    const [message] = await fixture.fake.inbox('adele');
    if (!message) throw new Error('no card');
    await fixture.fake.press('adele', message, 'Approve');
    await expect.poll(() => fixture.fake.modal('adele')).toBeDefined();

    const modal = fixture.fake.modal('adele');
    if (!modal) throw new Error('no form');
    fixture.script.answer = () => ({ kind: 'delivered' });
    await fixture.fake.submitModal('adele', modal, { justification: 'INC-42' });
    expect(fixture.fake.modal('adele')).toBeUndefined();
    expect(fixture.turns.at(-1)).toMatchObject({ input: { fields: { justification: 'INC-42' } } });
  });

  it('When Slack renews the connection, then Latchkey is back soon and hears everything', async () => {
    fixture = await slackFixture({ socketMode: true });
    fixture.fake.socket.recycle();
    await expect.poll(() => fixture.fake.socket.connections()).toBe(2);
    expect((await fixture.fake.sendMessage('adele', 'help')).status).toBe(200);
    expect(fixture.turns).toHaveLength(1);
  });

  it('When Slack refuses the connection for a while, then the process lives on and tries again', async () => {
    fixture = await slackFixture({ socketMode: true });
    fixture.fake.fail('apps.connections.open', { kind: 'error', code: 'invalid_auth' });
    fixture.fake.fail('apps.connections.open', { kind: 'reset' });
    fixture.fake.socket.recycle();
    await expect.poll(() => fixture.fake.socket.connections()).toBe(2);
    expect((await fixture.fake.sendMessage('adele', 'help')).status).toBe(200);
  });

  it('When Latchkey stops, then it ends the connection and opens no other', async () => {
    fixture = await slackFixture({ socketMode: true });
    await fixture.stop();
    await expect.poll(() => fixture.fake.socket.isConnected()).toBe(false);
    expect(fixture.fake.socket.connections()).toBe(1);
  });

  it('When the app token is wrong, then starting fails and says so', async () => {
    fixture = await slackFixture();
    const started = slackFixture({ socketMode: true, config: { appToken: 'xapp-wrong' } });
    await expect(started).rejects.toMatchObject({ code: 'unauthorised' });
  });
});
