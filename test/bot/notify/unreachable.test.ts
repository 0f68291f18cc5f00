import { beforeEach, describe, expect, it } from 'vitest';
import { readUnreachable } from '../../../bot/notify/read-unreachable.js';
import { listDeadLetters } from '../../../bot/views/read-dead-letters.js';
import { defaultRules } from '../../../domain/policy/default-policy.js';
import type { PolicyChanges } from '../../../domain/policy/policy.js';
import { minutes } from '../../../domain/time.js';
import { alice, approvedBy, aStagePolicy, asks, bob, by, carol, dave } from '../../support/builders.js';
import { notifyingFixture } from '../../support/setups/notifying-fixture.js';
import { idIn, organisation } from '../../support/setups/use-case-fixture.js';

/** In the portal's chat everybody has a place, and nobody may ever look there: it does not count as having been reached. */
const fixture = notifyingFixture(['slack', 'teams', 'web']);
const silent = {
  ...defaultRules('directory').Notification_Approver_EndUser_Assignment,
  notificationLevel: 'None' as const,
};
/** Approvers whom the rules would leave without mail. */
const quietly: PolicyChanges = {
  ...approvedBy(aStagePolicy({ primaryApprovers: asks(bob, carol) })),
  Notification_Approver_EndUser_Assignment: silent,
};
const review = 'PIM: Review Alice’s request to activate the Security Reader role';

beforeEach(() => fixture.changePolicy(quietly));

async function asked() {
  const id = idIn(await fixture.ask());
  await fixture.pass(4);
  return id;
}
const onChats = (who: typeof bob, manner: 'takes' | 'knows-not' | 'fails') => {
  for (const surface of ['slack', 'teams'] as const) fixture.chat(surface).treats(who, manner);
};
const reports = (surface: 'slack' | 'teams' = 'slack') =>
  fixture.reads('admins', surface).filter((text) => text.includes('asked about'));
const stuck = async () =>
  (await listDeadLetters(fixture.deps.queue, fixture.clock.now())).map(
    ({ effect }) => effect.kind !== 'access' && effect.recipient.kind === 'person' && effect.recipient.principalId,
  );

describe('When one chat does not know an approver', () => {
  it('and another does, then nobody hears of it and no mail is sent', async () => {
    fixture.chat('teams').treats(bob, 'knows-not');
    await asked();
    expect(fixture.reads(bob, 'slack')).toHaveLength(1);
    expect(reports()).toEqual([]);
    expect(fixture.mailTo('bob')).toEqual([]);
    expect(await stuck()).toEqual([]);
  });

  it('and no other does, then they are asked by mail, though the rules would send them none', async () => {
    onChats(bob, 'knows-not');
    await asked();
    expect(fixture.mailTo('bob')).toEqual([review]);
    expect(fixture.mailTo('carol')).toEqual([]);
    expect(reports()).toEqual([]);
    expect(await stuck()).toEqual([]);
  });
});

describe('When nothing at all reaches an approver', () => {
  beforeEach(() => {
    onChats(bob, 'knows-not');
    fixture.server.answer('bob@contoso.example', 550);
  });

  it('then the administrators are told once, whom and what for; it stands among what is stuck, and whoever asked waits for the others', async () => {
    await asked();
    await fixture.pass(30, minutes(1));
    for (const surface of ['slack', 'teams'] as const) {
      expect(reports(surface)).toEqual([
        expect.stringContaining('Bob cannot be asked about Alice’s request for Security Reader'),
      ]);
      expect(reports(surface)[0]).toContain('Others have been asked');
    }
    expect(fixture.mailTo('dave')).toEqual(['PIM: Bob cannot be asked about Alice’s request for Security Reader']);
    expect(await stuck()).toEqual([bob]);
    expect(fixture.reads(alice)).toHaveLength(1);
  });

  it('then it is told although somebody may decide by now who has not been asked', async () => {
    fixture.server.answer('bob@contoso.example', 550);
    onChats(bob, 'fails');
    await asked();
    await fixture.changePolicy({
      ...quietly,
      ...approvedBy(aStagePolicy({ primaryApprovers: asks(bob, carol, dave) })),
    });
    await fixture.pass(40);
    expect(reports()).toEqual([expect.stringContaining('Bob cannot be asked')]);
  });

  it('then they count as reached where the portal’s chat is all there is', async () => {
    const id = await asked();
    const messengers = new Map([['web', fixture.chat('web').messenger]] as const);
    expect(await readUnreachable({ ...fixture.deps, messengers }, { requestId: id }, false)).toEqual({});
  });

  it('then they count as reached in the demo, whose people are all in the portal’s chat, whatever else is open', async () => {
    const id = await asked();
    const messengers = new Map(
      (['web', 'teams'] as const).map((surface) => [surface, fixture.chat(surface).messenger]),
    );
    const read = (isWebRead: boolean) =>
      readUnreachable({ ...fixture.deps, messengers, isWebRead }, { requestId: id }, false);
    expect(await read(true)).toEqual({});
    expect(await read(false)).not.toEqual({});
  });

  it('then the word of it changes when the request is decided', async () => {
    const id = await asked();
    await fixture.review(id, {}, by(carol));
    await fixture.pass(3, minutes(10));
    expect(reports()).toEqual([expect.stringContaining('It does not wait any more')]);
  });

  it('then trying again once it is mended reaches them, and the word of it says so', async () => {
    await asked();
    onChats(bob, 'takes');
    const now = fixture.clock.now();
    await fixture.deps.queue.retry(await listDeadLetters(fixture.deps.queue, now), now);
    await fixture.pass(2, minutes(10));
    expect([...fixture.reads(bob, 'slack'), ...fixture.reads(bob, 'teams')]).toHaveLength(1);
    expect(await stuck()).toEqual([]);
    expect(reports()).toEqual([expect.stringContaining('By now everybody has been asked')]);
  });

  it('then what is given up stays so, and what is tried again in vain is stuck again', async () => {
    await asked();
    const { queue } = fixture.deps;
    await queue.retry(await listDeadLetters(queue, fixture.clock.now()), fixture.clock.now());
    await fixture.pass(2, minutes(10));
    expect(await stuck()).toEqual([bob]);
    await queue.drop(await listDeadLetters(queue, fixture.clock.now()), fixture.clock.now());
    await fixture.pass(3, minutes(10));
    expect(await stuck()).toEqual([]);
  });

  it('and nobody else either, then whoever asked is told that nobody can decide it', async () => {
    onChats(carol, 'knows-not');
    await fixture.records.principals.save(organisation.filter(({ id }) => id === carol).map((each) => ({ ...each })));
    await asked();
    await fixture.pass(20, minutes(1));
    const told = fixture.reads(alice).filter((text) => text.includes('can be reached'));
    expect(told).toEqual([expect.stringContaining('Nobody who could approve Security Reader can be reached')]);
    expect(fixture.mailTo('alice')).toEqual(['PIM: Nobody who could approve Security Reader can be reached']);
    expect(reports()).toEqual([expect.stringContaining('Bob and Carol cannot be asked')]);
    expect(reports()[0]).toContain('Nobody else could decide it');
    expect((await stuck()).sort()).toEqual([bob, carol].sort());
  });
});

describe('When the chats fail', () => {
  it('and come back within the minute, then no mail is sent', async () => {
    onChats(bob, 'fails');
    await asked();
    onChats(bob, 'takes');
    await fixture.pass(40);
    expect(fixture.reads(bob)).toHaveLength(1);
    expect(fixture.mailTo('bob')).toEqual([]);
  });

  it('and do so for over a minute, then whoever is to decide is asked by mail; the chats go on being tried', async () => {
    onChats(bob, 'fails');
    await asked();
    await fixture.pass(20);
    expect(fixture.mailTo('bob')).toEqual([review]);
    expect(reports()).toEqual([]);
    onChats(bob, 'takes');
    await fixture.pass(20);
    expect(fixture.reads(bob)).toHaveLength(1);
    expect(fixture.mailTo('bob')).toEqual([review]);
  });
});
