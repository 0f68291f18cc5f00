import type { RoleKind } from '../role/role.js';
import { days, hours, type Instant, seconds } from '../time.js';

type Severity = 'high' | 'medium' | 'low';

/** What an alert's threshold counts: a number of things, a share of the whole in percent, or a length of time. */
export type ThresholdKey = 'count' | 'share' | 'duration' | 'interval';

/** Values in milliseconds for lengths of time, otherwise as people write them. */
export type Range = { default: number; least: number; most: number };

type Definition = {
  kind: RoleKind;
  severity: Severity;
  /** True where Latchkey can fix it itself, once somebody presses Fix. */
  isRemediable: boolean;
  thresholds: Partial<Record<ThresholdKey, Range>>;
  /** True where only the operator’s configuration ends it: no administrator can dismiss it or switch it off. */
  isOperators?: boolean;
};

const share = (usual: number): Range => ({ default: usual, least: 0, most: 100 });
const count = (usual: number): Range => ({ default: usual, least: 2, most: 100 });
const outside = { severity: 'high', isRemediable: true, thresholds: {} } as const;

/**
 * The alerts there are, under Entra's and Azure's own names, the most severe first. Thresholds are what a live tenant
 * has. Source: Entra PIM security alerts, Azure resource alerts (2022-08-01-preview); of groups PIM documents none, and
 * the interval between activations has no documented range: both are Latchkey's own, as is the alert about proofs.
 */
const alertDefinitions = {
  RolesAssignedOutsidePimAlert: { kind: 'directory', ...outside },
  AzureRolesAssignedOutsidePimAlert: { kind: 'azure', ...outside },
  GroupsAssignedOutsidePimAlert: { kind: 'group', ...outside },
  AdministrationWithoutProofAlert: {
    kind: 'directory',
    severity: 'high',
    isRemediable: false,
    thresholds: {},
    isOperators: true,
  },
  NoMfaOnRoleActivationAlert: { kind: 'directory', severity: 'medium', isRemediable: true, thresholds: {} },
  StaleSignInAlert: {
    kind: 'directory',
    severity: 'medium',
    isRemediable: true,
    thresholds: { duration: { default: days(30), least: days(1), most: days(365) } },
  },
  SequentialActivationRenewalsAlert: {
    kind: 'directory',
    severity: 'medium',
    isRemediable: false,
    thresholds: { count: count(3), interval: { default: seconds(10), least: seconds(1), most: hours(24) } },
  },
  TooManyOwnersAssignedToResource: {
    kind: 'azure',
    severity: 'medium',
    isRemediable: false,
    thresholds: { count: count(2), share: share(3) },
  },
  TooManyPermanentOwnersAssignedToResource: {
    kind: 'azure',
    severity: 'medium',
    isRemediable: false,
    thresholds: { count: count(10), share: share(10) },
  },
  DuplicateRoleCreated: { kind: 'azure', severity: 'medium', isRemediable: false, thresholds: {} },
  RedundantAssignmentAlert: {
    kind: 'directory',
    severity: 'low',
    isRemediable: true,
    thresholds: { duration: { default: days(30), least: days(0), most: days(100) } },
  },
  TooManyGlobalAdminsAssignedToTenantAlert: {
    kind: 'directory',
    severity: 'low',
    isRemediable: true,
    thresholds: { count: count(3), share: share(10) },
  },
} as const satisfies Record<string, Definition>;

export type AlertName = keyof typeof alertDefinitions;

/** Every alert, in the order in which people are told of them. */
export const alertNames = Object.keys(alertDefinitions) as AlertName[];

/** What one alert is by nature; what an organisation has set of it is in its settings. */
export const definitionOf = (name: AlertName): Definition => alertDefinitions[name];

export type Thresholds = Partial<Record<ThresholdKey, number>>;

/** What somebody wants of an alert's settings; what is missing stays as it is. */
export type AlertChanges = { isEnabled?: boolean | undefined; thresholds?: Thresholds | undefined };

/** How an alert stands: whether it is looked for, from when on it is raised, and when it was looked for last. */
export type AlertSettings = {
  name: AlertName;
  isEnabled: boolean;
  /** All that the alert has, with its usual value where nobody has set another. */
  thresholds: Thresholds;
  /** Rises with every change of what is set; 0 where nobody has ever changed it. */
  version: number;
  /** Puts back what the last change lowered; missing where it lowered nothing. */
  undo?: AlertChanges | undefined;
  sweptAt?: Instant | undefined;
};

/** What an organisation has set of one alert. */
export type StoredAlert = Partial<Omit<AlertSettings, 'name'>> & { name: AlertName };

/** The settings in force of every alert, in their order: the usual ones under what is kept. */
export const settingsInForce = (kept: readonly StoredAlert[]): AlertSettings[] =>
  alertNames.map((name) => {
    const own = kept.find((each) => each.name === name);
    const usual = Object.entries(definitionOf(name).thresholds).map(([key, range]) => [key, range.default]);
    return {
      name,
      isEnabled: definitionOf(name).isOperators === true || (own?.isEnabled ?? true),
      thresholds: { ...Object.fromEntries(usual), ...own?.thresholds },
      version: own?.version ?? 0,
      undo: own?.undo,
      sweptAt: own?.sweptAt,
    };
  });

/** An alert's settings as a change of them leaves them. */
export const settingsAfter = (
  before: AlertSettings,
  { isEnabled = before.isEnabled, thresholds }: AlertChanges,
): AlertSettings => ({ ...before, isEnabled, thresholds: { ...before.thresholds, ...thresholds } });
