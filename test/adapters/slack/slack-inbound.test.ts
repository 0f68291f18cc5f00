import { afterEach, describe, expect, it } from 'vitest';
import type { Reply } from '../../../bot/turns/turn.js';
import { duration } from '../../../domain/time.js';
import { encoded, signed } from '../../support/platforms/fake-slack-delivery.js';
import { aCard, adele, aForm, gate, type SlackFixture, slackFixture } from '../../support/platforms/slack-fixture.js';

let fixture: SlackFixture;
afterEach(() => fixture.close());

// Long enough for a busy machine to learn who writes, which has a share of it.
const impatient = { timeouts: { turn: duration(1_000), call: duration(1_000) } };
const never = () => new Promise<Reply>(() => {});

describe('A direct message', () => {
  it('When Adele writes to Latchkey, then her words arrive raw, with who she is and her time zone', async () => {
    fixture = await slackFixture();
    const delivered = await fixture.fake.sendMessage('adele', 'activate <Security Reader> & “more”');
    expect(delivered.status).toBe(200);
    expect(fixture.turns).toEqual([
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
    fixture = await slackFixture();
    const stored = gate<Reply>();
    fixture.script.answer = () => stored.opened;
    let isAcknowledged = false;
    const delivery = fixture.fake.sendMessage('adele', 'my roles').finally(() => {
      isAcknowledged = true;
    });
    await expect.poll(() => fixture.turns).toHaveLength(1);
    expect(isAcknowledged).toBe(false);
    stored.open({ kind: 'delivered' });
    expect((await delivery).status).toBe(200);
  });

  it('When it could not be stored in time, then Slack delivers it again as the same command', async () => {
    fixture = await slackFixture({ config: impatient, answer: never });
    const first = await fixture.fake.sendMessage('adele', 'my roles');
    expect(first.status).toBe(503);
    fixture.script.answer = () => ({ kind: 'delivered' });
    const second = await first.redeliver();
    expect(second.status).toBe(200);
    expect(fixture.turns).toHaveLength(2);
    expect(fixture.turns[1]?.commandId).toBe(fixture.turns[0]?.commandId);
  });

  it('When even the last delivery could not be stored, then Adele is told so', async () => {
    fixture = await slackFixture({
      answer: () => {
        throw new Error('no database');
      },
    });
    const first = await fixture.fake.sendMessage('adele', 'my roles');
    await first.redeliver(2);
    await fixture.settled();
    expect(await fixture.fake.inbox('adele')).toEqual([]);
    const last = await first.redeliver(3);
    expect(last.status).toBe(503);
    await fixture.settled();
    expect(await fixture.fake.inbox('adele')).toMatchObject([{ shown: expect.stringContaining('Please try again') }]);
  });

  it('When the answer is a line, a card or a form, then it is written to the same conversation', async () => {
    fixture = await slackFixture();
    const replies: Reply[] = [
      { kind: 'said', text: 'You hold no roles.' },
      { kind: 'show', card: aCard() },
      { kind: 'form', form: aForm() },
    ];
    for (const reply of replies) {
      fixture.script.answer = () => reply;
      await fixture.fake.sendMessage('adele', 'my roles');
      await fixture.settled();
    }
    expect(await fixture.fake.inbox('adele')).toMatchObject([
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
    fixture = await slackFixture();
    expect((await fixture.fake.sendMessage('adele', 'my roles', over)).status).toBe(200);
    expect(fixture.turns).toEqual([]);
  });

  it('When a message is far too long, then it arrives whole, to be refused and not done in part', async () => {
    fixture = await slackFixture();
    await fixture.fake.sendMessage('adele', 'x'.repeat(9000));
    expect(fixture.turns).toMatchObject([{ input: { text: 'x'.repeat(9000) } }]);
  });

  it('When a reply repeats hostile words, then they mention nobody, link nowhere and format nothing', async () => {
    fixture = await slackFixture({
      answer: () => ({ kind: 'said', text: '<!channel> <http://evil.example|click> & *bold*' }),
    });
    await fixture.fake.sendMessage('adele', 'x');
    await fixture.settled();
    const [message] = await fixture.fake.inbox('adele');
    expect(message?.text).toBe('&lt;!channel&gt; &lt;http://evil.example|click&gt; &amp; *bold*');
    expect(message?.blocks).toMatchObject([{ text: { type: 'plain_text' } }]);
  });

  it('When anything is handled, then neither words nor secrets reach the log', async () => {
    fixture = await slackFixture({
      answer: () => {
        throw new Error('boom');
      },
    });
    await fixture.fake.sendMessage('adele', 'activate Reader because my-secret-reason');
    const log = JSON.stringify(fixture.lines);
    expect(log).toContain('slack.delivery-failed');
    expect(log).not.toMatch(/my-secret-reason|xoxb-|shhh/);
  });
});

describe('The /pim command', () => {
  it('When the answer is on its way as a message, then the channel shows Adele alone where to look', async () => {
    fixture = await slackFixture();
    expect((await fixture.fake.slash('adele', 'my roles')).status).toBe(200);
    expect(fixture.turns).toMatchObject([{ input: { kind: 'text', text: 'my roles', opensForms: true } }]);
    expect(fixture.fake.ephemerals('adele')).toMatchObject([{ shown: 'Answered in our direct messages.' }]);
  });

  it('When it is typed where the answer appears anyway, then nothing more is said', async () => {
    fixture = await slackFixture();
    await fixture.fake.sendMessage('adele', 'help');
    await fixture.fake.slash('adele', 'help', { directly: true });
    expect(fixture.fake.ephemerals('adele')).toEqual([]);
  });

  it('When a form is the answer, then it opens, and what is filled in comes back by the ids of its inputs', async () => {
    fixture = await slackFixture({ answer: () => ({ kind: 'form', form: aForm() }) });
    await fixture.fake.slash('adele', 'activate');
    await expect.poll(() => fixture.fake.modal('adele')).toBeDefined();
    const modal = fixture.fake.modal('adele');
    if (!modal) throw new Error('no form');
    fixture.script.answer = () => ({ kind: 'delivered' });
    await fixture.fake.submitModal('adele', modal, { justification: 'INC-42' });
    expect(fixture.turns[1]).toMatchObject({
      commandId: `slack:${modal.id}:${modal.hash}`,
      actor: adele,
      input: {
        kind: 'press',
        action: { do: 'submit', form: 'activate' },
        fields: { role: 'Security Reader', justification: 'INC-42' },
      },
    });
    expect(fixture.fake.modal('adele')).toBeUndefined();
  });

  it('When the form cannot be opened in time, then Adele is told to try again', async () => {
    fixture = await slackFixture({ answer: () => ({ kind: 'form', form: aForm() }) });
    fixture.fake.fail('views.open', { kind: 'error', code: 'expired_trigger_id' });
    await fixture.fake.slash('adele', 'activate');
    await fixture.settled();
    expect(fixture.fake.ephemerals('adele')).toMatchObject([{ shown: expect.stringContaining('try again') }]);
  });

  it('When it could not be stored in time, then Adele is told so', async () => {
    fixture = await slackFixture({ config: impatient, answer: never });
    await fixture.fake.slash('adele', 'activate Security Reader');
    expect(fixture.fake.ephemerals('adele')).toMatchObject([{ shown: expect.stringContaining('could not store') }]);
  });
});

describe('A form', () => {
  async function opened() {
    fixture = await slackFixture({ answer: () => ({ kind: 'form', form: aForm() }) });
    await fixture.fake.slash('adele', 'activate');
    await expect.poll(() => fixture.fake.modal('adele')).toBeDefined();
    const modal = fixture.fake.modal('adele');
    if (!modal) throw new Error('no form');
    return modal;
  }

  it('When something in it is wrong, then it is shown again with what is wrong, and sending it anew is a new command', async () => {
    const modal = await opened();
    const [role, reason] = aForm().inputs;
    if (!role || !reason) throw new Error('no inputs');
    const problem = 'No role is called that. Did you mean Security Reader?';
    fixture.script.answer = () => ({ kind: 'form', form: aForm({ inputs: [{ ...role, problem }, reason] }) });
    await fixture.fake.submitModal('adele', modal, { justification: 'INC-42' });
    const again = fixture.fake.modal('adele');
    expect(again?.shown).toContain(problem);
    if (!again) throw new Error('no form');
    fixture.script.answer = () => ({ kind: 'show', card: aCard() });
    await fixture.fake.submitModal('adele', again, { justification: 'INC-42' });
    expect(fixture.fake.modal('adele')).toBeUndefined();
    expect(new Set(fixture.turns.map(({ commandId }) => commandId)).size).toBe(3);
  });

  it('When a tick-list is longer than Slack takes in one piece, then what is ticked comes back as one field', async () => {
    const choices = Array.from({ length: 13 }, (_, number) => ({
      title: `Request ${number}`,
      value: `r-${number}:0:0`,
    }));
    const ticks = { id: 'requests', label: 'Requests', kind: 'ticks' as const, choices, isRequired: true };
    fixture = await slackFixture({ answer: () => ({ kind: 'form', form: aForm({ inputs: [ticks] }) }) });
    await fixture.fake.slash('adele', 'decide several');
    await expect.poll(() => fixture.fake.modal('adele')).toBeDefined();
    const modal = fixture.fake.modal('adele');
    if (!modal) throw new Error('no form');
    fixture.script.answer = () => ({ kind: 'delivered' });
    for (const requests of ['r-2:0:0,r-9:0:0,r-12:0:0', 'r-12:0:0', '']) {
      await fixture.fake.submitModal('adele', modal, { requests });
      expect(fixture.turns.at(-1)?.input).toMatchObject({ kind: 'press', fields: { requests } });
    }
  });

  it('When the answer is a line, then the line takes the place of the form', async () => {
    const modal = await opened();
    fixture.script.answer = () => ({ kind: 'said', text: 'You are not an approver of this request.' });
    await fixture.fake.submitModal('adele', modal, { justification: 'x' });
    expect(fixture.fake.modal('adele')?.shown).toContain('You are not an approver of this request.');
  });

  it('When it could not be stored, then it stays open with what was typed, and sending it again is the same command', async () => {
    const modal = await opened();
    fixture.script.answer = () => {
      throw new Error('no database');
    };
    const delivered = await fixture.fake.submitModal('adele', modal, { justification: 'x' });
    expect(delivered.body).toMatchObject({ response_action: 'errors' });
    expect(fixture.fake.modal('adele')).toEqual(modal);
    fixture.script.answer = () => ({ kind: 'delivered' });
    await fixture.fake.submitModal('adele', modal, { justification: 'x' });
    expect(fixture.turns[2]?.commandId).toBe(fixture.turns[1]?.commandId);
  });
});

describe('A button', () => {
  async function shown() {
    fixture = await slackFixture();
    fixture.script.answer = () => ({ kind: 'show', card: aCard() });
    await fixture.fake.sendMessage('adele', 'pending');
    await fixture.settled();
    const [message] = await fixture.fake.inbox('adele');
    if (!message) throw new Error('no card');
    return message;
  }

  it('When Adele presses it, then its action arrives, and the present card takes its place', async () => {
    const message = await shown();
    fixture.script.answer = () => ({ kind: 'show', card: aCard({ title: 'Approved by Adele', buttons: [] }) });
    await fixture.fake.press('adele', message, 'Approve');
    expect(fixture.turns[1]).toMatchObject({
      commandId: expect.stringMatching(/^slack:\d/),
      actor: adele,
      input: { kind: 'press', action: aCard().buttons[0]?.action, fields: {} },
    });
    await fixture.settled();
    const inbox = await fixture.fake.inbox('adele');
    expect(inbox).toMatchObject([{ ts: message.ts, shown: expect.stringContaining('Approved by Adele'), buttons: [] }]);
  });

  it('When the answer is a line, then only who pressed sees it and the card stays', async () => {
    const message = await shown();
    fixture.script.answer = () => ({ kind: 'said', text: 'Ben was faster.' });
    await fixture.fake.press('adele', message, 'Approve');
    await fixture.settled();
    expect(fixture.fake.ephemerals('adele')).toMatchObject([{ shown: 'Ben was faster.' }]);
    expect(await fixture.fake.inbox('adele')).toEqual([message]);
  });

  it('When the answer is a form, then it opens', async () => {
    const message = await shown();
    fixture.script.answer = () => ({ kind: 'form', form: aForm({ title: 'Why not?' }) });
    await fixture.fake.press('adele', message, 'Approve');
    await fixture.settled();
    expect(fixture.fake.modal('adele')?.title.text).toBe('Why not?');
  });

  it('When the press could not be stored, then Adele is told so, by Slack itself too', async () => {
    const message = await shown();
    fixture.script.answer = () => {
      throw new Error('no database');
    };
    expect((await fixture.fake.press('adele', message, 'Approve')).status).not.toBe(200);
    await fixture.settled();
    expect(fixture.fake.ephemerals('adele')).toMatchObject([{ shown: expect.stringContaining('could not store') }]);
  });

  it('When a press is repeated byte for byte, then it is the same command; a second press is another', async () => {
    const message = await shown();
    fixture.script.answer = () => ({ kind: 'delivered' });
    const pressed = await fixture.fake.press('adele', message, 'Approve');
    await pressed.replay();
    await fixture.fake.press('adele', message, 'Approve');
    const [first, replayed, second] = fixture.turns.slice(1).map(({ commandId }) => commandId);
    expect(replayed).toBe(first);
    expect(second).not.toBe(first);
  });

  it.each([
    ['its value is no JSON', { type: 'button', action_id: 'x', value: 'not json' }, 1],
    ['it is only a link', { type: 'button', action_id: 'x', url: 'https://latchkey.example' }, 0],
    ['it is another element', { type: 'static_select', action_id: 'x', selected_option: { value: 'v' } }, 0],
  ])('When it is none of ours (%s), then it is acknowledged', async (_what, action, turns) => {
    const message = await shown();
    const delivered = await fixture.fake.press('adele', message, '', action);
    expect(delivered.status).toBe(200);
    expect(fixture.turns.slice(1)).toHaveLength(turns);
  });

  it('When Slack sends what nobody listens to, then it is acknowledged', async () => {
    fixture = await slackFixture();
    const user = { id: fixture.fake.userId('adele'), team_id: fixture.fake.teamId };
    const base = { user, team: { id: fixture.fake.teamId }, trigger_id: 't', callback_id: 'unknown' };
    const unknown = await fixture.fake.deliver('interactive', { ...base, type: 'shortcut' });
    const closed = await fixture.fake.deliver('interactive', { ...base, type: 'view_closed', view: { id: 'V1' } });
    expect([unknown.status, closed.status]).toEqual([200, 200]);
    expect(fixture.turns).toEqual([]);
  });
});

describe('The door', () => {
  const event = (user: string) => ({
    type: 'event_callback',
    team_id: 'T000000001',
    event_id: 'Ev1',
    event: { type: 'message', channel_type: 'im', channel: 'D1', user, text: 'my roles', ts: '1.1' },
  });

  function probe(headers: Record<string, string>, body: string, type = 'application/json') {
    return fetch(`${fixture.target()}/slack/events`, {
      method: 'POST',
      headers: { 'content-type': type, ...headers },
      body,
    });
  }

  const seconds = () => fixture.time.now / 1000;

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
    fixture = await slackFixture();
    const [headers, body] = forge(encoded('events_api', event(fixture.fake.userId('adele'))).body);
    expect((await probe(headers, body)).status).toBe(401);
    expect(fixture.turns).toEqual([]);
  });

  it.each([
    ['is five minutes old', -300, 200],
    ['is older', -301, 401],
    ['is five minutes ahead', 300, 200],
    ['is further ahead', 301, 401],
    ['is years ahead', 3e8, 401],
  ])('When the timestamp %s, then the answer is right by the house’s own clock', async (_what, skew, status) => {
    fixture = await slackFixture();
    const { body } = encoded('events_api', event(fixture.fake.userId('adele')));
    expect((await probe(signed(body, 'shhh', seconds() + skew), body)).status).toBe(status);
    expect(fixture.turns).toHaveLength(status === 200 ? 1 : 0);
  });

  it('When forged deliveries pour in, then the log has one line a minute, with their number', async () => {
    fixture = await slackFixture();
    for (let index = 0; index < 20; index++) await probe({}, '{}');
    fixture.time.now += 60_000;
    await probe({}, '{}');
    const refused = fixture.lines.filter(([name]) => name === 'slack.unverified-requests-refused');
    expect(refused.map(([, fields]) => fields?.count)).toEqual([1, 20]);
  });

  it('When a body is enormous, then it is refused unread', async () => {
    fixture = await slackFixture();
    const response = await probe({}, 'x'.repeat(1_100_000)).catch(() => undefined);
    expect(response?.status ?? 401).toBe(401);
    expect(fixture.turns).toEqual([]);
  });

  it('When Slack checks the certificate, then it hears 200 and nothing is let in', async () => {
    fixture = await slackFixture();
    const form = new URLSearchParams({ ssl_check: '1', command: '/pim', text: 'my roles', user_id: 'U1' }).toString();
    expect((await probe({}, form, 'application/x-www-form-urlencoded')).status).toBe(200);
    expect(fixture.turns).toEqual([]);
  });

  it('When Slack verifies the address, then it gets its challenge back', async () => {
    fixture = await slackFixture();
    const body = JSON.stringify({ type: 'url_verification', challenge: 'abc' });
    const response = await probe(signed(body, 'shhh', seconds()), body);
    expect(await response.json()).toEqual({ challenge: 'abc' });
  });

  it('When somebody who shows no signature sends a long body, then it is refused with no more read than a form', async () => {
    fixture = await slackFixture();
    expect((await probe({}, 'x'.repeat(2049))).status).toBe(401);
    expect((await probe(signed('y', 'shhh', seconds() - 400), 'x'.repeat(2049))).status).toBe(401);
    const check = `ssl_check=1&more=${'x'.repeat(3000)}`;
    expect((await probe(signed('y', 'shhh', seconds()), check, 'application/x-www-form-urlencoded')).status).toBe(401);
  });

  it('When a signed body is larger than any delivery, then it is refused', async () => {
    fixture = await slackFixture();
    const body = JSON.stringify({ ...event('U1'), more: 'x'.repeat(256 * 1024) });
    expect((await probe(signed(body, 'shhh', seconds()), body)).status).toBe(413);
  });

  const deep = (depth: number): unknown => (depth === 0 ? 'x' : [deep(depth - 1)]);
  const sender = { id: 'U1', team_id: 'T1' };
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
    ['a press without its buttons', { type: 'block_actions', user: sender, actions: [] }],
    ['a press of null', { type: 'block_actions', user: sender, actions: [null] }],
    ['a press by nobody', { type: 'block_actions', actions: [{ type: 'button', value: '{}' }] }],
    [
      'a press with inputs that are no inputs',
      { type: 'block_actions', user: sender, actions: [{ type: 'button' }], state: { values: { a: { b: null } } } },
    ],
    ['a form without its view', { type: 'view_submission', user: sender }],
    ['a form without its fields', { type: 'view_submission', user: sender, view: { id: 'V1', hash: 'h' } }],
    ['a command without its words', { command: '/pim', trigger_id: 't', team_id: 'T1', user_id: 'U1' }],
    ['a shortcut by nobody', { type: 'shortcut' }],
    ['a message that nests without end', { ...event('U1'), more: deep(30) }],
    ['brackets without end', `${'['.repeat(100_000)}${']'.repeat(100_000)}`],
  ])(
    'When a signed delivery is %s, then it is refused once for all, and the next one is served',
    async (_what, what) => {
      fixture = await slackFixture();
      const body = typeof what === 'string' ? what : JSON.stringify(what);
      const { status, headers } = await probe(signed(body, 'shhh', seconds()), body);
      expect([status, headers.get('x-slack-no-retry')]).toEqual([400, '1']);
      expect((await fixture.fake.sendMessage('adele', 'help')).status).toBe(200);
      expect(fixture.turns).toHaveLength(1);
    },
  );
});
