import { describe, expect, it } from 'vitest';
import { faultText } from '../../bot/import/import-fault.js';
import { readSource } from '../../bot/import/read/read-source.js';

type People = { people?: Record<string, unknown>[] };
type Roles = { eligibilities?: Record<string, unknown>[]; assignments?: Record<string, unknown>[] };

/** What a file says, or its faults as the operator reads them. */
function read(
  content: string | Uint8Array,
  { name = 'people.csv', encoding }: { name?: string; encoding?: string } = {},
) {
  const bytes = typeof content === 'string' ? Buffer.from(content) : content;
  const source = readSource(name, bytes, encoding);
  return source.ok
    ? { value: source.value.value as People & Roles, notes: source.value.notes ?? [] }
    : { faults: source.refusal.map(faultText) };
}

const utf16 = (text: string, { isBig = false, mark = true } = {}) => {
  const little = Buffer.from(`${mark ? '\uFEFF' : ''}${text}`, 'utf16le');
  return isBig ? little.swap16() : little;
};
const zoe = { userPrincipalName: 'zoe@sea.example', name: 'Zoë Müller' };
const zoeCsv = 'userPrincipalName,name\nzoe@sea.example,Zoë Müller\n';

describe('When a spreadsheet saved a list in its own encoding', () => {
  it('then Windows-1252 is never taken for UTF-8: its line is named, and what to do', () => {
    const bytes = Buffer.from(zoeCsv, 'latin1');
    expect(read(bytes).faults).toEqual([
      'line 2: is not UTF-8 text. Excel saves plain CSV in Windows-1252: save it as “CSV UTF-8”, or add --encoding windows-1252',
    ]);
    expect(read(bytes, { encoding: 'windows-1252' }).value?.people).toEqual([zoe]);
  });

  it.each([
    ['UTF-8 with its mark', Buffer.from(`\uFEFF${zoeCsv}`)],
    ['UTF-16, the little end first', utf16(zoeCsv.replaceAll(',', '\t'))],
    ['UTF-16, the big end first', utf16(zoeCsv, { isBig: true })],
  ])('then %s is known by its first bytes', (_, bytes) => {
    expect(read(bytes).value?.people).toEqual([zoe]);
  });

  it('then UTF-16 without its mark is recognised, and read where it is named', () => {
    const bytes = utf16(zoeCsv, { mark: false });
    expect(read(bytes).faults?.[0]).toMatch(/looks like UTF-16 without its mark\. Add --encoding utf-16le/);
    expect(read(bytes, { encoding: 'utf-16le' }).value?.people).toEqual([zoe]);
  });

  it.each([
    ['latin-17', zoeCsv, /“latin-17” is not an encoding\. Use utf-8/],
    ['windows-1252', `\uFEFF${zoeCsv}`, /says by its first bytes that it is utf-8, not windows-1252/],
    ['utf-8', Buffer.from(zoeCsv, 'latin1'), /line 2: is not utf-8 text\. Name the encoding it was saved in/],
  ])('then the encoding %s is refused where it cannot be right', (encoding, content, fault) => {
    expect(read(content, { encoding }).faults?.[0]).toMatch(fault);
  });
});

describe('When fields are separated in one way and hold the other separator', () => {
  it('then the headings decide, and the other one is text', () => {
    expect(read('userPrincipalName;name;jobTitle\njane@sea.example;Doe, Jane;Pilot\n').value?.people).toEqual([
      { userPrincipalName: 'jane@sea.example', name: 'Doe, Jane', jobTitle: 'Pilot' },
    ]);
    expect(read('userPrincipalName,name\njane@sea.example,Jane; Doe\n').value?.people).toEqual([
      { userPrincipalName: 'jane@sea.example', name: 'Jane; Doe' },
    ]);
  });

  it('then a short row and a long row are named, never shifted into other columns', () => {
    const short = 'userPrincipalName,name,jobTitle\njane@sea.example,Doe, Jane,Pilot\nbob@sea.example,Bob\n';
    expect(read(short).faults).toEqual([
      expect.stringMatching(/^line 2: has 4 fields, and the header row 3\. Fields are separated by a comma here/),
      expect.stringMatching(/^line 3: has 2 fields, and the header row 3/),
    ]);
  });

  it.each(['sep=;', '"sep=;"', 'sep=;;;'])('then Excel’s own line “%s” is understood', (line) => {
    expect(read(`${line}\r\nuserPrincipalName;name\r\nann@sea.example;Ann\r\n`).value?.people).toEqual([
      { userPrincipalName: 'ann@sea.example', name: 'Ann' },
    ]);
  });

  it('then tabs separate as well, in a file of any such name', () => {
    const text = 'userPrincipalName\tname\nann@sea.example\tAnn, of the sea; and more\n';
    for (const name of ['people.csv', 'people.tsv', 'people.txt']) {
      expect(read(text, { name }).value?.people?.[0]?.name).toBe('Ann, of the sea; and more');
    }
  });
});

describe('When a spreadsheet left its marks', () => {
  it('then blank rows and empty columns at the end say nothing', () => {
    const text = 'userPrincipalName,name,,\nann@sea.example,Ann,,\n,,,\n   ,,,\n\nbea@sea.example,Bea,,\n';
    expect(read(text).value?.people?.map(({ name }) => name)).toEqual(['Ann', 'Bea']);
  });

  it('then a column in the middle without a heading is named', () => {
    expect(read('userPrincipalName,,name\na@sea.example,x,A\n').faults).toEqual([
      'line 1: column 2 has no heading; name it or take it out',
    ]);
  });

  it('then what keeps a number a text is taken off, and an error of a formula is named', () => {
    expect(read('userPrincipalName,name\n"=""ann@sea.example""",\'Ann\n').value?.people).toEqual([
      { userPrincipalName: 'ann@sea.example', name: 'Ann' },
    ]);
    expect(read('userPrincipalName,name\nann@sea.example,#N/A\n').faults).toEqual([
      'line 2: holds “#N/A”, a spreadsheet’s error. Write what is meant',
    ]);
  });
});

describe('When a list comes from Microsoft', () => {
  it('then PowerShell’s type line and its headings are understood', () => {
    const text =
      '#TYPE Microsoft.Graph.PowerShell.Models.MicrosoftGraphUser\r\n"DisplayName","Id","UserPrincipalName","Mail","AccountEnabled","UserType","JobTitle"\r\n"Ann","11111111-1111-4111-8111-111111111111","ann@sea.example","","False","Guest","Pilot"\r\n';
    expect(read(text).value?.people).toEqual([
      {
        name: 'Ann',
        id: '11111111-1111-4111-8111-111111111111',
        userPrincipalName: 'ann@sea.example',
        disabled: true,
        guest: true,
        jobTitle: 'Pilot',
      },
    ]);
  });

  it('then the template of the admin centre is understood, its example row left out and said so', () => {
    const text = [
      'version:v1.0,,,,',
      'Name [displayName] Required,User name [userPrincipalName] Required,Initial password [passwordProfile] Required,Block sign in (Yes/No) [accountEnabled] Required,First name [givenName]',
      'Example: Chris Green,Example: chris@contoso.com,Example: myPassword1234,Example: No,Example: Chris',
      'Ann,ann@sea.example,secret,Yes,Ann',
      'Bea,bea@sea.example,secret,No,Bea',
    ].join('\n');
    const { value, notes } = read(text);
    expect(value?.people).toEqual([
      { name: 'Ann', userPrincipalName: 'ann@sea.example', disabled: true },
      { name: 'Bea', userPrincipalName: 'bea@sea.example', disabled: false },
    ]);
    expect(notes).toEqual([
      'Latchkey does not keep these columns: Initial password [passwordProfile] Required, First name [givenName].',
      'Line 3 is the template’s example and is not imported.',
    ]);
  });

  it('then “Download users” is understood, and a column that is not kept is named', () => {
    const text =
      'userPrincipalName,displayName,surname,mail,objectId,userType,accountEnabled\nann@sea.example,Ann,Sea,,11111111-1111-4111-8111-111111111111,Member,True\n';
    const { value, notes } = read(text);
    expect(value?.people).toEqual([
      {
        userPrincipalName: 'ann@sea.example',
        name: 'Ann',
        id: '11111111-1111-4111-8111-111111111111',
        guest: false,
        disabled: false,
      },
    ]);
    expect(notes).toEqual(['Latchkey does not keep these columns: surname.']);
  });

  it('then PIM’s export of assignments is understood; what comes through groups and activations is left out and said so', () => {
    const text = [
      'Assignment State,User Group Name,Role Name,PrincipalName,Member Type,Assignment Start Time (UTC),Assignment End Time (UTC)',
      'Eligible,Ann,Security Reader,ann@sea.example,Direct,2026-01-31 18:00:00,2027-01-31 18:00:00',
      'Active,Bridge,Reports Reader,,Direct,,Permanent',
      'Active,Bea,Reports Reader,bea@sea.example,Group,,Permanent',
      'Activated,Ann,Security Reader,ann@sea.example,Direct,,2026-12-01 18:00:00',
    ].join('\n');
    const { value, notes } = read(text, { name: 'roles.csv' });
    expect(value?.eligibilities).toEqual([
      {
        principal: 'ann@sea.example',
        role: 'Security Reader',
        from: '2026-01-31T18:00:00Z',
        until: '2027-01-31T18:00:00Z',
      },
    ]);
    expect(value?.assignments).toEqual([{ principal: 'Bridge', role: 'Reports Reader', permanent: true }]);
    expect(notes).toEqual([
      'These lines are not imported: 4. They come through a group, whose own row is what counts.',
      'These lines are not imported: 5. They are activations, which end on their own.',
    ]);
  });

  it('then a day that can be read in two ways stays as it is, to be refused with its line', () => {
    const text = 'principal,role,until\nann@sea.example,Security Reader,1/2/2027\n';
    expect(read(text, { name: 'roles.csv' }).value?.eligibilities?.[0]?.until).toBe('1/2/2027');
  });

  it('then a heading with a slip of the finger is answered with the one that is near', () => {
    expect(read('userPrincipalName,name,jobTitel\na@sea.example,A,x\n').faults).toEqual([
      'line 1: the column “jobTitel” is not known; did you mean jobTitle?',
    ]);
  });
});
