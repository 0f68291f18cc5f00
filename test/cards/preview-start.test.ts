import { describe, expect, it } from 'vitest';
import { type PreviewFacts, previewCard } from '../../cards/activation/preview-card.js';
import { effectivePolicy } from '../../domain/policy/default-policy.js';
import { hours, after as later, minutes, seconds } from '../../domain/time.js';
import { anAsk, aStagePolicy, monday } from '../support/builders.js';

const policy = effectivePolicy('directory:1', 'directory', {}, 1);
const saidAt = (start: typeof monday, isApproved: boolean) => {
  const facts: PreviewFacts = {
    roleName: 'Security Reader',
    ask: anAsk({ scheduleInfo: { startDateTime: start, expiration: { type: 'afterDuration', duration: hours(1) } } }),
    preview: {
      start,
      end: later(start, hours(1)),
      isCapped: false,
      eligibility: { endDateTime: undefined },
      policy,
      rules: [],
    },
    stages: isApproved ? [{ asks: aStagePolicy(), primary: ['Bruno'], escalation: [] }] : [],
  };
  return previewCard(facts, { now: monday, timeZone: 'UTC' }).body.join(' ');
};

describe('When somebody previews an activation that starts in this very minute', () => {
  it('then it begins with the last approval, not “if approved by then”', () => {
    expect(saidAt(later(monday, seconds(1)), true)).toContain('It would begin with the last approval');
    expect(saidAt(later(monday, minutes(2)), true)).toContain('if approved by then');
  });

  it('then without approval it begins at once', () => {
    expect(saidAt(later(monday, seconds(1)), false)).toContain('It would begin at once');
    expect(saidAt(later(monday, minutes(2)), false)).not.toContain('at once');
  });
});
