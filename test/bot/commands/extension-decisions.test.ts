import { beforeEach, describe, expect, it } from 'vitest';
import { commands } from '../../../bot/commands/registry.js';
import { scheduleId } from '../../../domain/ids.js';
import { wellKnownRole } from '../../../domain/role/well-known.js';
import { days, after as later } from '../../../domain/time.js';
import { anEligibility, aRole, aSchedule, bob, carol, dave, monday } from '../../support/builders.js';
import { conversation, shownText } from '../../support/conversation.js';
import { useCaseFixture } from '../../support/setups/use-case-fixture.js';

const fixture = useCaseFixture();
const chat = conversation(fixture, commands, { proving: true });
const say = async (who: typeof bob, text: string) => shownText(await chat.say(who, text));

/** Bob is eligible until day 20 and asks for 60 days more; Dave and Carol administer the directory's roles. */
beforeEach(async () => {
  const administration = { role: aRole(wellKnownRole.globalAdministrator), assignmentType: 'assigned' } as const;
  await fixture.hold(
    anEligibility({ id: scheduleId('bobs'), principalId: bob, endDateTime: later(monday, days(20)) }),
    ...[dave, carol].map((principalId) =>
      aSchedule({
        id: scheduleId(`${principalId}-administers`),
        principalId,
        ...administration,
        endDateTime: undefined,
      }),
    ),
  );
  fixture.clock.set(later(monday, days(7)));
  await chat.say(bob, 'extend Security Reader for 60 days because the audit goes on');
  expect(await say(dave, 'pending')).toContain('Bob: ');
});

describe('When an administrator decides on an extension', () => {
  it('then an approval is answered with who, what, where and until when', async () => {
    expect(await say(dave, 'approve Bob because agreed')).toBe(
      'Approved: Bob, Security Reader in the whole directory, eligible until Fri 8 May 09:00. They are told.',
    );
  });

  it('then a denial is answered with who, what and where', async () => {
    expect(await say(dave, 'deny Bob because no')).toBe(
      'Denied: Bob, Security Reader in the whole directory, eligible. They are told, with your reason.',
    );
  });

  it('then a start that is typed stands in the form, where it can be changed', async () => {
    const shown = await chat.say(dave, 'approve Bob from tomorrow 9am for 30 days because agreed');
    if (typeof shown === 'string' || shown.kind !== 'form') throw new Error(shownText(shown));
    const values = Object.fromEntries(shown.inputs.map(({ id, value }) => [id, value]));
    expect(values).toMatchObject({ start: 'tomorrow 9am', length: '30 days', justification: 'agreed' });
  });
});
