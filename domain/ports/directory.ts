import type { PrincipalId } from '../ids.js';
import type { Access, Role, RoleKind } from '../role/role.js';
import type { Instant } from '../time.js';

export type User = {
  type: 'user';
  id: PrincipalId;
  displayName: string;
  userPrincipalName: string;
  mail?: string | undefined;
  accountEnabled: boolean;
  userType: 'Member' | 'Guest';
  /** IANA name, such as `Europe/Berlin`. */
  timeZone?: string | undefined;
  jobTitle?: string | undefined;
  managerId?: PrincipalId | undefined;
  /** When they last signed in to anything, as far as the directory knows. */
  lastSignInDateTime?: Instant | undefined;
};

export type Group = {
  type: 'group';
  id: PrincipalId;
  displayName: string;
  description?: string | undefined;
  isAssignableToRole: boolean;
  /** A dynamic group's members follow a rule; nobody can be put in by hand. */
  membershipType: 'assigned' | 'dynamic';
  onPremisesSyncEnabled: boolean;
};

export type ServicePrincipal = {
  type: 'servicePrincipal';
  id: PrincipalId;
  displayName: string;
  servicePrincipalType: 'Application' | 'ManagedIdentity';
  accountEnabled: boolean;
};

export type Principal = User | Group | ServicePrincipal;

export type RoleDefinition = {
  kind: 'directory' | 'azure';
  id: string;
  displayName: string;
  description: string;
  isPrivileged: boolean;
  /** What it lets its holders do, where that is known; of roles that an organisation has made itself it always is. */
  permissions?: RolePermissions | undefined;
  /** Where a role that an organisation has made itself can be assigned; missing of a built-in role. */
  assignableScope?: string | undefined;
};

/** What a role allows, as in Azure Resource Manager: the actions but for those taken out, on resources and on data. */
export type RolePermissions = {
  actions: readonly string[];
  notActions: readonly string[];
  dataActions: readonly string[];
  notDataActions: readonly string[];
};

/** A place a role can be held at: the tenant, an administrative unit, a management group, subscription, … */
export type Scope = { kind: 'directory' | 'azure'; id: string; displayName: string };

/** What the directory itself says of one access. */
export type DirectoryGrant = { access: Access; endDateTime?: Instant | undefined };

/** Some of a directory's grants, and where to go on: undefined at the end. */
export type GrantPage = { grants: DirectoryGrant[]; next: string | undefined };

/** People, groups, roles and places as the directory knows them now. May use the network: never call it in a transaction. */
export type Directory = {
  /** The principal of this id; undefined where there is none (deleted, never was). */
  principal(id: PrincipalId): Promise<Principal | undefined>;
  /** Those that exist of these ids, in no particular order. */
  principals(ids: readonly PrincipalId[]): Promise<Principal[]>;
  /** The one enabled or disabled user with this mail address or user principal name, compared without case. */
  userByMail(mail: string): Promise<User | undefined>;
  /** Users, groups and service principals whose name, mail or user principal name holds `text`; at most `limit`. */
  searchPrincipals(text: string, limit: number): Promise<Principal[]>;
  /**
   * Those of these looks (`lookOf`) that the display names of more than one principal have. At most as many as are
   * asked for.
   */
  sharedLooks(looks: readonly string[]): Promise<string[]>;
  /** The ids of every group this principal is a member of, through nested groups too. */
  groupsOf(id: PrincipalId): Promise<PrincipalId[]>;
  /** The users in this group, through nested groups too. Empty for an unknown group. */
  usersIn(groupId: PrincipalId): Promise<User[]>;
  /** All role definitions of one kind. */
  roleDefinitions(kind: Exclude<RoleKind, 'group'>): Promise<RoleDefinition[]>;
  /** One role definition, or undefined. */
  roleDefinition(kind: Exclude<RoleKind, 'group'>, id: string): Promise<RoleDefinition | undefined>;
  /** The scope of this id, or undefined. `/` is the whole directory. */
  scope(kind: Exclude<RoleKind, 'group'>, id: string): Promise<Scope | undefined>;
  /** Every scope known of one kind. */
  scopes(kind: Exclude<RoleKind, 'group'>): Promise<Scope[]>;
  /** This scope and every one around it, innermost first, `/` last; those of a path count even where it is unknown. */
  scopesAround(kind: Exclude<RoleKind, 'group'>, id: string): Promise<string[]>;
  /** The direct owners of this group now, permanently or for a time. Empty for an unknown group. */
  ownersOf(groupId: PrincipalId): Promise<PrincipalId[]>;
};

/**
 * Carries an access into the directory and out of it. Every call is idempotent. `fence` rises with every claim of the
 * access's delivery: a provisioner that can, refuses a call whose fence is lower than one it has seen for that access,
 * so that a process which slept through its lease cannot undo what came after. That refusal is retryable.
 */
export type Provisioner = {
  /** True when this provisioner is the one for this role. */
  serves(role: Role): boolean;
  /** What the directory says now; undefined when the access is not there. */
  read(access: Access): Promise<DirectoryGrant | undefined>;
  /** The same of many accesses at once: those that are there, in no particular order. */
  readAll(accesses: readonly Access[]): Promise<DirectoryGrant[]>;
  /**
   * The grants the directory holds now, whoever put them there: at most `limit`, from where a page before ended
   * (`next`, which only this provisioner can read), or from the start. A page may be short or empty and not the last.
   * What changes during the pass may be missed or come twice. Whoever belongs to a group permanently is no grant.
   */
  grants(after: string | undefined, limit: number): Promise<GrantPage>;
  /** Puts the access in with this end (none: permanent), or moves the end of one that is there. Throws AdapterError. */
  grant(access: Access, terms: { endDateTime?: Instant | undefined; fence: number }): Promise<void>;
  /**
   * Takes the access out; one that is not there is already out. Throws AdapterError: `last-owner` where it is how a
   * group has its last active owner, whom the directory does not let go (Entra: a group keeps its last owner).
   */
  revoke(access: Access, terms: { fence: number }): Promise<void>;
};
