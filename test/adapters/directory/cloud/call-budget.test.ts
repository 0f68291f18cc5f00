import { describe, expect, it } from 'vitest';
import { callBudget } from '../../../../adapters/directory/cloud/limits/call-budget.js';
import { laneOf } from '../../../../adapters/directory/cloud/limits/call-lanes.js';
import { storyTimer } from '../../../support/clouds/story-timer.js';

const limits = { perSecond: 5, burst: 5, parallel: 2 };

/** Work that lasts until it is let go. */
function held() {
  let letGo = () => {};
  const until = new Promise<void>((resolve) => {
    letGo = resolve;
  });
  return { work: () => until, letGo };
}

describe('When more is asked for than the cloud takes', () => {
  it('then a burst starts at once, and the rest at the rate that is allowed', async () => {
    const timer = storyTimer();
    const budget = callBudget(limits, timer);
    const begun = timer.now();
    const starts: number[] = [];
    const work = async () => void starts.push(timer.now() - begun);
    await Promise.all(Array.from({ length: 12 }, () => budget.run('person', work)));
    expect(starts).toEqual([0, 0, 0, 0, 0, 200, 400, 600, 800, 1000, 1200, 1400]);
  });

  it('then removals go first, then what people wait for, then sweeps', async () => {
    const budget = callBudget({ perSecond: 5, burst: 1, parallel: 5 }, storyTimer());
    const order: string[] = [];
    budget.rest(1_000);
    const asked = ['sweep', 'person', 'removal', 'sweep', 'removal'] as const;
    await Promise.all(asked.map((priority) => budget.run(priority, async () => void order.push(priority))));
    expect(order).toEqual(['removal', 'removal', 'person', 'sweep', 'sweep']);
  });

  it('then sweeps leave a place free, so that a removal does not wait for one', async () => {
    const budget = callBudget(limits, storyTimer());
    const slow = held();
    const order: string[] = [];
    const sweeps = [budget.run('sweep', slow.work), budget.run('sweep', async () => void order.push('sweep'))];
    await budget.run('removal', async () => void order.push('removal'));
    expect(order).toEqual(['removal']);
    slow.letGo();
    await Promise.all(sweeps);
    expect(order).toEqual(['removal', 'sweep']);
  });

  it('then no more wait than can be kept', async () => {
    const budget = callBudget(limits, storyTimer());
    const slow = held();
    const running = Array.from({ length: 5_002 }, () => budget.run('person', slow.work));
    await expect(budget.run('person', slow.work)).rejects.toMatchObject({ code: 'unavailable' });
    slow.letGo();
    await Promise.all(running);
  });
});

it('When the cloud asks for a rest, then nothing starts before its end', async () => {
  const timer = storyTimer();
  const budget = callBudget(limits, timer);
  const begun = timer.now();
  budget.rest(30_000);
  await budget.run('removal', async () => expect(timer.now() - begun).toBe(30_000));
});

it('When a caller stops waiting for its turn, then it leaves, and its work is never begun', async () => {
  const budget = callBudget(limits, storyTimer());
  const slow = [held(), held()];
  const running = slow.map(({ work }) => budget.run('person', work));
  const stop = new AbortController();
  const gone = budget.run('person', () => expect.fail('it began'), stop.signal);
  stop.abort();
  await expect(gone).rejects.toMatchObject({ code: 'unavailable' });
  for (const each of slow) each.letGo();
  await Promise.all(running);
});

it('When work fails, then its place is free again', async () => {
  const budget = callBudget(limits, storyTimer());
  for (let count = 0; count < 4; count += 1)
    await expect(budget.run('person', () => Promise.reject(new Error('it failed')))).rejects.toThrow('it failed');
});

it.each([
  ['graph', 'GET', '/v1.0/users', 'graph'],
  ['graph', 'POST', '/v1.0/roleManagement/directory/roleAssignmentScheduleRequests', 'pim'],
  ['graph', 'GET', '/beta/identityGovernance/privilegedAccess/group/resources', 'pim'],
  ['graph', 'GET', '/v1.0/policies/roleManagementPolicyAssignments', 'pim'],
  ['graph', 'GET', '/v1.0/auditLogs/directoryAudits', 'reports'],
  ['arm', 'GET', '/subscriptions', 'arm-reads'],
  ['arm', 'PUT', '/subscriptions/1/providers/Microsoft.Authorization/roleAssignmentScheduleRequests/2', 'arm-writes'],
  ['arm', 'POST', '/providers/Microsoft.ResourceGraph/resources', 'resource-graph'],
] as const)('When %s is asked to %s %s, then it counts as %s', (api, method, path, lane) => {
  expect(laneOf(api, method, path)).toBe(lane);
});
