import { Secret, TOTP } from 'otpauth';
import { describe, expect, it } from 'vitest';
import {
  newRecoveryCodes,
  newSeed,
  openSeed,
  recoveryHash,
  sealSeed,
  seedAddress,
  stepOf,
} from '../../../adapters/web/proof/codes.js';
import { instant } from '../../../domain/time.js';
import { alice, bob, monday as now } from '../../support/builders.js';

const old = 'the secret of last year, which is long enough';
const young = 'the secret of this year, which is long enough';

describe('When a seed is sealed', () => {
  const sealed = sealSeed('JBSWY3DPEHPK3PXP', alice, [old]);

  it('then it opens for its person with the secret it was sealed with, also after a new one has come', () => {
    expect(openSeed(sealed, alice, [young, old])).toBe('JBSWY3DPEHPK3PXP');
    expect(sealed).not.toContain('JBSWY3DPEHPK3PXP');
    expect(sealSeed('JBSWY3DPEHPK3PXP', alice, [old])).not.toBe(sealed);
  });

  it('then it opens for nobody else, with no other secret, and not once it was altered', () => {
    expect(() => openSeed(sealed, bob, [old])).toThrow();
    expect(() => openSeed(sealed, alice, [young])).toThrow('not there any more');
    const [name, nonce, text = ''] = sealed.split('.');
    const altered = Buffer.from(text, 'base64url');
    altered[0] = (altered[0] ?? 0) ^ 1;
    expect(() => openSeed([name, nonce, altered.toString('base64url')].join('.'), alice, [old])).toThrow();
    expect(() => sealSeed('JBSWY3DPEHPK3PXP', alice, [])).toThrow('no key');
  });
});

describe('When a code is read', () => {
  // RFC 6238, appendix B: SHA-1, the last six of its eight digits.
  const seed = new Secret({ buffer: new TextEncoder().encode('12345678901234567890').buffer }).base32;

  it.each([
    [59, '287082', 1],
    [1_111_111_109, '081804', 37_037_036],
    [2_000_000_000, '279037', 66_666_666],
  ])('then at %i seconds %s is the code of step %i', (seconds, code, step) => {
    expect(stepOf(seed, code, instant(seconds * 1000))).toBe(step);
  });

  it('then spaces do not matter, and one of half a minute before or after is known by its own step', () => {
    const step = TOTP.counter({ timestamp: now });
    const codeAt = (timestamp: number) => TOTP.generate({ secret: Secret.fromBase32(seed), timestamp });
    const code = codeAt(now);
    expect(stepOf(seed, `${code.slice(0, 3)} ${code.slice(3)}`, now)).toBe(step);
    expect(stepOf(seed, codeAt(now - 30_000), now)).toBe(step - 1);
    expect(stepOf(seed, codeAt(now + 30_000), now)).toBe(step + 1);
    expect(stepOf(seed, codeAt(now - 60_000), now)).toBeUndefined();
  });

  it.each(['', '12345', '1234567', 'abcdef', '12345６', '-12345'])('then “%s” is no code', (text) => {
    expect(stepOf(seed, text, now)).toBeUndefined();
  });
});

it('When a seed is made, then an app can read it: 160 random bits, named for Latchkey and its person', () => {
  const seed = newSeed();
  expect(seed).toMatch(/^[A-Z2-7]{32}$/);
  expect(newSeed()).not.toBe(seed);
  expect(seedAddress(seed, 'ada@contoso.example')).toMatch(
    new RegExp(`^otpauth://totp/Latchkey:ada%40contoso.example\\?issuer=Latchkey&secret=${seed}&`),
  );
});

describe('When recovery codes are made', () => {
  const codes = newRecoveryCodes();

  it('then there are ten, all different, of letters that are not mistaken for others', () => {
    expect(new Set(codes).size).toBe(10);
    for (const code of codes) expect(code).toMatch(/^[0-9a-hjkmnp-tv-z]{4}(-[0-9a-hjkmnp-tv-z]{4}){3}$/);
  });

  it('then each is known however it is written, and for its person alone', () => {
    const [code = ''] = codes;
    expect(recoveryHash(alice, ` ${code.toUpperCase().replaceAll('-', ' ')}`)).toBe(recoveryHash(alice, code));
    expect(recoveryHash(bob, code)).not.toBe(recoveryHash(alice, code));
  });
});
