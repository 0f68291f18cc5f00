import { activity, activityOfAction } from '../../domain/audit/activity.js';
import type { AuditEvent } from '../../domain/audit/audit-event.js';
import { directoryWords } from '../words/directory-words.js';
import { failureText } from '../words/failure-text.js';
import { type ActorAndSubject, type Words, watchingWords } from '../words/watching-words.js';

const words = new Map<string, Words>([
  [activity.activationRequested, { done: ({ who }) => `${who} asked for it`, tried: 'ask for it' }],
  [activity.approvalRequested, { done: () => 'Approval was asked for' }],
  [activity.requestApproved, { done: ({ who }) => `${who} approved it`, tried: 'approve it' }],
  [activity.approvalsSuffice, { done: () => 'It has every approval that its changed settings ask for' }],
  [activity.requestDenied, { done: ({ who }) => `${who} denied it`, tried: 'deny it' }],
  [activity.requestEscalated, { done: () => 'The next approvers were asked too, for nobody had decided' }],
  [activity.requestTimedOut, { done: () => 'The time to decide ended' }],
  [activity.requestCanceled, { done: ({ who }) => `${who} cancelled it`, tried: 'cancel it' }],
  [activity.activationStarted, { done: () => 'Its start came' }],
  [activity.activationCompleted, { done: () => 'The directory confirmed it: active' }],
  [activity.assignmentCompleted, { done: () => 'The directory confirmed it' }],
  [activity.deactivationRequested, { done: ({ who }) => `${who} gave it back`, tried: 'give it back' }],
  [activity.deactivationCompleted, { done: () => 'The directory confirmed that it has ended' }],
  [activity.activationExpired, { done: () => 'Its time was up' }],
  [activity.activationRemoved, { done: ({ who }) => `${who} ended it`, tried: 'end it' }],
  [activity.activationCapped, { done: () => 'It ends sooner, with what it stands on' }],
  [activity.activationRebased, { done: () => 'It goes on with another eligibility' }],
  [activity.removalCompleted, { done: () => 'The directory confirmed that it has ended' }],
  [activity.eligibilityExpired, { done: () => 'The eligibility ended' }],
  [activity.eligibilityStarted, { done: () => 'The eligibility began' }],
  [
    activity.eligibilityPlanned,
    { done: ({ who, subject }) => `${who} made ${subject} eligible from later on`, tried: 'do that' },
  ],
  [activity.everythingRevoked, { done: ({ who }) => `${who} ended everything`, tried: 'end everything' }],
  [activity.assignedOutside, { done: ({ subject }) => `${subject} was given it outside Latchkey` }],
  [activity.lastOwnerRefused, { done: () => 'It stays for now: the group would have no other owner' }],
  [activity.lastOwnerKept, { done: () => 'It stays: the group has had no other owner' }],
  [activity.lastAdministratorKept, { done: () => 'It stays: nobody else would administer the directory' }],
  [activity.deliveryRetried, { done: ({ who }) => `${who} had it tried again`, tried: 'have it tried again' }],
  [activity.deliveryDropped, { done: ({ who }) => `${who} gave up telling of it`, tried: 'give up telling of it' }],
  [activity.extensionApproved, { done: ({ who }) => `${who} agreed`, tried: 'agree' }],
  [activity.identityProven, { done: ({ who }) => `${who} proved who they are`, tried: 'prove who they are' }],
  [activity.passkeyAdded, { done: ({ who }) => `${who} added a passkey`, tried: 'add a passkey' }],
  [activity.passkeyRemoved, { done: ({ who }) => `${who} removed a passkey`, tried: 'remove a passkey' }],
  [
    activity.codeAppAdded,
    { done: ({ who }) => `${who} set up an authenticator app`, tried: 'set up an authenticator app' },
  ],
  [
    activity.codeAppRemoved,
    { done: ({ who }) => `${who} removed their authenticator app`, tried: 'remove their authenticator app' },
  ],
  [activity.recoveryCodesMade, { done: ({ who }) => `${who} made new recovery codes`, tried: 'make recovery codes' }],
  [
    activity.passMade,
    { done: ({ who, subject }) => `${who} made an enrolment pass for ${subject}`, tried: 'make an enrolment pass' },
  ],
  [activity.passTaken, { done: ({ who }) => `${who} used an enrolment pass`, tried: 'use an enrolment pass' }],
  [
    activity.authenticatorsReset,
    { done: ({ who, subject }) => `${who} reset the authenticators of ${subject}`, tried: 'reset authenticators' },
  ],
  [activity.extensionDenied, { done: ({ who }) => `${who} denied it`, tried: 'deny it' }],
  [activity.signedIn, { done: ({ who }) => `${who} signed in`, tried: 'sign in' }],
  [activity.proofRefused, { done: () => 'The identity provider vouched for nothing', tried: 'prove who they are' }],
  [activity.signedOut, { done: ({ who }) => `${who} signed out` }],
  [activity.sessionsEnded, { done: ({ who, subject }) => `${who} ended the sessions of ${subject}` }],
  [activity.auditRetired, { done: () => 'Entries that had been kept long enough were taken off the record' }],
  [activity.settingsUpdated, { done: ({ who }) => `${who} changed its settings`, tried: 'change its settings' }],
  [activity.preferencesChanged, { done: ({ who }) => `${who} chose how they are told of things` }],
  [activity.requestRefused, { done: () => 'Something that came by the web was refused' }],
  [activity.linkRequested, { done: ({ who }) => `${who} asked to link an account` }],
  [activity.accountLinked, { done: ({ who }) => `${who} linked an account`, tried: 'link an account' }],
  [activity.unlinkRequested, { done: ({ who }) => `${who} asked to take the link of an account away` }],
  [activity.accountUnlinked, { done: ({ who }) => `${who} took the link of an account away` }],
  ...level('adminAssign', {
    eligibility: { done: ({ who, subject }) => `${who} made ${subject} eligible`, tried: 'make them eligible' },
    assignment: { done: ({ who, subject }) => `${who} assigned it to ${subject}`, tried: 'assign it' },
  }),
  ...level('adminUpdate', both({ done: ({ who }) => `${who} changed its times`, tried: 'change its times' })),
  ...level('adminExtend', both({ done: ({ who }) => `${who} extended it`, tried: 'extend it' })),
  ...level('adminRenew', both({ done: ({ who }) => `${who} renewed it`, tried: 'renew it' })),
  ...level('adminRemove', both({ done: ({ who }) => `${who} removed it`, tried: 'remove it' })),
  ...level('selfExtend', both({ done: ({ who }) => `${who} asked to extend it`, tried: 'ask to extend it' })),
  ...level('selfRenew', both({ done: ({ who }) => `${who} asked to renew it`, tried: 'ask to renew it' })),
  [activity.settingsUpdated, { done: ({ who }) => `${who} changed its settings`, tried: 'change its settings' }],
  ...watchingWords,
  ...directoryWords,
]);

type Levels = Record<'eligibility' | 'assignment', Words>;

function level(action: keyof typeof activityOfAction, { eligibility, assignment }: Levels): [string, Words][] {
  const { eligibility: given, assignment: held } = activityOfAction[action];
  return [
    [given, eligibility],
    [held, assignment],
  ];
}

function both(same: Words): Levels {
  return { eligibility: same, assignment: same };
}

/** Says one line of the audit log, in people's words. */
export function historyWords({ activity: what, result, resultReason }: AuditEvent, told: ActorAndSubject): string {
  if (what === activity.requestFailed) return `It failed. ${failureText(resultReason)}`;
  const known = words.get(what);
  if (!known) return what;
  if (result === 'success' || known.tried === undefined) return known.done(told);
  return `${told.who} could not ${known.tried}`;
}
