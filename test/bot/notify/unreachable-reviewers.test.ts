import { beforeEach, describe, expect, it } from 'vitest';
import { listDeadLetters } from '../../../bot/views/read-dead-letters.js';
import { defaultReviewSettings } from '../../../domain/access-review/access-review.js';
import type { ReviewInstanceId } from '../../../domain/ids.js';
import { noPreferences } from '../../../domain/notification/preferences.js';
import { days, minutes } from '../../../domain/time.js';
import { alice, bob, by, carol, dave } from '../../support/builders.js';
import { eligible, reviewingIn } from '../../support/setups/access-review-fixture.js';
import { notifyingFixture } from '../../support/setups/notifying-fixture.js';
import { organisation } from '../../support/setups/use-case-fixture.js';

const fixture = notifyingFixture(['slack', 'teams', 'web']);
let review: ReturnType<typeof reviewingIn>;
const asking = 'PIM: Review access to Security Reader';
const tenDays = { ...defaultReviewSettings, instanceDurationInDays: 10 };

beforeEach(() => {
  review = reviewingIn(fixture);
});

/** Dave sets up a review in which Bob and Carol decide, and it begins; mail is off in it unless said. */
async function begun(over: Parameters<typeof review.begin>[0] = {}): Promise<ReviewInstanceId> {
  const id = await review.begin(over);
  await fixture.pass(4);
  return id;
}
const onChats = (who: typeof bob, manner: 'takes' | 'knows-not' | 'fails') => {
  for (const surface of ['slack', 'teams'] as const) fixture.chat(surface).treats(who, manner);
};
const reports = (surface: 'slack' | 'teams' = 'slack') =>
  fixture.reads('admins', surface).filter((text) => text.includes('be asked to review'));
const stuck = async () =>
  (await listDeadLetters(fixture.deps.queue, fixture.clock.now())).map(
    ({ effect }) => effect.kind !== 'access' && effect.recipient.kind === 'person' && effect.recipient.principalId,
  );
const retryAll = async () => {
  const now = fixture.clock.now();
  await fixture.deps.queue.retry(await listDeadLetters(fixture.deps.queue, now), now);
};
/** How many mails to somebody have been tried, wherever they got. */
const mailsTried = (who: typeof bob) =>
  fixture.connection.collection('deliveries').countDocuments({ lane: 'mail', 'effect.recipient.principalId': who });
/** Gives somebody this address, or takes theirs. */
const addressOf = (name: typeof bob, mail?: string) =>
  fixture.records.principals.save(
    organisation.filter(({ id }) => id === name).map((each) => ({ ...each, ...(mail && { mail }) })),
  );
const decides = async (id: ReviewInstanceId, who: typeof bob) =>
  review.decide([await review.itemOf(id, alice)], {}, by(who));

describe('When one chat does not know a reviewer', () => {
  it('and another does, then nobody hears of it and no mail is sent', async () => {
    fixture.chat('teams').treats(bob, 'knows-not');
    await begun();
    expect(fixture.reads(bob)).toEqual([expect.stringContaining('Review access to Security Reader')]);
    expect(fixture.mailTo('bob')).toEqual([]);
    expect(reports()).toEqual([]);
    expect(await stuck()).toEqual([]);
  });

  it('and no other does, then they alone are asked by mail, though mail is off in this review, and reminded by it', async () => {
    onChats(bob, 'knows-not');
    const id = await begun();
    expect(fixture.mailTo('bob')).toEqual([asking]);
    await review.steer(id, 'remind', by(dave));
    await fixture.pass(4);
    expect(fixture.mailTo('bob')).toEqual([asking, 'PIM: Still to review: access to Security Reader']);
    expect(fixture.mailTo('carol')).toEqual([]);
    expect(reports()).toEqual([]);
    expect(await stuck()).toEqual([]);
  });
});

describe('When nothing at all reaches a reviewer', () => {
  beforeEach(() => {
    onChats(bob, 'knows-not');
    fixture.server.answer('bob@contoso.example', 550);
  });

  it('then the administrators are told once, whom and of which review; it stands among what is stuck, and goes on without them', async () => {
    const id = await begun();
    await review.steer(id, 'remind', by(dave));
    await fixture.pass(30, minutes(1));
    for (const surface of ['slack', 'teams'] as const) {
      expect(reports(surface)).toEqual([
        expect.stringContaining('Bob cannot be asked to review access to Security Reader'),
      ]);
      expect(reports(surface)[0]).toContain('Others have been asked');
      expect(reports(surface)[0]).toContain('Review: Who reads what');
    }
    expect(fixture.mailTo('dave')).toEqual(['PIM: Bob cannot be asked to review access to Security Reader']);
    expect(await stuck()).toEqual([bob]);
    expect(fixture.reads(dave)).toEqual([]);
    expect(await mailsTried(bob)).toBe(1);
  });

  it('then trying again once their account is linked reaches them, and the word of it says so', async () => {
    await begun();
    onChats(bob, 'takes');
    await retryAll();
    await fixture.pass(2, minutes(10));
    expect([...fixture.reads(bob, 'slack'), ...fixture.reads(bob, 'teams')]).toHaveLength(1);
    expect(await stuck()).toEqual([]);
    expect(reports()).toEqual([expect.stringContaining('By now everybody who is to decide has been asked')]);
  });

  it('then another address that they are given is tried by itself', async () => {
    await begun();
    await addressOf(bob, 'robert@contoso.example');
    await fixture.pass(3, minutes(10));
    expect(fixture.mailTo('robert')).toEqual([asking]);
    expect(reports()).toEqual([expect.stringContaining('By now everybody who is to decide has been asked')]);
  });

  it('then the word of it changes when others have decided what they were to decide', async () => {
    const id = await begun();
    await decides(id, carol);
    await fixture.pass(2, minutes(10));
    expect(reports()).toEqual([expect.stringContaining('Everything is decided')]);
  });

  it('then the word of it changes when the review is over', async () => {
    const id = await begun();
    await review.steer(id, 'stop', by(dave));
    await review.advance();
    await fixture.pass(2, minutes(10));
    expect(reports()).toEqual([expect.stringContaining('The review is over')]);
  });

  it('then it is not forgotten before an administrator has seen to it, however long that takes', async () => {
    await begun();
    const deliveries = fixture.connection.collection('deliveries');
    const kept = () => deliveries.find({ deadAsFence: { $exists: true } }).toArray();
    expect((await kept()).map(({ expiresAt }) => expiresAt)).toEqual([undefined]);
    await fixture.deps.queue.drop(await listDeadLetters(fixture.deps.queue, fixture.clock.now()), fixture.clock.now());
    expect((await kept()).map(({ expiresAt }) => expiresAt.getTime() > fixture.clock.now())).toEqual([true]);
  });

  it('then what is given up stays so', async () => {
    await begun();
    await fixture.deps.queue.drop(await listDeadLetters(fixture.deps.queue, fixture.clock.now()), fixture.clock.now());
    await fixture.pass(3, minutes(10));
    expect(await stuck()).toEqual([]);
    expect(reports()).toEqual([expect.stringContaining('Bob cannot be asked')]);
  });

  it('and nobody else either, then whoever set the review up is told that it is in nobody’s hands', async () => {
    onChats(carol, 'knows-not');
    await addressOf(carol);
    await begun();
    await fixture.pass(20, minutes(1));
    expect(fixture.reads(dave)).toEqual([expect.stringContaining('Nobody who reviews Security Reader can be reached')]);
    expect(reports()).toEqual([expect.stringContaining('Bob and Carol cannot be asked')]);
    expect(reports()[0]).toContain('Nobody else could decide it');
    expect((await stuck()).sort()).toEqual([bob, carol].sort());
  });

  it('and nobody else either, then it is told even in quiet hours, and no more once the review is over', async () => {
    const allDay = { from: 0, until: 23 * 60 + 59 };
    await fixture.store.transaction((tx) => tx.preferences.save({ ...noPreferences(dave), quietHours: allDay }));
    onChats(carol, 'knows-not');
    fixture.server.answer('carol@contoso.example', 550);
    fixture.chat('teams').treats(dave, 'fails');
    const id = await begun();
    await fixture.pass(2);
    expect(fixture.reads(dave)).toHaveLength(1);
    await review.steer(id, 'stop', by(dave));
    fixture.chat('teams').treats(dave, 'takes');
    await fixture.pass(5, minutes(1));
    expect(fixture.reads(dave, 'teams')).toEqual([]);
  });

  it('and all others have decided their own, then nobody is told that nobody is reached', async () => {
    await fixture.hold(eligible(bob));
    const id = await review.begin({ reviewers: { type: 'self' } });
    await decides(id, alice);
    await fixture.pass(3, minutes(10));
    expect(reports()).toEqual([expect.stringContaining('Others have been asked')]);
    expect(fixture.reads(dave)).toEqual([]);
  });

  it('and mail is on in the review, then no second mail says the same while the first may still go out', async () => {
    fixture.server.answer('bob@contoso.example', 450);
    await begun({ settings: { ...tenDays, mailNotificationsEnabled: true } });
    await fixture.pass(3, minutes(1));
    fixture.server.answer('bob@contoso.example', undefined);
    await fixture.pass(20, minutes(1));
    expect(fixture.mailTo('bob')).toEqual([asking]);
  });
});

describe('When the chats of a reviewer fail', () => {
  beforeEach(() => onChats(bob, 'fails'));

  it('and come back within the minute, then no mail is sent', async () => {
    await begun();
    onChats(bob, 'takes');
    await fixture.pass(40);
    expect(fixture.reads(bob)).toHaveLength(1);
    expect(fixture.mailTo('bob')).toEqual([]);
    expect(reports()).toEqual([]);
  });

  it('then what of another reviewer is lost meanwhile is told once it is known of both', async () => {
    onChats(carol, 'knows-not');
    fixture.server.answer('carol@contoso.example', 550);
    await begun();
    expect(await mailsTried(carol)).toBe(1);
    expect(await stuck()).toEqual([]);
    expect(reports()).toEqual([]);
    await fixture.pass(20);
    expect(reports()).toEqual([expect.stringContaining('Carol cannot be asked')]);
  });

  it.each<[string, (id: ReviewInstanceId) => Promise<unknown>]>([
    ['others decide', (id) => decides(id, carol)],
    ['the review is stopped', (id) => review.steer(id, 'stop', by(dave))],
  ])('and %s within the minute, then nobody hears of it', async (_what, happens) => {
    fixture.server.answer('bob@contoso.example', 550);
    const id = await begun();
    expect(reports()).toEqual([]);
    await happens(id);
    await review.advance();
    await fixture.pass(40);
    expect(await mailsTried(bob)).toBe(0);
    expect(reports()).toEqual([]);
  });

  it('and do so for over a minute, then they are asked by mail; the chats go on being tried', async () => {
    await begun();
    await fixture.pass(20);
    expect(fixture.mailTo('bob')).toEqual([asking]);
    expect(reports()).toEqual([]);
    onChats(bob, 'takes');
    await fixture.pass(20);
    expect(fixture.reads(bob)).toHaveLength(1);
    expect(fixture.mailTo('bob')).toEqual([asking]);
  });
});

it('When somebody stands in late in a long review, then those who were asked long ago are known to have been', async () => {
  await begun({ settings: { ...defaultReviewSettings, instanceDurationInDays: 365 } });
  const told = await fixture.connection.collection('deliveries').find({ 'effect.kind': 'access-review' }).toArray();
  const kept = told.map(({ expiresAt }) => expiresAt.getTime() - fixture.clock.now());
  expect(Math.min(...kept)).toBeGreaterThan(days(365));
});
