import { beforeEach, describe, expect, it } from 'vitest';
import { commands } from '../../../bot/commands/registry.js';
import { useCases } from '../../../bot/commands/use-cases.js';
import { deliver } from '../../../bot/notify/deliver.js';
import { expandEvent } from '../../../bot/notify/expand-event.js';
import type { Messenger, Recipient } from '../../../bot/outbox/messenger.js';
import { outboxRelay } from '../../../bot/outbox/outbox-relay.js';
import { dispatch } from '../../../bot/turns/dispatch.js';
import { proveTurns } from '../../../bot/turns/finish-step-up.js';
import type { Turn } from '../../../bot/turns/turn.js';
import type { View } from '../../../cards/card.js';
import { renderPlain } from '../../../cards/platform/plain.js';
import { scheduleId } from '../../../domain/ids.js';
import type { PolicyChanges } from '../../../domain/policy/policy.js';
import { AdapterError } from '../../../domain/ports/system.js';
import type { Proof } from '../../../domain/proof/proofs.js';
import { minutes, seconds } from '../../../domain/time.js';
import { enrol } from '../../../domain/usecases/person/enrol.js';
import {
  alice,
  anEligibility,
  approvedBy,
  aRole,
  aStagePolicy,
  bob,
  by,
  carol,
  principal,
} from '../../support/builders.js';
import { idIn, useCaseFixture } from '../../support/setups/use-case-fixture.js';
import { silentLog as log } from '../../support/silent-log.js';

const fixture = useCaseFixture();
const freshness = minutes(5);
const withMfa: PolicyChanges = {
  Enablement_EndUser_Assignment: { enabledRules: ['MultiFactorAuthentication', 'Justification'] },
};
const approverProves = { isApproverMultiFactorRequired: true } as const;

/** What each person was sent in chat, as it stands now. */
let chat: { to: Recipient; view: View }[];
let isAway = false;
/** Where people are told of what others do. */
let told: readonly 'slack'[] = [];

function openBot(slack: Messenger) {
  const { deps, stepUps } = fixture;
  const handle = dispatch({
    ...deps,
    ...useCases(deps),
    commands,
    stepUps,
    proofFreshness: freshness,
    wake: () => undefined,
    log,
  });
  const relay = outboxRelay({
    ...deps,
    log,
    expand: expandEvent({ ...deps, surfaces: () => told }),
    deliver: deliver({
      ...deps,
      stepUps,
      messengers: new Map([['slack', slack]]),
      provisionAccess: fixture.provision,
    }),
    lanes: new Map([
      ['directory', 2],
      ['slack', 2],
    ]),
    safetyPoll: minutes(10),
    random: () => 0,
  });
  const unlessAway: typeof handle = (turn) => {
    if (isAway) throw new AdapterError('unavailable', 'the database is away');
    return handle(turn);
  };
  const turns = proveTurns({
    ...deps,
    stepUps,
    handle: unlessAway,
    proofFreshness: freshness,
    wake: () => undefined,
  });
  return { handle, relay, turns };
}

let bot: ReturnType<typeof openBot>;

beforeEach(() => {
  chat = [];
  told = [];
  isAway = false;
  bot = openBot({
    surface: 'slack',
    async post(to, view) {
      chat.push({ to, view });
      return { at: chat.length - 1 };
    },
    async update({ at }, view) {
      const there = chat[Number(at)];
      if (there) there.view = view;
      return 'updated';
    },
  });
});

const says = (text: string): Turn['input'] => ({ kind: 'text', text, opensForms: false });
const presses = (action: unknown, fields: Record<string, string> = {}): Turn['input'] => ({
  kind: 'press',
  action,
  fields,
});

async function turn(actor: typeof alice, input: Turn['input'], over: Partial<Turn> = {}) {
  const reply = await bot.handle({ ...by(actor), surface: 'slack', timeZone: 'UTC', input, ...over });
  await bot.relay.drain();
  return reply;
}

const shown = () => chat.map(({ view }) => renderPlain(view));
const lastShown = () => shown().at(-1) ?? '';

/** Sends the form that was shown last as it is filled in, but for these values. */
async function sendForm(actor: typeof alice, values: Record<string, string> = {}) {
  const form = chat.at(-1)?.view;
  if (form?.kind !== 'form') throw new Error('no form');
  const fields = Object.fromEntries(form.inputs.map(({ id, value = '' }) => [id, value]));
  await turn(actor, presses(form.submit.action, { ...fields, ...values }));
}

/** The turn that the link of the last message leads to. */
async function linked() {
  const [, token] = /https:\/\/latchkey\.example\/prove\/([\w-]+)/.exec(lastShown()) ?? [];
  if (!token) throw new Error(`no link in: ${lastShown()}`);
  const held = await bot.turns.find(token);
  if (!held) throw new Error('the link leads nowhere');
  return held;
}

const aProof = (over: Partial<Proof> = {}): Proof => ({
  by: 'passkey',
  at: fixture.clock.now(),
  authenticationContexts: [],
  ...over,
});

const activeUntil = async () => {
  await bot.relay.drain();
  return fixture.grantedUntil(alice);
};
const activating = says('activate Security Reader for 2h because INC-42');

describe('When a role asks for a second factor to be activated', () => {
  beforeEach(() => fixture.changePolicy(withMfa));

  it('then nothing is asked for yet: the person gets a link that says what it is for', async () => {
    const before = await fixture.written();
    const reply = await turn(alice, activating);
    expect(reply).toMatchObject({ kind: 'delivered', prove: expect.stringContaining('/prove/') });
    expect(lastShown()).toContain('Prove that it is you');
    expect(lastShown()).toContain('Activate Security Reader for 2 h');
    expect(chat.at(-1)?.to).toEqual({ kind: 'person', principalId: alice });
    expect(await fixture.written()).toMatchObject({ requests: before.requests, schedules: before.schedules });
    expect(await linked()).toMatchObject({ principalId: alice, state: { kind: 'waits' } });
  });

  it('then another request of hers for the same role is not barred by it', async () => {
    await turn(alice, activating);
    await turn(alice, activating);
    expect(chat).toHaveLength(2);
  });

  it('then one who asks without end has ten that wait, hears so, and keeps no one else from asking', async () => {
    for (let times = 0; times < 10; times++) await turn(alice, activating);
    await turn(alice, activating);
    expect(lastShown()).toContain('You have 10 things that wait for your proof');
    const rows = fixture.connection.collection('stepUps');
    expect(await rows.countDocuments({ principalId: alice })).toBe(10);
    await turn(bob, activating);
    expect(lastShown()).not.toContain('things that wait');

    // Once one of them is done, or their time is over, there is room again.
    fixture.clock.pass(minutes(10));
    await turn(alice, activating);
    expect(await linked()).toMatchObject({ principalId: alice, state: { kind: 'waits' } });
  });

  it('then of what is over, day in, day out, the latest alone are remembered', async () => {
    const rows = fixture.connection.collection('stepUps');
    for (let round = 0; round < 7; round++) {
      for (let times = 0; times < 10; times++) await turn(alice, activating);
      fixture.clock.pass(minutes(10));
    }
    expect(await rows.countDocuments({ principalId: alice })).toBe(50);
  });

  it('then words or a form beyond what any command takes are not kept, and the person hears so', async () => {
    await turn(alice, says(`activate Security Reader because ${'x'.repeat(3000)}`));
    expect(lastShown()).toContain('please keep it under 2000 characters');
    await turn(alice, presses({ do: 'submit', form: 'activate' }, { justification: 'x'.repeat(32_000) }));
    expect(lastShown()).toContain('more than a form here can hold');
    expect(await fixture.connection.collection('stepUps').countDocuments({ principalId: alice })).toBe(0);
  });

  it('then after the proof it goes on by itself, and the message says so', async () => {
    await turn(alice, activating);
    const { id } = await linked();
    const outcome = await bot.turns.carryOut(id, aProof());
    expect(outcome).toMatchObject({ kind: 'handled' });
    expect(await activeUntil()).toBe(fixture.clock.now() + minutes(120));
    expect(shown()[0]).toContain('You have proven that it is you');
    expect(shown()[0]).not.toContain('/prove/');
    const [request] = await fixture.store.read.requests.list({ limit: 5 });
    expect(request?.justification).toBe('INC-42');
  });

  it('then the link works once', async () => {
    await turn(alice, activating);
    const { id } = await linked();
    const both = await Promise.all([bot.turns.carryOut(id, aProof()), bot.turns.carryOut(id, aProof())]);
    expect(both.map(({ kind }) => kind).toSorted()).toEqual(['handled', 'refused']);
    expect(await bot.turns.carryOut(id, aProof())).toEqual({ kind: 'refused' });
    expect(await fixture.store.read.requests.list({ limit: 5 })).toHaveLength(1);
  });

  it('then after ten minutes it leads nowhere, and the message says so', async () => {
    await turn(alice, activating);
    const { id } = await linked();
    fixture.clock.pass(minutes(10));
    expect(await bot.turns.carryOut(id, aProof())).toEqual({ kind: 'refused' });
    await bot.relay.drain();
    expect(lastShown()).toContain('The time to prove it is over');
    expect(lastShown()).not.toContain('/prove/');
    expect(await activeUntil()).toBe('never');
  });

  it('then a message that the platform delivers again is held once, under the same link', async () => {
    const { commandId } = by(alice);
    const first = await turn(alice, activating, { commandId });
    const second = await turn(alice, activating, { commandId });
    expect(second).toEqual(first);
    expect(chat).toHaveLength(1);
  });

  it('then a proof that has gone stale before it was used is worth nothing', async () => {
    await turn(alice, activating);
    const { id } = await linked();
    const old = aProof();
    fixture.clock.pass(freshness);
    await bot.turns.carryOut(id, old);
    expect(await activeUntil()).toBe('never');
    expect(lastShown()).toContain('/prove/'); // she is asked again
  });

  it('then what is so when she proves it decides, not what was so when she asked', async () => {
    await turn(alice, activating);
    const { id } = await linked();
    await fixture.changePolicy({
      ...withMfa,
      Expiration_EndUser_Assignment: { isExpirationRequired: true, maximumDuration: minutes(60) },
    });
    await bot.turns.carryOut(id, aProof());
    expect(await activeUntil()).toBe('never');
    expect(lastShown()).toContain('at most 1 h');
  });

  it('then a fault in between loses nothing: it goes on with the proof it has, and only while that is fresh', async () => {
    await turn(alice, activating);
    const { id } = await linked();
    isAway = true;
    await expect(bot.turns.carryOut(id, aProof())).rejects.toThrow('away');
    isAway = false;
    expect(await linked()).toMatchObject({ state: { kind: 'begun' } });
    expect(await bot.turns.goOn(id)).toMatchObject({ kind: 'handled' });
    expect(await bot.turns.goOn(id)).toEqual({ kind: 'refused' });
    expect(await activeUntil()).toBe(fixture.clock.now() + minutes(120));
  });

  it('then a fault in between is over with the proof', async () => {
    await turn(alice, activating);
    const { id } = await linked();
    isAway = true;
    await expect(bot.turns.carryOut(id, aProof())).rejects.toThrow('away');
    isAway = false;
    fixture.clock.pass(freshness);
    expect(await bot.turns.goOn(id)).toEqual({ kind: 'refused' });
  });

  it('then what is missing is asked for first, and the proof for what was filled in', async () => {
    await turn(alice, says('activate Security Reader for 2h'));
    await sendForm(alice, { justification: 'INC-43' });
    await bot.turns.carryOut((await linked()).id, aProof());
    await activeUntil();
    const [request] = await fixture.store.read.requests.list({ limit: 5 });
    expect(request?.justification).toBe('INC-43');
  });

  it('then a preview tells that she will be asked, and asks for nothing', async () => {
    await turn(alice, says('preview Security Reader for 2h because INC-42'));
    expect(lastShown()).toContain('Second factor needed: yes, you are asked for it then');
    expect(lastShown()).toContain('It would be active at once');
  });
});

describe('When a role asks for an authentication context', () => {
  const withContext: PolicyChanges = {
    AuthenticationContext_EndUser_Assignment: { isEnabled: true, claimValue: 'c3' },
  };
  beforeEach(() => fixture.changePolicy(withContext));

  it('then a passkey does not stand in for it, nor another context', async () => {
    await turn(alice, activating);
    const { id, needs } = await linked();
    expect(needs).toEqual({ multiFactor: false, authenticationContexts: ['c3'] });
    expect(await bot.turns.carryOut(id, aProof())).toEqual({ kind: 'refused' });
    const other = aProof({ by: 'identity-provider', authenticationContexts: ['c1'] });
    expect(await bot.turns.carryOut(id, other)).toEqual({ kind: 'refused' });
    expect(await activeUntil()).toBe('never');
  });

  it('then the identity provider’s word for it does', async () => {
    await turn(alice, activating);
    const { id } = await linked();
    await bot.turns.carryOut(id, aProof({ by: 'identity-provider', authenticationContexts: ['c3'] }));
    expect(await activeUntil()).not.toBe('never');
  });
});

describe('When the settings want approvers to prove who they are', () => {
  beforeEach(() => fixture.changePolicy(approvedBy(aStagePolicy(approverProves))));

  const review = (requestId: string, reviewResult: 'Approve' | 'Deny' = 'Approve') =>
    presses({ do: 'review', requestId, stageId: 0, revision: 0, reviewResult }, { justification: 'known work' });

  it('then whoever has an approver’s chat approves nothing: the press comes to a link', async () => {
    const id = idIn(await fixture.ask());
    await turn(bob, review(id));
    expect(lastShown()).toContain('Approve Security Reader for Alice');
    expect(await fixture.request(id)).toMatchObject({ status: 'PendingApproval' });
  });

  it('then the approval follows the proof, with the words that came with the press', async () => {
    const id = idIn(await fixture.ask());
    await turn(bob, review(id));
    const outcome = await bot.turns.carryOut((await linked()).id, aProof());
    expect(outcome).toMatchObject({ kind: 'handled', said: expect.stringContaining('Approved') });
    const { stages } = await fixture.request(id);
    expect(stages[0]?.decisions).toMatchObject([{ reviewedBy: bob, justification: 'known work' }]);
  });

  it('then a denial is proven too', async () => {
    const id = idIn(await fixture.ask());
    await turn(bob, review(id, 'Deny'));
    expect(await fixture.request(id)).toMatchObject({ status: 'PendingApproval' });
    await bot.turns.carryOut((await linked()).id, aProof());
    expect(await fixture.request(id)).toMatchObject({ status: 'Denied' });
  });

  it('then the proof is for that very request, and never comes to mean another one', async () => {
    const first = idIn(await fixture.ask());
    await turn(bob, review(first));
    const { id } = await linked();
    await fixture.cancel(first);
    const second = idIn(await fixture.ask());
    await bot.turns.carryOut(id, aProof());
    await bot.relay.drain();
    expect(await fixture.request(second)).toMatchObject({ status: 'PendingApproval' });
    await turn(bob, review(second));
    expect(lastShown()).toContain('/prove/');
  });

  it('then several are decided after one proof, none before it', async () => {
    const other = aRole('f2ef992c-3afb-46b9-b7cf-a126ee74c451');
    await fixture.hold(anEligibility({ id: scheduleId('other'), role: other }));
    await fixture.changePolicy(approvedBy(aStagePolicy()), other);
    const ids = [idIn(await fixture.ask()), idIn(await fixture.ask({}, by(alice), other))];
    await turn(bob, says('approve all because known work'));
    await sendForm(bob);
    expect(lastShown()).toContain('Approve 2 requests');
    for (const id of ids) expect(await fixture.request(id)).toMatchObject({ status: 'PendingApproval' });
    await bot.turns.carryOut((await linked()).id, aProof());
    for (const id of ids) expect(await fixture.request(id)).not.toMatchObject({ status: 'PendingApproval' });
  });

  it('then it holds for requests that were made before the settings were changed, too', async () => {
    await fixture.changePolicy(approvedBy(aStagePolicy()));
    const id = idIn(await fixture.ask());
    await fixture.changePolicy(approvedBy(aStagePolicy(approverProves)));
    await turn(bob, review(id));
    expect(await fixture.request(id)).toMatchObject({ status: 'PendingApproval' });
    await fixture.changePolicy(approvedBy(aStagePolicy()));
    await turn(carol, review(id));
    expect(await fixture.request(id)).not.toMatchObject({ status: 'PendingApproval' });
  });
});

describe('When an administrator resets what somebody proves themself with', () => {
  const administration = aRole('62e90394-69f5-4237-9190-012177145e10');
  const dave = principal('dave');
  const hers = async () => fixture.store.read.authenticators.of(alice);

  beforeEach(async () => {
    await fixture.hold(
      anEligibility({ id: scheduleId('administrator'), level: 'assignment', principalId: dave, role: administration }),
    );
    await fixture.store.transaction(async (tx) => {
      const present = await tx.authenticators.of(alice);
      const codeApp = { sealedSeed: 'sealed', addedAt: fixture.clock.now(), lastStep: 1 };
      await tx.authenticators.save({ ...present, codeApp, recoveryCodes: ['hash'] });
    });
  });

  it('then it needs a proof of theirs, and after it she has nothing left and is told', async () => {
    await turn(dave, says('reset proofs of Alice'));
    expect((await hers()).codeApp).toBeDefined();
    told = ['slack'];
    await bot.turns.carryOut((await linked()).id, aProof());
    expect(await hers()).toMatchObject({ passkeys: [], recoveryCodes: [], version: 2 });
    expect((await hers()).codeApp).toBeUndefined();
    await bot.relay.drain();
    expect(chat.find(({ view }) => view.name === 'authenticators')).toMatchObject({
      to: { principalId: alice },
      view: { summary: 'Your passkeys and codes were reset by Dave' },
    });
  });

  it.each([
    ['somebody who manages nothing', bob, 'reset proofs of Alice', 'Only those who manage the roles'],
    ['an administrator for themself', dave, 'reset proofs of Dave', 'You cannot reset your own'],
    ['an administrator for whoever has nothing', dave, 'reset proofs of Bob', 'nothing to reset'],
    ['an administrator for a group', dave, 'reset proofs of Approvers', 'not in the directory'],
    ['an administrator for nobody', dave, 'reset proofs of Xyzzy', 'I know nobody'],
  ] as const)('then %s is refused', async (_who, actor, typed, text) => {
    await turn(actor, says(typed));
    expect(lastShown()).toContain(text);
    expect((await hers()).codeApp).toBeDefined();
  });
});

it('When nobody can sign in, then whoever needs a proof is told that there is none to be had', async () => {
  await fixture.changePolicy(withMfa);
  const { deps } = fixture;
  const parts = { ...deps, ...useCases(deps), commands, proofFreshness: freshness, wake: () => undefined, log };
  const handle = dispatch({ ...parts, stepUps: undefined });
  const reply = await handle({ ...by(alice), surface: 'slack', timeZone: 'UTC', input: activating });
  expect(reply).toMatchObject({ kind: 'delivered', said: expect.stringContaining('no sign-in is set up') });
});

it('When the database is read by a stranger, then no link can be made of what is in it', async () => {
  await fixture.changePolicy(withMfa);
  await turn(alice, activating);
  const [, token = ''] = /\/prove\/([\w-]+)/.exec(lastShown()) ?? [];
  expect(token.length).toBeGreaterThan(40);
  for (const name of ['stepUps', 'deliveries', 'outbox', 'commands', 'auditEvents']) {
    const all = await fixture.connection.collection(name).find().toArray();
    expect(JSON.stringify(all), name).not.toContain(token);
  }
  fixture.clock.pass(seconds(1));
});

it('When somebody sets up an app, then they hear of it in chat: it might not have been they', async () => {
  const { deps } = fixture;
  const enrolling = enrol({ ...deps, proofFreshness: freshness });
  const standing = { sessionId: 'hers', askedAgainAt: fixture.clock.now() };
  told = ['slack'];
  await enrolling({ do: 'begin-code-app', sealedSeed: 'sealed' }, standing, by(alice));
  await bot.relay.drain();
  expect(chat).toEqual([]);
  await enrolling({ do: 'finish-code-app', step: 1 }, standing, by(alice));
  await bot.relay.drain();
  expect(chat).toMatchObject([{ to: { principalId: alice } }]);
  expect(lastShown()).toContain('You have set up an authenticator app');
  expect(lastShown()).toContain('If this was not you');
});
