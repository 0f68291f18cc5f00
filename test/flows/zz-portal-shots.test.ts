import { mkdirSync } from 'node:fs';
import { it } from 'vitest';
import { launchBrowser } from '../support/browser.js';
import { startPortal } from '../support/portal-house.js';

it('shots', async () => {
  mkdirSync('/tmp/portal-shots', { recursive: true });
  const house = await startPortal();
  const browser = await launchBrowser();
  try {
    await house.say('ada', 'activate Security Reader for 2h because looking into INC-4711 on the web shop');
    await house.say('olga', 'activate Security Reader for 1h because drill');
    await house.say('ada', 'activate Reports Reader for 1h because monthly report');
    const want = JSON.parse(process.env.SHOTS ?? '[]') as [string, string, string?][];
    for (const scheme of (process.env.SCHEMES ?? 'light').split(',') as ('light' | 'dark')[]) {
      for (const width of (process.env.WIDTHS ?? '1200').split(',').map(Number)) {
        for (const [who, path, name = path.replaceAll(/\W+/g, '-')] of want) {
          const { page, context, faults } = await house.windowAs(browser, who, { colorScheme: scheme, viewport: { width, height: 800 } });
          const answer = await page.goto(path);
          await page.waitForTimeout(300);
          if (name.startsWith('click:')) { await page.getByText(name.slice(6)).first().click(); await page.waitForTimeout(300); }
          await page.screenshot({ path: `/tmp/portal-shots/${name.replaceAll(/\W+/g,'-')}-${scheme}-${width}.png`, fullPage: true });
          console.log(path, answer?.status(), faults.join(' | '));
          await context.close();
        }
      }
    }
  } finally {
    await browser.close();
    await house.stop();
  }
}, 300_000);
