import { describe, expect, it } from 'vitest';
import { decideStepUp, proofOfSignIn } from '../../../adapters/web/sign-in/decide-step-up.js';
import { type ProviderWord, readClaims } from '../../../adapters/web/sign-in/read-claims.js';
import { instant, seconds } from '../../../domain/time.js';
import { alice, bob, monday } from '../../support/builders.js';

const tenantId = '11111111-2222-4333-8444-555555555555';
const said = { sub: 'pairwise', oid: alice.toUpperCase(), tid: tenantId, email: 'bob@contoso.example' };

describe('Whom a token names', () => {
  it('When it has an object id, then that is who it is, whatever else it says', () => {
    expect(readClaims(said, { tenantId })).toMatchObject({ ok: true, value: { principalId: alice } });
  });

  it('When the provider knows no object ids, then its subject is who it is', () => {
    expect(readClaims({ sub: alice }, {})).toMatchObject({ ok: true, value: { principalId: alice } });
  });

  it('When settings name a claim, then that one alone counts', () => {
    expect(readClaims({ ...said, id: bob }, { principalClaim: 'id' })).toMatchObject({ value: { principalId: bob } });
    expect(readClaims(said, { principalClaim: 'id' })).toMatchObject({ ok: false, refusal: { code: 'NO_ID' } });
  });

  it.each([{ id: 7 }, { id: ['a'] }, { id: ' ' }, { id: 'a'.repeat(201) }, {}])(
    'When that claim is %j, then nobody is named',
    (claims) => {
      expect(readClaims(claims, { principalClaim: 'id' })).toMatchObject({ refusal: { code: 'NO_ID' } });
    },
  );

  it.each([{ ...said, tid: '99999999-2222-4333-8444-555555555555' }, { oid: alice }, { ...said, tid: [tenantId] }])(
    'When the tenant is another or not said, then nobody is let in: %j',
    (claims) => {
      expect(readClaims(claims, { tenantId })).toMatchObject({ refusal: { code: 'WRONG_TENANT' } });
    },
  );
});

describe('What the provider vouches for', () => {
  const word: ProviderWord = {
    principalId: alice,
    authTime: monday,
    isMultiFactor: true,
    authenticationContexts: ['c1', 'c2'],
  };
  const asked = {
    startedAt: monday,
    stepUp: { principalId: alice, multiFactor: true, authenticationContexts: ['c1'], for: 'held-1' },
  };

  it('When it is all that was asked, then it is a proof for that one thing', () => {
    const given = { by: 'identity-provider', at: monday, authenticationContexts: ['c1', 'c2'], for: 'held-1' };
    expect(decideStepUp(word, asked, monday)).toEqual({ ok: true, value: given });
  });

  it.each<[string, Partial<ProviderWord>, string]>([
    ['somebody else signed in there', { principalId: bob }, 'OTHER_PERSON'],
    ['the sign-in there is from before', { authTime: instant(monday - seconds(31)) }, 'NOT_AGAIN'],
    ['it does not say when', { authTime: undefined }, 'NO_AUTH_TIME'],
    ['there was one factor', { isMultiFactor: false }, 'NOT_ENOUGH'],
    ['the context is another', { authenticationContexts: ['c2'] }, 'NOT_ENOUGH'],
    ['there is no context', { authenticationContexts: [] }, 'NOT_ENOUGH'],
  ])('When %s, then nothing is proven', (_what, over, code) => {
    expect(decideStepUp({ ...word, ...over }, asked, monday)).toEqual({ ok: false, refusal: { code } });
  });

  it('When only a context was asked for, then one factor is as good as its policy says', () => {
    const context = { ...asked, stepUp: { ...asked.stepUp, multiFactor: false } };
    expect(decideStepUp({ ...word, isMultiFactor: false }, context, monday).ok).toBe(true);
  });

  it('When the provider’s clock is ahead, then the proof is not from the future', () => {
    const ahead = { ...word, authTime: instant(monday + seconds(20)) };
    expect(decideStepUp(ahead, asked, monday)).toMatchObject({ value: { at: monday } });
  });

  it('When an ordinary sign-in was by two factors, then it is a proof for nothing in particular', () => {
    expect(proofOfSignIn(word, monday)).toEqual({
      by: 'identity-provider',
      at: monday,
      authenticationContexts: ['c1', 'c2'],
    });
    expect(proofOfSignIn({ ...word, isMultiFactor: false }, monday)).toBeUndefined();
    expect(proofOfSignIn({ ...word, authTime: undefined }, monday)).toBeUndefined();
  });

  it.each<[object, boolean, string[]]>([
    [{ amr: ['pwd', 'mfa'], acrs: ['c1', 'c2'] }, true, ['c1', 'c2']],
    [{ amr: ['pwd'], acr: 'c1' }, false, ['c1']],
    [{ amr: 'mfa', acrs: 'c3', acr: 'c3' }, true, ['c3']],
    [{ amr: { mfa: true }, acrs: 7, acr: null, auth_time: 'now' }, false, []],
  ])('When a token says %j, then it is read for what it is', (claims, isMultiFactor, authenticationContexts) => {
    expect(readClaims({ sub: alice, ...claims }, {})).toMatchObject({
      value: { isMultiFactor, authenticationContexts },
    });
  });
});
