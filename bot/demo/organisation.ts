import type { OrganisationFile } from '../import/read/organisation-file.js';

/** Invented for the demo: nobody here exists. */
const at = (name: string) => `${name}@demo-works.example`;

const person = (
  name: string,
  jobTitle: string,
  more: Partial<NonNullable<OrganisationFile['people']>[number]> = {},
): NonNullable<OrganisationFile['people']>[number] => {
  const handle = at(name.split(' ')[0]?.toLowerCase() ?? name);
  return { name, userPrincipalName: handle, mail: handle, jobTitle, timeZone: 'Europe/Berlin', ...more };
};

/** Most of the demo can be tried in chat alone; one role asks for a second factor, to be set up at /security. */
const inChatAlone = { multiFactorAuthentication: false };

/** The people whom the demo's story is about: its web chat opens with them. */
export const demoCast = {
  requestor: at('ada'),
  approvers: [at('bruno'), at('carla')],
} as const;

/** When the demo's people signed in to anything last, as the demo begins: Luca has not for longer than he should. */
export const signedInDaysAgo: Readonly<Record<string, number>> = {
  [at('ada')]: 1,
  [at('bruno')]: 1,
  [at('carla')]: 2,
  [at('dmitri')]: 4,
  [at('emeka')]: 3,
  [at('farah')]: 6,
  [at('goran')]: 1,
  [at('hana')]: 2,
  [at('ines')]: 1,
  [at('jonas')]: 9,
  [at('keiko')]: 12,
  [at('luca')]: 47,
  [at('maya')]: 2,
  [at('olga')]: 5,
  [at('quentin')]: 3,
  [at('rosa')]: 8,
};

/** What ends so many days after the demo has been tried for some minutes: then its holders hear of it. */
export const endingInDays: readonly {
  eligibility: NonNullable<OrganisationFile['eligibilities']>[number];
  days: number;
}[] = [
  { eligibility: { principal: at('ada'), role: 'Message Center Reader' }, days: 14 },
  { eligibility: { principal: at('jonas'), role: 'Reports Reader' }, days: 1 },
];

/** The access review that begins with the demo: a compliance officer looks at who may read security data. */
export const demoReview = {
  displayName: 'Who may read security data',
  role: 'Security Reader',
  reviewer: at('luca'),
  createdBy: at('quentin'),
  lasts: 14,
} as const;

/** The demo organisation: Demo Works, a made-up company, in the form that `npm run import` reads. */
export const demoOrganisation: OrganisationFile = {
  people: [
    person('Ada Sample', 'Site reliability engineer', { manager: at('bruno') }),
    person('Bruno Example', 'Head of security'),
    person('Carla Placeholder', 'Security engineer', { timeZone: 'Europe/London', manager: at('bruno') }),
    person('Dmitri Mockup', 'Platform engineer', { timeZone: 'Europe/Helsinki', manager: at('emeka') }),
    person('Emeka Stand-In', 'Head of platform', { timeZone: 'Africa/Lagos' }),
    person('Farah Fixture', 'Database engineer', { timeZone: 'Asia/Dubai', manager: at('emeka') }),
    person('Goran Demoson', 'Service desk analyst', { manager: at('hana') }),
    person('Hana Pretend', 'Head of service desk', { timeZone: 'Asia/Tokyo' }),
    person('Ines Notional', 'Identity engineer', { timeZone: 'Europe/Lisbon', manager: at('bruno') }),
    person('Jonas Dummy', 'Network engineer', { manager: at('emeka') }),
    person('Keiko Figment', 'Data engineer', { timeZone: 'Asia/Tokyo', manager: at('emeka') }),
    person('Luca Specimen', 'Compliance officer', { timeZone: 'Europe/Rome' }),
    person('Maya Token', 'Developer', { timeZone: 'America/New_York', manager: at('emeka') }),
    person('Nils Template', 'Developer', { timeZone: 'Europe/Stockholm', manager: at('emeka') }),
    person('Olga Makebelieve', 'Incident manager', { timeZone: 'Europe/Warsaw', manager: at('bruno') }),
    person('Pavel Prototype', 'Developer', { timeZone: 'Europe/Prague', manager: at('emeka') }),
    person('Quentin Trial', 'Global administrator', { timeZone: 'Europe/Paris' }),
    person('Rosa Facsimile', 'Global administrator', { timeZone: 'America/Sao_Paulo' }),
    person('Sven Simile', 'Contractor', { guest: true }),
    person('Tara Former', 'Developer (left)', { disabled: true }),
  ],
  groups: [
    {
      name: 'Security Approvers',
      description: 'Decide on security roles',
      assignableToRole: true,
      members: [at('bruno'), at('carla')],
      owners: [at('bruno')],
    },
    {
      name: 'On-call Engineers',
      description: 'Whoever carries the pager',
      members: [at('ada'), at('dmitri'), at('farah')],
      owners: [at('emeka')],
    },
    { name: 'Platform Owners', description: 'Answer for the platform', members: [at('emeka')], owners: [at('emeka')] },
    {
      name: 'Everybody Technical',
      description: 'Engineers of every kind, through their groups',
      members: ['On-call Engineers', 'Platform Owners', at('maya'), at('nils'), at('pavel')],
      owners: [at('emeka')],
    },
    { name: 'Production Data Readers', description: 'May read production data', owners: [at('farah'), at('keiko')] },
    { name: 'All Employees', description: 'Filled by a rule', dynamic: true },
    { name: 'Headquarters Staff', description: 'Comes from the local directory', synced: true },
  ],
  servicePrincipals: [{ name: 'demo-deploy' }, { name: 'demo-backup', managedIdentity: true }],
  administrativeUnits: [{ name: 'Berlin Office' }],
  azure: [
    {
      managementGroup: 'demo-works',
      name: 'Demo Works',
      contains: [
        {
          subscription: '0d3e0000-0000-4000-8000-00000000a001',
          name: 'Production',
          contains: [
            {
              resourceGroup: 'web-shop',
              contains: [{ resource: 'Microsoft.KeyVault/vaults/web-shop-keys', name: 'Web shop keys' }],
            },
          ],
        },
        { subscription: '0d3e0000-0000-4000-8000-00000000a002', name: 'Sandbox' },
      ],
    },
  ],
  customRoles: [
    {
      name: 'Web Shop Operator',
      description: 'Restarts the web shop',
      scope: 'Production',
      actions: ['Microsoft.Web/sites/read', 'Microsoft.Web/sites/restart/action'],
    },
    {
      name: 'Shop Restarter',
      description: 'Made in a hurry: does just what the Web Shop Operator does',
      scope: 'Production',
      actions: ['Microsoft.Web/sites/restart/Action', 'Microsoft.Web/sites/Read'],
    },
  ],
  firstAdministrator: at('quentin'),
  assignments: [
    { principal: at('rosa'), role: 'Global Administrator', permanent: true },
    { principal: at('ines'), role: 'Privileged Role Administrator', permanent: true },
    { principal: at('luca'), role: 'Global Reader', permanent: true },
    { principal: at('emeka'), azureRole: 'Owner', scope: 'Sandbox', permanent: true },
    { principal: at('jonas'), azureRole: 'Owner', scope: 'Sandbox', permanent: true },
  ],
  eligibilities: [
    { principal: at('ada'), role: 'Security Reader', permanent: true },
    { principal: at('ada'), role: 'Reports Reader', permanent: true },
    { principal: at('olga'), role: 'Security Reader', permanent: true },
    { principal: at('carla'), role: 'Security Administrator', permanent: true },
    { principal: at('ines'), role: 'User Administrator', permanent: true },
    { principal: at('goran'), role: 'Helpdesk Administrator', permanent: true },
    { principal: at('hana'), role: 'Helpdesk Administrator', scope: 'Berlin Office', permanent: true },
    { principal: at('jonas'), role: 'Cloud App Security Administrator', permanent: true },
    { principal: 'On-call Engineers', azureRole: 'Contributor', scope: 'Production', permanent: true },
    { principal: at('maya'), azureRole: 'Reader', scope: 'Production', permanent: true },
    { principal: at('maya'), azureRole: 'Reader', scope: 'Sandbox', permanent: true },
    { principal: at('dmitri'), azureRole: 'Key Vault Secrets User', scope: 'Web shop keys', permanent: true },
    { principal: at('keiko'), group: 'Production Data Readers', access: 'member', permanent: true },
    { principal: at('ada'), group: 'Production Data Readers', access: 'member', permanent: true },
    { principal: at('emeka'), group: 'On-call Engineers', access: 'owner', permanent: true },
  ],
  settings: [
    {
      role: 'Security Reader',
      maximumActivation: '8h',
      justification: true,
      approval: { approvers: ['Security Approvers'], approverJustification: false },
      ...inChatAlone,
    },
    {
      role: 'Security Administrator',
      maximumActivation: '4h',
      justification: true,
      approval: { approvers: [at('bruno'), at('olga')], approverJustification: true, timeOut: '4h' },
      ...inChatAlone,
    },
    { role: 'User Administrator', maximumActivation: '2h', justification: true, approval: {}, ...inChatAlone },
    { role: 'Helpdesk Administrator', maximumActivation: '10h', justification: true, ticket: true, ...inChatAlone },
    { role: 'Reports Reader', maximumActivation: '8h', justification: false, ...inChatAlone },
    { role: 'Message Center Reader', maximumActivation: '8h', justification: true, ...inChatAlone },
    {
      role: 'Cloud App Security Administrator',
      maximumActivation: '4h',
      justification: true,
      multiFactorAuthentication: true,
    },
    {
      azureRole: 'Contributor',
      scope: 'Production',
      maximumActivation: '4h',
      approval: { approvers: ['Platform Owners'], approverJustification: false },
      longestEligibility: 'permanent',
    },
    { azureRole: 'Reader', scope: 'Production', maximumActivation: '8h', longestEligibility: 'permanent' },
    { azureRole: 'Reader', scope: 'Sandbox', maximumActivation: '8h', longestEligibility: 'permanent' },
    { azureRole: 'Key Vault Secrets User', scope: 'Web shop keys', longestEligibility: 'permanent' },
    {
      group: 'Production Data Readers',
      access: 'member',
      maximumActivation: '2h',
      approval: { approvers: [at('farah'), at('keiko')], approverJustification: false },
      longestEligibility: 'permanent',
    },
    { group: 'On-call Engineers', access: 'owner', maximumActivation: '8h', longestEligibility: 'permanent' },
  ],
};

/** The user principal names of the demo's people: no organisation but the demo has them. */
export const demoAddresses: readonly string[] = (demoOrganisation.people ?? []).map((each) => each.userPrincipalName);
