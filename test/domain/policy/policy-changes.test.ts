import { describe, expect, it } from 'vitest';
import { defaultRules } from '../../../domain/policy/default-policy.js';
import { changedRules, notByDefault, pick } from '../../../domain/policy/policy-changes.js';
import { hours } from '../../../domain/time.js';
import { approvedBy, aStagePolicy, justificationOnly } from '../../support/builders.js';

const fourHours = {
  Expiration_EndUser_Assignment: { isExpirationRequired: true, maximumDuration: hours(4) },
};

describe('When settings are kept', () => {
  it('then only what differs from the defaults of its kind is', () => {
    const rules = { ...defaultRules('directory'), ...fourHours, ...justificationOnly };
    expect(notByDefault(rules, 'directory')).toEqual({ ...fourHours, ...justificationOnly });
  });

  it('then what is the default of one kind is a choice in another', () => {
    expect(notByDefault({ ...defaultRules('group'), ...fourHours }, 'group')).toEqual(fourHours);
    expect(Object.keys(notByDefault(defaultRules('group'), 'directory')).sort()).toEqual([
      'Enablement_EndUser_Assignment',
      'Expiration_Admin_Assignment',
      'Expiration_Admin_Eligibility',
    ]);
  });

  it('then the order of approvers and stages is a difference, the order of their properties is none', () => {
    const stage = aStagePolicy();
    const { primaryApprovers, ...rest } = stage;
    const rules = { ...defaultRules('directory'), ...approvedBy(stage) };
    expect(changedRules(rules, approvedBy({ ...rest, primaryApprovers }))).toEqual({});
    const reversed = approvedBy({ ...stage, primaryApprovers: [...primaryApprovers].reverse() });
    expect(changedRules(rules, reversed)).toEqual(reversed);
  });

  it('then those that are picked are there, and no others', () => {
    expect(pick({ ...fourHours, ...justificationOnly }, ['Expiration_EndUser_Assignment', 'unknown'])).toEqual(
      fourHours,
    );
  });
});
