import { z } from 'zod';
import { hours, type Instant, instant } from '../../../domain/time.js';
import { parseDuration } from '../../language/time/duration.js';

const DATE = /^\d{4}-\d{2}-\d{2}$/;
// Graph writes up to seven digits of a second.
const MOMENT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,7})?)?(?:Z|[+-]\d{2}:\d{2})$/;
const momentFix = 'must be a date (2027-01-31, midnight UTC) or a time with its offset (2027-01-31T18:00+01:00)';

const text = z
  .string('must be text')
  .trim()
  .min(1, 'must not be empty')
  .max(256, 'must not be longer than 256 letters')
  .regex(/^[^\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]*$/u, 'must be one line without control characters');
const guid = text
  .regex(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i, 'must be a GUID; leave it out to have one made from the name')
  .transform((id) => id.toLowerCase());
const flag = z.boolean('must be true or false');
const address = text.regex(/^[^\s@]+@[^\s@]+$/, 'must look like name@organisation.example');
const list = <T extends z.ZodType>(entry: T) => z.array(entry, 'must be a list, each entry after a dash');

const TIME_ZONES = new Set([...Intl.supportedValuesOf('timeZone'), 'UTC']);
const timeZone = text.refine(
  (zone) => TIME_ZONES.has(zone),
  'is not a time zone; write its IANA name, such as Europe/Berlin or UTC',
);

const moment = z.string(momentFix).transform((written, context): Instant => {
  const milliseconds = DATE.test(written) || MOMENT.test(written) ? Date.parse(written) : Number.NaN;
  if (Number.isFinite(milliseconds) && isOnCalendar(written)) return instant(milliseconds);
  context.addIssue({ code: 'custom', message: momentFix });
  return z.NEVER;
});

/** The engine reads 31 February as 3 March. */
const isOnCalendar = (written: string) =>
  new Date(`${written.slice(0, 10)}T00:00Z`).getUTCDate() === Number(written.slice(8, 10));

const length = z.string('must be a length of time, such as 8h or PT8H').transform((written, context) => {
  const parsed = parseDuration(written);
  if (parsed.ok) return parsed.value;
  context.addIssue({ code: 'custom', message: 'must be a length of time, such as 8h, 90 min, 30 days or PT8H' });
  return z.NEVER;
});

const person = z.strictObject({
  name: text,
  userPrincipalName: address,
  id: guid.optional(),
  mail: address.optional(),
  timeZone: timeZone.optional(),
  jobTitle: text.optional(),
  manager: text.optional(),
  lastSignIn: moment.optional(),
  guest: flag.optional(),
  disabled: flag.optional(),
});

const group = z.strictObject({
  name: text,
  id: guid.optional(),
  description: z.string('must be text').trim().max(1024, 'must not be longer than 1024 letters').optional(),
  assignableToRole: flag.optional(),
  dynamic: flag.optional(),
  synced: flag.optional(),
  members: list(text).optional(),
  owners: list(text).optional(),
});

const servicePrincipal = z.strictObject({
  name: text,
  id: guid.optional(),
  managedIdentity: flag.optional(),
  disabled: flag.optional(),
});

const administrativeUnit = z.strictObject({ name: text, id: guid.optional() });

const azureScope = z.strictObject({
  managementGroup: text.optional(),
  subscription: guid.optional(),
  resourceGroup: text.optional(),
  resource: text
    .regex(
      /^[\w.-]+\.[\w.-]+(\/[^/\s]+\/[^/\s]+)+$/,
      'must be provider/type/name, such as Microsoft.KeyVault/vaults/keys',
    )
    .optional(),
  name: text.optional(),
  get contains() {
    return list(azureScope).optional();
  },
});

/** An Azure role that the organisation has made itself. */
const customRole = z.strictObject({
  name: text,
  id: guid.optional(),
  description: z.string('must be text').trim().max(1024, 'must not be longer than 1024 letters').optional(),
  scope: text,
  actions: list(text).optional(),
  notActions: list(text).optional(),
  dataActions: list(text).optional(),
  notDataActions: list(text).optional(),
});

/** What names one role: exactly one of `role`, `azureRole` and `group`. */
const roleFields = {
  role: text.optional(),
  azureRole: text.optional(),
  group: text.optional(),
  access: z.enum(['member', 'owner'], 'must be member or owner').optional(),
  scope: text.optional(),
};

const schedule = z.strictObject({
  principal: text,
  ...roleFields,
  from: moment.optional(),
  until: moment.optional(),
  permanent: z.literal(true, 'can only be true; write “until” for one that ends').optional(),
  justification: text.optional(),
});

const approval = z.strictObject({
  approvers: list(text).optional(),
  approvalsRequired: z
    .int('must be a whole number')
    .min(1, 'must be at least 1')
    .max(10, 'must not be more than 10')
    .optional(),
  approverJustification: flag.optional(),
  approverMultiFactor: flag.optional(),
  timeOut: length.optional(),
});
const noApproval = z.literal(false);
const longest = z.union([z.literal('permanent'), length], 'must be permanent or a length of time, such as 365 days');

const settings = z.strictObject({
  ...roleFields,
  // Source: Entra PIM role settings, which end at 24 hours.
  maximumActivation: length.refine((asked) => asked <= hours(24), 'must not be longer than 24 h').optional(),
  justification: flag.optional(),
  ticket: flag.optional(),
  multiFactorAuthentication: flag.optional(),
  approval: z.union([noApproval, approval]).optional(),
  longestEligibility: longest.optional(),
  longestAssignment: longest.optional(),
});

/** The sections of an organisation file and what one entry of each looks like. */
export const sections = {
  people: person,
  groups: group,
  servicePrincipals: servicePrincipal,
  administrativeUnits: administrativeUnit,
  azure: azureScope,
  customRoles: customRole,
  eligibilities: schedule,
  assignments: schedule,
  settings,
} as const;

export type SectionName = keyof typeof sections;
export type Entry<S extends SectionName> = z.output<(typeof sections)[S]>;
export type RoleFields = Pick<Entry<'settings'>, keyof typeof roleFields>;

/** An organisation as it is written: the same in YAML and in code. */
export type OrganisationFile = { [S in SectionName]?: z.input<(typeof sections)[S]>[] } & {
  firstAdministrator?: string;
};
