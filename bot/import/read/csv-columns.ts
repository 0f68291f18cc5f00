import { nearestCommand } from '../../language/nearest-command.js';

/** Which list a header row belongs to. */
export type ListKind = 'people' | 'roles';

/** One row of a list, by field; a field that is empty says nothing and is not there. */
export type ListRow = { fields: Readonly<Record<string, string>>; line: number };

type Fields = Readonly<Record<string, readonly string[]>>;

/** Fields and the other headings they have in Microsoft's exports and templates, folded as `fold` does. */
const PEOPLE: Fields = {
  userPrincipalName: ['username', 'upn'],
  name: ['displayname'],
  id: ['objectid', 'userid'],
  mail: ['email', 'emailaddress'],
  timeZone: [],
  jobTitle: ['title'],
  manager: ['manageruserprincipalname'],
  lastSignIn: ['lastsignindatetime', 'lastinteractivesignintime', 'lastsignindate'],
  guest: [],
  userType: [],
  disabled: ['blocksignin', 'blocksigninyesno'],
  accountEnabled: ['enabled'],
  firstAdministrator: [],
};
const ROLES: Fields = {
  principal: ['principalname'],
  principalDisplayName: ['usergroupname'],
  level: ['assignmentstate'],
  role: ['rolename'],
  azureRole: [],
  group: [],
  access: [],
  scope: [],
  memberType: [],
  from: ['assignmentstarttime', 'starttime', 'assignmentstarttimeutc', 'starttimeutc'],
  until: ['assignmentendtime', 'endtime', 'assignmentendtimeutc', 'endtimeutc'],
  justification: [],
};

/**
 * Columns of Microsoft's own lists of users that say nothing Latchkey keeps.
 * Source: the attributes of “Download users” and of the bulk templates in the Entra admin centre.
 */
const LEFT = new Set(
  `surname givenname firstname lastname department usagelocation streetaddress state stateorprovince country countryorregion
  physicaldeliveryofficename office officelocation city postalcode ziporpostalcode telephonenumber officephone mobile
  mobilephone authenticationphonenumber authenticationalternativephonenumber authenticationemail alternateemailaddress
  alternateemail othermails agegroup consentprovidedforminor legalagegroupclassification companyname creationtype
  directorysynced onpremisessyncenabled invitationstate externaluserstate identityissuer createddatetime employeeid
  initialpassword passwordprofile proxyaddresses businessphones preferredlanguage additionalproperties`.split(/\s+/),
);

const FIELDS: Record<ListKind, Fields> = { people: PEOPLE, roles: ROLES };

/** The headings of a list that people write by hand, for faults. */
export const ownHeadings: Record<ListKind, readonly string[]> = {
  people: Object.keys(PEOPLE).filter((name) => name !== 'userType' && name !== 'accountEnabled'),
  roles: Object.keys(ROLES).filter((name) => name !== 'memberType' && name !== 'principalDisplayName'),
};

/** Which list these headings make: of roles with a column `principal`, of people with `userPrincipalName`. */
export function listKind(headings: readonly string[]): ListKind | undefined {
  const has = (kind: ListKind, field: string) => headings.some((heading) => fieldOf(kind, heading) === field);
  if (has('roles', 'principal')) return 'roles';
  return has('people', 'userPrincipalName') ? 'people' : undefined;
}

/** How many headings are known, in the list that they fit best: the separator that reads most is the right one. */
export const knownHeadings = (headings: readonly string[]): number =>
  Math.max(
    ...(['people', 'roles'] as const).map((kind) => headings.filter((heading) => fieldOf(kind, heading)).length),
  );

/**
 * The field that a heading of a list means, in any casing, with or without spaces, as Microsoft writes it
 * (`User name [userPrincipalName] Required`) or as Latchkey does; `left` for what is not kept; undefined when unknown.
 */
export function fieldOf(kind: ListKind, heading: string): string | undefined {
  const bracketed = /\[([^\]]+)\]/.exec(heading)?.[1];
  // “Block sign in (Yes/No) [accountEnabled] Required” says yes where the account is not enabled.
  const isBlocking = bracketed !== undefined && /^\s*block sign.?in/i.test(heading);
  const called = fold(isBlocking ? 'blocksignin' : (bracketed ?? heading));
  for (const [field, others] of Object.entries(FIELDS[kind])) {
    if (fold(field) === called || others.includes(called)) return field;
  }
  return kind === 'people' && LEFT.has(called) ? 'left' : undefined;
}

/** The heading that an unknown one was probably meant to be. */
export const nearestHeading = (kind: ListKind, heading: string): string | undefined =>
  nearestCommand(heading, ownHeadings[kind]);

const fold = (heading: string) => heading.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');
