import express, { type Router } from 'express';
import { fewDownloads } from '../few-downloads.js';
import { mustBeMeant, mustBeSignedIn } from '../sessions/signed-in.js';
import { activityRoutes } from './activity/activity-routes.js';
import { auditRoutes } from './activity/audit-routes.js';
import { carryOut } from './carry-out.js';
import { liveStream } from './live.js';
import { accessReviewRoutes } from './manage/access-review-routes.js';
import { alertRoutes } from './manage/alert-routes.js';
import { assignmentRoutes } from './manage/assignment-routes.js';
import { notificationsRoutes } from './manage/notifications-routes.js';
import { personRoutes } from './manage/person-routes.js';
import { roleRoutes } from './manage/role-routes.js';
import { settingsRoutes } from './manage/settings-routes.js';
import type { PortalDeps } from './portal-deps.js';
import { searchRoutes } from './search-routes.js';
import { taskRoutes } from './tasks/task-routes.js';
import { tellTroubles } from './tell-troubles.js';

/** Every path of the portal's own; what is under them is looked at only by whoever is signed in. */
const paths = [
  ...['/my-roles', '/my-requests', '/approve', '/requests', '/reviews', '/access-reviews'],
  ...['/roles', '/role', '/people', '/assignments', '/settings', '/stuck', '/alerts'],
  ...['/audit', '/my-audit'],
  ...['/my-history', '/history', '/overview', '/search', '/notifications', '/do', '/live'],
];

/** What is read out as a file, as long as it may be. */
const files = ['/audit/download', '/my-audit/download', '/access-reviews/:id/results.csv'];

/**
 * The portal: Tasks, Manage and Activity as pages. It reads as far as whoever looks may see, and does what chat does,
 * by the same commands. Returns its routes; whoever ends the server ends its streams.
 */
export function portal(deps: PortalDeps): Router {
  const router = express.Router();
  router.use(paths, mustBeSignedIn, mustBeMeant, tellTroubles(deps));
  router.use(files, fewDownloads(deps));
  taskRoutes(router, deps);
  assignmentRoutes(router, deps);
  roleRoutes(router, deps);
  personRoutes(router, deps);
  settingsRoutes(router, deps);
  activityRoutes(router, deps);
  auditRoutes(router, deps);
  accessReviewRoutes(router, deps);
  searchRoutes(router, deps);
  notificationsRoutes(router, deps);
  alertRoutes(router, deps);
  router.post('/do', carryOut(deps));
  router.get('/live', liveStream({ ...deps, concernsViewer: deps.reads.concernsViewer }));
  return router;
}
