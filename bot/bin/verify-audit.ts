import { parseArgs } from 'node:util';
import type { AuditFault } from '../../domain/audit/verification.js';
import type { Verified } from '../../domain/usecases/audit/verify-audit.js';
import { verifyRecord } from '../compose/compose-audit.js';
import { readEnvironment } from '../compose/environment.js';

const usage = `npm run verify-audit

Looks through the whole record: every sealed entry, the chain of blocks, and the checkpoints outside the database
(AUDIT_CHECKPOINTS). Says what was altered, dropped, put in, put in another order or cut off. The exit code is 1 where
anything is wrong.
`;

const say = (line: string) => void process.stdout.write(`${line}\n`);
/** More faults than this are counted and not told. */
const most = 1_000;

/** Runs the command line `npm run verify-audit`. Returns the exit code: 0 where everything is as it was sealed. */
async function main(): Promise<number> {
  const { values } = parseArgs({ options: { help: { type: 'boolean', default: false } } });
  if (values.help) {
    say(usage);
    return 0;
  }
  const { config, path } = readEnvironment();
  let count = 0;
  const verified = await verifyRecord(
    { ...config, logLevel: 'silent' },
    { say, path },
    {
      kind: (kind) =>
        say(kind === 'demo' ? 'This is the audit log of the demo.' : 'This is the audit log of a real directory.'),
      found(fault) {
        count += 1;
        if (count <= most) say(inWords(fault));
      },
      unreadable: (line) => say(`Line ${line} of ${config.audit.checkpoints} cannot be read and was passed over.`),
      noFile: () => say(`There is no file ${config.audit.checkpoints}: a tail that was cut off would not be noticed.`),
    },
  );
  if (count > most) say(`… and ${count - most} more.`);
  for (const line of summary(verified)) say(line);
  return verified.faults === 0 ? 0 : 1;
}

function summary({ blocks, entries, checkpoints, unsealed, retired, faults }: Verified): string[] {
  const until = retired.until === undefined ? '' : `, sealed until ${new Date(retired.until).toISOString()}`;
  return [
    `${entries} sealed entries in ${blocks} blocks, compared with ${checkpoints} checkpoints.`,
    ...(retired.entries > 0
      ? [`${retired.entries} entries were retired by policy: blocks 1 to ${retired.through}${until}.`]
      : []),
    ...(unsealed > 0 ? [`${unsealed} entries are not sealed yet, so nothing can be said about them.`] : []),
    faults === 0 ? 'Everything is as it was sealed.' : `${faults} ${faults === 1 ? 'thing is' : 'things are'} wrong.`,
  ];
}

function inWords(fault: AuditFault): string {
  switch (fault.kind) {
    case 'altered':
      return `Altered: entry ${fault.id} in block ${fault.number} is not what was sealed.`;
    case 'dropped':
      return `Dropped: entry ${fault.id} of block ${fault.number} is gone.`;
    case 'block-altered':
      return `Altered: block ${fault.number} is not what was sealed: its entries, their order or its time.`;
    case 'blocks-missing':
      return `Dropped: there is no block ${fault.number}${fault.through > fault.number ? ` to ${fault.through}` : ''}.`;
    case 'chain-broken':
      return `Broken: block ${fault.number} does not follow the one before it as that is now.`;
    case 'inserted':
      return `Inserted: entry ${fault.id} is in no block and does not wait to be sealed.`;
    case 'not-as-published':
      return `Made anew: block ${fault.number} is not the one that was published outside.`;
    case 'cut-off':
      return `Cut off: block ${fault.number} was published outside and is not here.`;
    case 'retired-without-record':
      return `Dropped: entries of blocks 1 to ${fault.through} are gone, and no sealed entry retires them by the policy (AUDIT_RETENTION).`;
  }
}

try {
  process.exitCode = await main();
} catch (fault) {
  process.stderr.write(`The record could not be verified: ${fault instanceof Error ? fault.message : String(fault)}\n`);
  process.exitCode = 2;
}
