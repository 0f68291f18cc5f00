import { beforeEach, describe, expect, it } from 'vitest';
import { listStuck } from '../../../bot/views/read-stuck.js';
import { defaultReviewSettings } from '../../../domain/access-review/access-review.js';
import type { ReviewInstanceId } from '../../../domain/ids.js';
import { noPreferences } from '../../../domain/notification/preferences.js';
import { days, minutes } from '../../../domain/time.js';
import { alice, bob, by, carol, dave } from '../../support/builders.js';
import { eligible, reviewingIn } from '../../support/setups/review-house.js';
import { tellingHouse } from '../../support/setups/telling-house.js';
import { organisation } from '../../support/setups/use-case-house.js';

const house = tellingHouse(['slack', 'teams', 'web']);
let review: ReturnType<typeof reviewingIn>;
const asking = 'PIM: Review access to Security Reader';
const tenDays = { ...defaultReviewSettings, instanceDurationInDays: 10 };

beforeEach(() => {
  review = reviewingIn(house);
});

/** Dave sets up a review in which Bob and Carol decide, and it begins; mail is off in it unless said. */
async function begun(over: Parameters<typeof review.begin>[0] = {}): Promise<ReviewInstanceId> {
  const id = await review.begin(over);
  await house.pass(4);
  return id;
}
const onChats = (who: typeof bob, manner: 'takes' | 'knows-not' | 'fails') => {
  for (const surface of ['slack', 'teams'] as const) house.chat(surface).treats(who, manner);
};
const reports = (surface: 'slack' | 'teams' = 'slack') =>
  house.reads('admins', surface).filter((text) => text.includes('be asked to review'));
const stuck = async () =>
  (await listStuck(house.deps.queue, house.clock.now())).map(
    ({ effect }) => effect.kind !== 'access' && effect.recipient.kind === 'person' && effect.recipient.principalId,
  );
const retryAll = async () => {
  const now = house.clock.now();
  await house.deps.queue.retry(await listStuck(house.deps.queue, now), now);
};
/** How many mails to somebody have been tried, wherever they got. */
const mailsTried = (who: typeof bob) =>
  house.connection.collection('deliveries').countDocuments({ lane: 'mail', 'effect.recipient.principalId': who });
/** Gives somebody this address, or takes theirs. */
const addressOf = (name: typeof bob, mail?: string) =>
  house.records.principals.save(
    organisation.filter(({ id }) => id === name).map((each) => ({ ...each, ...(mail && { mail }) })),
  );
const decides = async (id: ReviewInstanceId, who: typeof bob) =>
  review.decide([await review.itemOf(id, alice)], {}, by(who));

describe('When one chat does not know a reviewer', () => {
  it('and another does, then nobody hears of it and no mail is sent', async () => {
    house.chat('teams').treats(bob, 'knows-not');
    await begun();
    expect(house.reads(bob)).toEqual([expect.stringContaining('Review access to Security Reader')]);
    expect(house.mailTo('bob')).toEqual([]);
    expect(reports()).toEqual([]);
    expect(await stuck()).toEqual([]);
  });

  it('and no other does, then they alone are asked by mail, though mail is off in this review, and reminded by it', async () => {
    onChats(bob, 'knows-not');
    const id = await begun();
    expect(house.mailTo('bob')).toEqual([asking]);
    await review.steer(id, 'remind', by(dave));
    await house.pass(4);
    expect(house.mailTo('bob')).toEqual([asking, 'PIM: Still to review: access to Security Reader']);
    expect(house.mailTo('carol')).toEqual([]);
    expect(reports()).toEqual([]);
    expect(await stuck()).toEqual([]);
  });
});

describe('When nothing at all reaches a reviewer', () => {
  beforeEach(() => {
    onChats(bob, 'knows-not');
    house.server.answer('bob@contoso.example', 550);
  });

  it('then the administrators are told once, whom and of which review; it stands among what is stuck, and goes on without them', async () => {
    const id = await begun();
    await review.steer(id, 'remind', by(dave));
    await house.pass(30, minutes(1));
    for (const surface of ['slack', 'teams'] as const) {
      expect(reports(surface)).toEqual([
        expect.stringContaining('Bob cannot be asked to review access to Security Reader'),
      ]);
      expect(reports(surface)[0]).toContain('Others have been asked');
      expect(reports(surface)[0]).toContain('Review: Who reads what');
    }
    expect(house.mailTo('dave')).toEqual(['PIM: Bob cannot be asked to review access to Security Reader']);
    expect(await stuck()).toEqual([bob]);
    expect(house.reads(dave)).toEqual([]);
    expect(await mailsTried(bob)).toBe(1);
  });

  it('then trying again once their account is linked reaches them, and the word of it says so', async () => {
    await begun();
    onChats(bob, 'takes');
    await retryAll();
    await house.pass(2, minutes(10));
    expect([...house.reads(bob, 'slack'), ...house.reads(bob, 'teams')]).toHaveLength(1);
    expect(await stuck()).toEqual([]);
    expect(reports()).toEqual([expect.stringContaining('By now everybody who is to decide has been asked')]);
  });

  it('then another address that they are given is tried by itself', async () => {
    await begun();
    await addressOf(bob, 'robert@contoso.example');
    await house.pass(3, minutes(10));
    expect(house.mailTo('robert')).toEqual([asking]);
    expect(reports()).toEqual([expect.stringContaining('By now everybody who is to decide has been asked')]);
  });

  it('then the word of it changes when others have decided what they were to decide', async () => {
    const id = await begun();
    await decides(id, carol);
    await house.pass(2, minutes(10));
    expect(reports()).toEqual([expect.stringContaining('Everything is decided')]);
  });

  it('then the word of it changes when the review is over', async () => {
    const id = await begun();
    await review.steer(id, 'stop', by(dave));
    await review.advance();
    await house.pass(2, minutes(10));
    expect(reports()).toEqual([expect.stringContaining('The review is over')]);
  });

  it('then it is not forgotten before an administrator has seen to it, however long that takes', async () => {
    await begun();
    const deliveries = house.connection.collection('deliveries');
    const kept = () => deliveries.find({ setAsideAs: { $exists: true } }).toArray();
    expect((await kept()).map(({ expiresAt }) => expiresAt)).toEqual([undefined]);
    await house.deps.queue.drop(await listStuck(house.deps.queue, house.clock.now()), house.clock.now());
    expect((await kept()).map(({ expiresAt }) => expiresAt.getTime() > house.clock.now())).toEqual([true]);
  });

  it('then what is given up stays so', async () => {
    await begun();
    await house.deps.queue.drop(await listStuck(house.deps.queue, house.clock.now()), house.clock.now());
    await house.pass(3, minutes(10));
    expect(await stuck()).toEqual([]);
    expect(reports()).toEqual([expect.stringContaining('Bob cannot be asked')]);
  });

  it('and nobody else either, then whoever set the review up is told that it is in nobody’s hands', async () => {
    onChats(carol, 'knows-not');
    await addressOf(carol);
    await begun();
    await house.pass(20, minutes(1));
    expect(house.reads(dave)).toEqual([expect.stringContaining('Nobody who reviews Security Reader can be reached')]);
    expect(reports()).toEqual([expect.stringContaining('Bob and Carol cannot be asked')]);
    expect(reports()[0]).toContain('Nobody else could decide it');
    expect((await stuck()).sort()).toEqual([bob, carol].sort());
  });

  it('and nobody else either, then it is told even in quiet hours, and no more once the review is over', async () => {
    const allDay = { from: 0, until: 23 * 60 + 59 };
    await house.store.transaction((tx) => tx.preferences.save({ ...noPreferences(dave), quietHours: allDay }));
    onChats(carol, 'knows-not');
    house.server.answer('carol@contoso.example', 550);
    house.chat('teams').treats(dave, 'fails');
    const id = await begun();
    await house.pass(2);
    expect(house.reads(dave)).toHaveLength(1);
    await review.steer(id, 'stop', by(dave));
    house.chat('teams').treats(dave, 'takes');
    await house.pass(5, minutes(1));
    expect(house.reads(dave, 'teams')).toEqual([]);
  });

  it('and all others have decided their own, then nobody is told that nobody is reached', async () => {
    await house.hold(eligible(bob));
    const id = await review.begin({ reviewers: { type: 'self' } });
    await decides(id, alice);
    await house.pass(3, minutes(10));
    expect(reports()).toEqual([expect.stringContaining('Others have been asked')]);
    expect(house.reads(dave)).toEqual([]);
  });

  it('and mail is on in the review, then no second mail says the same while the first may still go out', async () => {
    house.server.answer('bob@contoso.example', 450);
    await begun({ settings: { ...tenDays, mailNotificationsEnabled: true } });
    await house.pass(3, minutes(1));
    house.server.answer('bob@contoso.example', undefined);
    await house.pass(20, minutes(1));
    expect(house.mailTo('bob')).toEqual([asking]);
  });
});

describe('When the chats of a reviewer fail', () => {
  beforeEach(() => onChats(bob, 'fails'));

  it('and come back within the minute, then no mail is sent', async () => {
    await begun();
    onChats(bob, 'takes');
    await house.pass(40);
    expect(house.reads(bob)).toHaveLength(1);
    expect(house.mailTo('bob')).toEqual([]);
    expect(reports()).toEqual([]);
  });

  it('then what of another reviewer is lost meanwhile is told once it is known of both', async () => {
    onChats(carol, 'knows-not');
    house.server.answer('carol@contoso.example', 550);
    await begun();
    expect(await mailsTried(carol)).toBe(1);
    expect(await stuck()).toEqual([]);
    expect(reports()).toEqual([]);
    await house.pass(20);
    expect(reports()).toEqual([expect.stringContaining('Carol cannot be asked')]);
  });

  it.each<[string, (id: ReviewInstanceId) => Promise<unknown>]>([
    ['others decide', (id) => decides(id, carol)],
    ['the review is stopped', (id) => review.steer(id, 'stop', by(dave))],
  ])('and %s within the minute, then nobody hears of it', async (_what, happens) => {
    house.server.answer('bob@contoso.example', 550);
    const id = await begun();
    expect(reports()).toEqual([]);
    await happens(id);
    await review.advance();
    await house.pass(40);
    expect(await mailsTried(bob)).toBe(0);
    expect(reports()).toEqual([]);
  });

  it('and do so for over a minute, then they are asked by mail; the chats go on being tried', async () => {
    await begun();
    await house.pass(20);
    expect(house.mailTo('bob')).toEqual([asking]);
    expect(reports()).toEqual([]);
    onChats(bob, 'takes');
    await house.pass(20);
    expect(house.reads(bob)).toHaveLength(1);
    expect(house.mailTo('bob')).toEqual([asking]);
  });
});

it('When somebody stands in late in a long review, then those who were asked long ago are known to have been', async () => {
  await begun({ settings: { ...defaultReviewSettings, instanceDurationInDays: 365 } });
  const told = await house.connection.collection('deliveries').find({ 'effect.kind': 'access-review' }).toArray();
  const kept = told.map(({ expiresAt }) => expiresAt.getTime() - house.clock.now());
  expect(Math.min(...kept)).toBeGreaterThan(days(365));
});
