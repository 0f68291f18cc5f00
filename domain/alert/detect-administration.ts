import type { AdministrationRule } from '../proof/administrative-act.js';
import type { Role } from '../role/role.js';
import { wellKnownRole } from '../role/well-known.js';
import type { Finding } from './incident.js';

/** The role that can do everything in the directory. */
export const globalAdministrator: Role = {
  kind: 'directory',
  roleDefinitionId: wellKnownRole.globalAdministrator,
  directoryScopeId: '/',
};

/** One finding, about Global Administrator, where the operator has switched off proofs for administration; else none. */
export const detectWithoutProof = (rule: AdministrationRule | undefined): Finding[] =>
  rule?.withoutProof ? [{ key: 'administration', role: globalAdministrator, facts: {} }] : [];
