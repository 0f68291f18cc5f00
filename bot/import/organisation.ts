import type { Level } from '../../domain/assignment/schedule-request.js';
import type { PrincipalId } from '../../domain/ids.js';
import type { ApproverSet } from '../../domain/policy/policy.js';
import type { RoleDefinition } from '../../domain/ports/directory.js';
import type { CustomRole, PrincipalRecord, ScopeRecord } from '../../domain/ports/directory-records.js';
import type { Access, Role } from '../../domain/role/role.js';
import type { Instant } from '../../domain/time.js';
import type { Path } from './import-fault.js';
import type { Entry } from './read/organisation-file.js';

/** What the directory holds already and what roles there are: an organisation may refer to it. */
export type Known = {
  principals: readonly PrincipalRecord[];
  scopes: readonly ScopeRecord[];
  roleDefinitions: readonly RoleDefinition[];
};

/** Who may activate or holds which role, as the file wants it. No end: permanent. */
export type DesiredSchedule = {
  level: Level;
  access: Access;
  startDateTime?: Instant | undefined;
  endDateTime?: Instant | undefined;
  justification: string;
  label: string;
  path: Path;
};

/** What the file says of one role's settings; what it does not say stays as it is. */
export type DesiredSettings = {
  role: Role;
  asks: Entry<'settings'>;
  approvers: readonly ApproverSet[];
  label: string;
  path: Path;
};

/** A parsed organisation: every name resolved, every record whole, with what the directory knew filled in. */
export type Organisation = {
  principals: readonly PrincipalRecord[];
  scopes: readonly ScopeRecord[];
  customRoles: readonly CustomRole[];
  schedules: readonly DesiredSchedule[];
  settings: readonly DesiredSettings[];
  firstAdministrator?: PrincipalId | undefined;
};
