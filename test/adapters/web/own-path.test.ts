import { expect, it } from 'vitest';
import { ownPath } from '../../../adapters/web/sign-in/own-path.js';

it.each(['/', '/requests/7', '/roles?of=a%20b&x=1#here', '/signs', '/sign-interval', '/a:b'])(
  'When somebody was on “%s”, then they are sent back there',
  (path) => {
    expect(ownPath(path)).toBe(path);
  },
);

it.each([
  'https://evil.example/',
  'http:evil.example',
  '//evil.example',
  '///evil.example',
  '/\\evil.example',
  '\\\\evil.example',
  '/\t/evil.example',
  '/\n/evil.example',
  ' /roles',
  '/..//evil.example',
  '/.//evil.example',
  '/a/..//evil.example',
  '/%2e%2e//evil.example',
  'javascript:alert(1)',
  'data:text/html,hello',
  'evil.example',
  '/roles\\..\\x',
  '/ro\u0000les',
  '/ró',
  `/${'a'.repeat(2000)}`,
  '',
])('When “%s” is given as the way back, then it is the first page', (value) => {
  expect(ownPath(value)).toBe('/');
});

it.each(['/sign-in', '/sign-in?return=/roles', '/sign-in/callback?code=1', '/sign-out', '/x/../sign-out'])(
  'When “%s” is given, then nobody is sent round in circles',
  (value) => {
    expect(ownPath(value)).toBe('/');
  },
);

it.each([undefined, null, 7, ['/roles'], { toString: () => '/roles' }])(
  'When it is no text (%j), then it is the first page',
  (value) => {
    expect(ownPath(value)).toBe('/');
  },
);
