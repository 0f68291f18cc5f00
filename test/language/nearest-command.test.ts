import fc from 'fast-check';
import { expect, it } from 'vitest';
import { nearestCommand } from '../../bot/language/nearest-command.js';

const commands = ['activate', 'deactivate', 'approve', 'deny', 'cancel', 'my roles', 'my requests', 'pending', 'help'];

it.each([
  ['aktivate', 'activate'],
  ['activtae', 'activate'],
  ['ACTIVATE', 'activate'],
  ['act', 'activate'],
  ['deactivat', 'deactivate'],
  ['aprove', 'approve'],
  ['denny', 'deny'],
  ['hepl', 'help'],
  ['myroles', 'my roles'],
  ['my request', 'my requests'],
  ['hello', undefined],
  ['x', undefined],
  ['', undefined],
  ['activate'.repeat(20), undefined],
])('When somebody types "%s", then the nearest command is %s', (word, command) => {
  expect(nearestCommand(word, commands)).toBe(command);
});

it('When two commands are equally near, then the first counts', () => {
  expect(nearestCommand('bat', ['cat', 'hat'])).toBe('cat');
});

it('When a command is typed with one slip, then that command is found or one as near', () => {
  const slip = fc
    .constantFrom(...commands)
    .chain((name) =>
      fc.nat(name.length - 1).map((at) => ({ name, typed: `${name.slice(0, at)}${name.slice(at + 1)}` })),
    );
  fc.assert(
    fc.property(slip, ({ typed }) => {
      expect(nearestCommand(typed, commands)).toBeDefined();
    }),
    { numRuns: 100 },
  );
});
