import { reviewResults, reviews } from './access-reviews.js';
import { activate } from './activate.js';
import { alerts } from './alerts.js';
import { assign } from './assign.js';
import { assignments } from './assignments.js';
import { audit } from './audit.js';
import { decideSeveral } from './bulk-review.js';
import { cancel, myRequests } from './cancel.js';
import { update } from './change-assignment.js';
import type { Command } from './command.js';
import type { CommandDescription } from './command-description.js';
import { changeReview, createReview } from './create-review.js';
import { deactivate } from './deactivate.js';
import { help } from './help.js';
import { history } from './history.js';
import { myRoles } from './my-roles.js';
import { notifications } from './notifications.js';
import { extend, renew } from './own-extension.js';
import { preview } from './preview.js';
import { remove } from './remove-assignment.js';
import { requests } from './requests.js';
import { resetProofs } from './reset-proofs.js';
import { approve, deny, pending } from './review.js';
import { acceptRecommended, reviewAccess } from './review-access.js';
import { revokeAll } from './revoke-all.js';
import { settings } from './settings.js';
import { applyReview, deleteReview, remindReviewers, resetReview, stopReview } from './steer-reviews.js';
import { stuck } from './stuck.js';

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
  stuck,
  alerts,
  help(() => commandDescriptions),
];

/** What the commands are, without what they do. */
export const commandDescriptions: readonly CommandDescription[] = commands.map(
  ({ name, aliases, synopsis, summary, examples }) => ({ name, aliases, synopsis, summary, examples }),
);
