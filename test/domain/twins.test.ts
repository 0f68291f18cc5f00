import { describe, expect, it } from 'vitest';
import { isDisguised, lookOf } from '../../domain/identity/look-alike.js';
import { twinsAmong } from '../../domain/identity/twins.js';

describe('When two names look the same, then they have one look', () => {
  it.each([
    ['Ada Lovelace', 'ada  LOVELACE'],
    ['Ada Lovelace', 'Аdа Lovelace'],
    ['Ada Lovelace', 'Ada LoveIace'],
    ['Ada Lovelace', 'Ada\u200b Love\u00adlace'],
    ['Morna Modern', 'Moma Modem'],
    ['Olof', '0lof'],
    ['Ａｄａ', 'Ada'],
  ])('%s and %s', (one, other) => expect(lookOf(one)).toBe(lookOf(other)));

  it('but not two that are plainly others', () => {
    expect(lookOf('Ada Lovelace')).not.toBe(lookOf('Ida Lovelace'));
    expect(lookOf('Иван')).not.toBe(lookOf('Ivan'));
  });
});

it.each([
  ['Ada Lovelace', false],
  ['Zoë Ångström', false],
  ['Иван Петров', false],
  ['علی\u200cرضا', false],
  ['Аda Lovelace', true],
  ['Ada \u202eLovelace', true],
  ['Ada\u200b', true],
])('When a name is “%s”, then it is disguised: %s', (name, is) => expect(isDisguised(name)).toBe(is));

it('When names are looked through, then twins come in groups', () => {
  const all = ['Ada', 'Grace', 'ADA', 'Аdа', 'Alan'].map((displayName) => ({ displayName }));
  expect(twinsAmong(all).map((group) => group.map(({ displayName }) => displayName))).toEqual([['Ada', 'ADA', 'Аdа']]);
});
