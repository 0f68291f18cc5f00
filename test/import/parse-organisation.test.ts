import { describe, expect, it } from 'vitest';
import { faultText } from '../../bot/import/import-fault.js';
import type { Known } from '../../bot/import/organisation.js';
import { parseOrganisation } from '../../bot/import/read/parse-organisation.js';
import { readSource } from '../../bot/import/read/read-source.js';
import { principalId } from '../../domain/ids.js';
import type { GroupRecord } from '../../domain/ports/directory-records.js';
import { days, hours } from '../../domain/time.js';
import { at } from '../support/builders.js';

const definition = (kind: 'directory' | 'azure', displayName: string) => ({
  kind,
  id: `id of ${displayName}`.toLowerCase(),
  displayName,
  description: '',
  isPrivileged: false,
});
const empty: Known = {
  principals: [],
  scopes: [],
  roleDefinitions: [
    definition('directory', 'Security Reader'),
    definition('directory', 'Reports Reader'),
    definition('azure', 'Reader'),
  ],
};

function parse(text: string, fileName = 'organisation.yaml', known = empty) {
  const source = readSource(fileName, Buffer.from(text));
  return source.ok ? parseOrganisation(source.value, known) : source;
}

/** The faults as the operator reads them. */
function faultsOf(text: string, fileName?: string): string[] {
  const parsed = parse(text, fileName);
  return parsed.ok ? [] : parsed.refusal.map(faultText);
}

function parsed(text: string, fileName?: string, known?: Known) {
  const outcome = parse(text, fileName, known);
  if (!outcome.ok) throw new Error(outcome.refusal.map(faultText).join('\n'));
  return outcome.value;
}

const crew = `people:
  - {name: Tom, userPrincipalName: tom@sea.example}
  - {name: Percy, userPrincipalName: percy@sea.example, guest: true}
  - {name: Olaf, userPrincipalName: olaf@sea.example, disabled: true}
groups:
  - {name: Deck}
  - {name: Bridge, assignableToRole: true, members: [tom@sea.example]}
  - {name: Rule, dynamic: true}
  - {name: Elsewhere, synced: true}
  - {name: robot}
servicePrincipals:
  [{name: robot}, {name: winch}]
`;
/** The faults of entries added below the crew, which takes the first twelve lines. */
const faultsWith = (more: string) => faultsOf(crew + more);

describe('When a file of many faults is imported', () => {
  it('then every fault is named with its line and its mend, all at once', () => {
    const file = `peopel:
  - name: Nobody
people:
  - userPrincipalName: ann@sea.example
  - name: Tom
    userPrincipalName: tom at sea
    timeZone: Mars/Olympus
    phone: 5
  - name: Wilma
    userPrincipalName: wilma@sea.example
    manager: nobody@sea.example
  - name: Wilma again
    userPrincipalName: WILMA@sea.example
groups: Deck
eligibilities:
  - principal: wilma@sea.example
    role: Captain
    until: 2027-02-31
  - principal: ghost@sea.example
    role: Captain
    scope: North Pier
    permanent: true
firstAdministrator: ghost@sea.example
`;
    const people = 'people (by user principal name), groups and service principals';
    const spelling = 'correct its spelling, or add it to the file';
    expect(faultsOf(file)).toEqual([
      expect.stringMatching(/^line 1, peopel: is not a section; the sections are people, groups, /),
      'line 4, people[1].name: is missing; it must be text',
      'line 6, people[2].userPrincipalName: must look like name@organisation.example',
      'line 7, people[2].timeZone: is not a time zone; write its IANA name, such as Europe/Berlin or UTC',
      'line 8, people[2].phone: is not known here; correct its spelling or take it out',
      `line 11, people[3].manager: “nobody@sea.example” is none of the ${people}; ${spelling}`,
      'line 12, people[4]: “WILMA@sea.example” is in the file twice; keep one of the entries',
      'line 14, groups: must be a list, each entry after a dash',
      'line 18, eligibilities[1].until: must be a date (2027-01-31, midnight UTC) or a time with its offset (2027-01-31T18:00+01:00)',
      `line 19, eligibilities[2].principal: “ghost@sea.example” is none of the ${people}; ${spelling}`,
      `line 20, eligibilities[2].role: “Captain” is none of the directory roles; correct its spelling`,
      `line 21, eligibilities[2].scope: “North Pier” is none of the administrative units; ${spelling}`,
      `line 23, firstAdministrator: “ghost@sea.example” is none of the ${people}; ${spelling}`,
    ]);
  });
});

describe('When somebody is to have a role', () => {
  const eligible = (fields: string) => `eligibilities:\n  - {principal: tom@sea.example, ${fields}}\n`;

  it.each([
    ['role: Security Reader', 'line 14, eligibilities[1]: must say “until” when it lasts'],
    [
      'role: Security Reader, permanent: true, until: 2027-01-31',
      'line 14, eligibilities[1].until: contradicts “permanent: true”; keep one of them',
    ],
    [
      'role: Security Reader, from: 2027-02-01, until: 2027-02-01',
      'line 14, eligibilities[1].until: must be after “from”',
    ],
    ['permanent: true', 'line 14, eligibilities[1]: must name exactly one of role, azureRole and group'],
    [
      'role: Security Reader, group: Deck, permanent: true',
      'line 14, eligibilities[1]: must name exactly one of role, azureRole and group',
    ],
    [
      'azureRole: Reader, permanent: true',
      'line 14, eligibilities[1].scope: is missing; an Azure role is held at a scope, such as a subscription',
    ],
    [
      'role: Security Reader, access: owner, permanent: true',
      'line 14, eligibilities[1].access: goes with group only; take it out',
    ],
    [
      'group: Rule, permanent: true',
      'line 14, eligibilities[1].group: “Rule” is filled by a rule, so nobody can be put in; name another group',
    ],
    [
      'group: Elsewhere, permanent: true',
      'line 14, eligibilities[1].group: “Elsewhere” is synchronised from elsewhere, so it is managed there; name another group',
    ],
    ['group: percy@sea.example, permanent: true', 'line 14, eligibilities[1].group: “Percy” is not a group'],
    ['role: Security Reader, permanent: false', 'line 14, eligibilities[1].permanent: can only be true'],
  ])('then %s is refused', (fields, fault) => {
    expect(faultsWith(eligible(fields))).toEqual([expect.stringContaining(fault)]);
  });

  it.each([
    ['winch', 'cannot be eligible, for it cannot activate; assign the role as active instead'],
    ['Deck', 'is not assignable to roles; make it so, or name another group'],
    [
      'robot',
      'names more than one of the people (by user principal name), groups and service principals; write the id',
    ],
  ])('then %s cannot be eligible for a directory role', (principal, fault) => {
    const more = `eligibilities:\n  - {principal: ${principal}, role: Security Reader, permanent: true}\n`;
    expect(faultsWith(more)).toEqual([expect.stringMatching(/^line 14, eligibilities\[1\]\.principal: /)]);
    expect(faultsWith(more)[0]).toContain(`“${principal}” ${fault}`);
  });

  it('then saying so twice is a fault, and saying it of another role is none', () => {
    const entry = (role: string) => `  - {principal: tom@sea.example, role: ${role}, permanent: true}\n`;
    expect(
      faultsWith(`eligibilities:\n${entry('Security Reader')}${entry('Reports Reader')}${entry('security reader')}`),
    ).toEqual([
      'line 16, eligibilities[3]: “Tom: may activate Security Reader” is in the file twice; keep one of the entries',
    ]);
  });
});

describe('When people, groups and places do not go together', () => {
  it.each(['percy@sea.example', 'olaf@sea.example', 'Bridge'])('then %s cannot be the first administrator', (name) => {
    expect(faultsWith(`firstAdministrator: ${name}\n`)).toEqual([
      `line 13, firstAdministrator: “${name}” must be a person of the organisation whose account is enabled, and no guest`,
    ]);
  });

  it('then a group cannot be anybody’s manager', () => {
    const file =
      'groups: [{name: Deck}]\npeople:\n  - {name: Ann, userPrincipalName: ann@sea.example, manager: Deck}\n';
    expect(faultsOf(file)).toEqual(['line 3, people[1].manager: “Deck” is no person; name one, or take it out']);
  });

  it('then a group for roles holds no groups and is neither dynamic nor synced', () => {
    const file = `groups:
  - {name: Inner}
  - {name: Outer, assignableToRole: true, dynamic: true, members: [Inner]}
  - {name: Owned, owners: [Inner]}
`;
    expect(faultsOf(file)).toEqual([
      'line 3, groups[2].members: a group that is assignable to roles cannot have groups in it; name the people',
      'line 3, groups[2]: a group that is assignable to roles cannot be dynamic or synced; take one of the two out',
      'line 4, groups[3].owners: a group cannot own a group; name people or service principals',
    ]);
  });

  it('then two people cannot share an address', () => {
    const file = `people:
  - {name: Ann, userPrincipalName: ann@sea.example, mail: post@sea.example}
  - {name: Bea, userPrincipalName: bea@sea.example, mail: POST@sea.example}
`;
    expect(faultsOf(file)).toEqual([
      'line 3, people[2]: the address post@sea.example belongs to somebody else already; correct it, or write that person’s id',
    ]);
  });

  it('then a resource group needs a subscription around it', () => {
    expect(faultsOf('azure:\n  - resourceGroup: web\n')).toEqual([
      'line 2, azure[1].resourceGroup: a resource group stands in a subscription',
    ]);
  });
});

describe('When settings are written', () => {
  it('then a robot cannot approve, lengths are lengths, and a role has its settings once, at every scope', () => {
    const more = `administrativeUnits: [{name: Pier}]
settings:
  - role: Security Reader
    approval: {approvers: [winch]}
  - role: Security Reader
    scope: Pier
  - role: Reports Reader
    maximumActivation: 2 months
  - role: Reports Reader
    approval: {approvalsRequired: 0}
`;
    expect(faultsWith(more)).toEqual([
      'line 16, settings[1].approval.approvers[1]: “winch” is no person and no group, so it cannot approve',
      'line 17, settings[2]: the settings of “Security Reader on Pier” are in the file twice; keep one of them',
      'line 18, settings[2].scope: the settings of a directory role hold at every scope; take it out',
      'line 20, settings[3].maximumActivation: must be a length of time, such as 8h, 90 min, 30 days or PT8H',
      'line 22, settings[4].approval.approvalsRequired: must be at least 1',
    ]);
  });
});

describe('When something is written that could never work', () => {
  it('then approval by nobody, too long an activation and a group lent to itself are faults', () => {
    const more = `azure: [{subscription: 3b1f0000-0000-4000-8000-0000000000b1, name: Pier}]
settings:
  - {azureRole: Reader, scope: Pier, approval: {}}
  - {group: Deck, approval: {approvers: []}}
  - {role: Security Reader, approval: {}, maximumActivation: 24h}
  - {role: Reports Reader, maximumActivation: 25h}
eligibilities:
  - {principal: Deck, group: Deck, permanent: true}
`;
    expect(faultsWith(more)).toEqual([
      'line 15, settings[1].approval: must name approvers; only directory roles have some by default',
      'line 16, settings[2].approval: must name approvers; only directory roles have some by default',
      'line 18, settings[4].maximumActivation: must not be longer than 24 h',
      'line 20, eligibilities[1].principal: “Deck” cannot be lent to itself; name who is to have it',
    ]);
  });

  it.each(['\\e[2J', '\\u202e', '\\n', '\\u2028'])(
    'then a name that could play with a terminal or a card is one: %s',
    (trick) => {
      expect(faultsOf(`people:\n  - {name: "Ann${trick}x", userPrincipalName: ann@sea.example}\n`)).toEqual([
        'line 2, people[1].name: must be one line without control characters',
      ]);
    },
  );

  it('then a name that two groups of the directory have asks for an id', () => {
    const { principals } = parsed('groups: [{name: Deck}]\n');
    const twin = { ...principals[0], id: principalId('3b1f0000-0000-4000-8000-0000000000a1') } as GroupRecord;
    const known = { ...empty, principals: [...principals, twin] };
    const outcome = parse('groups:\n  - {name: deck}\n', undefined, known);
    expect(outcome.ok ? [] : outcome.refusal.map(faultText)).toEqual([
      'line 2, groups[1]: “deck” is in the directory more than once; write the id of the one meant',
    ]);
    expect(parse(`groups: [{name: deck, id: ${twin.id}}]\n`, undefined, known).ok).toBe(true);
  });
});

describe('When a file cannot be read as what it is', () => {
  it.each([
    ['crew.doc', 'people: []', 'the name of the file must end in .yaml, .yml, .json, .csv, .tsv or .txt, to say what'],
    ['crew.xlsx', 'PK', 'is a workbook. Save the sheet as “CSV UTF-8 (comma delimited)” and import that file'],
    ['crew.yaml', 'people: &all [*all]\n', 'is nested more than 50 levels deep'],
    ['crew.json', `${'['.repeat(3_000)}${']'.repeat(3_000)}`, 'is nested more than 50 levels deep'],
    ['crew.yaml', `people:\n  ${'- '.repeat(3_000)}x`, 'is nested more than 50 levels deep'],
    ['crew.yaml', `people:\n${' '.repeat(3_000)}- x`, 'is nested more than 50 levels deep'],
    ['crew.yaml', '', 'must hold sections, such as “people:”'],
    ['crew.yaml', 'people:\n  - name: "Ann\n', 'line 3: is not YAML: '],
    ['crew.yaml', 'people: []\npeople: []\n', 'line 2: is not YAML: Map keys must be unique'],
    ['crew.yaml', 'people: *nobody\n', 'is not YAML: Unresolved alias'],
    ['crew.csv', '', 'holds no rows; a header row comes first'],
    ['crew.csv', 'name,mail\nAnn,ann@sea.example\n', 'line 1: the header row needs the column userPrincipalName'],
    ['crew.csv', 'userPrincipalName,name\nann@sea.example\n', 'line 2: has 1 fields, and the header row 2'],
    ['crew.csv', 'userPrincipalName,name\nann@sea.example,"Ann\n', 'is not CSV with a header row: '],
    [
      'crew.csv',
      'userPrincipalName,phone\nann@sea.example,5\n',
      'line 1: the column “phone” is not known; the columns',
    ],
    [
      'crew.csv',
      'userPrincipalName,name,name\nann@sea.example,Ann,Bea\n',
      'line 1: the column “name” is there twice; keep one of them',
    ],
  ])('then %s is refused: %#', (fileName, text, fault) => {
    expect(faultsOf(text, fileName)).toEqual([expect.stringContaining(fault)]);
  });

  it('then a slip that makes the whole rest wrong is told by what comes first', () => {
    expect(faultsOf('people:\n'.repeat(5_000), 'crew.json')).toHaveLength(20);
  });
});

describe('When lists come as CSV', () => {
  it('then the faults of people name their lines', () => {
    const csv = `userPrincipalName;name;timeZone;guest

ann@sea.example;Ann;Mars/Olympus;maybe
bea@sea.example;"Bea
of the sea";;
cat@sea.example;;;
`;
    expect(faultsOf(csv, 'people.csv')).toEqual([
      'line 3, people[1].timeZone: is not a time zone; write its IANA name, such as Europe/Berlin or UTC',
      'line 3, people[1].guest: must be true or false',
      'line 5, people[2].name: must be one line without control characters',
      'line 6, people[3].name: is missing; it must be text',
    ]);
  });

  it('then only one person is the first administrator, said by yes or no', () => {
    const csv =
      'userPrincipalName,name,firstAdministrator\na@sea.example,A,yes\nb@sea.example,B,Y\nc@sea.example,C,perhaps\n';
    expect(faultsOf(csv, 'people.csv')).toEqual([
      'line 3, firstAdministrator: only one person can be the first administrator; leave the others empty',
      'line 4, firstAdministrator: must be yes or no; empty means no',
    ]);
  });

  it('then the faults of roles name their lines, whatever the level', () => {
    const csv = 'principal,level,role,until\na@sea.example,active,Captain,permanent\nb@sea.example,,Captain,soon\n';
    expect(faultsOf(csv, 'roles.csv')).toEqual([
      expect.stringMatching(/^line 2, assignments\[1\]\.principal: “a@sea.example” is none of/),
      expect.stringMatching(/^line 2, assignments\[1\]\.role: “Captain” is none of the directory roles/),
      expect.stringMatching(/^line 3, eligibilities\[1\]\.until: must be a date/),
    ]);
    expect(faultsOf('principal,level\na@sea.example,sometimes\n', 'roles.csv')).toEqual([
      'line 2, level: must be eligible (may activate the role) or active (holds it); empty means eligible',
    ]);
  });

  it('then they mean what the same YAML means', () => {
    const csv =
      '\uFEFFprincipal;level;role;until\ntom@sea.example;;Security Reader;permanent\ntom@sea.example;Active;Reports Reader;2027-01-31\n';
    const tom = parsed(crew);
    const found = parsed(csv, 'roles.csv', { ...empty, principals: tom.principals }).schedules;
    expect(found.map(({ level, label, endDateTime }) => ({ level, label, endDateTime }))).toEqual([
      { level: 'eligibility', label: 'Tom: may activate Security Reader', endDateTime: undefined },
      { level: 'assignment', label: 'Tom: holds Reports Reader', endDateTime: at('2027-01-31T00:00Z') },
    ]);
  });
});

describe('When a file is in order', () => {
  it('then ids made from names are the same every time, and an id in the file is kept', () => {
    const own = '3b1f0000-0000-4000-8000-0000000000a1';
    const people = (name: string) =>
      `people:\n  - {name: Ann, userPrincipalName: ${name}}\n  - {name: Tom, userPrincipalName: tom@sea.example, id: ${own.toUpperCase()}}\n`;
    const [ann, tom] = parsed(people('ann@sea.example')).principals;
    expect(parsed(people('ANN@sea.example')).principals[0]?.id).toBe(ann?.id);
    expect(ann?.id).toMatch(/^[0-9a-f-]{36}$/);
    expect(tom?.id).toBe(own);
  });

  it('then what it does not say of somebody stays as the directory has it', () => {
    const [before] = parsed(
      'people:\n  - {name: Ann, userPrincipalName: ann@sea.example, mail: post@sea.example, jobTitle: Cook, timeZone: UTC, disabled: true}\n',
    ).principals;
    if (!before) throw new Error('nobody was read');
    const known = { ...empty, principals: [before] };
    const [after] = parsed(
      'people:\n  - {name: Ann Ahoy, userPrincipalName: ann@sea.example}\n',
      undefined,
      known,
    ).principals;
    expect(after).toEqual({ ...before, displayName: 'Ann Ahoy' });
  });

  it('then the later of two sign-ins stands, the one of the file or the one that the directory has seen', () => {
    const signedIn = (when: string, known = empty) =>
      parsed(`people:\n  - {name: Ann, userPrincipalName: ann@sea.example, lastSignIn: ${when}}\n`, undefined, known)
        .principals;
    const known = { ...empty, principals: signedIn('2027-01-31T18:00Z') };
    expect(known.principals).toMatchObject([{ lastSignInDateTime: at('2027-01-31T18:00Z') }]);
    expect(signedIn('2027-01-30', known)).toEqual(known.principals);
    expect(signedIn('2027-02-01', known)).toMatchObject([{ lastSignInDateTime: at('2027-02-01T00:00Z') }]);
  });

  it('then roles of one’s own are known by their names, keep their ids, and bear no built-in role’s name', () => {
    const file = (name: string) =>
      `${crew}azure:
  - {subscription: 3b1f0000-0000-4000-8000-0000000000b1, name: Ticketing}
customRoles:
  - {name: ${name}, scope: Ticketing, actions: [Microsoft.Web/sites/read]}
assignments:
  - {principal: tom@sea.example, azureRole: ${name}, scope: Ticketing, permanent: true}
`;
    const { customRoles, schedules } = parsed(file('Ticket Printer'));
    expect(customRoles).toMatchObject([
      { displayName: 'Ticket Printer', isPrivileged: false, permissions: { actions: ['Microsoft.Web/sites/read'] } },
    ]);
    expect(schedules[0]?.access.role).toMatchObject({ roleDefinitionId: customRoles[0]?.id });
    const again = { ...empty, roleDefinitions: [...empty.roleDefinitions, ...customRoles] };
    expect(parsed(file('TICKET printer'), undefined, again).customRoles[0]?.id).toBe(customRoles[0]?.id);
    expect(faultsOf(file('Reader'))).toContainEqual(expect.stringContaining('is the name of a built-in role'));
  });

  it('then members are added to a group and nobody is taken out', () => {
    const known = { ...empty, principals: parsed(crew).principals };
    const [bridge] = parsed('groups:\n  - {name: Bridge, members: [olaf@sea.example]}\n', undefined, known).principals;
    const idOf = (name: string) => known.principals.find(({ displayName }) => displayName === name)?.id;
    expect(bridge).toMatchObject({ memberIds: [idOf('Tom'), idOf('Olaf')], isAssignableToRole: true });
  });

  it('then times and lengths are read as written', () => {
    const { schedules, settings } = parsed(
      `${crew}eligibilities:
  - {principal: tom@sea.example, role: Security Reader, from: 2027-01-31, until: 2027-02-28T18:00+01:00}
settings:
  - {role: Security Reader, maximumActivation: PT90M, longestEligibility: 30 days}
`,
    );
    expect(schedules[0]).toMatchObject({
      startDateTime: at('2027-01-31T00:00Z'),
      endDateTime: at('2027-02-28T17:00Z'),
    });
    expect(settings[0]?.asks).toMatchObject({ maximumActivation: hours(1.5), longestEligibility: days(30) });
  });
});
