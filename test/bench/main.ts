import { rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { buildProduct } from '../support/products/built-product.js';
import { accessReviewFigures } from './access-reviews.js';
import { alertFigures } from './alerts.js';
import { scaleFigures } from './at-scale.js';
import { auditFigures } from './audit.js';
import { decisionFigures } from './decisions.js';
import { expiryFigures } from './expiry.js';
import { fullSpeedFigures } from './full-speed.js';
import { idleFigures } from './idle-ops.js';
import { portalFigures } from './portal-pages.js';
import { pressFigures } from './press-cost.js';
import { cardFigures, parserFigures } from './pure-calls.js';
import { type Figure, report } from './report.js';
import { restFigures } from './rest-figures.js';

const entry = (name: string) => fileURLToPath(new URL(name, import.meta.url));
const built = await buildProduct({
  main: entry('../../bot/main.ts'),
  'product-server': entry('./product-server.ts'),
  'full-server': entry('./full-server.ts'),
  'bare-server': entry('./bare-server.ts'),
});
try {
  const parts: readonly (() => Figure[] | Promise<Figure[]>)[] = [
    () => pressFigures(built.folder),
    parserFigures,
    cardFigures,
    decisionFigures,
    scaleFigures,
    expiryFigures,
    portalFigures,
    fullSpeedFigures,
    alertFigures,
    accessReviewFigures,
    idleFigures,
    () => restFigures(built.folder),
    () => auditFigures(),
  ];
  const figures: Figure[] = [];
  for (const part of parts) {
    figures.push(...(await part()));
    // The last takes as long as all others together, and whoever waits sees what is known.
    report('bench', figures);
  }
  process.exitCode = figures.every(({ ok }) => ok) ? 0 : 1;
} finally {
  await built.remove();
  await rm('.build/bench-data', { recursive: true, force: true });
}
