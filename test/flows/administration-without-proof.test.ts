import { afterAll, beforeAll, expect, it } from 'vitest';
import { settingsPage } from '../../cards/platform/portal-page.js';
import { commandId, correlationId, scheduleId } from '../../domain/ids.js';
import { wellKnownRole } from '../../domain/role/well-known.js';
import { instant } from '../../domain/time.js';
import { aRole, aSchedule } from '../support/builders.js';
import { people, roles } from '../support/organisation.js';
import { type SignedInFixture, signedInFixture } from '../support/setups/signed-in-fixture.js';

let fixture: SignedInFixture;
beforeAll(async () => {
  fixture = await signedInFixture({ settings: { ADMINISTRATION_WITHOUT_PROOF: 'true' } });
  const administers = aSchedule({
    id: scheduleId('dan-administers'),
    principalId: people.dan.id,
    role: aRole(wellKnownRole.globalAdministrator),
    assignmentType: 'assigned',
    startDateTime: instant(0),
    endDateTime: undefined,
  });
  await fixture.database.store.transaction((tx) => tx.schedules.insert(administers));
});
afterAll(() => fixture.stop());

let turns = 0;
const say = (text: string) => {
  turns += 1;
  return fixture.handle({
    commandId: commandId(`said-${turns}`),
    correlationId: correlationId(`said-${turns}`),
    surface: 'web',
    actor: people.dan.id,
    timeZone: 'UTC',
    input: { kind: 'text', text, opensForms: false },
  });
};
const open = async () => {
  const { incidents } = fixture.database.store.read.alerts;
  return incidents({ alerts: ['AdministrationWithoutProofAlert'], isCurrent: true, limit: 10 });
};

it('When the operator has switched off proofs for administration, then start, log, portal and an open alert say so', async () => {
  expect(fixture.banner).toContain('ADMINISTRATION_WITHOUT_PROOF=true');
  expect(fixture.logged.join()).toContain('administration.without-proof');
  await say('alerts refresh');
  await expect.poll(open, { timeout: 10_000 }).toMatchObject([{ status: 'open' }]);
  const dan = fixture.visitor();
  await dan.signIn({ account: 'dan' }, '/alerts');
  const page = await dan.get('/alerts/AdministrationWithoutProofAlert');
  expect(page.text).toContain('Administration needs no proof here: ADMINISTRATION_WITHOUT_PROOF=true.');
  expect(page.text).toContain('Every administrator');
  for (const button of ['Dismiss', 'Fix']) expect(page.text).not.toContain(`>${button}`);
  expect(await open()).toMatchObject([{ status: 'open' }]);
});

it('When Undo is pressed in the portal, then what the last change lowered is put back', async () => {
  const role = roles['Message Center Reader'];
  const asks = async () => {
    const { rules } = await fixture.database.store.read.policies.of(role);
    return rules.Enablement_EndUser_Assignment.enabledRules;
  };
  await say('settings Message Center Reader: reason off');
  expect(await asks()).toEqual([]);
  const dan = fixture.visitor();
  const path = settingsPage(role);
  await dan.signIn({ account: 'dan' }, path);
  const { text } = await dan.get(path);
  const form = text.split('<form').find((each) => each.includes('Undo the last change')) ?? '';
  const fields = [...form.matchAll(/name="([^"]+)" value="([^"]*)"/g)].map(([, name = '', value = '']) => [
    name,
    value.replaceAll('&quot;', '"').replaceAll('&amp;', '&'),
  ]);
  await dan.post('/do', Object.fromEntries(fields));
  expect(await asks()).toEqual(['Justification']);
  expect((await dan.get(path)).text).not.toContain('Undo the last change');
});
