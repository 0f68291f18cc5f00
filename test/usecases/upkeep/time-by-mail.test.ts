import { describe, expect, it } from 'vitest';
import { mongoCheckpoints } from '../../../adapters/mongo/store/checkpoints.js';
import { scheduleId } from '../../../domain/ids.js';
import { defaultRules } from '../../../domain/policy/default-policy.js';
import { days, hours, after as later, minutes, seconds } from '../../../domain/time.js';
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
  monday,
} from '../../support/builders.js';
import { notifyingFixture } from '../../support/setups/notifying-fixture.js';
import { idIn } from '../../support/setups/use-case-fixture.js';

const fixture = notifyingFixture([]);
/** What this moment brings, and what somebody has then been written, without what a subject begins with. */
async function comes(): Promise<void> {
  const checkpoints = mongoCheckpoints(fixture.connection);
  await warnOfEnds({ store: fixture.store, checkpoints, clock: fixture.clock })(50, seconds(0));
  while ((await fixture.tick()) > 0);
  await fixture.settle();
}
const mailTo = (name: string) => fixture.mailTo(name).map((subject) => subject?.replace(/^PIM: /, ''));

describe('When nobody decides and there is no chat', () => {
  const asked = approvedBy(aStagePolicy({ primaryApprovers: asks(bob, carol), approvalsRequired: 2 }));

  it('then whoever was asked by mail is reminded by mail, and in the end who asked and the administrators hear', async () => {
    await fixture.changePolicy(asked);
    const id = idIn(await fixture.ask());
    await comes();
    await fixture.review(id, {}, by(bob));
    fixture.clock.set(later(monday, minutes(30)));
    await comes();
    expect(mailTo('bob')).toHaveLength(1);
    expect(mailTo('carol').slice(1)).toEqual(['Reminder: review Alice’s request to activate the Security Reader role']);
    fixture.clock.set(later(monday, hours(18)));
    await comes();
    expect(mailTo('alice')).toEqual([
      'Your request to activate the Security Reader role still waits: nobody has decided',
    ]);
    expect(mailTo('dave')).toEqual([
      'Alice’s request to activate the Security Reader role still waits: nobody has decided',
    ]);
  });

  it('then a role whose rules write to no approver reminds none', async () => {
    const { Notification_Approver_EndUser_Assignment: rule } = defaultRules('directory');
    await fixture.changePolicy({
      ...asked,
      Notification_Approver_EndUser_Assignment: { ...rule, notificationLevel: 'None' },
    });
    await fixture.ask();
    fixture.clock.set(later(monday, hours(2)));
    await comes();
    expect([...mailTo('bob'), ...mailTo('carol')]).toEqual([]);
  });
});

it('When what was given comes to its end, then its holder and the administrators are written to at each moment', async () => {
  const made = aRequest({
    action: 'adminAssign',
    level: 'eligibility',
    status: 'Provisioned',
    role: aRole('reader'),
    createdBy: carol,
  });
  const given = { id: scheduleId('given'), role: made.role, createdUsing: made.id, principalId: alice };
  await comes();
  await fixture.store.transaction((tx) => tx.requests.insert(made));
  await fixture.hold(anEligibility({ ...given, endDateTime: later(monday, days(20)) }));
  for (const day of [6, 19, 20]) {
    fixture.clock.set(later(monday, days(day)));
    await comes();
  }
  const [soon, over] = ['eligibility for the reader role ends soon', 'eligibility for the reader role has ended'];
  expect(mailTo('alice')).toEqual([`Your ${soon}`, `Your ${soon}`, `Your ${over}`]);
  expect(mailTo('dave')).toEqual([`Alice’s ${soon}`, `Alice’s ${soon}`, `Alice’s ${over}`]);
});
