import type { ActivationSettings } from '../domain/policy/decide-activation.js';
import type { Directory } from '../domain/ports/directory.js';
import type { Store } from '../domain/ports/store.js';
import type { Clock, Ids } from '../domain/ports/system.js';
import type { AdministrationRule } from '../domain/proof/administrative-act.js';
import { assign } from '../domain/usecases/assign.js';
import { cancelRequest } from '../domain/usecases/cancel-request.js';
import { changeAlert, dismissIncident, recordRefresh } from '../domain/usecases/change-alert.js';
import { changeAssignment } from '../domain/usecases/change-assignment.js';
import { changePreferences } from '../domain/usecases/change-preferences.js';
import { changeSettings } from '../domain/usecases/change-settings.js';
import { deactivate } from '../domain/usecases/deactivate.js';
import { acceptRecommendations, decideAccess } from '../domain/usecases/decide-access.js';
import { decideExtension } from '../domain/usecases/decide-extension.js';
import { fixIncident } from '../domain/usecases/fix-incident.js';
import { listAlerts, readAlertOf, readIncidentOf } from '../domain/usecases/list-alerts.js';
import { previewActivation } from '../domain/usecases/preview-activation.js';
import { removeAssignment } from '../domain/usecases/remove-assignment.js';
import { requestActivation } from '../domain/usecases/request-activation.js';
import { requestExtension } from '../domain/usecases/request-extension.js';
import { resetAuthenticators } from '../domain/usecases/reset-authenticators.js';
import { reviewMany } from '../domain/usecases/review-many.js';
import { reviewRequest } from '../domain/usecases/review-request.js';
import { revokeAll } from '../domain/usecases/revoke-all.js';
import { changeReview, createReview, deleteReview } from '../domain/usecases/set-up-review.js';
import { type SettleStuckDeps, settleStuck } from '../domain/usecases/settle-stuck.js';
import { steerReview } from '../domain/usecases/steer-review.js';
import { undoSettings } from '../domain/usecases/undo-settings.js';

export type UseCaseDeps = {
  store: Store;
  directory: Directory;
  clock: Clock;
  ids: Ids;
  settings: ActivationSettings;
  administration?: AdministrationRule | undefined;
  queue: SettleStuckDeps['queue'];
  /** Something in an access review can go on that needs nobody. */
  wakeReviews?: (() => void) | undefined;
};

/** The use cases that commands and presses drive. */
export type UseCases = ReturnType<typeof useCases>;

/** Makes the use cases on what they stand on. */
export const useCases = (deps: UseCaseDeps) => ({
  requestActivation: requestActivation(deps),
  previewActivation: previewActivation(deps),
  reviewRequest: reviewRequest(deps),
  reviewMany: reviewMany(deps),
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
  settleStuck: settleStuck(deps),
  resetAuthenticators: resetAuthenticators(deps),
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
  fixIncident: fixIncident(deps),
  recordRefresh: recordRefresh(deps),
});
