import { connect } from '../../adapters/mongo/connection/connect.js';
import { migrate } from '../../adapters/mongo/migrate.js';
import { chatMessageIndexes, mongoChatTranscript } from '../../adapters/mongo/people/chat-transcript.js';
import { everybody } from '../../adapters/web/chat/chat-access.js';
import { webChat } from '../../adapters/web/chat/web-chat.js';
import { startHttpServer } from '../../adapters/web/http-server.js';
import { openStreams } from '../../adapters/web/open-streams.js';
import { pageFiles } from '../../adapters/web/page/page-files.js';
import type { HeldRole } from '../../bot/chat/chat-wire.js';
import type { HandleTurn } from '../../bot/turns/turn.js';
import type { Card, Form, View } from '../../cards/card.js';
import { principalId } from '../../domain/ids.js';
import type { User } from '../../domain/ports/directory.js';
import { AdapterError, type Log } from '../../domain/ports/system.js';
import { duration, instant } from '../../domain/time.js';
import { freshDatabaseUri } from './parts/database.js';

const silent: Log = { debug() {}, info() {}, warn() {}, error() {}, with: () => silent };

function aUser(number: number, displayName: string, jobTitle: string, timeZone: string): User {
  const handle = displayName.split(' ')[0]?.toLowerCase();
  return {
    type: 'user',
    id: principalId(`00000000-0000-4000-8000-00000000000${number}`),
    displayName,
    userPrincipalName: `${handle}@example.com`,
    accountEnabled: true,
    userType: 'Member',
    timeZone,
    jobTitle,
  };
}

export const rosa = aUser(1, 'Rosa Requestor', 'Network engineer', 'Europe/Berlin');
export const anna = aUser(2, 'Anna Approver', 'Security lead', 'Europe/London');
export const abel = aUser(3, 'Abel Approver', 'Platform lead', 'America/New_York');
const omar = aUser(4, 'Omar Onlooker', 'Developer', 'Asia/Kolkata');

const aCard = (name: string, title: string, more: Partial<Card>): Card => ({
  kind: 'card',
  name,
  title,
  body: [],
  facts: [],
  rows: [],
  buttons: [],
  summary: title,
  ...more,
});

/** The card of one request, as it is at this step of the story. */
function requestCard(reason: string, step: 'pending' | 'active', mayDecide: boolean): Card {
  const review = { requestId: 'r1', stageId: 0, revision: 0 };
  return aCard('request', 'Security Reader for Rosa Requestor', {
    status:
      step === 'pending'
        ? { text: 'Waits for approval', tone: 'warning' }
        : { text: 'Active until 16:02', tone: 'good' },
    facts: [
      { label: 'Role', value: 'Security Reader' },
      { label: 'Scope', value: 'Whole directory' },
      { label: 'For', value: '2 h' },
      ...(step === 'active' ? [{ label: 'Decided', value: 'Approved by Anna Approver at 14:02' }] : []),
    ],
    quote: { label: 'Reason', text: reason },
    buttons:
      step === 'pending' && mayDecide
        ? [
            { title: 'Approve', style: 'primary', action: { do: 'review', ...review, reviewResult: 'Approve' } },
            { title: 'Deny', style: 'destructive', action: { do: 'ask-review', ...review, reviewResult: 'Deny' } },
          ]
        : step === 'active' && !mayDecide
          ? [{ title: 'Give back', style: 'default', action: { do: 'deactivate', requestId: 'r1' } }]
          : [],
  });
}

const denyForm: Form = {
  kind: 'form',
  name: 'review',
  title: 'Deny Security Reader for Rosa Requestor',
  body: ['Rosa is told why.'],
  inputs: [{ id: 'justification', label: 'Reason', kind: 'multiline', isRequired: false }],
  submit: { title: 'Deny', style: 'destructive', action: { do: 'submit', form: 'review' } },
  reopen: { do: 'show', requestId: 'r1' },
  summary: 'Why do you deny Security Reader for Rosa Requestor?',
};

const activateForm: Form = {
  kind: 'form',
  name: 'activate',
  title: 'Activate a role',
  body: ['Two things are missing.'],
  inputs: [
    {
      id: 'role',
      label: 'Role',
      kind: 'choice',
      isRequired: true,
      choices: ['Security Reader', 'Reports Reader'].map((title) => ({ title, value: title })),
    },
    { id: 'duration', label: 'How long', kind: 'text', value: '2 h', isRequired: true },
    { id: 'justification', label: 'Reason', kind: 'multiline', isRequired: true, problem: 'Say what you need it for.' },
  ],
  submit: { title: 'Request', style: 'primary', action: { do: 'submit', form: 'activate' } },
  reopen: { do: 'run', text: 'activate' },
  summary: 'Activate a role',
};

const myRoles = aCard('my-roles', 'My roles', {
  body: ['What you may activate.'],
  rows: ['Security Reader', 'Reports Reader', 'Exchange Administrator'].map((title) => ({
    title,
    subtitle: 'Whole directory · at most 8 h',
    buttons: [{ title: 'Activate', style: 'primary', action: { do: 'run', text: 'activate' } }],
  })),
});

/**
 * The web chat on a real database and a real server, answering by a small script in place of the product: `activate …
 * because <reason>` asks both approvers, Approve makes every copy active, Deny asks why, `activate` alone opens a form.
 */
export async function startScriptedChat({ heartbeat = 25_000 } = {}) {
  const connection = await connect(freshDatabaseUri());
  await migrate(connection, chatMessageIndexes);
  const transcript = mongoChatTranscript(connection, silent);
  let lastId = 0;
  const ids = { next: () => `${++lastId}` };
  const clock = { now: () => instant(Date.now()) };
  let failures = 0;
  let isDirectoryAway = false;
  let mayRead = true;
  let held: readonly HeldRole[] = [];
  let questions = 0;
  const seen: Parameters<HandleTurn>[0][] = [];
  const chat = webChat({
    handle: async (turn) => {
      seen.push(turn);
      if (failures-- > 0) throw new AdapterError('unavailable', 'the database is away');
      return handle(turn);
    },
    transcript,
    access: {
      ...everybody(async () => ({ people: [rosa, anna, abel, omar], opening: [rosa.id, anna.id, abel.id] })),
      mayRead: () => async () => mayRead,
    },
    heartbeat: duration(heartbeat),
    streams: openStreams(),
    grants: async () => {
      questions++;
      if (isDirectoryAway) throw new AdapterError('unavailable', 'the database is away');
      return held.filter(({ until = Infinity }) => until > clock.now());
    },
    ids,
    clock,
    log: silent,
  });
  const server = await startHttpServer({
    host: '127.0.0.1',
    port: 0,
    onlyLoopbackNames: true,
    mounts: [],
    routers: [pageFiles(), chat.router],
    readiness: async () => ({ status: 'ready', reasons: [] }),
    ids,
    clock,
    log: silent,
  });

  let reason = '';
  const everywhere = [
    { who: rosa, mayDecide: false },
    { who: anna, mayDecide: true },
    { who: abel, mayDecide: true },
  ];
  const post = (to: User, key: string, view: View) =>
    chat.messenger.post({ kind: 'person', principalId: to.id }, view, { key, isRetry: false });
  const handle: HandleTurn = async ({ input, commandId }) => {
    if (input.kind === 'press') return handlePress(input.action as { do: string; reviewResult?: string });
    const because = /^activate .* because (.*)$/.exec(input.text);
    if (because !== null) {
      reason = because[1] ?? '';
      for (const { who, mayDecide } of everywhere) await post(who, 'r1', requestCard(reason, 'pending', mayDecide));
      return { kind: 'delivered' };
    }
    if (input.text === 'activate') return { kind: 'form', form: activateForm };
    if (input.text === 'my roles') return { kind: 'show', card: myRoles };
    return { kind: 'said', text: `I do not know “${input.text}” (${commandId}). Try help.` };
  };
  const handlePress = async (action: { do: string; reviewResult?: string }) => {
    if (action.do === 'ask-review') return { kind: 'form', form: denyForm } as const;
    if (action.do === 'submit') return { kind: 'said', text: 'Noted.' } as const;
    if (action.do === 'show-late') {
      await chat.messenger.update({ conversation: abel.id, key: 'r1' }, requestCard(reason, 'active', true));
      return { kind: 'show', card: requestCard(reason, 'pending', true) } as const;
    }
    if (action.do !== 'review') return { kind: 'said', text: 'That is done.' } as const;
    for (const { who, mayDecide } of everywhere)
      await chat.messenger.update({ conversation: who.id, key: 'r1' }, requestCard(reason, 'active', mayDecide));
    const alert = aCard('alert', 'A privileged role was activated', {
      status: { text: 'For your information', tone: 'neutral' },
      body: ['Rosa Requestor activated Security Reader for 2 h.'],
    });
    await chat.messenger.post({ kind: 'channel', channel: 'admins' }, alert, { key: 'alert', isRetry: false });
    return { kind: 'said', text: 'You approved it.' } as const;
  };

  return {
    url: server.url,
    chat,
    transcript,
    /** The turns that reached the script. */
    seen,
    /** The next turns cannot be stored. */
    failNext(count: number) {
      failures = count;
    },
    /** What the directory holds from now on, each until its end. Nobody is told. */
    hold(roles: readonly HeldRole[]) {
      held = roles;
    },
    /** From now on the directory can, or cannot, be asked. */
    setDirectoryAway(isAway: boolean) {
      isDirectoryAway = isAway;
    },
    /** Shows somebody a card. */
    tell: (to: User, card: Pick<Card, 'title' | 'link'>) => post(to, card.title, aCard('note', card.title, card)),
    /** From now on nobody may read what they could read. */
    forbidReading() {
      mayRead = false;
    },
    /** How often the directory was asked so far. */
    questions: () => questions,
    async stop() {
      await chat.stop();
      await server.stop();
      await connection.close();
    },
  };
}
