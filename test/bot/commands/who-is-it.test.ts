import { beforeEach, describe, expect, it } from 'vitest';
import { commands } from '../../../bot/commands/registry.js';
import { incidentsInWords } from '../../../bot/views/read-incidents.js';
import { readListFacts } from '../../../bot/views/read-list-facts.js';
import { readRequestFacts } from '../../../bot/views/read-request-facts.js';
import { incidentTitle } from '../../../cards/alert/alert-words.js';
import { unreachableCard } from '../../../cards/operations/unreachable-card.js';
import { renderPlain } from '../../../cards/platform/plain.js';
import { noteCard } from '../../../cards/request/note-card.js';
import { requestCard } from '../../../cards/request/request-card.js';
import { requestMail } from '../../../cards/request/request-mail.js';
import { whoForCertain } from '../../../cards/words/who.js';
import type { AlertIncident } from '../../../domain/alert/incident.js';
import { incidentId, scheduleId } from '../../../domain/ids.js';
import type { User } from '../../../domain/ports/directory.js';
import { wellKnownRole } from '../../../domain/role/well-known.js';
import { instant } from '../../../domain/time.js';
import {
  alice,
  approvedBy,
  aRole,
  aSchedule,
  aStagePolicy,
  asks,
  bob,
  dave,
  principal,
} from '../../support/builders.js';
import { conversation, shownText } from '../../support/conversation.js';
import { useCaseFixture } from '../../support/setups/use-case-fixture.js';

const fixture = useCaseFixture();
const { say } = conversation(fixture, commands);
/** The same people, who prove each time that it is them. */
const proven = conversation(fixture, commands, { proving: true });
const aUser = (name: string, displayName: string, more: Partial<User> = {}): User => ({
  type: 'user',
  id: principal(name),
  displayName,
  userPrincipalName: `${name}@contoso.example`,
  accountEnabled: true,
  userType: 'Member',
  ...more,
});

beforeEach(async () => {
  await fixture.changePolicy(approvedBy(aStagePolicy({ primaryApprovers: asks(bob) })));
});

/** What Bob is shown of what Alice asks for. */
async function approversCopy(): Promise<string> {
  await say(alice, 'activate Security Reader for 2h because INC-42');
  const [request] = await fixture.store.read.requests.list({ principalId: alice, limit: 1 });
  const facts = request && (await readRequestFacts(fixture.deps, request.id));
  if (!facts) throw new Error('nothing was asked for');
  const viewer = { part: 'approver', principalId: bob, timeZone: 'UTC' } as const;
  return renderPlain(requestCard(facts, viewer, fixture.clock.now()));
}

describe('When an approver is asked', () => {
  it('by somebody whose name is theirs alone, then the name says it', async () => {
    const card = await approversCopy();
    expect(card).toContain('Alice asks for Security Reader');
    expect(card).not.toContain('alice@');
  });

  it.each([
    ['bears the same name', 'Alice'],
    ['bears it in other casing', 'ALICE'],
    ['bears it with a letter of another script', 'Аlice'],
    ['bears it with a letter that looks the same', 'AIice'],
    ['bears it with something unseen in it', 'Ali\u200bce'],
  ])('where another %s, then the card says which one it is', async (_how, displayName) => {
    await fixture.records.principals.save([aUser('alice2', displayName)]);
    const card = await approversCopy();
    expect(card).toContain('Alice (alice@contoso.example) asks for Security Reader');
    expect(shownText(await say(bob, 'pending'))).toContain('Alice (alice@contoso.example): Security Reader');
    expect(shownText(await say(bob, 'decide several'))).toContain('Alice (alice@contoso.example)');
  });

  it('by a disguised name, then the card says who it is, and what they do', async () => {
    const disguised = { id: alice, userPrincipalName: 'mallory@contoso.example', jobTitle: 'Intern' };
    await fixture.records.principals.save([aUser('alice', 'Bоb', disguised)]);
    const card = await approversCopy();
    expect(card).toContain('Bоb (mallory@contoso.example) asks for');
    expect(card).toContain('Bоb (mallory@contoso.example), Intern');
  });

  it('then lists read names once, and the portal can always say who', async () => {
    await approversCopy();
    const requests = await fixture.store.read.requests.list({ principalId: alice, limit: 10 });
    const [facts] = await readListFacts(fixture.deps, requests);
    expect(facts && whoForCertain(facts)).toBe('Alice (alice@contoso.example)');
  });
});

describe('When an administrator gives and takes', () => {
  beforeEach(async () => {
    const role = aRole(wellKnownRole.globalAdministrator);
    const given = { assignmentType: 'assigned', role, endDateTime: undefined } as const;
    await fixture.hold(aSchedule({ ...given, id: scheduleId('dave-admin'), principalId: dave }));
    await fixture.records.principals.save([aUser('bob2', 'Bob', { jobTitle: 'Gardener' })]);
  });

  const said = async (text: string) => shownText(await say(dave, text));

  it('and two bear the name, then neither is guessed, and the answer says which one it was', async () => {
    expect(await said('assign Global Reader to Bob for 30 days because INC-42')).toContain(
      'It is not certain who “Bob” is',
    );
    const typed = 'assign Global Reader to bob2@contoso.example for 30 days because INC-42';
    expect(await said(typed)).toContain('Make Bob (bob2@contoso.example) eligible for Global Reader');
    const answer = shownText(await proven.say(dave, typed));
    expect(answer).toContain('Bob (bob2@contoso.example) is eligible for Global Reader');
    expect(await said('assignments Global Reader')).toContain('Bob (bob2@contoso.example)');
    expect(
      shownText(await proven.say(dave, 'remove Global Reader from bob2@contoso.example because INC-42')),
    ).toContain('Bob (bob2@contoso.example) is no longer eligible for Global Reader');
  });

  it('then whoever is only asked about is told apart as well', async () => {
    const answer = await said('requests by Bob');
    for (const name of ['bob', 'bob2']) expect(answer).toContain(`Bob (${name}@contoso.example)`);
  });
});

describe('When two bear the name of whom a card is about', () => {
  const known = 'Alice (alice@contoso.example)';
  const factsNow = async () => {
    const [request] = await fixture.store.read.requests.list({
      principalId: alice,
      actions: ['selfActivate'],
      limit: 1,
    });
    const facts = request && (await readRequestFacts(fixture.deps, request.id));
    if (!facts) throw new Error('nothing was asked for');
    return facts;
  };
  beforeEach(async () => {
    await fixture.records.principals.save([aUser('alice2', 'Alice')]);
    await say(alice, 'activate Security Reader for 2h because INC-42');
  });

  it.each(['unanswered', 'kept-owner', 'reminded'] as const)(
    'then the note “%s” says which one it is',
    async (note) => {
      const viewer = { part: note === 'reminded' ? 'approver' : 'admins', principalId: bob, timeZone: 'UTC' } as const;
      expect(noteCard(note, await factsNow(), viewer, fixture.clock.now()).title).toContain(known);
    },
  );

  it('then so do the history, and the alert that nobody can be asked', async () => {
    const facts = await factsNow();
    expect(unreachableCard(facts, { names: ['Bob'], isEverybody: true }, fixture.clock.now()).title).toContain(known);
    expect(shownText(await say(bob, 'history of Security Reader'))).not.toContain('History of Alice:');
    const { id } = facts.request;
    const history = await conversation(fixture, commands).press(alice, { do: 'history', requestId: id });
    expect(shownText(history)).toContain(`History of ${known}`);
    expect(shownText(history)).toContain(`${known} asked for it`);
  });

  it('then what is still possible names whom “remove” is to mean, as it is typed', async () => {
    await say(bob, 'pending');
    await say(bob, 'approve alice@contoso.example');
    await fixture.follow();
    const told = shownText(await say(bob, 'deny alice@contoso.example'));
    expect(told).toContain(`${known} can give it back`);
    expect(told).toContain('“remove Security Reader from alice@contoso.example”');
  });

  it('then the mail to an approver says it in its subject', async () => {
    const mail = requestMail('approval-asked', 'Approver', await factsNow(), { timeZone: 'UTC' }, fixture.clock.now());
    expect(mail?.title).toContain(known);
  });

  it('then what is found of them by an alert, and what resets their proofs, says it too', async () => {
    const role = aRole(wellKnownRole.globalAdministrator);
    const given = { assignmentType: 'assigned', role, endDateTime: undefined } as const;
    await fixture.hold(aSchedule({ ...given, id: scheduleId('dave-admin'), principalId: dave }));
    const incident = {
      id: incidentId('00000000-0000-4000-8000-00000000abcd'),
      alert: 'StaleSignInAlert',
      principalId: alice,
      role: aRole(),
      facts: {},
      status: 'open',
    } as unknown as AlertIncident;
    const [line] = await incidentsInWords(fixture.deps, [incident]);
    expect(line && incidentTitle(line)).toBe(`${known}: Security Reader`);
    const laptop = { id: 'laptop', name: 'Laptop', publicKey: 'key', counter: 0, transports: [], addedAt: instant(0) };
    await fixture.store.transaction(async (tx) =>
      tx.authenticators.save({ ...(await tx.authenticators.of(alice)), passkeys: [laptop] }),
    );
    expect(shownText(await say(dave, 'reset proofs of alice@contoso.example'))).toContain(`codes of ${known}`);
    const reset = shownText(await proven.say(dave, 'reset proofs of alice@contoso.example'));
    expect(reset).toContain(`${known} can set up new passkeys`);
    expect(shownText(await say(dave, 'requests by alice@contoso.example'))).toContain(`Requests by ${known}`);
  });
});
