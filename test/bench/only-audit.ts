// The audit log's part of the bench alone: `npx tsx test/bench/only-audit.ts [entries] [rounds]`.
import { rm } from 'node:fs/promises';
import { auditFigures } from './audit.js';
import { report } from './report.js';

try {
  report('bench-audit', await auditFigures(Number(process.argv[2] ?? 1_000_000), Number(process.argv[3] ?? 3)));
} finally {
  await rm('.build/bench-data/audit', { recursive: true, force: true });
}
