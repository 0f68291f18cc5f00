import { afterAll, beforeAll, expect, it } from 'vitest';
import { scheduleId } from '../../domain/ids.js';
import { wellKnownRole } from '../../domain/role/well-known.js';
import { anEligibility, aRole } from '../support/builders.js';
import { people } from '../support/organisation.js';
import { type MailServer, startMailServer } from '../support/parts/mail-server.js';
import { slackStory } from '../support/platforms/slack-story.js';
import { eventually, type RunningProduct, startProduct } from '../support/products/product.js';

let mail: MailServer;
let product: RunningProduct;
beforeAll(async () => {
  mail = await startMailServer();
  product = await startProduct({ slack: true, mail });
  const administers = { level: 'assignment', role: aRole(wellKnownRole.globalAdministrator) } as const;
  const dan = anEligibility({ id: scheduleId('dan-administers'), principalId: people.dan.id, ...administers });
  await product.database.store.transaction((tx) => tx.schedules.insert(dan));
});
afterAll(async () => {
  await product.stop();
  await mail.stop();
});

const comes = (name: string, subject: string) =>
  eventually(() => {
    const found = mail.mailsFor(`${name}@contoso.example`).find((each) => each.subject === subject);
    if (!found) throw new Error(`nothing to ${name}: ${mail.inbox.map((each) => each.subject).join(', ')}`);
    return found;
  });

it('When a role is asked for in chat and approved there, then everybody hears by mail what concerns them, as it happens', async () => {
  const { say, press, see } = slackStory(product.slack);
  await say('ada', 'activate Security Reader for 2h because INC-42');
  for (const approver of ['bob', 'cas']) {
    const asked = await comes(approver, 'PIM: Review Ada’s request to activate the Security Reader role');
    expect(asked).toMatchObject({
      wasEncrypted: true,
      from: { name: 'Latchkey', address: 'latchkey@contoso.example' },
    });
    expect(asked.text).toContain('INC-42');
  }
  await press('bob', 'Ada asks', 'Approve');
  await see('ada', 'Security Reader is active');
  const activated = await comes('dan', 'PIM: Ada activated the Security Reader role');
  expect(activated.text).toMatch(/Approved by Bob/);
  await comes('ada', 'PIM: You activated the Security Reader role');
  await comes('cas', 'PIM: Ada’s request to activate the Security Reader role was approved');
  // Nobody is written to who is not concerned, a guest or disabled; and nobody twice.
  expect(mail.inbox.flatMap((each) => each.for).sort()).toEqual(
    ['ada', 'bob', 'bob', 'cas', 'cas', 'dan'].map((name) => `${name}@contoso.example`),
  );
});
