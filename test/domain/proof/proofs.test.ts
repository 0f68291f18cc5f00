import { describe, expect, it } from 'vitest';
import { areProven, type BoundProof, noProofs, proofsFor, requiredProofs } from '../../../domain/proof/proofs.js';
import { hours, instant, after as later, milliseconds, minutes } from '../../../domain/time.js';
import { monday as now } from '../../support/builders.js';

const freshness = minutes(5);
const proof: BoundProof = { by: 'passkey', at: now, authenticationContexts: ['c1'], intent: 'activate|reader' };
const proven = { multiFactor: true, authenticationContexts: ['c1'] };

describe('When somebody has just proven who they are for one thing', () => {
  it('then it counts for that thing, to the last millisecond before it is stale', () => {
    expect(proofsFor('activate|reader', proof, freshness, now)).toEqual(proven);
    const last = instant(later(now, freshness) - 1);
    expect(proofsFor('activate|reader', proof, freshness, last)).toEqual(proven);
    expect(proofsFor('activate|reader', proof, freshness, later(now, freshness))).toEqual(noProofs);
  });

  it('then it counts for nothing else', () => {
    expect(proofsFor('activate|owner', proof, freshness, now)).toEqual(noProofs);
  });

  it('then one from the future, or none at all, is worth nothing', () => {
    const early = instant(now - milliseconds(1));
    expect(proofsFor('activate|reader', proof, freshness, early)).toEqual(noProofs);
    expect(proofsFor('activate|reader', undefined, freshness, now)).toEqual(noProofs);
  });
});

describe('When rules fail', () => {
  it('then a second factor and an authentication context are wanted where nothing else is wrong', () => {
    expect(requiredProofs([{ rule: 'MfaRule' }])).toEqual({ multiFactor: true, authenticationContexts: [] });
    const acrs = { rule: 'AcrsRule', claimValue: 'c7' } as const;
    expect(requiredProofs([acrs])).toEqual({ multiFactor: false, authenticationContexts: ['c7'] });
  });

  it('then no proof is wanted where it alone would mend nothing', () => {
    expect(requiredProofs([])).toBeUndefined();
    expect(requiredProofs([{ rule: 'MfaRule' }, { rule: 'EligibilityRule' }])).toBeUndefined();
    expect(requiredProofs([{ rule: 'ExpirationRule', maximumDuration: hours(1) }])).toBeUndefined();
  });
});

describe('When something is wanted', () => {
  it('then all of it has to be proven: another context does not stand in', () => {
    const desired = { multiFactor: false, authenticationContexts: ['c1'] };
    expect(areProven(desired, proven)).toBe(true);
    expect(areProven(desired, { ...proven, authenticationContexts: ['c2'] })).toBe(false);
    expect(areProven({ multiFactor: true, authenticationContexts: [] }, noProofs)).toBe(false);
  });
});
