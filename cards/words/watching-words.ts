import { activity } from '../../domain/audit/activity.js';

/** What the audit log tells of: who did it (Latchkey, where nobody did), and about whom. */
export type ActorAndSubject = { who: string; subject: string };
/** `tried`: what was refused, after "could not". */
export type Words = { done: (told: ActorAndSubject) => string; tried?: string };

/** What is in the audit log of alerts and access reviews, and of how somebody wants to be told, in words for people. */
export const watchingWords: readonly (readonly [string, Words])[] = [
  [activity.alertTriggered, { done: () => 'An alert found something' }],
  [activity.alertResolved, { done: () => 'What an alert had found is over' }],
  [
    activity.alertDismissed,
    { done: ({ who }) => `${who} dismissed what an alert had found`, tried: 'dismiss an alert' },
  ],
  [activity.alertReopened, { done: ({ who }) => `${who} reopened an alert`, tried: 'reopen an alert' }],
  [activity.alertEnabled, { done: ({ who }) => `${who} switched an alert on`, tried: 'switch an alert on' }],
  [activity.alertDisabled, { done: ({ who }) => `${who} switched an alert off`, tried: 'switch an alert off' }],
  [activity.alertRefreshed, { done: ({ who }) => `${who} had alerts looked for`, tried: 'have alerts looked for' }],
  [
    activity.alertSettingUpdated,
    { done: ({ who }) => `${who} changed an alert’s settings`, tried: 'change an alert’s settings' },
  ],
  [activity.reviewCreated, { done: ({ who }) => `${who} set up an access review`, tried: 'set up an access review' }],
  [activity.reviewUpdated, { done: ({ who }) => `${who} changed an access review`, tried: 'change an access review' }],
  [activity.reviewDeleted, { done: ({ who }) => `${who} deleted an access review`, tried: 'delete an access review' }],
  [activity.reviewStarted, { done: () => 'An access review began' }],
  [activity.reviewEnded, { done: () => 'An access review ended' }],
  [activity.reviewStopped, { done: ({ who }) => `${who} stopped an access review`, tried: 'stop an access review' }],
  [activity.reviewApplied, { done: ({ who }) => `${who} applied an access review`, tried: 'apply an access review' }],
  [activity.reviewAutoApplied, { done: () => 'What an access review had decided was applied' }],
  [activity.reviewReminded, { done: ({ who }) => `${who} reminded the reviewers`, tried: 'remind the reviewers' }],
  [
    activity.decisionsReset,
    { done: ({ who }) => `${who} had an access review decided anew`, tried: 'have an access review decided anew' },
  ],
  [
    activity.accessApproved,
    { done: ({ who, subject }) => `${who} said that ${subject} keeps it`, tried: 'review somebody’s access' },
  ],
  [
    activity.accessDenied,
    { done: ({ who, subject }) => `${who} said that ${subject} loses it`, tried: 'review somebody’s access' },
  ],
  [
    activity.accessUnknown,
    {
      done: ({ who, subject }) => `${who} did not know whether ${subject} keeps it`,
      tried: 'review somebody’s access',
    },
  ],
  [
    activity.accessDecidedByDefault,
    { done: ({ subject }) => `Nobody decided whether ${subject} keeps it: as settled` },
  ],
  [
    activity.decisionApplied,
    { done: ({ subject }) => `What was decided about ${subject} was applied`, tried: 'apply what was decided' },
  ],
  [
    activity.preferencesChanged,
    { done: ({ who }) => `${who} chose how they are told`, tried: 'choose how they are told' },
  ],
];
