import { type PrincipalId, principalId } from '../../domain/ids.js';
import type { Principal } from '../../domain/ports/directory.js';
import type { RoleCount } from '../../domain/ports/store.js';
import type { Role } from '../../domain/role/role.js';
import { may, onlyPermitted } from '../../domain/usecases/common/authority.js';
import type { CommandDeps } from '../commands/command.js';
import { holdingsOf } from '../commands/words/holdings.js';
import { roleValue } from '../commands/words/role-value.js';
import { fullName, myRolesInWords, type RoleInWords } from '../views/my-roles-in-words.js';
import { readRoleWords } from '../views/read-request-facts.js';
import { readRolesInUse } from '../views/roles-in-use.js';
import { isAbout } from './is-about.js';

/** A role with its name, how many have it, and whether the viewer looks after it. */
export type RoleLine = Pick<RoleCount, 'role' | 'eligible' | 'active'> & { name: string; mayManage: boolean };

export type MyRoles = { eligible: RoleInWords[]; planned: RoleInWords[]; active: RoleInWords[]; ended: RoleInWords[] };

/** What the portal shows of roles, each as far as the actor may see it. */
export const roleReads = (deps: CommandDeps) => ({
  /** What somebody may activate, now or later, what they hold, and what ran out lately and can be renewed. */
  async myRoles(actor: PrincipalId): Promise<MyRoles> {
    const [roles, ended] = await Promise.all([
      myRolesInWords(deps, { actor }),
      holdingsOf(deps, { actor }, actor, 'ended'),
    ]);
    return { ...roles, ended };
  },
  /** The roles that somebody has, that the actor may view and whose names have all words of `text`, by name. */
  async rolesInUse(actor: PrincipalId, text: string): Promise<RoleLine[]> {
    const fitting = (await readRolesInUse(deps, actor)).filter(({ name }) => isAbout(text, name));
    const managed = new Set(await onlyPermitted(reachOf(deps), 'manage', actor, fitting));
    return fitting.map((each) => ({ ...each, mayManage: managed.has(each) }));
  },
  /** A role in words, and what the actor may do about it; undefined where they may not even view it. */
  async role(role: Role, actor: PrincipalId): Promise<{ name: string; value: string; mayManage: boolean } | undefined> {
    const mayManage = await may(reachOf(deps), 'manage', role, actor);
    if (!mayManage && !(await may(reachOf(deps), 'view', role, actor))) return undefined;
    const words = await readRoleWords(deps.directory, role);
    return { name: fullName(words), value: roleValue(role), mayManage };
  },
  /** A person, group or service of the directory, which every member of it may look at. */
  person: (id: string): Promise<Principal | undefined> => deps.directory.principal(principalId(id)),
});

const reachOf = ({ store, directory, clock }: CommandDeps) => ({ directory, reads: store.read, now: clock.now() });
