import type { ActivationSettings } from '../../domain/assignment/decide-activation.js';
import type { Directory } from '../../domain/ports/directory.js';
import type { Store } from '../../domain/ports/store.js';
import type { Clock, Ids } from '../../domain/ports/system.js';
import type { AdministrationRule } from '../../domain/proof/administrative-act.js';
import { acceptRecommendations, decideAccess } from '../../domain/usecases/access-review/decide-access.js';
import { changeReview, createReview, deleteReview } from '../../domain/usecases/access-review/set-up-review.js';
import { steerReview } from '../../domain/usecases/access-review/steer-review.js';
import { deactivate } from '../../domain/usecases/activation/deactivate.js';
import { previewActivation } from '../../domain/usecases/activation/preview-activation.js';
import { requestActivation } from '../../domain/usecases/activation/request-activation.js';
import { changeAlert, dismissIncident, recordRefresh } from '../../domain/usecases/alert/change-alert.js';
import { fixIncident } from '../../domain/usecases/alert/fix-incident.js';
import { listAlerts, readAlertOf, readIncidentOf } from '../../domain/usecases/alert/list-alerts.js';
import { undoAlert, undoDismissal } from '../../domain/usecases/alert/undo-alert.js';
import { cancelRequest } from '../../domain/usecases/approval/cancel-request.js';
import { decideExtension } from '../../domain/usecases/approval/decide-extension.js';
import { decideMany } from '../../domain/usecases/approval/decide-many.js';
import { decideRequest } from '../../domain/usecases/approval/decide-request.js';
import { requestExtension } from '../../domain/usecases/approval/request-extension.js';
import { assign } from '../../domain/usecases/assignment/assign.js';
import { changeAssignment } from '../../domain/usecases/assignment/change-assignment.js';
import { changeSettings } from '../../domain/usecases/assignment/change-settings.js';
import { removeAssignment } from '../../domain/usecases/assignment/remove-assignment.js';
import { revokeAll } from '../../domain/usecases/assignment/revoke-all.js';
import { undoSettings } from '../../domain/usecases/assignment/undo-settings.js';
import { changePreferences } from '../../domain/usecases/person/change-preferences.js';
import { type CutOffDeps, endSessionsOf, unlinkAccountOf } from '../../domain/usecases/person/cut-off.js';
import { givePass } from '../../domain/usecases/person/enrolment-pass.js';
import { resetAuthenticators } from '../../domain/usecases/person/reset-authenticators.js';
import { type ResolveDeadLettersDeps, resolveDeadLetters } from '../../domain/usecases/upkeep/resolve-dead-letters.js';

export type UseCaseDeps = {
  store: Store;
  directory: Directory;
  clock: Clock;
  ids: Ids;
  settings: ActivationSettings;
  administration?: AdministrationRule | undefined;
  queue: ResolveDeadLettersDeps['queue'];
  identities: CutOffDeps['identities'];
  sessions: CutOffDeps['sessions'];
  /** Something in an access review can go on that needs nobody. */
  wakeAccessReviews?: (() => void) | undefined;
};

/** The use cases that commands and presses drive. */
export type UseCases = ReturnType<typeof useCases>;

/** Makes the use cases on what they stand on. */
export const useCases = (deps: UseCaseDeps) => ({
  requestActivation: requestActivation(deps),
  previewActivation: previewActivation(deps),
  decideRequest: decideRequest(deps),
  decideMany: decideMany(deps),
  deactivate: deactivate(deps),
  cancelRequest: cancelRequest(deps),
  assign: assign(deps),
  changeAssignment: changeAssignment(deps),
  removeAssignment: removeAssignment(deps),
  revokeAll: revokeAll(deps),
  requestExtension: requestExtension(deps),
  decideExtension: decideExtension(deps),
  changeSettings: changeSettings(deps),
  undoSettings: undoSettings(deps),
  resolveDeadLetters: resolveDeadLetters(deps),
  resetAuthenticators: resetAuthenticators(deps),
  givePass: givePass(deps),
  endSessionsOf: endSessionsOf(deps),
  unlinkAccountOf: unlinkAccountOf(deps),
  createReview: createReview(deps),
  changeReview: changeReview(deps),
  deleteReview: deleteReview(deps),
  steerReview: steerReview(deps),
  decideAccess: decideAccess(deps),
  acceptRecommendations: acceptRecommendations(deps),
  changePreferences: changePreferences(deps),
  listAlerts: listAlerts(deps),
  alertOf: readAlertOf(deps),
  incidentOf: readIncidentOf(deps),
  changeAlert: changeAlert(deps),
  dismissIncident: dismissIncident(deps),
  undoAlert: undoAlert(deps),
  undoDismissal: undoDismissal(deps),
  fixIncident: fixIncident(deps),
  recordRefresh: recordRefresh(deps),
});
