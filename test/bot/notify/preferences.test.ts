import { describe, expect, it } from 'vitest';
import type { PrincipalId } from '../../../domain/ids.js';
import type { PreferenceChanges } from '../../../domain/notification/preferences.js';
import { hours, minutes } from '../../../domain/time.js';
import { changePreferences } from '../../../domain/usecases/person/change-preferences.js';
import { alice, approvedBy, aStagePolicy, asks, bob, by, dave } from '../../support/builders.js';
import { notifyingFixture } from '../../support/setups/notifying-fixture.js';
import { idIn } from '../../support/setups/use-case-fixture.js';

const fixture = notifyingFixture();
const prefers = (who: PrincipalId, changes: PreferenceChanges) => changePreferences(fixture.deps)(changes, by(who));
/** It is nine in the morning in UTC, where everybody is. */
const quietUntilNoon = { quietHours: { from: 8 * 60, until: 12 * 60 } };
const approval = approvedBy(aStagePolicy({ primaryApprovers: asks(bob) }));
const activated = 'PIM: You activated the Security Reader role';

const theDay = { scheduleInfo: { expiration: { type: 'afterDuration', duration: hours(8) } } } as const;

async function approved() {
  await fixture.changePolicy(approval);
  const id = idIn(await fixture.ask(theDay));
  await fixture.settle();
  await fixture.review(id, {}, by(bob));
  await fixture.settle();
  return id;
}
const notes = (who: PrincipalId) => fixture.reads(who).filter((text) => /^Security Reader (is|was|has)/.test(text));

describe('When somebody has chosen by what they hear', () => {
  it('by mail, then what only tells them comes by mail alone, and their cards stay', async () => {
    await prefers(alice, { channels: 'mail' });
    await approved();
    expect(fixture.mailTo('alice')).toEqual([activated]);
    expect(notes(alice)).toEqual([]);
    expect(fixture.reads(alice)).toHaveLength(1);
  });

  it('by chat, then no mail that only tells them comes, and others get theirs', async () => {
    await prefers(alice, { channels: 'chat' });
    await approved();
    expect(fixture.mailTo('alice')).toEqual([]);
    expect(notes(alice)).toHaveLength(1);
    expect(fixture.mailTo('dave')).toHaveLength(1);
  });

  it('by mail and has no address, then they hear by chat all the same', async () => {
    await prefers(alice, { channels: 'mail' });
    const [hers] = await fixture.directory.principals([alice]);
    await fixture.records.principals.save([{ ...hers, mail: undefined } as never]);
    await approved();
    expect(notes(alice)).toHaveLength(1);
  });

  it('by chat and is to decide, then they are asked by mail too', async () => {
    await prefers(bob, { channels: 'chat', ...quietUntilNoon });
    await approved();
    expect(fixture.mailTo('bob')).toEqual(['PIM: Review Alice’s request to activate the Security Reader role']);
    expect(fixture.reads(bob)).toHaveLength(1);
  });
});

describe('When somebody has quiet hours', () => {
  it('then what only tells them waits until these end, by chat and by mail', async () => {
    await prefers(alice, quietUntilNoon);
    await prefers(dave, quietUntilNoon);
    await fixture.changePolicy(approval);
    const id = idIn(await fixture.ask(theDay));
    await fixture.settle();
    await fixture.review(id, {}, by(bob));
    await fixture.pass(3, minutes(59));
    expect([...fixture.mailTo('alice'), ...fixture.mailTo('dave'), ...notes(alice)]).toEqual([]);
    await fixture.pass(1, minutes(4));
    expect(fixture.mailTo('alice')).toEqual([activated]);
    expect(fixture.mailTo('dave')).toHaveLength(1);
    expect(notes(alice)).toHaveLength(1);
  });

  it('then what is old by their end is not sent, and what has come of it is', async () => {
    await prefers(alice, quietUntilNoon);
    const id = await approved();
    await fixture.pass(1, minutes(30));
    await fixture.giveBack(id);
    await fixture.pass(4, hours(1));
    expect(fixture.mailTo('alice')).toEqual(['PIM: You gave back the Security Reader role']);
    expect(notes(alice)).toEqual([expect.stringContaining('was given back')]);
  });

  it('then they are heard out at any time: what one does shows at once', async () => {
    await prefers(alice, quietUntilNoon);
    await approved();
    expect(fixture.reads(alice)).toEqual([expect.stringContaining('Active until')]);
  });
});

describe('When preferences are changed', () => {
  it('then who did and what is on record, and a change that is none is not', async () => {
    await prefers(alice, { channels: 'mail' });
    await prefers(alice, { channels: 'mail' });
    await prefers(alice, quietUntilNoon);
    await prefers(alice, { quietHours: null });
    const record = (await fixture.audits()).filter(
      ({ activity }) => activity === 'PIM notification preferences changed',
    );
    expect(record.map(({ subject, before, after }) => ({ subject, before, after }))).toEqual([
      { subject: alice, before: { channels: 'both' }, after: { channels: 'mail' } },
      { subject: alice, before: { channels: 'mail' }, after: { channels: 'mail', ...quietUntilNoon } },
      { subject: alice, before: { channels: 'mail', ...quietUntilNoon }, after: { channels: 'mail' } },
    ]);
  });

  it('then two at once leave what both said', async () => {
    await Promise.all([prefers(alice, { channels: 'mail' }), prefers(alice, quietUntilNoon)]);
    expect(await fixture.store.read.preferences.of(alice)).toMatchObject({ channels: 'mail', ...quietUntilNoon });
  });
});
