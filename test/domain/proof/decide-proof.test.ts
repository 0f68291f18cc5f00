import { describe, expect, it } from 'vitest';
import { type Authenticators, noAuthenticators, withChallenge } from '../../../domain/proof/authenticators.js';
import { type Attempt, decideProof, lockedUntil } from '../../../domain/proof/decide-proof.js';
import { type Instant, after as later, minutes, seconds } from '../../../domain/time.js';
import { alice, monday as now } from '../../support/builders.js';

const passkey = { id: 'key', name: 'Laptop', publicKey: 'pk', counter: 7, transports: [], addedAt: now };
const hers: Authenticators = {
  ...noAuthenticators(alice),
  passkeys: [passkey],
  codeApp: { sealedSeed: 'sealed', addedAt: now, lastStep: 100 },
  recoveryCodes: ['hash-1', 'hash-2'],
};
const wrong: Attempt = { by: 'code', step: undefined };
const right = (step = 101): Attempt => ({ by: 'code', step });

const codeOf = ({ outcome }: ReturnType<typeof decideProof>) => (outcome.ok ? 'proven' : outcome.refusal.code);

/** Tries these one after another at these moments; says what came of each. */
function tryAll(attempts: readonly [Attempt, Instant][]): string[] {
  let present = hers;
  return attempts.map(([attempt, at]) => {
    const decision = decideProof(present, attempt, at);
    present = decision.after;
    return codeOf(decision);
  });
}

describe('When somebody writes the code of their app', () => {
  it('then it proves who they are, once', () => {
    expect(
      tryAll([
        [right(), now],
        [right(), now],
        [right(102), later(now, seconds(30))],
      ]),
    ).toEqual(['proven', 'CODE_USED', 'proven']);
  });

  it('then one from before the last one used is as good as used', () => {
    expect(tryAll([[right(100), now]])).toEqual(['CODE_USED']);
    expect(tryAll([[right(99), now]])).toEqual(['CODE_USED']);
  });

  it('then after five wrong ones not even the right one is taken, until a quarter of an hour is over', () => {
    const guesses = Array.from({ length: 5 }, (_, index): [Attempt, Instant] => [wrong, later(now, seconds(index))]);
    const justBefore = later(now, minutes(15));
    expect(tryAll([...guesses, [right(), later(now, minutes(14))], [right(), justBefore]])).toEqual([
      'CODE_WRONG',
      'CODE_WRONG',
      'CODE_WRONG',
      'CODE_WRONG',
      'PROOF_LOCKED',
      'PROOF_LOCKED',
      'proven',
    ]);
  });

  it('then recovery codes share the count, so that there is no second way to guess', () => {
    const guess: Attempt = { by: 'recovery-code', hash: 'no such' };
    const guesses = [wrong, guess, wrong, guess, wrong].map((each): [Attempt, Instant] => [each, now]);
    expect(tryAll([...guesses, [{ by: 'recovery-code', hash: 'hash-1' }, now]]).slice(-2)).toEqual([
      'PROOF_LOCKED',
      'PROOF_LOCKED',
    ]);
  });

  it('then a right one forgets the wrong ones before it', () => {
    const four = Array.from({ length: 4 }, (): [Attempt, Instant] => [wrong, now]);
    expect(tryAll([...four, [right(), now], ...four, [right(102), now]]).at(-1)).toBe('proven');
  });

  it('then whoever has no app is told so', () => {
    expect(codeOf(decideProof(noAuthenticators(alice), right(), now))).toBe('NO_CODE_APP');
  });
});

describe('When somebody writes a recovery code', () => {
  it('then it proves who they are, and is gone', () => {
    const first = decideProof(hers, { by: 'recovery-code', hash: 'hash-1' }, now);
    expect(first).toMatchObject({ outcome: { ok: true, value: { by: 'recovery-code', at: now } } });
    expect(first.after.recoveryCodes).toEqual(['hash-2']);
    expect(codeOf(decideProof(first.after, { by: 'recovery-code', hash: 'hash-1' }, now))).toBe('CODE_WRONG');
  });
});

describe('When somebody answers with a passkey', () => {
  const asked = withChallenge(hers, 'words', 'prove|1', now);
  const answer = (over: Partial<Extract<Attempt, { by: 'passkey' }>> = {}): Attempt => ({
    by: 'passkey',
    passkeyId: 'key',
    challenge: 'words',
    purpose: 'prove|1',
    counter: 8,
    ...over,
  });

  it('then it proves who they are, and the challenge and the counter are used up', () => {
    const { after: left, outcome } = decideProof(asked, answer(), now);
    expect(outcome).toMatchObject({ ok: true, value: { by: 'passkey' } });
    expect(left.passkeys).toEqual([{ ...passkey, counter: 8, usedAt: now }]);
    expect(codeOf(decideProof(left, answer({ counter: 9 }), now))).toBe('CHALLENGE_OVER');
  });

  it.each([
    ['a bad signature, another site or nobody verified', { counter: undefined }, 'PASSKEY_REFUSED'],
    ['a counter that stands still, as a copy’s does', { counter: 7 }, 'PASSKEY_REFUSED'],
    ['a counter that falls back', { counter: 3 }, 'PASSKEY_REFUSED'],
    ['a counter of nothing where it counted before', { counter: 0 }, 'PASSKEY_REFUSED'],
    ['somebody else’s passkey', { passkeyId: 'other' }, 'PASSKEY_REFUSED'],
    ['words nobody asked for', { challenge: 'made up' }, 'CHALLENGE_OVER'],
    ['words that were for something else', { purpose: 'prove|2' }, 'CHALLENGE_OVER'],
  ] as const)('then %s prove nothing, and the challenge is used up', (_what, over, code) => {
    const decision = decideProof(asked, answer(over), now);
    expect(codeOf(decision)).toBe(code);
    if (!('challenge' in over)) expect(codeOf(decideProof(decision.after, answer(), now))).toBe('CHALLENGE_OVER');
  });

  it('then two minutes are all the time there is', () => {
    expect(codeOf(decideProof(asked, answer(), later(now, seconds(119))))).toBe('proven');
    expect(codeOf(decideProof(asked, answer(), later(now, minutes(2))))).toBe('CHALLENGE_OVER');
  });

  it('then one that never counts is taken as it is', () => {
    const never = { ...asked, passkeys: [{ ...passkey, counter: 0 }] };
    expect(codeOf(decideProof(never, answer({ counter: 0 }), now))).toBe('proven');
  });

  it('then it works while codes are locked', () => {
    const locked = { ...asked, wrong: { since: now, count: 5 } };
    expect(lockedUntil(locked, now)).toBe(later(now, minutes(15)));
    expect(codeOf(decideProof(locked, answer(), now))).toBe('proven');
  });
});
