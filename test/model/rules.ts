import {
  activationsStandOnEligibility,
  givenTimesKeepToThePolicy,
  noActivationOutlivesItsEligibility,
  noScheduleIsCutShort,
  nothingIsGivenTwice,
  onlyTheAskedDecide,
  policySaysWhoIsAsked,
  theDirectoryFollowsTheSchedules,
  timeIsTakenOnlyOnPurpose,
} from './access-rules.js';
import {
  aGroupKeepsAnOwner,
  anAdministratorRemains,
  onlyManagersManage,
  theDepartedHoldNothing,
} from './guard-rules.js';
import {
  aRedeliveryChangesNothing,
  aRefusalLeavesItsRecordAlone,
  eachChangeIsOnRecordOnce,
  oneRequestIsOpen,
  requestsAgreeWithTheirSchedules,
  statusesMoveLegally,
  theDatabaseIsAsTold,
} from './record-rules.js';
import type { Stepped } from './rule.js';
import type { Step } from './step.js';

type Rule = (stepped: Stepped) => string[];

/** What has to hold after every step. Each rule returns what breaks it. */
const always: readonly Rule[] = [
  theDatabaseIsAsTold,
  theDirectoryFollowsTheSchedules,
  noScheduleIsCutShort,
  timeIsTakenOnlyOnPurpose,
  noActivationOutlivesItsEligibility,
  nothingIsGivenTwice,
  anAdministratorRemains,
  aGroupKeepsAnOwner,
  statusesMoveLegally,
  requestsAgreeWithTheirSchedules,
  oneRequestIsOpen,
  eachChangeIsOnRecordOnce,
  aRefusalLeavesItsRecordAlone,
];

/** What compares a change with what was so before it: of steps at the same moment nobody can tell what that was. */
const oneAtATime: readonly Rule[] = [
  activationsStandOnEligibility,
  policySaysWhoIsAsked,
  onlyTheAskedDecide,
  givenTimesKeepToThePolicy,
  onlyManagersManage,
  theDepartedHoldNothing,
  aRedeliveryChangesNothing,
];

/** The rules that a step has to keep. */
export const rulesFor = ({ kind }: Step): readonly Rule[] =>
  kind === 'together' ? always : [...always, ...oneAtATime];
