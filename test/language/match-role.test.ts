import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { matchRole, roleMatcher } from '../../bot/language/match-role.js';
import { cpuTimeOf } from '../support/cpu-time.js';

const role = (name: string, ...aliases: string[]) => ({ id: name, name, aliases });
const roles = [
  role('Security Reader'),
  role('Security Administrator'),
  role('Cloud App Security Administrator'),
  role('Global Administrator', 'Company Admin'),
  role('Global Reader'),
  role('Helpdesk Administrator'),
  role('Privileged Role Administrator'),
  role('Администраторы'),
];
const names = (text: string, candidates = roles) => {
  const found = matchRole(text, candidates);
  if (found.kind === 'none') return ['none'];
  return [found.kind, ...(found.kind === 'exact' ? [found.match] : found.matches).map(({ name }) => name)];
};

describe('When somebody names a role', () => {
  it.each([
    ['in full, then that is it', 'Security Reader', ['exact', 'Security Reader']],
    ['in any casing and spacing, then that is it', ' sECURITY   reader ', ['exact', 'Security Reader']],
    [
      'in full while a longer name holds it, then that is it',
      'security administrator',
      ['exact', 'Security Administrator'],
    ],
    ['by another name it has, then that is it', 'company admin', ['exact', 'Global Administrator']],
    ['by one telling word, then that is it', 'helpdesk', ['exact', 'Helpdesk Administrator']],
    ['by the beginnings of its words, then that is it', 'sec read', ['exact', 'Security Reader']],
    ['by its initials, then that is it', 'GA', ['exact', 'Global Administrator']],
    ['with a hyphen, then that is it', 'security-reader', ['exact', 'Security Reader']],
    ['as people speak, then that is it', 'the security reader role', ['exact', 'Security Reader']],
    ['in an alphabet of its own, then that is it', 'администраторы', ['exact', 'Администраторы']],
    ['by what two share, then both are offered', 'global', ['ambiguous', 'Global Administrator', 'Global Reader']],
    [
      'by what is also part of another, then both are offered, the closer first',
      'security admin',
      ['ambiguous', 'Security Administrator', 'Cloud App Security Administrator'],
    ],
    ['with slips of the finger, then it is only suggested', 'Securty Raeder', ['suggestion', 'Security Reader']],
    [
      'with a digit for a letter, then it is only suggested',
      'Gl0bal Administrator',
      ['suggestion', 'Global Administrator'],
    ],
    ['by something else, then there is none', 'zzzzzz', ['none']],
    ['by nothing, then there is none', '  ', ['none']],
    ['by the word role, then there is none of them', 'a role', ['none']],
  ])('%s', (_what, text, found) => {
    expect(names(text).slice(0, found.length)).toEqual(found);
  });

  it('that exists at two scopes, then both are offered', () => {
    const owners = ['/sub-1', '/sub-2'].map((id) => ({ id, name: 'Owner' }));
    expect(matchRole('owner', owners)).toEqual({ kind: 'ambiguous', matches: owners });
  });

  it('whose initials another name begins with, then both are offered', () => {
    expect(names('GA', [role('Global Administrator'), role('Gateway Admin')])).toHaveLength(3);
  });

  it('that many fit, then five are offered', () => {
    const many = Array.from({ length: 40 }, (_, index) => role(`Reader ${index}`));
    expect(names('reader', many)).toHaveLength(6);
  });
});

describe('When letters only look like others, then nothing is matched silently and they are named', () => {
  it.each([
    ['one Cyrillic letter', 'Glоbal Administrator', ['о'], 'Global Administrator'],
    ['fullwidth letters', 'Ｇlobal Reader', ['Ｇ'], 'Global Reader'],
    ['mathematical letters', '𝐒ecurity Reader', ['𝐒'], 'Security Reader'],
    ['a Greek letter', 'Helpdesk Αdministrator', ['Α'], 'Helpdesk Administrator'],
    ['a dotless i', 'Securıty Reader', ['ı'], 'Security Reader'],
    ['a ligature', 'Chief Oﬃcer', ['ﬃ'], 'Chief Officer'],
  ])('%s', (_what, text, characters, name) => {
    const match = matchRole(text, [...roles, role('Chief Officer')]);
    expect(match).toMatchObject({ kind: 'confusable', characters });
    expect(match.kind === 'confusable' && match.matches[0]?.name).toBe(name);
  });

  it('a whole word of them', () => {
    expect(matchRole('сосо', [role('Coco')])).toMatchObject({ kind: 'confusable', matches: [{ name: 'Coco' }] });
  });

  it('not even a role that bears such a name itself', () => {
    const impostor = role('Glоbal Administrator');
    expect(matchRole('Glоbal Administrator', [...roles, impostor])).toEqual({
      kind: 'confusable',
      matches: [impostor, roles[3]],
      characters: ['о'],
    });
    expect(names('Global Administrator', [...roles, impostor])).toEqual(['exact', 'Global Administrator']);
  });
});

const letters = fc.string({ unit: fc.constantFrom('s', 'e', 'c', 'G', 'l', 'о', 'Ａ', 'ı', ' ', 'é', '"', '0') });

it('When any text is matched exactly, then it holds no look-alike and every word of it begins a word of the name', () => {
  const match = roleMatcher(roles);
  const near = fc.constantFrom(...roles).chain(({ name }) => fc.subarray(name.split('')).map((some) => some.join('')));
  fc.assert(
    fc.property(fc.oneof(fc.string({ unit: 'grapheme' }), letters, near), (text) => {
      const found = match(text);
      if (found.kind !== 'exact') return;
      expect(text.normalize('NFKC')).toBe(text);
      expect(/\p{Script=Latin}/u.test(text) && /\p{Script=Cyrillic}/u.test(text)).toBe(false);
    }),
    { numRuns: 500 },
  );
});

it('When there are a thousand roles, then finding one takes far less than a person notices', () => {
  const thousand = Array.from({ length: 1000 }, (_, index) => role(`Azure ${index} Service Administrator`));
  const match = roleMatcher(thousand);
  match('azure 500 serv');
  const spent = cpuTimeOf(() => {
    for (let round = 0; round < 100; round++) match(round % 2 ? 'azure 500 serv' : 'Azure 7 Service Administrator');
  });
  expect(spent / 100).toBeLessThan(10);
});
