import { reviewResults, reviews } from './access-review/access-reviews.js';
import { changeReview, createReview } from './access-review/create-review.js';
import { acceptRecommended, reviewAccess } from './access-review/review-access.js';
import { applyReview, deleteReview, remindReviewers, resetReview, stopReview } from './access-review/steer-reviews.js';
import { activate } from './activation/activate.js';
import { deactivate } from './activation/deactivate.js';
import { myRoles } from './activation/my-roles.js';
import { preview } from './activation/preview.js';
import { alerts } from './alert/alerts.js';
import { decideSeveral } from './approval/bulk-decision.js';
import { approve, deny, pending } from './approval/decide.js';
import { assign } from './assignment/assign.js';
import { assignments } from './assignment/assignments.js';
import { update } from './assignment/change-assignment.js';
import { extend, renew } from './assignment/own-extension.js';
import { remove } from './assignment/remove-assignment.js';
import { revokeAll } from './assignment/revoke-all.js';
import type { Command } from './command.js';
import type { CommandDescription } from './command-description.js';
import { help } from './help.js';
import { audit } from './operations/audit.js';
import { deadLetters } from './operations/dead-letters.js';
import { enrolmentPass } from './operations/enrolment-pass.js';
import { notifications } from './operations/notifications.js';
import { resetProofs } from './operations/reset-proofs.js';
import { cancel, myRequests } from './requests/cancel.js';
import { history } from './requests/history.js';
import { requests } from './requests/requests.js';
import { settings } from './settings/settings.js';

/** Every command, in the order in which people are told of them. */
export const commands: readonly Command[] = [
  activate,
  preview,
  deactivate,
  approve,
  deny,
  cancel,
  myRoles,
  myRequests,
  history,
  requests,
  audit,
  pending,
  decideSeveral,
  assignments,
  assign,
  update,
  extend,
  renew,
  remove,
  revokeAll,
  settings,
  reviews,
  reviewAccess,
  acceptRecommended,
  createReview,
  reviewResults,
  changeReview,
  remindReviewers,
  stopReview,
  applyReview,
  resetReview,
  deleteReview,
  notifications,
  resetProofs,
  enrolmentPass,
  deadLetters,
  alerts,
  help(() => commandDescriptions),
];

/** What the commands are, without what they do. */
export const commandDescriptions: readonly CommandDescription[] = commands.map(
  ({ name, aliases, synopsis, summary, examples }) => ({ name, aliases, synopsis, summary, examples }),
);
