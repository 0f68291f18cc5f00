import type { Request, Response, Router } from 'express';
import { systemIds } from '../../adapters/system/ids.js';
import { proofAssets } from '../../adapters/web/proof/asset-route.js';
import { proveRoutes } from '../../adapters/web/proof/prove-routes.js';
import { securityRoutes } from '../../adapters/web/proof/security-routes.js';
import type { PrincipalId } from '../../domain/ids.js';
import type { Proofs } from '../../domain/proof/proofs.js';
import { duration } from '../../domain/time.js';
import type { RecordAccess } from '../../domain/usecases/assignment/record-access.js';
import { may } from '../../domain/usecases/common/authority.js';
import { enrol, keepChallenge } from '../../domain/usecases/person/enrol.js';
import { showPass, takePass } from '../../domain/usecases/person/enrolment-pass.js';
import { takeProof } from '../../domain/usecases/person/take-proof.js';
import { directoryAdministration } from '../../domain/usecases/upkeep/resolve-dead-letters.js';
import type { Config } from '../config/config.js';
import { proveTurns } from '../turns/finish-step-up.js';
import type { PendingStepUps } from '../turns/pending-step-ups.js';
import type { HandleTurn } from '../turns/turn.js';
import type { Database } from './compose-database.js';

type Parts = {
  config: Config;
  database: Database;
  stepUps: PendingStepUps;
  handle: HandleTurn;
  record: RecordAccess;
  publicUrl(): string;
  /** There is something to deliver. */
  wake(): void;
  /** Sends whoever is signed in to the identity provider for a new proof; missing in the demo. */
  stepUp?:
    | ((request: Request, response: Response, asked: Proofs & { for: string; returnTo: string }) => Promise<void>)
    | undefined;
};

/** The pages on which people prove who they are, and set up what with. */
export function proofRouters({ config, database, stepUps, handle, wake, ...more }: Parts): Router[] {
  const { store, directory, clock, queue, proofKeys } = database;
  const proofFreshness = duration(config.web.proofFreshness);
  const deps = { store, clock, ids: systemIds, proofFreshness };
  const parts = {
    ...more,
    ...deps,
    isDemo: config.isDemo,
    directory,
    proofKeys,
    authenticatorsOf: store.read.authenticators.of,
    takeProof: takeProof(deps),
    enrol: enrol(deps),
    keepChallenge: keepChallenge(deps),
    showPass: showPass(deps),
    takePass: takePass({ ...deps, directory }),
    turns: proveTurns({ stepUps, handle, queue, clock, proofFreshness, wake }),
    handle,
    mayReset: (principalId: PrincipalId) =>
      may({ directory, reads: store.read, now: clock.now() }, 'manage', directoryAdministration, principalId),
  };
  return [proofAssets(), proveRoutes(parts), securityRoutes(parts)];
}
