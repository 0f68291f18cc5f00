import { afterEach, describe, expect, it } from 'vitest';
import type { Reply } from '../../../bot/turns/turn.js';
import { duration } from '../../../domain/time.js';
import { encoded, signed } from '../../support/platforms/fake-slack-delivery.js';
import { aCard, adele, aForm, gate, type SlackHouse, slackHouse } from '../../support/platforms/slack-house.js';

let house: SlackHouse;
afterEach(() => house.close());

// Long enough for a busy machine to learn who writes, which has a share of it.
const impatient = { patience: { turn: duration(1_000), call: duration(1_000) } };
const never = () => new Promise<Reply>(() => {});

describe('A direct message', () => {
  it('When Adele writes to Latchkey, then her words arrive raw, with who she is and her time zone', async () => {
    house = await slackHouse();
    const delivered = await house.fake.sendMessage('adele', 'activate <Security Reader> & “more”');
    expect(delivered.status).toBe(200);
    expect(house.turns).toEqual([
      {
        commandId: expect.stringMatching(/^slack:Ev/),
        correlationId: 'correlation-1',
        surface: 'slack',
        actor: adele,
        timeZone: 'Europe/Berlin',
        input: { kind: 'text', text: 'activate &lt;Security Reader&gt; &amp; “more”', opensForms: false },
      },
    ]);
  });

  it('When the work is not stored yet, then Slack is not told "ok" before it is', async () => {
    house = await slackHouse();
    const stored = gate<Reply>();
    house.script.answer = () => stored.opened;
    let isAcknowledged = false;
    const delivery = house.fake.sendMessage('adele', 'my roles').finally(() => {
      isAcknowledged = true;
    });
    await expect.poll(() => house.turns).toHaveLength(1);
    expect(isAcknowledged).toBe(false);
    stored.open({ kind: 'delivered' });
    expect((await delivery).status).toBe(200);
  });

  it('When it could not be stored in time, then Slack delivers it again as the same command', async () => {
    house = await slackHouse({ config: impatient, answer: never });
    const first = await house.fake.sendMessage('adele', 'my roles');
    expect(first.status).toBe(503);
    house.script.answer = () => ({ kind: 'delivered' });
    const second = await first.redeliver();
    expect(second.status).toBe(200);
    expect(house.turns).toHaveLength(2);
    expect(house.turns[1]?.commandId).toBe(house.turns[0]?.commandId);
  });

  it('When even the last delivery could not be stored, then Adele is told so', async () => {
    house = await slackHouse({
      answer: () => {
        throw new Error('no database');
      },
    });
    const first = await house.fake.sendMessage('adele', 'my roles');
    await first.redeliver(2);
    await house.settled();
    expect(await house.fake.inbox('adele')).toEqual([]);
    const last = await first.redeliver(3);
    expect(last.status).toBe(503);
    await house.settled();
    expect(await house.fake.inbox('adele')).toMatchObject([{ shown: expect.stringContaining('Please try again') }]);
  });

  it('When the answer is a line, a card or a form, then it is written to the same conversation', async () => {
    house = await slackHouse();
    const replies: Reply[] = [
      { kind: 'said', text: 'You hold no roles.' },
      { kind: 'show', card: aCard() },
      { kind: 'form', form: aForm() },
    ];
    for (const reply of replies) {
      house.script.answer = () => reply;
      await house.fake.sendMessage('adele', 'my roles');
      await house.settled();
    }
    expect(await house.fake.inbox('adele')).toMatchObject([
      { shown: 'You hold no roles.' },
      { shown: expect.stringContaining('Security Reader for 2 hours') },
      { shown: expect.stringContaining('Ask for a role') },
    ]);
  });

  it.each([
    ['another program', { bot_id: 'B0OTHER' }],
    ['an edit', { subtype: 'message_changed' }],
    ['a file', { subtype: 'file_share' }],
    ['a channel', { channel_type: 'channel' }],
    ['Latchkey itself', { user: 'U0LATCHKEY' }],
  ])('When what comes is from %s, then it is acknowledged and ignored', async (_what, over) => {
    house = await slackHouse();
    expect((await house.fake.sendMessage('adele', 'my roles', over)).status).toBe(200);
    expect(house.turns).toEqual([]);
  });

  it('When a message is far too long, then it arrives whole, to be refused and not done in part', async () => {
    house = await slackHouse();
    await house.fake.sendMessage('adele', 'x'.repeat(9000));
    expect(house.turns).toMatchObject([{ input: { text: 'x'.repeat(9000) } }]);
  });

  it('When a reply repeats hostile words, then they mention nobody, link nowhere and format nothing', async () => {
    house = await slackHouse({
      answer: () => ({ kind: 'said', text: '<!channel> <http://evil.example|click> & *bold*' }),
    });
    await house.fake.sendMessage('adele', 'x');
    await house.settled();
    const [message] = await house.fake.inbox('adele');
    expect(message?.text).toBe('&lt;!channel&gt; &lt;http://evil.example|click&gt; &amp; *bold*');
    expect(message?.blocks).toMatchObject([{ text: { type: 'plain_text' } }]);
  });

  it('When anything is handled, then neither words nor secrets reach the log', async () => {
    house = await slackHouse({
      answer: () => {
        throw new Error('boom');
      },
    });
    await house.fake.sendMessage('adele', 'activate Reader because my-secret-reason');
    const log = JSON.stringify(house.lines);
    expect(log).toContain('slack.delivery_failed');
    expect(log).not.toMatch(/my-secret-reason|xoxb-|shhh/);
  });
});

describe('The /pim command', () => {
  it('When the answer is on its way as a message, then the channel shows Adele alone where to look', async () => {
    house = await slackHouse();
    expect((await house.fake.slash('adele', 'my roles')).status).toBe(200);
    expect(house.turns).toMatchObject([{ input: { kind: 'text', text: 'my roles', opensForms: true } }]);
    expect(house.fake.ephemerals('adele')).toMatchObject([{ shown: 'Answered in our direct messages.' }]);
  });

  it('When it is typed where the answer appears anyway, then nothing more is said', async () => {
    house = await slackHouse();
    await house.fake.sendMessage('adele', 'help');
    await house.fake.slash('adele', 'help', { directly: true });
    expect(house.fake.ephemerals('adele')).toEqual([]);
  });

  it('When a form is the answer, then it opens, and what is filled in comes back by the ids of its inputs', async () => {
    house = await slackHouse({ answer: () => ({ kind: 'form', form: aForm() }) });
    await house.fake.slash('adele', 'activate');
    await expect.poll(() => house.fake.modal('adele')).toBeDefined();
    const modal = house.fake.modal('adele');
    if (!modal) throw new Error('no form');
    house.script.answer = () => ({ kind: 'delivered' });
    await house.fake.submitModal('adele', modal, { justification: 'INC-42' });
    expect(house.turns[1]).toMatchObject({
      commandId: `slack:${modal.id}:${modal.hash}`,
      actor: adele,
      input: {
        kind: 'press',
        action: { do: 'submit', form: 'activate' },
        fields: { role: 'Security Reader', justification: 'INC-42' },
      },
    });
    expect(house.fake.modal('adele')).toBeUndefined();
  });

  it('When the form cannot be opened in time, then Adele is told to try again', async () => {
    house = await slackHouse({ answer: () => ({ kind: 'form', form: aForm() }) });
    house.fake.fail('views.open', { kind: 'error', code: 'expired_trigger_id' });
    await house.fake.slash('adele', 'activate');
    await house.settled();
    expect(house.fake.ephemerals('adele')).toMatchObject([{ shown: expect.stringContaining('try again') }]);
  });

  it('When it could not be stored in time, then Adele is told so', async () => {
    house = await slackHouse({ config: impatient, answer: never });
    await house.fake.slash('adele', 'activate Security Reader');
    expect(house.fake.ephemerals('adele')).toMatchObject([{ shown: expect.stringContaining('could not store') }]);
  });
});

describe('A form', () => {
  async function opened() {
    house = await slackHouse({ answer: () => ({ kind: 'form', form: aForm() }) });
    await house.fake.slash('adele', 'activate');
    await expect.poll(() => house.fake.modal('adele')).toBeDefined();
    const modal = house.fake.modal('adele');
    if (!modal) throw new Error('no form');
    return modal;
  }

  it('When something in it is wrong, then it is shown again with what is wrong, and sending it anew is a new command', async () => {
    const modal = await opened();
    const [role, reason] = aForm().inputs;
    if (!role || !reason) throw new Error('no inputs');
    const problem = 'No role is called that. Did you mean Security Reader?';
    house.script.answer = () => ({ kind: 'form', form: aForm({ inputs: [{ ...role, problem }, reason] }) });
    await house.fake.submitModal('adele', modal, { justification: 'INC-42' });
    const again = house.fake.modal('adele');
    expect(again?.shown).toContain(problem);
    if (!again) throw new Error('no form');
    house.script.answer = () => ({ kind: 'show', card: aCard() });
    await house.fake.submitModal('adele', again, { justification: 'INC-42' });
    expect(house.fake.modal('adele')).toBeUndefined();
    expect(new Set(house.turns.map(({ commandId }) => commandId)).size).toBe(3);
  });

  it('When a tick-list is longer than Slack takes in one piece, then what is ticked comes back as one field', async () => {
    const choices = Array.from({ length: 13 }, (_, number) => ({
      title: `Request ${number}`,
      value: `r-${number}:0:0`,
    }));
    const ticks = { id: 'requests', label: 'Requests', kind: 'ticks' as const, choices, isRequired: true };
    house = await slackHouse({ answer: () => ({ kind: 'form', form: aForm({ inputs: [ticks] }) }) });
    await house.fake.slash('adele', 'decide several');
    await expect.poll(() => house.fake.modal('adele')).toBeDefined();
    const modal = house.fake.modal('adele');
    if (!modal) throw new Error('no form');
    house.script.answer = () => ({ kind: 'delivered' });
    for (const requests of ['r-2:0:0,r-9:0:0,r-12:0:0', 'r-12:0:0', '']) {
      await house.fake.submitModal('adele', modal, { requests });
      expect(house.turns.at(-1)?.input).toMatchObject({ kind: 'press', fields: { requests } });
    }
  });

  it('When the answer is a line, then the line takes the place of the form', async () => {
    const modal = await opened();
    house.script.answer = () => ({ kind: 'said', text: 'You are not an approver of this request.' });
    await house.fake.submitModal('adele', modal, { justification: 'x' });
    expect(house.fake.modal('adele')?.shown).toContain('You are not an approver of this request.');
  });

  it('When it could not be stored, then it stays open with what was typed, and sending it again is the same command', async () => {
    const modal = await opened();
    house.script.answer = () => {
      throw new Error('no database');
    };
    const delivered = await house.fake.submitModal('adele', modal, { justification: 'x' });
    expect(delivered.body).toMatchObject({ response_action: 'errors' });
    expect(house.fake.modal('adele')).toEqual(modal);
    house.script.answer = () => ({ kind: 'delivered' });
    await house.fake.submitModal('adele', modal, { justification: 'x' });
    expect(house.turns[2]?.commandId).toBe(house.turns[1]?.commandId);
  });
});

describe('A button', () => {
  async function shown() {
    house = await slackHouse();
    house.script.answer = () => ({ kind: 'show', card: aCard() });
    await house.fake.sendMessage('adele', 'pending');
    await house.settled();
    const [message] = await house.fake.inbox('adele');
    if (!message) throw new Error('no card');
    return message;
  }

  it('When Adele presses it, then its action arrives, and the present card takes its place', async () => {
    const message = await shown();
    house.script.answer = () => ({ kind: 'show', card: aCard({ title: 'Approved by Adele', buttons: [] }) });
    await house.fake.press('adele', message, 'Approve');
    expect(house.turns[1]).toMatchObject({
      commandId: expect.stringMatching(/^slack:\d/),
      actor: adele,
      input: { kind: 'press', action: aCard().buttons[0]?.action, fields: {} },
    });
    await house.settled();
    const inbox = await house.fake.inbox('adele');
    expect(inbox).toMatchObject([{ ts: message.ts, shown: expect.stringContaining('Approved by Adele'), buttons: [] }]);
  });

  it('When the answer is a line, then only who pressed sees it and the card stays', async () => {
    const message = await shown();
    house.script.answer = () => ({ kind: 'said', text: 'Ben was faster.' });
    await house.fake.press('adele', message, 'Approve');
    await house.settled();
    expect(house.fake.ephemerals('adele')).toMatchObject([{ shown: 'Ben was faster.' }]);
    expect(await house.fake.inbox('adele')).toEqual([message]);
  });

  it('When the answer is a form, then it opens', async () => {
    const message = await shown();
    house.script.answer = () => ({ kind: 'form', form: aForm({ title: 'Why not?' }) });
    await house.fake.press('adele', message, 'Approve');
    await house.settled();
    expect(house.fake.modal('adele')?.title.text).toBe('Why not?');
  });

  it('When the press could not be stored, then Adele is told so, by Slack itself too', async () => {
    const message = await shown();
    house.script.answer = () => {
      throw new Error('no database');
    };
    expect((await house.fake.press('adele', message, 'Approve')).status).not.toBe(200);
    await house.settled();
    expect(house.fake.ephemerals('adele')).toMatchObject([{ shown: expect.stringContaining('could not store') }]);
  });

  it('When a press is repeated byte for byte, then it is the same command; a second press is another', async () => {
    const message = await shown();
    house.script.answer = () => ({ kind: 'delivered' });
    const pressed = await house.fake.press('adele', message, 'Approve');
    await pressed.replay();
    await house.fake.press('adele', message, 'Approve');
    const [first, replayed, second] = house.turns.slice(1).map(({ commandId }) => commandId);
    expect(replayed).toBe(first);
    expect(second).not.toBe(first);
  });

  it.each([
    ['its value is no JSON', { type: 'button', action_id: 'x', value: 'not json' }, 1],
    ['it is only a link', { type: 'button', action_id: 'x', url: 'https://latchkey.example' }, 0],
    ['it is another element', { type: 'static_select', action_id: 'x', selected_option: { value: 'v' } }, 0],
  ])('When it is none of ours (%s), then it is acknowledged', async (_what, action, turns) => {
    const message = await shown();
    const delivered = await house.fake.press('adele', message, '', action);
    expect(delivered.status).toBe(200);
    expect(house.turns.slice(1)).toHaveLength(turns);
  });

  it('When Slack sends what nobody listens to, then it is acknowledged', async () => {
    house = await slackHouse();
    const user = { id: house.fake.userId('adele'), team_id: house.fake.teamId };
    const base = { user, team: { id: house.fake.teamId }, trigger_id: 't', callback_id: 'unknown' };
    const unknown = await house.fake.deliver('interactive', { ...base, type: 'shortcut' });
    const closed = await house.fake.deliver('interactive', { ...base, type: 'view_closed', view: { id: 'V1' } });
    expect([unknown.status, closed.status]).toEqual([200, 200]);
    expect(house.turns).toEqual([]);
  });
});

describe('The door', () => {
  const event = (user: string) => ({
    type: 'event_callback',
    team_id: 'T000000001',
    event_id: 'Ev1',
    event: { type: 'message', channel_type: 'im', channel: 'D1', user, text: 'my roles', ts: '1.1' },
  });

  function knock(headers: Record<string, string>, body: string, type = 'application/json') {
    return fetch(`${house.target()}/slack/events`, {
      method: 'POST',
      headers: { 'content-type': type, ...headers },
      body,
    });
  }

  const seconds = () => house.time.now / 1000;

  it.each<[string, (body: string) => [Record<string, string>, string]]>([
    ['without a signature', (body) => [{}, body]],
    ['signed with another secret', (body) => [signed(body, 'other', seconds()), body]],
    ['changed on its way', (body) => [signed(body, 'shhh', seconds()), body.replace('my roles', 'activate')]],
    [
      'with a signature of another version',
      (body) => {
        const headers = signed(body, 'shhh', seconds());
        return [{ ...headers, 'x-slack-signature': String(headers['x-slack-signature']).replace('v0=', 'v1=') }, body];
      },
    ],
    ['without a timestamp', (body) => [{ 'x-slack-signature': 'v0=0' }, body]],
  ])('When a delivery comes %s, then it is refused and nothing is read', async (_what, forge) => {
    house = await slackHouse();
    const [headers, body] = forge(encoded('events_api', event(house.fake.userId('adele'))).body);
    expect((await knock(headers, body)).status).toBe(401);
    expect(house.turns).toEqual([]);
  });

  it.each([
    ['is five minutes old', -300, 200],
    ['is older', -301, 401],
    ['is five minutes ahead', 300, 200],
    ['is further ahead', 301, 401],
    ['is years ahead', 3e8, 401],
  ])('When the timestamp %s, then the answer is right by the house’s own clock', async (_what, skew, status) => {
    house = await slackHouse();
    const { body } = encoded('events_api', event(house.fake.userId('adele')));
    expect((await knock(signed(body, 'shhh', seconds() + skew), body)).status).toBe(status);
    expect(house.turns).toHaveLength(status === 200 ? 1 : 0);
  });

  it('When forged deliveries pour in, then the log has one line a minute, with their number', async () => {
    house = await slackHouse();
    for (let index = 0; index < 20; index++) await knock({}, '{}');
    house.time.now += 60_000;
    await knock({}, '{}');
    const refused = house.lines.filter(([name]) => name === 'slack.unverified_requests_refused');
    expect(refused.map(([, fields]) => fields?.count)).toEqual([1, 20]);
  });

  it('When a body is enormous, then it is refused unread', async () => {
    house = await slackHouse();
    const response = await knock({}, 'x'.repeat(1_100_000)).catch(() => undefined);
    expect(response?.status ?? 401).toBe(401);
    expect(house.turns).toEqual([]);
  });

  it('When Slack checks the certificate, then it hears 200 and nothing is let in', async () => {
    house = await slackHouse();
    const form = new URLSearchParams({ ssl_check: '1', command: '/pim', text: 'my roles', user_id: 'U1' }).toString();
    expect((await knock({}, form, 'application/x-www-form-urlencoded')).status).toBe(200);
    expect(house.turns).toEqual([]);
  });

  it('When Slack verifies the address, then it gets its challenge back', async () => {
    house = await slackHouse();
    const body = JSON.stringify({ type: 'url_verification', challenge: 'abc' });
    const response = await knock(signed(body, 'shhh', seconds()), body);
    expect(await response.json()).toEqual({ challenge: 'abc' });
  });

  it('When somebody who shows no signature sends a long body, then it is refused with no more read than a form', async () => {
    house = await slackHouse();
    expect((await knock({}, 'x'.repeat(2049))).status).toBe(401);
    expect((await knock(signed('y', 'shhh', seconds() - 400), 'x'.repeat(2049))).status).toBe(401);
    const check = `ssl_check=1&more=${'x'.repeat(3000)}`;
    expect((await knock(signed('y', 'shhh', seconds()), check, 'application/x-www-form-urlencoded')).status).toBe(401);
  });

  it('When a signed body is larger than any delivery, then it is refused', async () => {
    house = await slackHouse();
    const body = JSON.stringify({ ...event('U1'), more: 'x'.repeat(256 * 1024) });
    expect((await knock(signed(body, 'shhh', seconds()), body)).status).toBe(413);
  });

  const deep = (depth: number): unknown => (depth === 0 ? 'x' : [deep(depth - 1)]);
  const speaker = { id: 'U1', team_id: 'T1' };
  it.each<[string, unknown]>([
    ['words', 'not json'],
    ['nothing', ''],
    ['an empty object', {}],
    ['a list', []],
    ['null', null],
    ['a text', '"text"'],
    ['an event without its event', { type: 'event_callback', event_id: 'E', team_id: 'T1' }],
    ['an event that is null', { type: 'event_callback', event_id: 'E', team_id: 'T1', event: null }],
    ['an event that is a text', { type: 'event_callback', event_id: 'E', team_id: 'T1', event: 'message' }],
    ['an event without its id', { type: 'event_callback', team_id: 'T1', event: { type: 'message' } }],
    ['a press without its buttons', { type: 'block_actions', user: speaker, actions: [] }],
    ['a press of null', { type: 'block_actions', user: speaker, actions: [null] }],
    ['a press by nobody', { type: 'block_actions', actions: [{ type: 'button', value: '{}' }] }],
    [
      'a press with inputs that are no inputs',
      { type: 'block_actions', user: speaker, actions: [{ type: 'button' }], state: { values: { a: { b: null } } } },
    ],
    ['a form without its view', { type: 'view_submission', user: speaker }],
    ['a form without its fields', { type: 'view_submission', user: speaker, view: { id: 'V1', hash: 'h' } }],
    ['a command without its words', { command: '/pim', trigger_id: 't', team_id: 'T1', user_id: 'U1' }],
    ['a shortcut by nobody', { type: 'shortcut' }],
    ['a message that nests without end', { ...event('U1'), more: deep(30) }],
    ['brackets without end', `${'['.repeat(100_000)}${']'.repeat(100_000)}`],
  ])(
    'When a signed delivery is %s, then it is refused once for all, and the next one is served',
    async (_what, what) => {
      house = await slackHouse();
      const body = typeof what === 'string' ? what : JSON.stringify(what);
      const { status, headers } = await knock(signed(body, 'shhh', seconds()), body);
      expect([status, headers.get('x-slack-no-retry')]).toEqual([400, '1']);
      expect((await house.fake.sendMessage('adele', 'help')).status).toBe(200);
      expect(house.turns).toHaveLength(1);
    },
  );
});
