import { describe, expect, it } from 'vitest';
import { type Authenticators, noAuthenticators, withChallenge } from '../../../domain/proof/authenticators.js';
import { decideEnrolment, type Enrolment, type Standing } from '../../../domain/proof/decide-enrolment.js';
import { type Instant, instant, after as later, minutes, seconds } from '../../../domain/time.js';
import { alice, monday as now } from '../../support/builders.js';

const freshness = minutes(5);
const aPasskey = (id = 'key') => ({ id, name: 'Laptop', publicKey: 'pk', counter: 0, transports: [], addedAt: now });
const nothing = noAuthenticators(alice);
const hers: Authenticators = { ...nothing, passkeys: [aPasskey()], recoveryCodes: ['hash'] };
const minutesAgo = (count: number): Instant => instant(now - minutes(count));
const fresh: Standing = { sessionId: 'hers', provenAt: minutesAgo(1) };

const addition = (id = 'new'): Enrolment => ({
  do: 'add-passkey',
  passkey: aPasskey(id),
  challenge: 'words',
  purpose: 'add',
});
const decide = (present: Authenticators, input: Enrolment, standing: Standing = fresh, at = now) =>
  decideEnrolment(withChallenge(present, 'words', 'add', now), input, { standing, freshness }, at);
const codeOf = (decision: ReturnType<typeof decide>) => (decision.ok ? 'done' : decision.refusal.code);

describe('When somebody sets up their first proof', () => {
  it('then the provider made them sign in again less than five minutes ago, and nothing else counts', () => {
    expect(codeOf(decide(nothing, addition(), { sessionId: 'hers', askedAgainAt: minutesAgo(4) }))).toBe('done');
    expect(codeOf(decide(nothing, addition(), { sessionId: 'hers', askedAgainAt: minutesAgo(5) }))).toBe(
      'SIGN_IN_TOO_OLD',
    );
    expect(codeOf(decide(nothing, addition(), { sessionId: 'hers' }))).toBe('SIGN_IN_TOO_OLD');
    expect(codeOf(decide(nothing, addition(), { sessionId: 'hers', provenAt: now }))).toBe('SIGN_IN_TOO_OLD');
  });
});

describe('When somebody who has one adds or removes another', () => {
  const inputs: Enrolment[] = [
    addition(),
    { do: 'begin-code-app', sealedSeed: 'sealed' },
    { do: 'make-recovery-codes', hashes: ['a'] },
    { do: 'remove-passkey', id: 'key' },
  ];
  it.each(inputs)('then $do needs a fresh proof, however young the sign-in', (input) => {
    expect(codeOf(decide(hers, input))).toBe('done');
    expect(codeOf(decide(hers, input, { sessionId: 'hers', askedAgainAt: now }))).toBe('FRESH_PROOF_REQUIRED');
    expect(codeOf(decide(hers, input, { sessionId: 'hers', askedAgainAt: now, provenAt: minutesAgo(5) }))).toBe(
      'FRESH_PROOF_REQUIRED',
    );
  });

  it('then the same passkey is not added twice, nor an eleventh', () => {
    expect(codeOf(decide(hers, addition('key')))).toBe('PASSKEY_KNOWN');
    const many = { ...hers, passkeys: Array.from({ length: 10 }, (_, index) => aPasskey(`key-${index}`)) };
    expect(decide(many, addition())).toMatchObject({ refusal: { code: 'TOO_MANY_PASSKEYS', most: 10 } });
  });

  it('then its challenge counts once, for this, and for two minutes', () => {
    const added = decide(hers, addition());
    expect(added.ok && added.value.challenges).toEqual([]);
    expect(codeOf(decide(hers, { ...addition(), challenge: 'other' } as Enrolment))).toBe('CHALLENGE_OVER');
    expect(codeOf(decide(hers, { ...addition(), purpose: 'prove|1' } as Enrolment))).toBe('CHALLENGE_OVER');
    expect(codeOf(decide(hers, addition(), fresh, later(now, minutes(2))))).toBe('CHALLENGE_OVER');
  });

  it('then what is not there cannot be removed', () => {
    expect(codeOf(decide(hers, { do: 'remove-passkey', id: 'other' }))).toBe('NO_SUCH_AUTHENTICATOR');
    expect(codeOf(decide(hers, { do: 'remove-code-app' }))).toBe('NO_SUCH_AUTHENTICATOR');
  });
});

describe('When somebody sets up an app', () => {
  const begun = decide(
    nothing,
    { do: 'begin-code-app', sealedSeed: 'sealed' },
    { sessionId: 'hers', askedAgainAt: now },
  );
  const present = begun.ok ? begun.value : nothing;

  it('then it counts once it has shown a right code, which is used up by that', () => {
    expect(present.codeApp).toBeUndefined();
    const done = decide(present, { do: 'finish-code-app', step: 42 });
    expect(done).toMatchObject({ value: { codeApp: { sealedSeed: 'sealed', addedAt: now, lastStep: 42 } } });
    expect(done.ok && done.value.newCodeApp).toBeUndefined();
  });

  it('then another session of theirs cannot finish it, but can start over in its place', () => {
    const other: Standing = { sessionId: 'other', askedAgainAt: now };
    expect(codeOf(decide(present, { do: 'finish-code-app', step: 42 }, other))).toBe('SET_UP_ELSEWHERE');
    const again = decide(present, { do: 'begin-code-app', sealedSeed: 'second' }, other);
    expect(again).toMatchObject({ value: { newCodeApp: { sealedSeed: 'second', sessionId: 'other' } } });
    const left = again.ok ? again.value : nothing;
    expect(codeOf(decide(left, { do: 'finish-code-app', step: 42 }))).toBe('SET_UP_ELSEWHERE');
  });

  it('then a wrong code changes nothing, and after ten minutes it has to begin again', () => {
    expect(codeOf(decide(present, { do: 'finish-code-app', step: undefined }))).toBe('FIRST_CODE_WRONG');
    const late = later(now, minutes(10));
    expect(codeOf(decide(present, { do: 'finish-code-app', step: 42 }, fresh, late))).toBe('SET_UP_OVER');
    expect(codeOf(decide(nothing, { do: 'finish-code-app', step: 42 }))).toBe('SET_UP_OVER');
    expect(codeOf(decide(present, { do: 'finish-code-app', step: 42 }, fresh, later(now, seconds(599))))).toBe('done');
  });
});

describe('When somebody has recovery codes', () => {
  it('then new ones take the place of the old', () => {
    const made = decide(hers, { do: 'make-recovery-codes', hashes: ['a', 'b'] });
    expect(made.ok && made.value.recoveryCodes).toEqual(['a', 'b']);
  });

  it('then they go with the last thing they stand in for', () => {
    const removed = decide(hers, { do: 'remove-passkey', id: 'key' });
    expect(removed.ok && removed.value.recoveryCodes).toEqual([]);
    expect(
      codeOf(decide(nothing, { do: 'make-recovery-codes', hashes: ['a'] }, { sessionId: 'hers', askedAgainAt: now })),
    ).toBe('NOTHING_TO_RECOVER');
  });
});
