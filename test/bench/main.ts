import { rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { buildProduct } from '../support/built-product.js';
import { alertFigures } from './alerts.js';
import { scaleFigures } from './at-scale.js';
import { auditFigures } from './audit.js';
import { decisionFigures } from './decisions.js';
import { expiryFigures } from './expiry.js';
import { idleFigures } from './idle-ops.js';
import { portalFigures } from './portal-pages.js';
import { pressFigures } from './press-cost.js';
import { cardFigures, parserFigures } from './pure-calls.js';
import { report } from './report.js';
import { restFigures } from './rest-figures.js';
import { reviewFigures } from './reviews.js';

const entry = (name: string) => fileURLToPath(new URL(name, import.meta.url));
const built = await buildProduct({
  main: entry('../../bot/main.ts'),
  'product-server': entry('./product-server.ts'),
  'full-server': entry('./full-server.ts'),
  'bare-server': entry('./bare-server.ts'),
});
try {
  const figures = [
    ...(await pressFigures(built.folder)),
    ...parserFigures(),
    ...cardFigures(),
    ...decisionFigures(),
    ...(await scaleFigures()),
    ...(await expiryFigures()),
    ...(await portalFigures()),
    ...(await alertFigures()),
    ...(await auditFigures()),
    ...(await reviewFigures()),
    ...(await idleFigures()),
    ...(await restFigures(built.folder)),
  ];
  report('bench', figures);
  process.exitCode = figures.every(({ ok }) => ok) ? 0 : 1;
} finally {
  await built.remove();
  await rm('.build/bench-data', { recursive: true, force: true });
}
