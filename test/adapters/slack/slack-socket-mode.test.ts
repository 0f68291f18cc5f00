import { afterEach, describe, expect, it } from 'vitest';
import type { Reply } from '../../../bot/turns/turn.js';
import { aCard, adele, aForm, gate, type SlackHouse, slackHouse } from '../../support/platforms/slack-house.js';

let house: SlackHouse;
afterEach(() => house.close());

describe('Socket Mode', () => {
  it('When Adele writes, then her message is acknowledged over the socket only once it is stored', async () => {
    house = await slackHouse({ socketMode: true });
    const stored = gate<Reply>();
    house.script.answer = () => stored.opened;
    let isAcknowledged = false;
    const delivery = house.fake.sendMessage('adele', 'my roles').finally(() => {
      isAcknowledged = true;
    });
    await expect
      .poll(() => house.turns)
      .toMatchObject([{ actor: adele, commandId: expect.stringMatching(/^slack:Ev/) }]);
    expect(isAcknowledged).toBe(false);
    stored.open({ kind: 'delivered' });
    expect((await delivery).status).toBe(200);
  });

  it('When it could not be stored, then it is not acknowledged and comes again as the same command', async () => {
    house = await slackHouse({
      socketMode: true,
      answer: () => {
        throw new Error('no database');
      },
    });
    const delivered = await house.fake.sendMessage('adele', 'my roles');
    expect(delivered.status).toBe(0);
    house.script.answer = () => ({ kind: 'delivered' });
    expect((await delivered.redeliver()).status).toBe(200);
    expect(house.turns[1]?.commandId).toBe(house.turns[0]?.commandId);
  });

  it('When commands, presses and forms come over the socket, then they are answered as over HTTP', async () => {
    house = await slackHouse({ socketMode: true, answer: () => ({ kind: 'said', text: 'You hold no roles.' }) });
    await house.fake.slash('adele', 'my roles');
    expect(house.fake.ephemerals('adele')).toMatchObject([{ shown: 'You hold no roles.' }]);

    await house.messenger.post({ kind: 'person', principalId: adele }, aCard(), { key: 'k', isRetry: false });
    house.script.answer = () => ({ kind: 'form', form: aForm() });
    const [message] = await house.fake.inbox('adele');
    if (!message) throw new Error('no card');
    await house.fake.press('adele', message, 'Approve');
    await expect.poll(() => house.fake.modal('adele')).toBeDefined();

    const modal = house.fake.modal('adele');
    if (!modal) throw new Error('no form');
    house.script.answer = () => ({ kind: 'delivered' });
    await house.fake.submitModal('adele', modal, { justification: 'INC-42' });
    expect(house.fake.modal('adele')).toBeUndefined();
    expect(house.turns.at(-1)).toMatchObject({ input: { fields: { justification: 'INC-42' } } });
  });

  it('When Slack renews the connection, then Latchkey is back soon and hears everything', async () => {
    house = await slackHouse({ socketMode: true });
    house.fake.socket.recycle();
    await expect.poll(() => house.fake.socket.connections()).toBe(2);
    expect((await house.fake.sendMessage('adele', 'help')).status).toBe(200);
    expect(house.turns).toHaveLength(1);
  });

  it('When Slack refuses the connection for a while, then the process lives on and tries again', async () => {
    house = await slackHouse({ socketMode: true });
    house.fake.fail('apps.connections.open', { kind: 'error', code: 'invalid_auth' });
    house.fake.fail('apps.connections.open', { kind: 'reset' });
    house.fake.socket.recycle();
    await expect.poll(() => house.fake.socket.connections()).toBe(2);
    expect((await house.fake.sendMessage('adele', 'help')).status).toBe(200);
  });

  it('When Latchkey stops, then it ends the connection and opens no other', async () => {
    house = await slackHouse({ socketMode: true });
    await house.stop();
    await expect.poll(() => house.fake.socket.isConnected()).toBe(false);
    expect(house.fake.socket.connections()).toBe(1);
  });

  it('When the app token is wrong, then starting fails and says so', async () => {
    house = await slackHouse();
    const started = slackHouse({ socketMode: true, config: { appToken: 'xapp-wrong' } });
    await expect(started).rejects.toMatchObject({ code: 'unauthorised' });
  });
});
