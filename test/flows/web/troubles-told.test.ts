import { afterAll, beforeAll, expect, it } from 'vitest';
import { scheduleId } from '../../../domain/ids.js';
import { wellKnownRole } from '../../../domain/role/well-known.js';
import { anEligibility, aRole } from '../../support/builders.js';
import { people } from '../../support/organisation.js';
import { type SignedInFixture, signedInFixture } from '../../support/setups/signed-in-fixture.js';

let fixture: SignedInFixture;
beforeAll(async () => {
  // Nobody listens there.
  const mail = { SMTP_HOST: '127.0.0.1', SMTP_PORT: '9', SMTP_SECURITY: 'none', MAIL_FROM: 'latchkey@contoso.example' };
  fixture = await signedInFixture({ settings: mail });
  const administers = { level: 'assignment', role: aRole(wellKnownRole.globalAdministrator) } as const;
  const dan = anEligibility({ id: scheduleId('dan-administers'), principalId: people.dan.id, ...administers });
  await fixture.database.store.transaction((tx) => tx.schedules.insert(dan));
});
afterAll(() => fixture.stop());

const trouble = 'The mail server cannot be reached: Latchkey goes on trying.';

it('When something outside is away, then whoever administers the directory reads it on every page, and nobody else does', async () => {
  const [dan, ada, outsider] = [fixture.visitor(), fixture.visitor(), fixture.visitor()];
  await dan.signIn({ account: 'dan' }, '/my-roles');
  await ada.signIn({ account: 'ada' }, '/my-roles');
  for (const page of ['/my-roles', '/roles', '/audit', '/notifications']) {
    expect((await dan.get(page)).text, page).toContain(trouble);
    const seen = await ada.get(page);
    expect(seen.status, page).toBe(200);
    expect(seen.text, page).not.toContain('mail server');
    expect((await outsider.get(page)).text, page).not.toContain('mail server');
  }
});
