import { beforeEach, describe, expect, it } from 'vitest';
import type { CommandDeps, Fields } from '../../../bot/commands/command.js';
import { commands } from '../../../bot/commands/registry.js';
import { runText } from '../../../bot/commands/run-text.js';
import { useCases } from '../../../bot/commands/use-cases.js';
import { press as pressAction } from '../../../bot/turns/press.js';
import { readRequestFacts } from '../../../bot/views/read-request-facts.js';
import { parseAction } from '../../../cards/actions.js';
import type { Button, Form, View } from '../../../cards/card.js';
import { renderPlain } from '../../../cards/platform/plain.js';
import { refusalCard } from '../../../cards/refusal-card.js';
import { requestCard } from '../../../cards/request/request-card.js';
import { scheduleId } from '../../../domain/ids.js';
import type { PolicyChanges } from '../../../domain/policy/policy.js';
import { noProofs } from '../../../domain/proof/proofs.js';
import type { Role } from '../../../domain/role/role.js';
import { days, hours, after as later, minutes } from '../../../domain/time.js';
import { azurePlaces, contributorAt, places } from '../../support/azure-places.js';
import {
  alice,
  anEligibility,
  approvedBy,
  aRole,
  aStagePolicy,
  asks,
  bob,
  by,
  carol,
  dave,
  monday,
} from '../../support/builders.js';
import { eligibleGroup, useCaseFixture } from '../../support/setups/use-case-fixture.js';

const fixture = useCaseFixture();
const [production, webShop] = [contributorAt('production'), contributorAt('webShop')];
const timeZone = 'UTC';
const byBob = approvedBy(aStagePolicy({ primaryApprovers: asks(bob) }));

const depsOf = (): CommandDeps => ({ ...fixture.deps, ...useCases(fixture.deps) });
const proofsFor = () => noProofs;
const caller = () => ({ by: by(alice), actor: alice, timeZone, proofsFor });
const context = (text: string, rest: string) => ({ ...caller(), text, rest });

type CommandAnswer = Awaited<ReturnType<(typeof commands)[number]['run']>>;

/** What Alice is answered to what she types. */
const say = (typed: string): Promise<CommandAnswer> => runText({ ...depsOf(), commands }, caller(), typed);

/** What she is answered to a form she sends. */
function send({ submit }: Form, fields: Fields): Promise<CommandAnswer> {
  const { action } = submit;
  const command = commands.find(({ name }) => action.do === 'submit' && name === action.form);
  if (!command?.submit) throw new Error('this form leads nowhere');
  return command.submit(depsOf(), context('', ''), fields);
}

/** What is to be seen of an answer. */
function seen(answer: CommandAnswer): string {
  const view = viewOf(answer);
  if (!view) throw new Error(`nothing is shown: ${answer.kind}`);
  return renderPlain(view);
}

function viewOf(answer: CommandAnswer): View | undefined {
  if (answer.kind === 'card') return answer.card;
  if (answer.kind === 'form') return answer.form;
  return answer.kind === 'refused' ? refusalCard(answer.text) : undefined;
}

function formIn(answer: CommandAnswer): Form {
  if (answer.kind !== 'form') throw new Error(`no form: ${answer.kind}`);
  return answer.form;
}

const filledIn = ({ inputs }: Form): Fields => Object.fromEntries(inputs.map(({ id, value = '' }) => [id, value]));

/** What Alice is answered when she presses a button of a card, or of one of its rows. */
function press(answer: CommandAnswer, title: string, row = 0): Promise<CommandAnswer> {
  if (answer.kind !== 'card') throw new Error(`no card: ${answer.kind}`);
  const buttons: readonly Button[] = [...answer.card.buttons, ...(answer.card.rows[row]?.buttons ?? [])];
  const action = buttons.find((button) => button.title === title)?.action;
  // As it comes back from a platform.
  const pressed = parseAction(JSON.parse(JSON.stringify(action ?? null)));
  if (!pressed) throw new Error(`no button ${title} in ${buttons.map((button) => button.title)}`);
  return pressAction({ ...depsOf(), commands }, caller(), pressed, {});
}

/** The request an answer is about. */
function requestIn(answer: CommandAnswer) {
  if (answer.kind !== 'changed') throw new Error(`nothing changed: ${seen(answer)}`);
  return fixture.request(answer.requestId);
}

async function herCard(answer: CommandAnswer): Promise<string> {
  const { id } = await requestIn(answer);
  const facts = await readRequestFacts(fixture.deps, id);
  if (!facts) throw new Error('there is no such request');
  return renderPlain(requestCard(facts, { part: 'requestor', principalId: alice, timeZone }, fixture.clock.now()));
}

const settings = (changes: PolicyChanges, role: Role = aRole()) => fixture.changePolicy(changes, role);

describe('When somebody eligible on a subscription wants the role at a place in it', () => {
  beforeEach(async () => {
    await fixture.records.scopes.save(azurePlaces);
    await fixture.hold(anEligibility({ id: scheduleId('azure'), role: production }));
  });

  it.each([
    ['by its name', 'activate Contributor on billing for 1h because INC-42', 'billing'],
    ['by its id', `activate contributor on ${places.webShop} for 1h because INC-42`, 'webShop'],
    ['by the name of a resource', 'activate Contributor on "shop keys" for 1h because INC-42', 'keys'],
  ] as const)('then it can be typed %s', async (_how, typed, where) => {
    const request = await requestIn(await say(typed));
    expect(request).toMatchObject({ role: contributorAt(where), governingScopeId: places.production });
  });

  it('then the card and the list of roles say the place', async () => {
    const answer = await say('activate Contributor on billing for 1h because INC-42');
    await fixture.follow();
    expect(await herCard(answer)).toContain('Contributor on billing');
    expect(await herCard(answer)).toContain('Active until 10:00');
    const roles = seen(await say('my roles'));
    expect(roles).toContain('Contributor on billing');
    expect(roles).toContain('Contributor on Production');
    fixture.clock.pass(minutes(6));
    expect(await say('deactivate Contributor on billing')).toMatchObject({ kind: 'changed' });
    await fixture.follow();
    expect(await fixture.grantedUntil(alice, contributorAt('billing'))).toBe('never');
  });

  it('then of two places of one name the one within is meant, and both are offered where both are', async () => {
    const within = await requestIn(await say('activate Contributor on web-shop for 1h because INC-42'));
    expect(within).toMatchObject({ role: webShop });
    await fixture.hold(anEligibility({ id: scheduleId('azure-2'), role: contributorAt('sandbox') }));
    const answer = await say('activate Contributor on web-shop for 1h because INC-42');
    expect(seen(answer)).toContain('Contributor on web-shop (in Production)');
    expect(seen(answer)).toContain('Contributor on web-shop (in Sandbox)');
    const chosen = await requestIn(await press(answer, 'Activate', 1));
    expect(chosen).toMatchObject({ role: contributorAt('otherWebShop'), justification: 'INC-42' });
  });

  it('then of two roles of their own at places of one name the one that is chosen is meant', async () => {
    await fixture.hold(
      anEligibility({ id: scheduleId('azure-2'), role: webShop }),
      anEligibility({ id: scheduleId('azure-3'), role: contributorAt('otherWebShop') }),
    );
    const answer = await say('activate Contributor on web-shop for 1h because INC-42');
    if (answer.kind !== 'card') throw new Error('nothing is offered');
    const chosen = await Promise.all([0, 1].map(async (row) => requestIn(await press(answer, 'Activate', row))));
    const scopes = chosen.map(({ role }) => role.kind === 'azure' && role.directoryScopeId);
    expect(scopes.toSorted()).toEqual([places.webShop, places.otherWebShop]);
    expect(chosen.map(({ governingScopeId }) => governingScopeId)).toEqual([undefined, undefined]);
  });

  it.each([
    ['a place outside', 'activate Contributor on Sandbox for 1h', 'You are not eligible for “Contributor on Sandbox”'],
    ['no place', 'activate Contributor on the moon for 1h', 'I do not know the place “the moon”'],
    [
      'nearly a place',
      'activate Contributor on biling for 1h',
      'I do not know the place “biling”\nDid you mean one of these?',
    ],
  ])('then %s is refused, and what they can have is offered', async (_what, typed, said) => {
    const answer = await say(typed);
    expect(seen(answer)).toContain(said);
    expect(seen(answer)).toMatch(/Contributor on (Production|billing)/);
    expect(await fixture.written()).toMatchObject({ requests: 0 });
  });

  it('then what is missing is asked for, with the place kept', async () => {
    const form = formIn(await say('activate Contributor on billing for 1h'));
    expect(form.inputs.find(({ id }) => id === 'role')?.choices?.map(({ title }) => title)).toEqual([
      'Contributor on Production',
      'Security Reader',
    ]);
    expect(filledIn(form)).toMatchObject({ role: 'azure', scope: places.billing, duration: '1h' });
    const request = await requestIn(await send(form, { ...filledIn(form), justification: 'INC-42' }));
    expect(request).toMatchObject({ role: contributorAt('billing') });
  });

  it.each([
    ['Sandbox', 'Sandbox is not within Production'],
    ['the moon', 'I do not know that place'],
    ['biling', places.billing],
  ])('then “%s” in the form is refused beside its field', async (scope, said) => {
    const fields = { role: 'azure', scope, duration: '1h', justification: 'INC-42' };
    const form = formIn(await send(formIn(await say('activate')), fields));
    expect(form.inputs.find(({ id }) => id === 'scope')?.problem).toContain(said);
    expect(filledIn(form)).toMatchObject(fields);
  });
});

describe('When somebody only wants to know', () => {
  it.each([
    'preview Security Reader for 2h because INC-42',
    'what if I activate Security Reader for 2h because INC-42',
    'dry run activate Security Reader for 2h because INC-42',
    'check Security Reader for 2h because INC-42',
  ])('then “%s” tells it and stores nothing', async (typed) => {
    const before = await fixture.written();
    const told = seen(await say(typed));
    expect(told).toContain('If you activate Security Reader');
    expect(told).toContain('It would be active at once');
    expect(told).toContain('It would begin at once and end at 11:00.');
    expect(told).toContain('Nothing has been asked for.');
    expect(await fixture.written()).toEqual(before);
  });

  it('then the button asks for just that, and means the same moment later', async () => {
    const told = await say(
      'preview Security Reader at 17:00 until 18:30 ticket 42 in ServiceNow because the "mail" is down',
    );
    fixture.clock.pass(hours(7));
    expect(await requestIn(await press(told, 'Ask for it'))).toMatchObject({
      justification: 'the "mail" is down',
      ticketInfo: { ticketNumber: '42', ticketSystem: 'ServiceNow' },
      scheduleInfo: {
        startDateTime: later(monday, hours(8)),
        expiration: { type: 'afterDateTime', endDateTime: later(monday, hours(9.5)) },
      },
    });
  });

  it('then the button does not come to mean the next day once its moment has passed', async () => {
    const late = await say('preview Security Reader at 17:00 for 1h because INC-42');
    fixture.clock.pass(days(1));
    expect(seen(await press(late, 'Ask for it'))).toContain('That start has passed.');
  });

  it('then the button is refused once the role is not theirs, and no other is taken for it', async () => {
    const told = await say('preview Security Reader for 1h because INC-42');
    const [own] = await fixture.store.read.schedules.list({ level: 'eligibility', limit: 1 });
    if (!own) throw new Error('nobody is eligible');
    const operator = { ...aRole(), roleDefinitionId: 'security-reader-owners' };
    await fixture.store.transaction((tx) => tx.schedules.save({ ...own, role: operator }));
    expect(seen(await press(told, 'Ask for it'))).toContain('You are not eligible for');
    expect(await fixture.written()).toMatchObject({ requests: 0 });
  });

  it('then it says who would be asked, how many of them, for how long, and who after them', async () => {
    const stages = [
      aStagePolicy({ primaryApprovers: asks(bob, carol), approvalsRequired: 2, timeOut: hours(12) }),
      aStagePolicy({ primaryApprovers: asks(carol), escalationApprovers: asks(dave), escalationTime: hours(1) }),
    ];
    await settings(approvedBy(...stages));
    const told = seen(await say('preview Security Reader for 2h because INC-42'));
    expect(told).toContain('It would wait for approval');
    expect(told).toContain('Stage 1 of 2: Bob and Carol would be asked, 2 of them have to approve within 12 h.');
    expect(told).toContain('Stage 2 of 2: Carol has to approve within 1 day.');
    expect(told).toContain('After 1 h without a decision, Dave would be asked too.');
    expect(told).toContain('It would begin with the last approval, and last 2 h.');
  });

  it('then an approval that comes late is no way past the eligibility’s end', async () => {
    const [own] = await fixture.store.read.schedules.list({ level: 'eligibility', limit: 1 });
    if (!own) throw new Error('nobody is eligible');
    await fixture.store.transaction((tx) => tx.schedules.save({ ...own, endDateTime: later(monday, hours(3)) }));
    await settings(byBob);
    expect(seen(await say('preview Security Reader for 2h because INC-42'))).toContain(
      'last 2 h, but no longer than your eligibility, which ends at 12:00.',
    );
  });

  it('then it says why: through which group, from where, and that the eligibility ends first', async () => {
    await fixture.records.scopes.save(azurePlaces);
    const until = later(monday, hours(1));
    const over = { principalId: eligibleGroup, role: production, endDateTime: until };
    await fixture.hold(anEligibility({ id: scheduleId('azure'), ...over }));
    const told = seen(await say('preview Contributor on web-shop for 2h because INC-42'));
    expect(told).toContain('as a member of Eligible, on Production, which web-shop is part of');
    expect(told).toContain('It would end sooner than you ask: your eligibility ends at 10:00.');
  });

  it('then a refusal names every rule that is not met', async () => {
    const enabledRules = ['Justification', 'Ticketing', 'MultiFactorAuthentication'] as const;
    await settings({ Enablement_EndUser_Assignment: { enabledRules } });
    const told = seen(await say('preview Security Reader for 9h'));
    expect(told).toContain('It would be refused');
    for (const said of [
      'at most 8 h',
      'needs a reason',
      'needs a ticket',
      'Second factor needed: yes, you are asked for it then',
    ]) {
      expect(told).toContain(said);
    }
    expect(told).not.toContain('Ask for it');
  });

  it('then the form can be sent for that alone', async () => {
    const form = formIn(await say('activate Security Reader'));
    const fields = { ...filledIn(form), duration: '2h', justification: 'INC-42', outcome: 'preview' };
    expect(filledIn(form)).toMatchObject({ outcome: 'activate' });
    expect(seen(await send(form, fields))).toContain('Nothing has been asked for.');
    expect(await requestIn(await send(form, { ...fields, outcome: 'activate' }))).toMatchObject({
      status: 'PendingProvisioning',
    });
    expect(filledIn(formIn(await say('preview Security Reader')))).toMatchObject({ outcome: 'preview' });
  });
});

describe('When a role is asked for', () => {
  it('then the ticket and its system are kept, typed or by the form', async () => {
    await settings({ Enablement_EndUser_Assignment: { enabledRules: ['Ticketing'] } });
    const typed = await say('activate Security Reader for 1h at 12:00 ticket 42 in ServiceNow');
    expect((await requestIn(typed)).ticketInfo).toEqual({ ticketNumber: '42', ticketSystem: 'ServiceNow' });
    await fixture.cancel((await requestIn(typed)).id);
    const form = formIn(await say('activate Security Reader for 1h'));
    const fields = { ...filledIn(form), ticketNumber: '43', ticketSystem: 'Jira' };
    expect((await requestIn(await send(form, fields))).ticketInfo).toEqual({
      ticketNumber: '43',
      ticketSystem: 'Jira',
    });
  });

  it('then an eligibility that ends first ends it, and the card says so', async () => {
    const [own] = await fixture.store.read.schedules.list({ level: 'eligibility', limit: 1 });
    if (!own) throw new Error('nobody is eligible');
    const soon = later(monday, hours(1));
    await fixture.store.transaction((tx) => tx.schedules.save({ ...own, endDateTime: soon }));
    const answer = await say('activate Security Reader for 2h because INC-42');
    await fixture.follow();
    expect(await herCard(answer)).toContain('It ends sooner than you asked: your eligibility ends at 10:00.');
    expect(await fixture.grantedUntil()).toBe(soon);
  });

  it.each<[string, PolicyChanges, object]>([
    [
      'a second factor',
      { Enablement_EndUser_Assignment: { enabledRules: ['MultiFactorAuthentication'] } },
      { multiFactor: true, authenticationContexts: [] },
    ],
    [
      'an authentication context',
      { AuthenticationContext_EndUser_Assignment: { isEnabled: true, claimValue: 'c1' } },
      { multiFactor: false, authenticationContexts: ['c1'] },
    ],
  ])('then one that needs %s waits for that proof, and says what it is for', async (_what, changes, needs) => {
    await settings(changes);
    const answer = await say('activate Security Reader for 1h because INC-42');
    expect(answer).toMatchObject({ kind: 'prove', needs, says: 'Activate Security Reader for 1 h' });
  });

  it('then one that is active, planned or asked for already is named, with what mends it', async () => {
    const planned = await requestIn(await say('activate Security Reader for 1h at 17:00 because INC-42'));
    const again = await say('activate Security Reader for 1h because INC-42');
    expect(again).toMatchObject({ kind: 'present', requestId: planned.id, extras: { offer: { revision: 0 } } });
    expect(seen(await say('preview Security Reader for 1h because INC-42'))).toContain(
      'You have asked for this role already, and that request is granted: it begins at 17:00. Cancel it first',
    );
    await fixture.cancel(planned.id);
    await settings(byBob);
    const waiting = await requestIn(await say('activate Security Reader for 1h because INC-42'));
    expect(seen(await say('preview Security Reader for 1h because INC-42'))).toContain('waits for approval. Cancel it');
    await fixture.review(waiting.id);
    await fixture.follow();
    expect(seen(await say('activate Security Reader for 1h because INC-42'))).toContain(
      'You have this role already until 10:00. Give it back first',
    );
  });
});

describe('When a part stands after the reason', () => {
  const terms = (answer: CommandAnswer) =>
    requestIn(answer).then(({ scheduleInfo, justification }) => ({ scheduleInfo, justification }));

  it('then a start there is the start', async () => {
    expect(await terms(await say('activate Security Reader for 5 min because INC-42 at tomorrow 9am'))).toEqual({
      justification: 'INC-42',
      scheduleInfo: {
        startDateTime: later(monday, days(1)),
        expiration: { type: 'afterDuration', duration: minutes(5) },
      },
    });
  });

  it('then what may be a start, or less than was asked, is asked with it filled in', async () => {
    const form = formIn(
      await say('activate Security Reader for 2h because the audit begins tomorrow at 10:00 for 1h there'),
    );
    expect(filledIn(form)).toMatchObject({
      duration: '1h',
      start: 'tomorrow at 10:00',
      justification: 'the audit begins tomorrow at 10:00 for 1h there',
    });
    expect(seen({ kind: 'form', form })).toContain('You asked for “2h”, and your reason says “for 1h”.');
    expect(seen({ kind: 'form', form })).toContain('“tomorrow at 10:00” is in your reason.');
    expect(await fixture.written()).toMatchObject({ requests: 0 });
    const request = await requestIn(await send(form, { ...filledIn(form), start: 'now' }));
    expect(request.scheduleInfo).toEqual({ expiration: { type: 'afterDuration', duration: hours(1) } });
  });

  it('then a reason in quotation marks is only a reason', async () => {
    expect(
      await terms(await say('activate Security Reader for 2h because "the audit begins tomorrow at 10:00"')),
    ).toEqual({
      justification: 'the audit begins tomorrow at 10:00',
      scheduleInfo: { expiration: { type: 'afterDuration', duration: hours(2) } },
    });
  });

  describe('and it is a place', () => {
    beforeEach(async () => {
      await fixture.records.scopes.save(azurePlaces);
      await fixture.hold(anEligibility({ id: scheduleId('azure'), role: production }));
    });

    it('then after a number the role is only at that place', async () => {
      const request = await requestIn(await say('activate Contributor for 1h because INC-42 on web-shop'));
      expect(request).toMatchObject({ role: webShop, justification: 'INC-42' });
    });

    it.each([
      ['activate Contributor for 1h because the deployment on web-shop', 'web-shop'],
      ['activate Contributor for 1h because the deployment on web-shop needs a hand', 'web-shop'],
      ['activate Contributor on Production for 1h because the deployment on billing', 'billing'],
    ])('then after other words it is asked: %s', async (typed, place) => {
      const form = formIn(await say(typed));
      expect(filledIn(form)).toMatchObject({ role: 'azure', scope: place, duration: '1h' });
      expect(form.inputs.find(({ id }) => id === 'scope')?.problem).toContain('is in your reason');
      expect(await fixture.written()).toMatchObject({ requests: 0 });
    });

    it.each([
      'activate Contributor for 1h because she is on call',
      'activate Contributor for 1h because of the work on Production',
      'activate Contributor for 1h because "the deployment on web-shop"',
    ])('then what is no other place belongs to the reason: %s', async (typed) => {
      expect(await requestIn(await say(typed))).toMatchObject({ role: production });
    });

    it('then one role is not given back for another', async () => {
      await requestIn(await say('activate Contributor on Production for 1h because INC-42'));
      await fixture.follow();
      fixture.clock.pass(minutes(6));
      expect(seen(await say('deactivate Contributor because all is done on billing'))).toContain(
        '“on billing” is in your reason',
      );
      expect(await say('deactivate Contributor because all is done on Production')).toMatchObject({ kind: 'changed' });
    });
  });
});

describe('When a start has gone by or has not come', () => {
  it.each([
    ['a date that has gone by', 'at 2026-03-01 09:00'],
    ['now', 'now'],
    ['a time of the last minutes', 'at 8:57'],
    ['today', 'today'],
  ])('then %s is now, and the length counts from then', async (_what, start) => {
    const request = await requestIn(await say(`activate Security Reader ${start} for 1h because INC-42`));
    expect(request.scheduleInfo).toEqual({ expiration: { type: 'afterDuration', duration: hours(1) } });
    expect(request.status).toBe('PendingProvisioning');
  });

  it.each(['now', 'at 8:57', '2026-03-01 9:00', 'yesterday 9:00'])(
    'then the form reads “%s” as now too',
    async (start) => {
      const form = formIn(await say('activate Security Reader'));
      const sent = await send(form, { ...filledIn(form), start, duration: 'for 1h', justification: 'INC-42' });
      expect((await requestIn(sent)).scheduleInfo).toEqual({
        expiration: { type: 'afterDuration', duration: hours(1) },
      });
    },
  );

  it('then a present between a start and an end is asked, typed or in the form', async () => {
    fixture.clock.pass(hours(1));
    const form = formIn(await say('activate Security Reader from 9:30 until 12:00 because INC-42'));
    expect(filledIn(form)).toMatchObject({ start: '9:30', duration: 'until 12:00' });
    expect(seen({ kind: 'form', form })).toContain('Write “now”, or tomorrow 09:30');
    expect(seen(await send(form, filledIn(form)))).toContain('Write “now”, or tomorrow 09:30');
    const request = await requestIn(await send(form, { ...filledIn(form), start: 'now' }));
    expect(request.scheduleInfo).toEqual({
      expiration: { type: 'afterDateTime', endDateTime: later(monday, hours(3)) },
    });
  });

  it('then an eligibility that has not begun says from when, and so does the list of roles', async () => {
    const begins = later(monday, days(2));
    await fixture.hold(
      anEligibility({ id: scheduleId('later'), role: aRole('later'), status: 'Granted', startDateTime: begins }),
    );
    expect(seen(await say('my roles'))).toContain('Eligible from Wed 4 Mar 09:00');
  });
});

describe('When the verb is missing', () => {
  it.each([
    ['security reader 2 hours pls', '2 hours'],
    ['can i have security reader for an hour please?', 'an hour'],
    ['Security Reader for 2h because INC-42', '2h'],
  ])('then “%s” is shown filled in, and done at a press', async (typed, duration) => {
    const form = formIn(await say(typed));
    expect(filledIn(form)).toMatchObject({ role: 'eligibility-1', duration });
    expect(await fixture.written()).toMatchObject({ requests: 0 });
    expect(await requestIn(await send(form, { ...filledIn(form), justification: 'INC-42' }))).toMatchObject({
      justification: 'INC-42',
    });
  });

  it.each(['aktivate Security Reader', 'what a lovely day', 'global admin 2h'])(
    'then “%s” names no role of theirs and is no command',
    async (typed) => {
      expect(seen(await say(typed))).toContain('I do not know');
    },
  );
});

describe('When more is said than one role', () => {
  beforeEach(async () => {
    await fixture.records.scopes.save(azurePlaces);
    await fixture.hold(anEligibility({ id: scheduleId('azure'), role: production }));
  });

  it('then they are activated one at a time, and the rest is kept', async () => {
    const answer = await say('activate Security Reader and Contributor for 1h because INC-42');
    expect(seen(answer)).toContain('You can activate one role at a time');
    expect(await fixture.written()).toMatchObject({ requests: 0 });
    expect(await requestIn(await press(answer, 'Activate', 0))).toMatchObject({
      role: aRole(),
      justification: 'INC-42',
    });
    expect(await requestIn(await press(answer, 'Activate', 1))).toMatchObject({
      role: production,
      justification: 'INC-42',
    });
  });

  it('then what follows an unknown word is asked about, and is no part of a name', async () => {
    const form = formIn(await say('activate Security Reader during 2 hours because INC-42'));
    expect(filledIn(form)).toMatchObject({ role: 'eligibility-1', justification: 'INC-42' });
    expect(seen({ kind: 'form', form })).toContain('I could not place “during”');
    expect(seen(await say('activate Night Watch during 2 hours because INC-42'))).toContain(
      'There is no role “Night Watch”',
    );
  });

  it('then what comes after is asked for next', async () => {
    const form = formIn(await say('activate Security Reader for 1h and Contributor for 2h'));
    expect(seen({ kind: 'form', form })).toContain('Ask for “Contributor for 2h” next.');
  });
});
