import type { AlertName, ThresholdKey } from '../../domain/alert/alert.js';
import type { AlertIncident } from '../../domain/alert/incident.js';
import { duration } from '../../domain/time.js';
import { nameSome, roleTitle, type Say } from '../request/request-words.js';
import { formatDuration } from '../words/format-time.js';

/** What an alert is called, what it means, why it matters and how it is fixed. */
export type AlertWords = { title: string; meaning: string; why: string; fix: string };

const outside = (what: string): AlertWords => ({
  title: `${what} assigned outside Latchkey`,
  meaning: 'The directory holds an access that nobody gave here.',
  why: 'It was never asked for, approved or put on record here, and nothing takes it back on time.',
  fix: 'Take it out of the directory; or, where it is wanted, assign it here as well: from then on Latchkey looks after its end.',
});

/** Every alert in words. */
export const alertWords: Record<AlertName, AlertWords> = {
  RolesAssignedOutsidePimAlert: outside('Directory roles'),
  AzureRolesAssignedOutsidePimAlert: outside('Azure roles'),
  GroupsAssignedOutsidePimAlert: outside('Group members and owners'),
  AdministrationWithoutProofAlert: {
    title: 'Administration without proof',
    meaning: 'The operator’s configuration lets administrators act without proving who they are.',
    why: 'Anyone with access to an administrator’s chat can lower controls and assign privileged roles.',
    fix: 'Ask the operator to remove ADMINISTRATION_WITHOUT_PROOF=true and restart Latchkey. The alert then closes.',
  },
  NoMfaOnRoleActivationAlert: {
    title: 'Roles without a second factor on activation',
    meaning: 'A privileged role can be activated without a second factor.',
    why: 'Whoever has somebody’s chat or password alone can then become an administrator.',
    fix: 'Ask for a second factor in the role’s settings.',
  },
  StaleSignInAlert: {
    title: 'Stale accounts in a privileged role',
    meaning: 'Somebody has a privileged role and has not signed in for long.',
    why: 'Accounts that nobody uses are the ones whose abuse nobody notices.',
    fix: 'Ask whether they still need the role, and take it from those who do not.',
  },
  RedundantAssignmentAlert: {
    title: 'Eligibilities that nobody uses',
    meaning: 'Somebody is eligible for a role and has not activated it for long.',
    why: 'A role that is not needed can only be abused.',
    fix: 'Take the eligibility from those who do not need it.',
  },
  SequentialActivationRenewalsAlert: {
    title: 'Roles activated too often',
    meaning: 'Somebody activated one role several times in a short time.',
    why: 'Nobody needs that for their work: it may be a script, or somebody who tries things out.',
    fix: 'Ask them about it, and look at the role’s longest activation.',
  },
  TooManyGlobalAdminsAssignedToTenantAlert: {
    title: 'Too many Global Administrators',
    meaning: 'There are more Global Administrators than an organisation needs.',
    why: 'Each of them can do everything, so each account is one more way in.',
    fix: 'Give them the roles that they need instead, and take this one from them.',
  },
  TooManyOwnersAssignedToResource: {
    title: 'Too many owners of a resource',
    meaning: 'Many of those who have a role at a place of Azure own it.',
    why: 'Owners can do everything there and let anybody else in.',
    fix: 'Give them the Azure roles that they need instead, and remove them as owners.',
  },
  TooManyPermanentOwnersAssignedToResource: {
    title: 'Too many permanent owners of a resource',
    meaning: 'Many of the owners of a place of Azure own it all the time.',
    why: 'What is held all the time can be abused all the time.',
    fix: 'Make them eligible instead, so that they own it only while they need to.',
  },
  DuplicateRoleCreated: {
    title: 'Roles that do the same',
    meaning: 'A role that somebody made allows just what another one does.',
    why: 'Who can do what is harder to see, and what is changed in one is forgotten in the other.',
    fix: 'Keep one of them, assign it to those who have the other, and delete that.',
  },
};

/** What people call each alert, shortest first: what can be typed for it. */
export const alertAliases: Record<AlertName, readonly [string, ...string[]]> = {
  RolesAssignedOutsidePimAlert: ['outside roles', 'roles assigned outside', 'outside'],
  AzureRolesAssignedOutsidePimAlert: ['outside azure', 'azure roles assigned outside'],
  GroupsAssignedOutsidePimAlert: ['outside groups', 'groups assigned outside'],
  AdministrationWithoutProofAlert: ['without proof', 'no proof', 'proofs off'],
  NoMfaOnRoleActivationAlert: ['no second factor', 'no mfa', 'without a second factor'],
  StaleSignInAlert: ['stale accounts', 'stale sign-ins', 'stale'],
  RedundantAssignmentAlert: ['unused eligibilities', 'redundant assignments', 'redundant'],
  SequentialActivationRenewalsAlert: ['activated too often', 'renewals', 'too often'],
  TooManyGlobalAdminsAssignedToTenantAlert: ['global administrators', 'global admins', 'too many admins'],
  TooManyOwnersAssignedToResource: ['owners', 'too many owners', 'resource owners'],
  TooManyPermanentOwnersAssignedToResource: ['permanent owners', 'too many permanent owners'],
  DuplicateRoleCreated: ['duplicate roles', 'duplicates'],
};

const labels: Partial<Record<AlertName, Partial<Record<ThresholdKey, string>>>> = {
  StaleSignInAlert: { duration: 'Not signed in for' },
  RedundantAssignmentAlert: { duration: 'Not activated for' },
  SequentialActivationRenewalsAlert: { count: 'Activations, at least', interval: 'Within' },
  TooManyGlobalAdminsAssignedToTenantAlert: {
    count: 'Global Administrators, at least',
    share: 'Share of all that is assigned, at least',
  },
  TooManyOwnersAssignedToResource: { count: 'Owners, at least', share: 'Share of all who have a role there, at least' },
  TooManyPermanentOwnersAssignedToResource: {
    count: 'Permanent owners, at least',
    share: 'Share of all owners there, at least',
  },
};

/** What a threshold of an alert is called where it is asked for and set. */
export const thresholdLabel = (name: AlertName, key: ThresholdKey): string => labels[name]?.[key] ?? key;

/** A threshold's value as it is written: `3`, `10 %`, `30 days`. */
export const thresholdValue = (key: ThresholdKey, value: number): string => {
  if (key === 'share') return `${value} %`;
  return key === 'count' ? String(value) : value === 0 ? '0 days' : formatDuration(duration(value));
};

/** An incident with the names of what it is about. */
export type IncidentInWords = {
  incident: AlertIncident;
  /** Whose it is; missing where it is no person's. */
  name?: string | undefined;
  roleName: string;
  scopeName?: string | undefined;
  /** Who has dismissed it. */
  dismissedBy?: string | undefined;
};

/** What an incident is about, in a few words. */
export function incidentTitle({ incident, name = 'Somebody who has left', ...role }: IncidentInWords): string {
  const what = roleTitle(role);
  switch (incident.alert) {
    case 'AdministrationWithoutProofAlert':
      return 'Every administrator';
    case 'NoMfaOnRoleActivationAlert':
    case 'DuplicateRoleCreated':
      return what;
    case 'TooManyOwnersAssignedToResource':
    case 'TooManyPermanentOwnersAssignedToResource':
      return role.scopeName ?? 'All of Azure';
    default:
      return `${name}: ${what}`;
  }
}

/** What is known of an incident, part by part. */
export function incidentParts({ incident }: IncidentInWords, say: Say): string[] {
  const { facts, level } = incident;
  const how = level === 'eligibility' ? 'eligible' : 'assigned';
  const since = facts.since === undefined ? '' : ` since ${say(facts.since)}`;
  switch (incident.alert) {
    case 'RolesAssignedOutsidePimAlert':
    case 'AzureRolesAssignedOutsidePimAlert':
    case 'GroupsAssignedOutsidePimAlert':
      return [facts.endDateTime === undefined ? 'active without an end' : `active until ${say(facts.endDateTime)}`];
    case 'AdministrationWithoutProofAlert':
      return ['ADMINISTRATION_WITHOUT_PROOF=true'];
    case 'NoMfaOnRoleActivationAlert':
      return ['can be activated without a second factor'];
    case 'StaleSignInAlert':
      return [
        facts.lastSignInDateTime === undefined
          ? 'no sign-in is known'
          : `signed in last ${say(facts.lastSignInDateTime)}`,
        `${how}${since}`,
      ];
    case 'RedundantAssignmentAlert':
      return [`eligible${since}`, 'not activated for long'];
    case 'SequentialActivationRenewalsAlert':
      return [`activated ${facts.count} times`, ...(facts.last === undefined ? [] : [`last ${say(facts.last)}`])];
    case 'TooManyGlobalAdminsAssignedToTenantAlert':
      return [`${how}${since}`, `one of ${facts.count}`];
    case 'TooManyOwnersAssignedToResource':
      return [`${facts.count} of ${facts.outOf} who have a role there own it`];
    case 'TooManyPermanentOwnersAssignedToResource':
      return [`${facts.count} of ${facts.outOf} owners own it all the time`];
    case 'DuplicateRoleCreated':
      return [`does the same as ${nameSome(facts.sameAs ?? [])}`];
  }
}
