import { describe, expect, it } from 'vitest';
import { mongoCheckpoints } from '../../../adapters/mongo/store/checkpoints.js';
import { defaultReviewSettings } from '../../../domain/access-review/access-review.js';
import type { AlertName } from '../../../domain/alert/alert.js';
import { requestId, scheduleId } from '../../../domain/ids.js';
import type { PolicyChanges } from '../../../domain/policy/policy.js';
import { days, hours, after as later, minutes, seconds } from '../../../domain/time.js';
import { changeSettings } from '../../../domain/usecases/assignment/change-settings.js';
import { warnOfEnds } from '../../../domain/usecases/upkeep/warn-of-ends.js';
import {
  alice,
  anEligibility,
  approvedBy,
  aRequest,
  aRole,
  aStagePolicy,
  asks,
  bob,
  by,
  carol,
  dave,
  proven,
} from '../../support/builders.js';
import { reviewingIn } from '../../support/setups/access-review-fixture.js';
import { lookingForAlerts } from '../../support/setups/alert-fixture.js';
import { notifyingFixture } from '../../support/setups/notifying-fixture.js';
import { idIn } from '../../support/setups/use-case-fixture.js';

/** Alice asks, Bob and Carol approve, Dave is Global Administrator. */
const fixture = notifyingFixture();
const approval = approvedBy(aStagePolicy({ primaryApprovers: asks(bob, carol) }));
const ofADay = { scheduleInfo: { expiration: { type: 'afterDuration', duration: hours(8) } } } as const;

/** While this goes on neither chat nor mail goes through; then both do again, and what has waited goes out. */
async function outage(meanwhile: () => Promise<unknown>) {
  fixture.chat().treats('*', 'fails');
  fixture.server.answer('*', 451);
  await meanwhile();
  fixture.chat().treats('*', 'takes');
  fixture.server.answer('*', undefined);
  await fixture.pass(4, minutes(1));
}

/** What somebody was told once, by chat and by mail, in the words of the table of notices. */
async function told(who: typeof alice) {
  const sent = await fixture.connection
    .collection('deliveries')
    .find({ ref: { $exists: true }, 'effect.recipient.principalId': who })
    .sort({ _id: 1 })
    .toArray();
  const by = (kinds: string[], isMail: boolean): string[] =>
    sent
      .filter(({ lane, effect }) => kinds.includes(effect.kind) && (lane === 'mail') === isMail)
      .map(({ effect }) => String(effect.what))
      .sort();
  return { chat: by(['note', 'access-review'], false), mail: by(['mail', 'access-review'], true) };
}
const byBoth = (...what: string[]) => ({ chat: what.toSorted(), mail: what.toSorted() });
const byNeither = byBoth();

async function asked() {
  const id = idIn(await fixture.ask(ofADay, { ...by(alice), commandId: `ask-${fixture.clock.now()}` as never }));
  await fixture.settle();
  return id;
}
async function approved() {
  await fixture.changePolicy(approval);
  const id = await asked();
  await fixture.review(id, {}, { ...by(bob), commandId: `approve-${id}` as never });
  await fixture.settle();
  return id;
}

/** Time goes by in steps of so many hours: what ends is warned of and swept, and everything due is tried. */
async function time(passes: number, step = hours(12)) {
  const warn = warnOfEnds({
    store: fixture.store,
    checkpoints: mongoCheckpoints(fixture.connection),
    clock: fixture.clock,
  });
  for (let gone = 0; gone < passes; gone += step) {
    fixture.clock.pass(step);
    await warn(50, seconds(0));
    while ((await fixture.tick()) > 0);
    await fixture.settle();
  }
}

describe('When what an administrator gave comes to its end while neither chat nor mail goes through', () => {
  const id = scheduleId('ends');
  async function given(left = days(20)) {
    const request = {
      id: requestId('given'),
      action: 'adminAssign',
      level: 'eligibility',
      principalId: carol,
    } as const;
    await fixture.store.transaction((tx) =>
      tx.requests.insert(aRequest({ ...request, status: 'Provisioned', stages: [] })),
    );
    const endDateTime = later(fixture.clock.now(), left);
    await fixture.hold(anEligibility({ id, principalId: carol, createdUsing: request.id, endDateTime }));
  }

  it('and there are still days left, then both warn of them', async () => {
    await given();
    await outage(() => time(days(8)));
    expect(await told(carol)).toEqual(byBoth('ends-in-14-days'));
  });

  it('and its last day has begun, then both say that, and neither speaks of 14 days', async () => {
    await given();
    await outage(() => time(days(19) + hours(12)));
    expect(await told(carol)).toEqual(byBoth('ends-in-1-day'));
    expect(fixture.mailTo('dave')).toHaveLength(1);
  });

  it('and it is over, then both say that it is, and neither warns', async () => {
    await given();
    await outage(() => time(days(21)));
    expect(await told(carol)).toEqual(byBoth('expired'));
    expect(fixture.mailTo('dave')).toHaveLength(1);
  });

  it('and it is prolonged, then neither warns of an end that is far', async () => {
    await given();
    await outage(async () => {
      await time(days(8));
      const [schedule] = await fixture.store.read.schedules.ofAccess({ principalId: carol, role: aRole() });
      if (!schedule) throw new Error('it is gone');
      const endDateTime = later(fixture.clock.now(), days(90));
      await fixture.store.transaction((tx) => tx.schedules.save({ ...schedule, endDateTime }));
    });
    expect(await told(carol)).toEqual(byNeither);
    expect(fixture.mailTo('dave')).toEqual([]);
  });
});

describe('When a role becomes active while neither chat nor mail goes through', () => {
  it('and still is, then both say so', async () => {
    await outage(approved);
    expect(await told(alice)).toEqual(byBoth('activated'));
  });

  it('and is given back, then both say that it has ended, and neither that it is active', async () => {
    await outage(async () => {
      const id = await approved();
      fixture.clock.pass(minutes(10));
      await fixture.giveBack(id);
      await fixture.settle();
    });
    expect(await told(alice)).toEqual(byBoth('ended'));
  });

  it('and has ended a moment ago, then it is no news that it was active, by neither', async () => {
    await outage(async () => {
      await approved();
      await time(hours(8), hours(1));
    });
    expect(await told(alice)).toEqual(byBoth('ended'));
  });

  it('and is active again, then both tell of that alone, and neither that it has ended', async () => {
    await outage(async () => {
      const id = await approved();
      fixture.clock.pass(minutes(10));
      await fixture.giveBack(id);
      await fixture.settle();
      fixture.clock.pass(minutes(1));
      await approved();
    });
    expect(await told(alice)).toEqual(byBoth('activated'));
  });
});

describe('When a request is decided while neither chat nor mail goes through', () => {
  it('by a denial, then both say so, and who was to decide is asked by no mail', async () => {
    await outage(async () => {
      await fixture.changePolicy(approval);
      const id = await asked();
      await fixture.review(id, { reviewResult: 'Deny' });
    });
    expect(await told(alice)).toEqual(byBoth('denied'));
    expect(fixture.mailTo('carol')).toEqual([]);
  });

  it('by time, then both say so, and nobody is reminded of it', async () => {
    await outage(async () => {
      await fixture.changePolicy(approval);
      await asked();
      await time(days(2), hours(3));
    });
    expect(await told(alice)).toEqual(byBoth('timed-out'));
    for (const approver of [bob, carol]) expect(await told(approver)).toEqual(byNeither);
  });

  it('by one of two, then the other alone is reminded, by both', async () => {
    await outage(async () => {
      await fixture.changePolicy(
        approvedBy(aStagePolicy({ primaryApprovers: asks(bob, carol), approvalsRequired: 2, timeOut: days(2) })),
      );
      const id = await asked();
      await time(hours(20), hours(4));
      await fixture.review(id, {}, { ...by(bob), commandId: 'first' as never });
    });
    expect((await told(bob)).chat).toEqual([]);
    const { chat, mail } = await told(carol);
    expect(chat.length).toBeGreaterThan(0);
    expect(mail.filter((what) => what !== 'approval-asked')).toEqual(chat);
  });
});

const byMailToo = { ...defaultReviewSettings, instanceDurationInDays: 10, mailNotificationsEnabled: true };

describe('When an access review begins while neither chat nor mail goes through', () => {
  it('and everything is decided meanwhile, then nobody is asked, by neither', async () => {
    const review = reviewingIn(fixture);
    await outage(async () => {
      const id = await review.begin({ settings: byMailToo });
      await fixture.settle();
      await review.decide(await review.itemsOf(id), {}, by(bob));
    });
    expect(await told(bob)).toEqual(byNeither);
    expect(await told(carol)).toEqual(byNeither);
  });

  it('and nobody has decided, then both ask', async () => {
    const review = reviewingIn(fixture);
    await outage(async () => {
      await review.begin({ settings: byMailToo });
      await fixture.settle();
    });
    expect(await told(bob)).toEqual(byBoth('started'));
    expect(await told(carol)).toEqual(byBoth('started'));
  });
});

describe('When an alert is raised while neither chat nor mail goes through', () => {
  const noMfa: AlertName = 'NoMfaOnRoleActivationAlert';
  const withFactor: PolicyChanges = {
    Enablement_EndUser_Assignment: { enabledRules: ['MultiFactorAuthentication', 'Justification'] },
  };
  const raised = async () => {
    await lookingForAlerts(fixture).look(noMfa);
    await fixture.settle();
  };

  it('and still stands, then the channel and the administrators’ mail say so', async () => {
    await outage(raised);
    expect([fixture.reads('admins').length, fixture.mailTo('dave').length]).toEqual([1, 1]);
  });

  it('and is fixed by then, then neither does', async () => {
    await outage(async () => {
      await raised();
      await changeSettings(fixture.deps)(aRole(), withFactor, {}, proven, by(dave));
      await fixture.settle();
    });
    expect([fixture.reads('admins'), fixture.mailTo('dave')]).toEqual([[], []]);
  });
});
