import { activity } from '../../domain/audit/activity.js';
import type { Words } from './watching-words.js';

/** What is said of changes to the directory itself: its people, groups, places and roles. */
export const directoryWords: readonly [string, Words][] = [
  [activity.userAdded, { done: ({ subject }) => `${subject} was added to the directory` }],
  [activity.userUpdated, { done: ({ subject }) => `The directory’s entry for ${subject} changed` }],
  [activity.accountEnabled, { done: ({ subject }) => `The account of ${subject} was enabled` }],
  [activity.accountDisabled, { done: ({ subject }) => `The account of ${subject} was disabled` }],
  [activity.groupAdded, { done: ({ subject }) => `The group ${subject} was added` }],
  [activity.groupUpdated, { done: ({ subject }) => `The group ${subject} changed` }],
  [activity.memberAdded, { done: ({ subject }) => `${subject} joined the group permanently` }],
  [activity.ownerAdded, { done: ({ subject }) => `${subject} became an owner of the group permanently` }],
  [activity.servicePrincipalAdded, { done: ({ subject }) => `The service principal ${subject} was added` }],
  [activity.servicePrincipalUpdated, { done: ({ subject }) => `The service principal ${subject} changed` }],
  [activity.scopeAdded, { done: () => 'A scope was added to the directory' }],
  [activity.scopeUpdated, { done: () => 'A scope of the directory changed' }],
  [activity.roleDefinitionAdded, { done: () => 'A custom role was added' }],
  [activity.roleDefinitionUpdated, { done: () => 'A custom role changed' }],
];
