import { afterAll, beforeAll, expect, it } from 'vitest';
import { scheduleId } from '../../domain/ids.js';
import { wellKnownRole } from '../../domain/role/well-known.js';
import { instant } from '../../domain/time.js';
import { aRole, aSchedule } from '../support/builders.js';
import { changeSettings, people, roles } from '../support/organisation.js';
import { slackStory } from '../support/platforms/slack-story.js';
import { teamsStory } from '../support/platforms/teams-story.js';
import { eventually, type RunningProduct, startProduct } from '../support/products/product.js';

let product: RunningProduct;
beforeAll(async () => {
  product = await startProduct({ slack: true, teams: true });
  const held = (['dan', 'bob'] as const).map((name) =>
    aSchedule({
      id: scheduleId(`${name}-administers`),
      principalId: people[name].id,
      role: aRole(wellKnownRole.globalAdministrator),
      assignmentType: 'assigned',
      startDateTime: instant(0),
      endDateTime: undefined,
    }),
  );
  await product.database.store.transaction((tx) => tx.schedules.insert(...held));
});
afterAll(() => product.stop());

const role = 'Message Center Reader' as const;
const asks = async () => {
  const { rules } = await product.database.store.read.policies.of(roles[role]);
  return rules.Enablement_EndUser_Assignment.enabledRules;
};
const lowered = 'lowered the settings of Message Center Reader';
const asksForReason = { Enablement_EndUser_Assignment: { enabledRules: ['Justification'] } } as const;

it.each(['slack', 'teams'] as const)(
  'When Undo is pressed on %s, then it is undone, told, and gone from every card',
  async (where) => {
    await changeSettings(product.database, role, asksForReason);
    const [slack, teams] = [slackStory(product.slack), teamsStory(product.teams)];
    await slack.say('dan', `settings ${role}: reason off`);
    await eventually(async () => expect(await asks()).toEqual([]));
    await slack.see('bob', lowered, 'Asks for less than before');
    await teams.see('bob', lowered, 'Asks for less than before');
    if (where === 'slack') await slack.press('bob', lowered, 'Undo');
    else await teams.press('bob', lowered, 'Undo');
    await eventually(async () => expect(await asks()).toEqual(['Justification']));
    await slack.see('dan', 'undid a change to the settings of Message Center Reader');
    await eventually(async () => {
      const told = [...(await product.slack.inbox('bob')), ...teams.inbox('bob')].filter(({ shown }) =>
        shown.includes(lowered),
      );
      expect(told.length).toBeGreaterThanOrEqual(2);
      expect(told.flatMap(({ buttons }) => [...buttons])).not.toContain('Undo');
    });
  },
);
