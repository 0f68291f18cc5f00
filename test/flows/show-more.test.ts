import { afterEach, expect, it } from 'vitest';
import { scheduleId } from '../../domain/ids.js';
import { instant } from '../../domain/time.js';
import { anEligibility } from '../support/builders.js';
import { people } from '../support/organisation.js';
import { slackStory } from '../support/platforms/slack-story.js';
import { teamsStory } from '../support/platforms/teams-story.js';
import { type RunningProduct, startProduct } from '../support/products/product.js';

let product: RunningProduct;
afterEach(() => product.stop());

/** Ada may activate so many roles that no message has room for all; their names. */
async function manyRoles(): Promise<string[]> {
  const { directory, store } = product.database;
  const roles = (await directory.roleDefinitions('directory')).slice(0, 40);
  const eligible = roles.map(({ id }) =>
    anEligibility({
      id: scheduleId(`ada-${id}`),
      principalId: people.ada.id,
      role: { kind: 'directory', roleDefinitionId: id, directoryScopeId: '/' },
      startDateTime: instant(0),
    }),
  );
  await store.transaction((tx) => tx.schedules.insert(...eligible));
  return roles.map(({ displayName }) => displayName);
}

/** Presses “Show more” until there is none; everything that was shown on the way. */
async function readThrough(
  see: (words: string) => Promise<{ shown: string; buttons: string[] }>,
  press: () => Promise<unknown>,
) {
  let card = await see('and');
  const shown = [card.shown];
  for (let page = 0; page < 10 && card.buttons.includes('Show more'); page += 1) {
    await press();
    const before = card.shown;
    card = await see('From number');
    if (card.shown === before) throw new Error('the same page again');
    shown.push(card.shown);
  }
  return shown;
}

it('When Ada has more roles than a message of Slack has room for, then “Show more” leads to every one of them', async () => {
  product = await startProduct({ slack: true });
  const names = await manyRoles();
  const { say, slack } = slackStory(product.slack);
  await say('ada', 'my roles');
  const latest = async (words: string) => {
    await product.settle();
    const found = (await slack.inbox('ada')).at(-1);
    expect(found?.shown).toContain(words);
    return { shown: found?.shown ?? '', buttons: [...(found?.buttons ?? [])] };
  };
  const pages = await readThrough(latest, async () => {
    const message = (await slack.inbox('ada')).at(-1);
    if (message) expect((await slack.press('ada', message, 'Show more')).status).toBe(200);
  });
  expect(pages.length).toBeGreaterThan(1);
  for (const name of names) expect(pages.join('\n')).toContain(name);
});

it('When Ada has more roles than a card of Teams has room for, then “Show more” leads to every one of them', async () => {
  product = await startProduct({ teams: true });
  const names = await manyRoles();
  const { say, press, inbox } = teamsStory(product.teams);
  await say('ada', 'my roles');
  const latest = async (words: string) => {
    await product.settle();
    const found = inbox('ada').at(-1);
    expect(found?.shown).toContain(words);
    return { shown: found?.shown ?? '', buttons: found?.buttons ?? [] };
  };
  const pages = await readThrough(latest, () => press('ada', '', 'Show more'));
  expect(pages.length).toBeGreaterThan(1);
  for (const name of names) expect(pages.join('\n')).toContain(name);
});
