import type { PrincipalId } from '../../domain/ids.js';
import { may } from '../../domain/usecases/common/authority.js';
import { directoryAdministration } from '../../domain/usecases/upkeep/resolve-dead-letters.js';
import type { CommandDeps } from '../commands/command.js';
import { accessReviewReads } from './access-review-reads.js';
import { alertReads } from './alert-reads.js';
import { auditReads } from './audit-reads.js';
import { holdingReads } from './holding-reads.js';
import { liveReads } from './live-reads.js';
import { readOverview } from './overview.js';
import { requestReads } from './request-reads.js';
import { roleReads } from './role-reads.js';
import { search } from './search.js';
import { settingsReads } from './settings-reads.js';

/** Everything the portal shows, each as far as the one who looks may see it. Nothing of it changes anything but what notes that it was shown. */
export type PortalReads = ReturnType<typeof portalReads>;

/** Makes the portal's reads on what commands stand on. */
export const portalReads = (deps: CommandDeps) => ({
  ...requestReads(deps),
  ...roleReads(deps),
  ...holdingReads(deps),
  ...settingsReads(deps),
  ...accessReviewReads(deps),
  ...liveReads(deps),
  ...auditReads(deps),
  ...alertReads(deps),
  overview: readOverview(deps),
  search: search(deps),
  /** Whether somebody administers the directory, and so what failed to be delivered. */
  administers: (actor: PrincipalId): Promise<boolean> =>
    may(
      { directory: deps.directory, reads: deps.store.read, now: deps.clock.now() },
      'manage',
      directoryAdministration,
      actor,
    ),
});
