import type { Level } from '../../../domain/assignment/schedule-request.js';
import type { PrincipalRecord } from '../../../domain/ports/directory-records.js';
import { type Role, roleKey } from '../../../domain/role/role.js';
import type { FaultLog, Path } from '../import-fault.js';
import type { DesiredSchedule } from '../organisation.js';
import type { Entry } from '../read/organisation-file.js';
import type { Entries, Located } from '../read/read-entries.js';
import { type RoleNames, resolveRole } from './resolve-roles.js';

type ScheduleEntry = Entry<'eligibilities'>;

/** Resolves who may activate and who holds which role; reports what a role's kind forbids. */
export function resolveSchedules(entries: Entries, names: RoleNames): DesiredSchedule[] {
  const desired = [
    ...entries.eligibilities.flatMap((located) => one(located, 'eligibility', names)),
    ...entries.assignments.flatMap((located) => one(located, 'assignment', names)),
  ];
  reportTwice(desired, names.faults);
  return desired;
}

function one({ entry, path }: Located<ScheduleEntry>, level: Level, names: RoleNames): DesiredSchedule[] {
  const principal = names.principals.find(entry.principal, [...path, 'principal']);
  const named = resolveRole(entry, path, names);
  reportTimes(entry, path, names.faults);
  if (!principal || !named) return [];
  const why = whyNot(principal, named.role, level);
  if (why !== undefined) {
    names.faults.add([...path, 'principal'], why);
    return [];
  }
  return [
    {
      level,
      access: { principalId: principal.id, role: named.role },
      startDateTime: entry.from,
      endDateTime: entry.until,
      justification: entry.justification ?? 'Imported',
      label: `${principal.displayName}: ${level === 'eligibility' ? 'may activate' : 'holds'} ${named.label}`,
      path,
    },
  ];
}

function reportTimes({ from, until, permanent }: ScheduleEntry, path: Path, faults: FaultLog): void {
  if (permanent === undefined && until === undefined) {
    faults.add(
      path,
      'must say “until” when it lasts, or “permanent: true” (in a CSV: “permanent” in the column until)',
    );
  }
  if (permanent !== undefined && until !== undefined) {
    faults.add([...path, 'until'], 'contradicts “permanent: true”; keep one of them');
  }
  if (from !== undefined && until !== undefined && until <= from)
    faults.add([...path, 'until'], 'must be after “from”');
}

/** Sources: Entra PIM for directory roles and for groups; what each kind of principal can have. */
function whyNot(principal: PrincipalRecord, role: Role, level: Level): string | undefined {
  if (principal.type === 'servicePrincipal' && level === 'eligibility') {
    return `“${principal.displayName}” cannot be eligible, for it cannot activate; assign the role as active instead`;
  }
  if (principal.type === 'group' && role.kind === 'directory' && !principal.isAssignableToRole) {
    return `“${principal.displayName}” is not assignable to roles; make it so, or name another group`;
  }
  if (role.kind === 'group' && role.groupId === principal.id) {
    return `“${principal.displayName}” cannot be lent to itself; name who is to have it`;
  }
  if (principal.type === 'group' && role.kind === 'group' && level === 'assignment') {
    return `“${principal.displayName}” is a group: write it among the other group’s members`;
  }
  return undefined;
}

function reportTwice(desired: readonly DesiredSchedule[], faults: FaultLog): void {
  const seen = new Set<string>();
  for (const { level, access, label, path } of desired) {
    const key = `${level}|${access.principalId}|${roleKey(access.role)}`;
    if (seen.has(key)) faults.add(path, `“${label}” is in the file twice; keep one of the entries`);
    seen.add(key);
  }
}
