import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AdapterError } from '../../../domain/ports/system.js';
import { cardOf, conversationOf, partsOf, textOf } from '../../support/platforms/fake-teams.js';
import type { Message } from '../../support/platforms/fake-teams-connector.js';
import {
  aCard,
  adele,
  adeleId,
  aForm,
  dora,
  type Fixture,
  gast,
  openFixture,
  outsider,
} from '../../support/platforms/fake-teams-fixture.js';

let fixture: Fixture;
beforeEach(async () => {
  fixture = await openFixture();
});
afterEach(() => fixture.close());

/** The card that the bot has just sent to Adele. */
const lastCard = (): Message => {
  const message = fixture.fake.inbox(adele).at(-1);
  if (!message) throw new Error('Adele has no message');
  return message;
};

describe('When a person writes to the bot', () => {
  it('then the turn is theirs, in their time zone, under the id that Teams gave the message', async () => {
    await fixture.fake.deliver(fixture.fake.message(adele, 'my roles', { id: '42', localTimezone: 'America/Lima' }));
    expect(fixture.turns).toEqual([
      {
        commandId: `teams:${conversationOf(adele)}:42`,
        correlationId: expect.any(String),
        surface: 'teams',
        actor: adeleId,
        timeZone: 'America/Lima',
        input: { kind: 'text', text: 'my roles', opensForms: false },
      },
    ]);
  });

  it('then no time zone is named where Teams names none, or nonsense', async () => {
    await fixture.fake.sendMessage(adele, 'my roles');
    await fixture.fake.deliver(fixture.fake.message(adele, 'my roles', { localTimezone: 'Middle/Earth' }));
    expect(fixture.turns.map(({ timeZone }) => timeZone)).toEqual([undefined, undefined]);
  });

  it.each([
    ['with the object id', { id: '29:x', aadObjectId: adeleId.toUpperCase() }, 'approve adele@'],
    ['with the object id in the account', { id: `8:orgid:${adeleId}` }, 'approve adele@'],
    ['with an account alone', { id: '29:x' }, 'approve <at>Anyone</at>'],
    ['who is unknown', { id: '29:x', aadObjectId: '00000000-0000-4000-8000-0000000000ff' }, 'approve <at>Anyone</at>'],
  ])(
    'then whoever is mentioned %s is named by their id, never by the name in the message',
    async (_, mentioned, said) => {
      const entities = [
        { type: 'clientInfo', locale: 'en' },
        { type: 'mention', text: '<at>Latchkey</at>', mentioned: { id: '28:bot', name: 'Latchkey' } },
        { type: 'mention', text: '<at>Anyone</at>', mentioned: { ...mentioned, name: 'Dora' } },
      ];
      await fixture.fake.deliver(
        fixture.fake.message(adele, '<at>Latchkey</at> approve <at id="1">Anyone</at>', { entities }),
      );
      const [turn] = fixture.turns;
      const text = turn?.input.kind === 'text' ? turn.input.text.replace(' id="1"', '') : '';
      expect(text).toContain(`<at>Latchkey</at> ${said}`);
    },
  );

  it('then two who are mentioned by one name are told apart by their order', async () => {
    const mention = (id: string) => ({
      type: 'mention',
      text: '<at>A</at>',
      mentioned: { id: '29:x', aadObjectId: id },
    });
    const entities = [mention(dora.aadObjectId), mention(adeleId)];
    await fixture.fake.deliver(fixture.fake.message(adele, '<at>A</at> and <at>A</at>', { entities }));
    const [turn] = fixture.turns;
    expect(turn?.input).toMatchObject({ text: expect.stringMatching(/^dora@\S+ and adele@\S+$/i) });
  });

  it('then a delivery that comes twice carries the same command id, and another message another one', async () => {
    const message = fixture.fake.message(adele, 'activate Security Reader');
    await fixture.fake.deliver(message);
    await fixture.fake.deliver(message);
    await fixture.fake.sendMessage(adele, 'activate Security Reader');
    const [first, again, other] = fixture.turns.map(({ commandId }) => commandId);
    expect(again).toBe(first);
    expect(other).not.toBe(first);
  });

  it('then they are answered in their own chat, in words that Teams makes nothing of', async () => {
    const words = '**bold** [a link](https://evil.example) <at>everyone</at> <b>html</b>';
    fixture.says({ kind: 'said', text: words });
    await fixture.fake.sendMessage(adele, 'hello');
    const parts = partsOf(cardOf(lastCard()));
    expect(parts.filter((part) => part.text === words).map(({ type }) => type)).toEqual(['TextRun']);
    expect(lastCard().activity.text ?? '').toBe('');
    expect(lastCard().activity.entities ?? []).toEqual([]);
  });

  it('then nothing more is said when the answer is on its way by itself', async () => {
    await fixture.fake.sendMessage(adele, 'activate Security Reader');
    expect(fixture.fake.inbox(adele)).toEqual([]);
  });

  it('then a form comes as a card with what is known filled in, and its values come back with the button', async () => {
    fixture.says({ kind: 'form', form: aForm() });
    await fixture.fake.sendMessage(adele, 'activate');
    fixture.says({ kind: 'said', text: 'Asked.' });
    await fixture.fake.press(adele, lastCard(), 'Ask', { justification: 'INC-42' });
    expect(fixture.turns.at(-1)?.input).toEqual({
      kind: 'press',
      action: { do: 'submit', form: 'activate' },
      fields: { role: 'Security Reader', justification: 'INC-42' },
    });
  });

  it('then Teams is told of it when the answer could not be sent, and the same message may come again', async () => {
    fixture.says({ kind: 'said', text: 'Hello.' });
    fixture.fake.fail({ times: 1, does: 'refuse', status: 503 });
    const message = fixture.fake.message(adele, 'hello');
    expect((await fixture.fake.deliver(message)).status).toBe(502);
    expect((await fixture.fake.deliver(message)).status).toBe(200);
    expect(fixture.fake.inbox(adele)).toHaveLength(1);
  });
});

describe('When a person presses a button', () => {
  beforeEach(async () => {
    fixture.says({ kind: 'show', card: aCard() });
    await fixture.fake.sendMessage(adele, 'show it');
    fixture.turns.length = 0;
  });

  it('then the press is theirs, with the payload of the button as it was', async () => {
    await fixture.fake.press(adele, lastCard(), 'Give back');
    expect(fixture.turns).toMatchObject([
      { actor: adeleId, input: { kind: 'press', action: { do: 'deactivate', requestId: 'r-1' }, fields: {} } },
    ]);
  });

  it('then the card they are answered with takes the place of the pressed one', async () => {
    fixture.says({ kind: 'show', card: aCard({ title: 'Given back', buttons: [] }) });
    const answer = await fixture.fake.press(adele, lastCard(), 'Give back');
    expect(answer).toMatchObject({ status: 200, body: { statusCode: 200 } });
    expect(textOf(lastCard())).toContain('Given back');
    expect(fixture.fake.inbox(adele)).toHaveLength(1);
  });

  it('then a form takes its place too', async () => {
    fixture.says({ kind: 'form', form: aForm() });
    await fixture.fake.press(adele, lastCard(), 'Give back');
    expect(JSON.stringify(cardOf(lastCard()))).toContain('Input.Text');
  });

  it.each([
    ['said', { kind: 'said', text: 'Already given back.' } as const, 'Already given back.'],
    ['delivered', { kind: 'delivered' } as const, expect.stringContaining('on its way')],
  ])('then what is %s comes as a line for them alone, with HTTP 200', async (_kind, reply, value) => {
    fixture.says(reply);
    expect(await fixture.fake.press(adele, lastCard(), 'Give back')).toEqual({
      status: 200,
      body: { statusCode: 200, type: 'application/vnd.microsoft.activity.message', value },
    });
  });

  it('then each press has its own command id, and a redelivered one the same, with or without an id of Teams', async () => {
    const { fake } = fixture;
    const press = fake.invoke(adele, lastCard(), { type: 'Action.Execute', data: {} });
    const another = fake.invoke(adele, lastCard(), { type: 'Action.Execute', data: {} });
    const unnamed = { ...press, id: undefined, timestamp: '2026-03-02T09:00:00.000Z' };
    const unnamedLater = { ...unnamed, timestamp: '2026-03-02T09:00:01.000Z' };
    for (const body of [press, press, another, unnamed, unnamed, unnamedLater]) await fake.deliver(body);
    const [a, a2, b, c, c2, d] = fixture.turns.map(({ commandId }) => commandId);
    expect([a2, c2]).toEqual([a, c]);
    expect(new Set([a, b, c, d]).size).toBe(4);
  });

  it('then the answer says so truthfully when it could not be stored in time, and the work goes on', async () => {
    await fixture.close();
    fixture = await openFixture({ timeouts: { answer: 30 as never } });
    let finish = () => {};
    fixture.script.answer = () => new Promise((resolve) => (finish = () => resolve({ kind: 'delivered' })));
    const answer = await fixture.fake.deliver(fixture.fake.invoke(adele, { id: '1' }, { data: {} }));
    expect(answer).toMatchObject({ status: 200, body: { value: expect.stringContaining('cannot say yet') } });
    let hasStopped = false;
    const stopped = fixture.teams.stop().then(() => (hasStopped = true));
    await Promise.resolve();
    expect(hasStopped).toBe(false);
    finish();
    await stopped;
  });

  it('then they are told to try again when it was not stored', async () => {
    fixture.script.answer = () => Promise.reject(new AdapterError('unavailable', 'the turn was not stored'));
    const { body } = await fixture.fake.press(adele, lastCard(), 'Give back');
    expect(body.value).toContain('could not store this in time');
  });

  it('then an apology names where to look when there was a fault, and says nothing of it', async () => {
    fixture.script.answer = () => Promise.reject(new Error('password=hunter2'));
    const { body } = await fixture.fake.press(adele, lastCard(), 'Give back');
    expect(body.value).toMatch(/sorry.*00000000-0000-7000-8000-/i);
    expect(body.value).not.toContain('hunter2');
  });
});

describe('When the payload of a button is not one of ours, then it is passed on as it is, for the bot to judge', () => {
  it.each<[string, unknown, unknown]>([
    [
      'forged',
      { type: 'Action.Execute', data: { action: { do: 'review', actor: 'boss' } } },
      { do: 'review', actor: 'boss' },
    ],
    ['a word', { type: 'Action.Execute', data: 'approve' }, undefined],
    ['a list', { type: 'Action.Execute', data: ['approve'] }, undefined],
    ['missing', undefined, undefined],
  ])('%s', async (_what, action, passedOn) => {
    const { status } = await fixture.fake.deliver(fixture.fake.invoke(adele, { id: '1' }, action));
    expect(status).toBe(200);
    expect(fixture.turns).toMatchObject([{ actor: adeleId, input: { kind: 'press', fields: {} } }]);
    expect(fixture.turns[0]?.input).toHaveProperty('action', passedOn);
  });

  it('and who is meant to have pressed is never read from it', async () => {
    const action = {
      data: { action: { do: 'show', requestId: 'r-1' }, actor: gast.aadObjectId, from: gast.aadObjectId },
    };
    await fixture.fake.deliver(fixture.fake.invoke(adele, { id: '1' }, action));
    expect(fixture.turns[0]?.actor).toBe(adeleId);
  });
});

describe('When an older client sends a button as a message', () => {
  it('then it is a press all the same, and the pressed card is changed in place', async () => {
    fixture.says({ kind: 'show', card: aCard() });
    await fixture.fake.sendMessage(adele, 'show it');
    fixture.says({ kind: 'show', card: aCard({ title: 'Given back' }) });
    const value = { action: { do: 'deactivate', requestId: 'r-1' }, justification: 'done' };
    await fixture.fake.deliver(fixture.fake.message(adele, '', { value, replyToId: lastCard().id }));
    expect(fixture.turns.at(-1)?.input).toEqual({
      kind: 'press',
      action: { do: 'deactivate', requestId: 'r-1' },
      fields: { justification: 'done' },
    });
    expect(fixture.fake.inbox(adele)).toHaveLength(1);
    expect(lastCard().changes).toBe(1);
    expect(textOf(lastCard())).toContain('Given back');
  });

  it('then a card that is gone is answered by a new one', async () => {
    fixture.says({ kind: 'show', card: aCard() });
    await fixture.fake.deliver(fixture.fake.message(adele, '', { value: { action: {} }, replyToId: '404' }));
    expect(fixture.fake.inbox(adele)).toHaveLength(1);
  });
});

describe('When somebody speaks who may not', () => {
  it.each([
    ['a guest', gast, /guest/i],
    ['a disabled account', dora, /active account/],
    ['somebody the directory does not know', outsider, /active account/],
    ['an account without an object id', { ...adele, aadObjectId: '' }, /signed in/],
  ])('then %s is told why and nothing is done', async (_who, user, why) => {
    await fixture.fake.sendMessage(user, 'activate Global Administrator');
    expect(fixture.turns).toEqual([]);
    expect(textOf(fixture.fake.inbox(user)[0] as Message)).toMatch(why);
    expect(fixture.identities.writes).toBe(0);
  });

  it('then their press changes nothing either', async () => {
    const answer = await fixture.fake.deliver(fixture.fake.invoke(gast, { id: '1' }, { data: { action: {} } }));
    expect(answer).toMatchObject({ status: 200, body: { value: expect.stringMatching(/guest/i) } });
    expect(fixture.turns).toEqual([]);
  });
});

it.each(['channel', 'groupChat'])(
  'When somebody writes in a %s, then they are pointed to their own chat',
  async (kind) => {
    const tenantId = fixture.fake.config.tenantId;
    const conversation = { id: '19:all@thread.tacv2', conversationType: kind, isGroup: true, tenantId };
    await fixture.fake.deliver(fixture.fake.message(adele, 'my roles', { conversation }));
    expect(fixture.turns).toEqual([]);
    expect(textOf(fixture.fake.messages[0] as Message)).toMatch(/personal chat/);
    expect(fixture.identities.writes).toBe(0);
  },
);

describe('When a person adds the app', () => {
  it('then they can be written to before they have said a word, and what is known is not written again', async () => {
    await fixture.fake.install(adele);
    expect(await fixture.identities.find('teams', adeleId)).toEqual({
      externalId: adeleId,
      address: { conversationId: conversationOf(adele), serviceUrl: fixture.fake.serviceUrl },
    });
    await fixture.fake.sendMessage(adele, 'hello');
    await fixture.fake.sendMessage(adele, 'hello again');
    expect(fixture.identities.writes).toBe(1);
    expect(fixture.turns).toHaveLength(2);
  });

  it('and removes it again, then they cannot', async () => {
    await fixture.fake.install(adele);
    await fixture.fake.install(adele, 'remove');
    const message = { key: 'k', isRetry: false };
    const recipient = { kind: 'person', principalId: adeleId } as const;
    expect(await fixture.teams.messenger.post(recipient, aCard(), message)).toBe('unreachable');
  });
});

it('When Teams sends what nobody asked about, then it is taken without a word', async () => {
  const { fake } = fixture;
  expect((await fake.deliver(fake.activity(adele, { type: 'typing' }))).status).toBe(200);
  expect((await fake.deliver(fake.activity(adele, { type: 'invoke', name: 'composeExtension/query' }))).status).toBe(
    501,
  );
  expect(fixture.turns).toEqual([]);
});
