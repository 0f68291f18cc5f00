import { ok, type Result, refuse } from '../../../domain/result.js';
import type { ImportFault } from '../import-fault.js';
import type { ListRow } from './csv-columns.js';
import type { Source } from './source.js';
import { utcMoment } from './spreadsheet-time.js';

/**
 * Who may have or has which role, in the shape of an organisation file. In PIM's own export, rows that somebody has
 * through a group or has activated are left out and noted: the group has its own row, and an activation ends on its
 * own.
 */
export function rolesOf(rows: readonly ListRow[]): Result<Source, readonly ImportFault[]> {
  const faults = oddLevels(rows);
  if (faults.length > 0) return refuse(faults);
  const own = rows.filter((row) => !isInherited(row) && !isActivated(row));
  const sections: Record<string, readonly ListRow[]> = {
    eligibilities: own.filter((row) => !isActive(row)),
    assignments: own.filter(isActive),
  };
  return ok({
    value: { eligibilities: sections.eligibilities?.map(entryOf), assignments: sections.assignments?.map(entryOf) },
    lineOf: ([section, index]) => sections[String(section)]?.[Number(index)]?.line,
    notes: [
      ...noteOf(rows.filter(isInherited), 'come through a group, whose own row is what counts'),
      ...noteOf(rows.filter(isActivated), 'are activations, which end on their own'),
    ],
  });
}

const isActive = ({ fields }: ListRow) => /^(?:active|assigned)$/i.test(fields.level ?? '');
const isActivated = ({ fields }: ListRow) => /^activated$/i.test(fields.level ?? '');
const isInherited = ({ fields }: ListRow) => /^(?:group|inherited)$/i.test(fields.memberType ?? '');

function entryOf({ fields }: ListRow): Record<string, unknown> {
  const { level: _, memberType: __, principalDisplayName, principal, from, until, ...rest } = fields;
  const isPermanent = /^permanent$/i.test(until ?? '');
  const named = principal ?? principalDisplayName;
  return {
    ...(named !== undefined && { principal: named }),
    ...rest,
    ...(from !== undefined && { from: utcMoment(from) }),
    ...(isPermanent ? { permanent: true } : until !== undefined && { until: utcMoment(until) }),
  };
}

const oddLevels = (rows: readonly ListRow[]): ImportFault[] =>
  rows
    .filter(({ fields }) => !/^(?:active|assigned|eligible|activated)?$/i.test(fields.level ?? ''))
    .map(({ line }) => ({
      line,
      place: 'level',
      message: 'must be eligible (may activate the role) or active (holds it); empty means eligible',
    }));

const noteOf = (rows: readonly ListRow[], why: string): string[] =>
  rows.length === 0 ? [] : [`These lines are not imported: ${linesOf(rows)}. They ${why}.`];

const shown = 10;

function linesOf(rows: readonly ListRow[]): string {
  const first = rows.slice(0, shown).map(({ line }) => line);
  const more = rows.length - first.length;
  return more > 0 ? `${first.join(', ')} and ${more} more` : first.join(', ');
}
