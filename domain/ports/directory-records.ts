import type { PrincipalId } from '../ids.js';
import type { Access, AccessId } from '../role/role.js';
import type { Instant } from '../time.js';
import type {
  DirectoryGrant,
  GrantPage,
  Group,
  Principal,
  RoleDefinition,
  RolePermissions,
  Scope,
  ServicePrincipal,
  User,
} from './directory.js';

/** A group with those who belong to it permanently. Members and owners for a time are grants. */
export type GroupRecord = Group & { memberIds: readonly PrincipalId[]; ownerIds: readonly PrincipalId[] };
export type PrincipalRecord = User | GroupRecord | ServicePrincipal;

type ScopeType = 'administrativeUnit' | 'managementGroup' | 'subscription' | 'resourceGroup' | 'resource';

/** A scope and the one around it: none around an administrative unit or the topmost scope of Azure. */
export type ScopeRecord = Scope & { type: ScopeType; parentId?: string | undefined };

/** A role that an organisation has made itself: what it allows, and where it can be assigned. */
export type CustomRole = RoleDefinition & {
  kind: 'azure';
  permissions: RolePermissions;
  assignableScope: string;
};

/**
 * Where the built-in directory keeps what it knows. Ids and addresses compare without regard to case. Nothing here is
 * part of the store's transactions: the built-in directory is as far away as any other.
 * A grant is in force until its end. A group that had an owner never runs out of them: where it has nobody permanently
 * and no grant that still lasts, the grant of ownership that ended last stays in force (of several, the one whose
 * principal's id comes first).
 * Every method throws AdapterError `unavailable` where the database cannot be had.
 */
export type DirectoryRecords = {
  principals: {
    /** Those that exist of these ids, in no particular order; groups without the lists of who is in them. */
    find(ids: readonly PrincipalId[]): Promise<Principal[]>;
    /** The users with this mail address or user principal name: at most two, for two already are one too many. */
    usersByAddress(address: string): Promise<User[]>;
    /** Principals whose name, mail or user principal name holds `text`, without case; at most `limit`. */
    search(text: string, limit: number): Promise<Principal[]>;
    /** Those of these looks (`lookOf`) that more than one principal's name has. */
    sharedLooks(looks: readonly string[]): Promise<string[]>;
    /** Everybody and every group: for imports, not for the request path. */
    all(): Promise<PrincipalRecord[]>;
    /** Adds these, and replaces those that are there. */
    save(records: readonly PrincipalRecord[]): Promise<void>;
    /** Notes that this user signed in at `at`, unless a sign-in later than `unlessAfter` is known. */
    signedIn(id: PrincipalId, at: Instant, unlessAfter: Instant): Promise<void>;
  };
  links: {
    /** The groups that hold one of these as direct member or owner at `now`, permanently or by a grant. */
    groupsWith(ids: readonly PrincipalId[], accessId: AccessId, now: Instant): Promise<PrincipalId[]>;
    /** The direct members or owners of one of these groups at `now`, permanently or by a grant. */
    holdersIn(groupIds: readonly PrincipalId[], accessId: AccessId, now: Instant): Promise<PrincipalId[]>;
  };
  scopes: {
    find(kind: Scope['kind'], id: string): Promise<ScopeRecord | undefined>;
    all(): Promise<ScopeRecord[]>;
    /** Adds these, and replaces those that are there. */
    save(records: readonly ScopeRecord[]): Promise<void>;
  };
  /** The Azure roles that an organisation has made itself. */
  customRoles: {
    find(id: string): Promise<CustomRole | undefined>;
    all(): Promise<CustomRole[]>;
    /** Adds these, and replaces those that are there. */
    save(roles: readonly CustomRole[]): Promise<void>;
  };
  grants: {
    /** The grant of this access that is in force at `now`. */
    find(access: Access, now: Instant): Promise<DirectoryGrant | undefined>;
    /** Those of these accesses' grants that are in force at `now`, in no particular order. */
    findAll(accesses: readonly Access[], now: Instant): Promise<DirectoryGrant[]>;
    /**
     * The grants in force at `now`, in the order of their accesses' keys, from the one after `after`: as far as `limit`
     * grants reach, in force or not; and where to go on, undefined at the end.
     */
    page(after: string | undefined, limit: number, now: Instant): Promise<GrantPage>;
    /** Puts the access in, or moves its end. False, and nothing done, where a higher fence was seen for it. */
    put(access: Access, terms: { endDateTime?: Instant | undefined; fence: number }): Promise<boolean>;
    /**
     * Takes the access out, remembering the fence. Nothing is taken out where a higher fence was seen for it
     * (`overtaken`), or where it is how the group has its last owner at `now` (`last-owner`), however many try at once.
     */
    remove(access: Access, terms: { fence: number; now: Instant }): Promise<'removed' | 'overtaken' | 'last-owner'>;
    /** The grants in force at `now`, those that end soonest first; at most `limit`. */
    inForce(now: Instant, limit: number): Promise<DirectoryGrant[]>;
  };
};
