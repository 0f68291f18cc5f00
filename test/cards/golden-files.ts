import { expect, it } from 'vitest';
import type { View } from '../../cards/card.js';
import { renderAdaptiveCard } from '../../cards/platform/adaptive.js';
import { renderBlockKit } from '../../cards/platform/block-kit.js';
import { renderPlain } from '../../cards/platform/plain.js';
import { adaptiveCardFaults } from '../support/platforms/adaptive-card-limits.js';
import { blockKitFaults } from '../support/platforms/block-kit-limits.js';

/** A golden file, as a test of this folder names it. */
export const golden = (name: string) => `../fixtures/golden/${name}`;
export const json = (value: unknown) => `${JSON.stringify(value, null, 2)}\n`;

/** The stories of one view on every surface: it is what it was, and what the platforms take. */
export function isAsItWas(name: string, view: View): void {
  it('reads in a terminal as it did', async () => {
    await expect(`${renderPlain(view)}\n`).toMatchFileSnapshot(golden(`${name}.txt`));
  });

  it('is the Slack message it was, and one Slack takes', async () => {
    const message = renderBlockKit(view);
    expect(blockKitFaults(message.blocks)).toEqual([]);
    await expect(json(message)).toMatchFileSnapshot(golden(`${name}.block-kit.json`));
  });

  it('is the Adaptive Card it was, and one Teams takes', async () => {
    const card = renderAdaptiveCard(view);
    expect(adaptiveCardFaults(card)).toEqual([]);
    await expect(json(card)).toMatchFileSnapshot(golden(`${name}.adaptive.json`));
  });
}
