import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Provisioner } from '../../domain/ports/directory.js';
import { AdapterError } from '../../domain/ports/system.js';
import type { SlackFault } from '../support/platforms/fake-slack.js';
import { slackStory } from '../support/platforms/slack-story.js';
import { teamsStory } from '../support/platforms/teams-story.js';
import { eventually, type RunningProduct, startProduct } from '../support/products/product.js';

let product: RunningProduct;
afterEach(() => product.stop());

const approvers = ['bob', 'cas'] as const;

describe('When Slack cannot be reached, then all is decided in Teams meanwhile, and Slack shows the truth once it is back', () => {
  let slack: ReturnType<typeof slackStory>;
  let teams: ReturnType<typeof teamsStory>;
  beforeEach(async () => {
    product = await startProduct({ slack: true, teams: true });
    slack = slackStory(product.slack);
    teams = teamsStory(product.teams);
  });

  const whatSlackShows = async () => {
    const inboxes = await Promise.all(['ada', ...approvers].map((name) => product.slack.inbox(name)));
    return [...inboxes, await product.slack.channel()];
  };

  it.each<[string, SlackFault]>([
    ['it is told to slow down', { kind: 'rate-limit', retryAfter: 1 }],
    ['it answers with faults', { kind: 'status', status: 500 }],
    ['its connections break', { kind: 'reset' }],
    ['it does not answer at all', { kind: 'hang' }],
  ])(
    '%s',
    async (_what, fault) => {
      for (const method of ['conversations.open', 'conversations.history', 'chat.postMessage', 'chat.update']) {
        product.slack.fail(method, fault, 1000);
      }
      await teams.say('ada', 'activate Security Reader for 2h because INC-42');
      await teams.press('bob', 'Ada asks', 'Approve');
      await teams.see('ada', 'Security Reader is active');
      for (const approver of approvers) await teams.see(approver, 'Ada asks', 'Approved by Bob');
      await teams.seeAlert('Ada activated Security Reader', 'Active until');
      expect(await product.grants()).toHaveLength(1);
      expect(await whatSlackShows()).toEqual([[], [], [], []]);

      product.slack.fix();
      await slack.see('ada', 'Duration', 'Active until');
      await slack.see('ada', 'Security Reader is active');
      for (const approver of approvers) {
        expect((await slack.see(approver, 'Ada asks', 'Approved by Bob')).buttons).toEqual([]);
      }
      await slack.seeAlert('Ada activated Security Reader', 'Active until');
      await product.settle();
      expect((await whatSlackShows()).map((messages) => messages.length)).toEqual([2, 1, 1, 1]);
    },
    40_000,
  );

  it('its answers are lost though it did its work: then nothing is posted twice', async () => {
    product.slack.fail('chat.postMessage', { kind: 'drop' }, 3);
    await teams.say('ada', 'activate Security Reader for 2h because INC-42');
    for (const approver of approvers) await slack.see(approver, 'Ada asks', 'Waiting for approval');
    await teams.press('bob', 'Ada asks', 'Approve');
    await slack.see('ada', 'Security Reader is active');
    for (const approver of approvers) await slack.see(approver, 'Ada asks', 'Approved by Bob');
    await slack.seeAlert('Ada activated Security Reader', 'Active until');
    await eventually(async () => expect((await whatSlackShows()).map(({ length }) => length)).toEqual([2, 1, 1, 1]));
    await product.settle();
    expect((await whatSlackShows()).map(({ length }) => length)).toEqual([2, 1, 1, 1]);
  });
});

describe('When the directory', () => {
  let teams: ReturnType<typeof teamsStory>;
  beforeEach(async () => {
    product = await startProduct({ teams: true });
    teams = teamsStory(product.teams);
  });

  /** Puts a far end between the product and its directory. */
  const between = (wrap: (real: Provisioner) => Partial<Provisioner>) => {
    const { provisioners } = product.database;
    const [real] = provisioners;
    if (!real) throw new Error('No directory is connected');
    provisioners[0] = { ...real, ...wrap(real) };
  };
  const lost = () => new AdapterError('timeout', 'the answer was lost');

  it('loses its answer to a grant and to a revocation, then nothing is granted twice, and the cards come true', async () => {
    const asked = { grant: 0, revoke: 0 };
    between((real) => ({
      async grant(access, terms) {
        asked.grant += 1;
        await real.grant(access, terms);
        throw lost();
      },
      async revoke(access, terms) {
        asked.revoke += 1;
        await real.revoke(access, terms);
        throw lost();
      },
    }));
    await teams.say('ada', 'activate Security Reader for 2h because INC-42');
    await teams.press('bob', 'Ada asks', 'Approve');
    await teams.see('ada', 'Security Reader is active');
    expect(asked).toEqual({ grant: 1, revoke: 0 });
    await teams.press('ada', 'Duration', 'Give back');
    await teams.see('ada', 'Security Reader was given back');
    // Once more, to keep out what may still come of the call that was not answered.
    expect(asked).toEqual({ grant: 1, revoke: 2 });
    expect(await product.grants()).toEqual([]);
  });

  it('cannot be reached, then no card claims that the role is active, until it is', async () => {
    const far = { isReachable: false };
    between((real) => ({
      async read(access) {
        if (!far.isReachable) throw new AdapterError('unavailable', 'the directory is down');
        return real.read(access);
      },
    }));
    await teams.say('ada', 'activate Security Reader for 2h because INC-42');
    await teams.press('bob', 'Ada asks', 'Approve');
    expect((await teams.see('ada', 'Duration', 'Approved, being activated')).buttons).toEqual([]);
    for (const approver of approvers) await teams.see(approver, 'Ada asks', 'Approved by Bob');
    expect(teams.inbox('ada').filter(({ shown }) => /active|Active until/.test(shown))).toEqual([]);
    expect(teams.alerts()).toEqual([]);

    far.isReachable = true;
    await teams.see('ada', 'Security Reader is active');
    await teams.seeAlert('Ada activated Security Reader', 'Active until');
    expect(await product.grants()).toHaveLength(1);
  });

  it('says no for good, then Ada is told that it could not be activated, and may ask again', async () => {
    between(() => ({
      async grant() {
        throw new AdapterError('rejected', 'the directory does not want to');
      },
    }));
    await teams.say('ada', 'activate Security Reader for 2h because INC-42');
    await teams.press('bob', 'Ada asks', 'Approve');
    await teams.see('ada', 'Security Reader could not be activated');
    await teams.see('ada', 'Duration', 'Could not be activated');
    await teams.say('ada', 'activate Security Reader for 2h because INC-43');
    await teams.see('bob', 'Ada asks', 'INC-43', 'Waiting for approval');
  });
});
