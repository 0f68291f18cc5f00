import { describe, expect, it } from 'vitest';
import { demoCast, demoOrganisation } from '../../bot/demo/organisation.js';
import { seedDemo } from '../../bot/demo/seed-demo.js';
import { faultText } from '../../bot/import/import-fault.js';
import { prepareImport } from '../../bot/import/import-organisation.js';
import { sourceOf } from '../../bot/import/read/source.js';
import { days, minutes } from '../../domain/time.js';
import { migratedDatabase } from '../support/parts/migrated-database.js';
import { importFixture } from './import-fixture.js';

const database = migratedDatabase();

async function demo() {
  const fixture = importFixture(database);
  const prepared = await prepareImport(fixture.deps, sourceOf(demoOrganisation));
  if (!prepared.ok) throw new Error(prepared.refusal.map(faultText).join('\n'));
  return prepared.value.writes;
}

describe('When the demo organisation is imported', () => {
  it('then it has no faults, and everybody it asks to approve is there and enabled', async () => {
    const { settings, principals } = await demo();
    const approvers = settings.flatMap(({ desired }) => desired.approvers);
    expect(approvers.length).toBeGreaterThan(5);
    const byId = new Map(principals.map((principal) => [principal.id, principal]));
    for (const approver of approvers) {
      const found = byId.get(approver.type === 'singleUser' ? approver.userId : approver.groupId);
      if (found?.type === 'group') expect(found.memberIds.length).toBeGreaterThan(0);
      else expect(found).toMatchObject({ type: 'user', accountEnabled: true, userType: 'Member' });
    }
  });

  it('then one directory role that can be activated asks for a second factor, and the others can be tried in chat alone', async () => {
    const { settings, schedules } = await demo();
    const offered = schedules.flatMap(({ level, access: { role } }) =>
      level === 'eligibility' && role.kind === 'directory' ? [role.roleDefinitionId] : [],
    );
    expect(offered.length).toBeGreaterThan(5);
    const withoutFactor = settings
      .filter(
        ({ changes }) =>
          changes.Enablement_EndUser_Assignment?.enabledRules.includes('MultiFactorAuthentication') === false,
      )
      .flatMap(({ desired: { role } }) => (role.kind === 'directory' ? [role.roleDefinitionId] : []));
    expect(offered.filter((id) => !withoutFactor.includes(id))).toHaveLength(1);
  });

  it('then what it lets end ends when it has been tried for some minutes', async () => {
    const { deps } = importFixture(database);
    await seedDemo(deps, deps.ids);
    const all = await deps.store.read.schedules.list({ level: 'eligibility', statuses: ['Provisioned'], limit: 500 });
    const now = deps.clock.now();
    expect(all.flatMap(({ endDateTime }) => endDateTime ?? [])).toEqual(
      [1, 14].map((count) => now + days(count) + minutes(5)),
    );
  });

  it('then the people of its story are among its people', async () => {
    const addresses = demoOrganisation.people?.map(({ userPrincipalName }) => userPrincipalName);
    expect(addresses).toEqual(expect.arrayContaining([demoCast.requestor, ...demoCast.approvers]));
  });
});
