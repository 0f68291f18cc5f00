// Runs the dependency rule of the tree, and fails when the checker saw nothing: under a TypeScript it does not
// know, dependency-cruiser finds no module and passes.
import { spawnSync } from 'node:child_process';

const folders = ['bot', 'cards', 'domain', 'adapters', 'test'];
const run = spawnSync(
  'npx',
  ['depcruise', ...folders, '--config', 'test/dependency-cruiser.cjs', '--output-type', 'json'],
  {
    encoding: 'utf8',
    maxBuffer: 256 * 1024 * 1024,
  },
);
if (!run.stdout) {
  process.stderr.write(run.stderr);
  process.exit(1);
}
const { summary, modules } = JSON.parse(run.stdout);
const own = modules.filter(
  ({ source }) => folders.some((folder) => source.startsWith(`${folder}/`)) && /\.tsx?$/.test(source),
);
for (const { rule, from, to } of summary.violations)
  process.stdout.write(`${rule.severity} ${rule.name}: ${from} → ${to}\n`);
if (own.length === 0) {
  process.stdout.write('The import checker saw no modules: it proves nothing. Is TypeScript still 6?\n');
  process.exit(1);
}
process.stdout.write(`${own.length} modules, ${summary.violations.length} violations of the import rules\n`);
process.exit(summary.error > 0 ? 1 : 0);
