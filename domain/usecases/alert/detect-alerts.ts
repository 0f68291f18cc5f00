import type { AlertName, Thresholds } from '../../alert/alert.js';
import { detectWithoutProof, globalAdministrator } from '../../alert/detect-administration.js';
import { detectDuplicates, detectOwners, detectPermanentOwners } from '../../alert/detect-azure.js';
import {
  type Activatable,
  detectGlobalAdministrators,
  detectNoMfa,
  detectOutside,
  detectRedundant,
  detectRenewals,
  detectStale,
  type Given,
} from '../../alert/detect-holders.js';
import type { Finding } from '../../alert/incident.js';
import type { PrincipalId } from '../../ids.js';
import type { AlertFacts } from '../../ports/alerts.js';
import type { Directory, DirectoryGrant, Provisioner } from '../../ports/directory.js';
import type { Reads } from '../../ports/store.js';
import type { AdministrationRule } from '../../proof/administrative-act.js';
import { accessKey, policyKey, type Role, type RoleKind } from '../../role/role.js';
import { type Duration, days, duration, type Instant, instant } from '../../time.js';

export type DetectDeps = {
  store: { read: Pick<Reads, 'policies' | 'leases'> };
  directory: Directory;
  provisioners: readonly Provisioner[];
  administration?: AdministrationRule | undefined;
};

type Look = DetectDeps & { facts: AlertFacts; now: Instant };

/** An activation that belongs to too many in a row is looked back on for so long. */
const lookBack: Duration = days(7);
/** So many accesses are asked of a directory at once. */
const asked = 500;

/**
 * Finds what these alerts are about at this moment, each under its thresholds. What several of them go by is read once.
 * Throws AdapterError where the directory or the store cannot be asked: then nothing is known to be over.
 */
export async function detectAlerts(
  deps: DetectDeps,
  facts: AlertFacts,
  desired: ReadonlyMap<AlertName, Thresholds>,
  now: Instant,
): Promise<Map<AlertName, Finding[]>> {
  const look: Look = { ...deps, facts: { ...facts, ...askedOnce(facts) }, now };
  const found = new Map<AlertName, Finding[]>();
  for (const [name, thresholds] of desired) {
    if (!isOfGiven(name)) found.set(name, await detectors[name](look, thresholds));
  }
  await amongGiven(look, desired, found);
  return found;
}

/** What several alerts go by is of one moment, and is asked for once. */
function askedOnce({ givenCounts, ownerships }: AlertFacts): Pick<AlertFacts, 'givenCounts' | 'ownerships'> {
  let [counts, owners]: [ReturnType<typeof givenCounts>?, ReturnType<typeof ownerships>?] = [];
  return {
    givenCounts: () => (counts ??= givenCounts()),
    ownerships: () => (owners ??= ownerships()),
  };
}

/** These go through everything that is given, once for both. */
type OfGiven = 'StaleSignInAlert' | 'RedundantAssignmentAlert';
const isOfGiven = (name: AlertName): name is OfGiven =>
  name === 'StaleSignInAlert' || name === 'RedundantAssignmentAlert';

type Detector = (look: Look, thresholds: Thresholds) => Promise<Finding[]>;

const detectors: Record<Exclude<AlertName, OfGiven>, Detector> = {
  RolesAssignedOutsidePimAlert: (look) => outsideOf(look, 'directory'),
  AzureRolesAssignedOutsidePimAlert: (look) => outsideOf(look, 'azure'),
  GroupsAssignedOutsidePimAlert: (look) => outsideOf(look, 'group'),
  AdministrationWithoutProofAlert: async ({ administration }) => detectWithoutProof(administration),
  NoMfaOnRoleActivationAlert: async (look) => detectNoMfa(await activatable(look)),
  SequentialActivationRenewalsAlert: async ({ facts, now }, thresholds) =>
    detectRenewals(await facts.activatedOften(instant(now - lookBack), thresholds.count ?? 1), thresholds),
  TooManyGlobalAdminsAssignedToTenantAlert: globalAdministrators,
  TooManyOwnersAssignedToResource: async ({ facts }, thresholds) => detectOwners(await facts.ownerships(), thresholds),
  TooManyPermanentOwnersAssignedToResource: async ({ facts }, thresholds) =>
    detectPermanentOwners(await facts.ownerships(), thresholds),
  DuplicateRoleCreated: async ({ directory }) => detectDuplicates(await directory.roleDefinitions('azure')),
};

/** What was found outside and is there still, with nothing given here that would justify it by now. */
async function outsideOf({ facts, store, provisioners }: Look, kind: RoleKind): Promise<Finding[]> {
  const known = (await facts.outside()).filter(({ role }) => role.kind === kind);
  const grants: DirectoryGrant[] = [];
  for (let from = 0; from < known.length; from += asked) {
    const some = known.slice(from, from + asked);
    for (const provisioner of provisioners) {
      grants.push(...(await provisioner.readAll(some.filter(({ role }) => provisioner.serves(role)))));
    }
  }
  const leases = await store.read.leases.begunOn(grants.map(({ access }) => access));
  const leased = new Set(leases.map(accessKey));
  return detectOutside(grants.filter(({ access }) => !leased.has(accessKey(access))));
}

/** The privileged directory roles that somebody may activate, each once, with its settings. */
async function activatable(look: Look): Promise<Activatable[]> {
  const isPrivileged = await privileged(look);
  const eligible = (await look.facts.givenCounts()).filter((each) => each.eligible > 0 && isPrivileged(each.role));
  const roles = new Map(eligible.map(({ role }) => [policyKey(role), { ...role, directoryScopeId: '/' } as Role]));
  return Promise.all(
    [...roles.values()].map(async (role) => ({ role, policy: await look.store.read.policies.of(role) })),
  );
}

async function privileged({ directory }: Look): Promise<(role: Role) => boolean> {
  const definitions = await directory.roleDefinitions('directory');
  const ids = new Set(definitions.filter(({ isPrivileged }) => isPrivileged).map(({ id }) => id.toLowerCase()));
  return (role) => role.kind === 'directory' && ids.has(role.roleDefinitionId.toLowerCase());
}

async function globalAdministrators({ facts, directory }: Look, thresholds: Thresholds): Promise<Finding[]> {
  const [given, counts] = await Promise.all([facts.givenOf(globalAdministrator), facts.givenCounts()]);
  const holders = await directory.principals([...new Set(given.map(({ principalId }) => principalId))]);
  const people = await Promise.all(
    holders.map(async ({ id, type }) =>
      type === 'group' ? (await directory.usersIn(id)).map((user) => user.id) : [id],
    ),
  );
  const allGiven = counts.reduce((sum, { count }) => sum + count, 0);
  return detectGlobalAdministrators({ given, people: new Set(people.flat()).size, allGiven }, thresholds);
}

async function amongGiven(
  look: Look,
  desired: ReadonlyMap<AlertName, Thresholds>,
  found: Map<AlertName, Finding[]>,
): Promise<void> {
  const { facts, now } = look;
  const [stale, redundant] = [desired.get('StaleSignInAlert'), desired.get('RedundantAssignmentAlert')];
  if (!stale && !redundant) return;
  const isPrivileged = await privileged(look);
  const used = redundant && (await facts.usedSince(instant(now - duration(redundant.duration ?? 0))));
  const [asleep, unused]: [Finding[], Finding[]] = [[], []];
  await facts.visitGiven(async (page) => {
    if (redundant && used) unused.push(...detectRedundant(page, used, redundant, now));
    if (!stale) return;
    const ofPrivileged = page.filter(({ role }) => isPrivileged(role));
    asleep.push(...detectStale(ofPrivileged, await usersOf(look, ofPrivileged), stale, now));
  });
  if (stale) found.set('StaleSignInAlert', asleep);
  if (redundant) found.set('RedundantAssignmentAlert', unused);
}

async function usersOf({ directory }: Look, given: readonly Given[]) {
  const ids = [...new Set(given.map(({ principalId }) => principalId))];
  const principals = ids.length === 0 ? [] : await directory.principals(ids);
  return new Map(principals.flatMap((each) => (each.type === 'user' ? [[each.id as PrincipalId, each] as const] : [])));
}
