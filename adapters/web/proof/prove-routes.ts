import express, { type Request, type RequestHandler, type Response, type Router } from 'express';
import type { PendingStepUpView } from '../../../bot/turns/finish-step-up.js';
import { refusalText } from '../../../cards/refusal-text.js';
import { AdapterError } from '../../../domain/ports/system.js';
import type { ProofRefusal } from '../../../domain/proof/proof-refusal.js';
import { areProven, isFresh, type Proof } from '../../../domain/proof/proofs.js';
import type { Flash } from '../page/page.js';
import { mustBeMeant, mustBeSignedIn, noteRefusal, proven } from '../sessions/signed-in.js';
import { noteNoAttempt, passkeyQuestion, readAttempt, ways } from './attempts.js';
import { byOf, type ProofParts, speakerOf } from './proof-parts.js';
import { noSuchLinkPage, provePage } from './prove-page.js';
import { readPerson } from './read-person.js';

type OnStepUp = (pending: PendingStepUpView, request: Request, response: Response) => Promise<void>;

/**
 * `/prove/<token>`: where somebody proves who they are for one turn of theirs, and it then goes on. To look at it
 * changes nothing, for links are looked at by machines too; who is not the turn's caller learns nothing of it.
 */
export function proveRoutes(parts: ProofParts): Router {
  const router = express.Router();
  const guarded = [mustBeSignedIn, mustBeMeant];
  router.use('/prove', (_request, response, next) => {
    response.set('cache-control', 'no-store');
    next();
  });
  router.get('/prove/:token', mustBeSignedIn, onStepUp(parts, show(parts)));
  router.post(
    '/prove/:token/passkey/options',
    ...guarded,
    onStepUp(parts, async (pending, request, response) => {
      response.json(await passkeyQuestion(parts, request, purposeOf(pending)));
    }),
  );
  for (const way of ways) {
    router.post(
      `/prove/:token/${way}`,
      ...guarded,
      onStepUp(parts, async (pending, request, response) => {
        if (pending.state.kind !== 'waits' || pending.needs.authenticationContexts.length > 0)
          return back(request, response);
        const attempt = await readAttempt(parts, request, way, purposeOf(pending));
        if (!attempt) {
          await noteNoAttempt(request, pending.says);
          return show(parts, { code: 'PASSKEY_REFUSED' })(pending, request, response);
        }
        const outcome = await parts.takeProof(attempt, pending.says, byOf(parts, request, pending.correlationId));
        if (!outcome.ok) return show(parts, outcome.refusal)(pending, request, response);
        await proven(request, { ...outcome.value, for: pending.id });
        await carryOut(parts, pending, outcome.value);
        back(request, response);
      }),
    );
  }
  router.post('/prove/:token/demo', ...guarded, onStepUp(parts, proveByPress(parts)));
  router.get(
    '/prove/:token/identity-provider',
    mustBeSignedIn,
    onStepUp(parts, async (pending, request, response) => {
      if (!parts.stepUp || pending.state.kind !== 'waits') return back(request, response);
      await parts.stepUp(request, response, { ...pending.needs, for: pending.id, returnTo: baseOf(request) });
    }),
  );
  router.post(
    '/prove/:token/go-on',
    ...guarded,
    onStepUp(parts, async (pending, request, response) => {
      const vouched = vouchedFor(parts, pending, request);
      if (pending.state.kind === 'begun') await unlessAway(() => parts.turns.goOn(pending.id));
      else if (vouched) {
        await recordAndCarryOut(parts, pending, request, vouched);
      }
      back(request, response);
    }),
  );
  return router;
}

/** In the demo, and there alone, a press proves it. */
const proveByPress =
  (parts: ProofParts): OnStepUp =>
  async (pending, request, response) => {
    if (parts.isDemo && pending.state.kind === 'waits') {
      const { authenticationContexts } = pending.needs;
      await recordAndCarryOut(parts, pending, request, { by: 'demo', at: parts.clock.now(), authenticationContexts });
    }
    back(request, response);
  };

/** What a passkey's answer is for: it counts for nothing else. */
const purposeOf = ({ id }: PendingStepUpView) => `prove|${id}`;
const tokenOf = (request: Request) => String(request.params.token);
const baseOf = (request: Request) => `/prove/${encodeURIComponent(tokenOf(request))}`;
const back = (request: Request, response: Response): void => response.redirect(303, baseOf(request));

/** Finds the turn of a link for its caller; anybody else is refused, and so are made-up links: that is logged. */
function onStepUp(parts: ProofParts, work: OnStepUp): RequestHandler {
  return async (request, response) => {
    const { principalId: actor, csrfToken } = speakerOf(request);
    const pending = await parts.turns.find(tokenOf(request));
    if (pending?.principalId === actor) return work(pending, request, response);
    const about = pending && { subject: pending.principalId, correlationId: pending.correlationId };
    const resultReason = pending ? 'NOT_YOURS' : 'PROVE_LINK_NOT_FOUND';
    await noteRefusal(request, { activity: 'identityProven', resultReason, actor, ...about });
    const { person } = await readPerson(parts, request);
    response
      .status(pending ? 403 : 404)
      .type('html')
      .send(noSuchLinkPage(person, csrfToken, pending !== undefined));
  };
}

const show =
  (parts: ProofParts, refusal?: ProofRefusal): OnStepUp =>
  async (pending, request, response) => {
    const { principalId, csrfToken } = speakerOf(request);
    const [{ person, when }, present] = await Promise.all([
      readPerson(parts, request),
      parts.authenticatorsOf(principalId),
    ]);
    const flash: Flash | undefined = refusal && { text: refusalText(refusal, when), tone: 'bad' };
    const isVouchedFor = vouchedFor(parts, pending, request) !== undefined;
    const canStepUp = parts.stepUp !== undefined;
    const { isDemo } = parts;
    const options = {
      isDemo,
      pending,
      base: baseOf(request),
      present,
      person,
      csrfToken,
      when,
      flash,
      canStepUp,
      isVouchedFor,
    };
    response
      .status(refusal ? 422 : 200)
      .type('html')
      .send(provePage(options));
  };

/** The proof that the identity provider has just given for this very turn, if it has, and it is enough. */
function vouchedFor(
  { clock, proofFreshness }: ProofParts,
  pending: PendingStepUpView,
  request: Request,
): Proof | undefined {
  const { provenAt: at, provenBy: by, provenFor, authenticationContexts } = speakerOf(request);
  if (at === undefined || by !== 'identity-provider' || provenFor !== pending.id) return undefined;
  const isEnough = areProven(pending.needs, { multiFactor: true, authenticationContexts });
  return isEnough && isFresh({ at }, proofFreshness, clock.now()) ? { by, at, authenticationContexts } : undefined;
}

const carryOut = (parts: ProofParts, pending: PendingStepUpView, proof: Proof) =>
  unlessAway(() => parts.turns.carryOut(pending.id, proof));

/** Logs a proof that was not taken here, and goes on with it. */
async function recordAndCarryOut(
  parts: ProofParts,
  pending: PendingStepUpView,
  request: Request,
  proof: Proof,
): Promise<void> {
  const told = { result: 'success', resultReason: '', after: { by: proof.by, about: pending.says } } as const;
  const { principalId: actor, correlationId } = pending;
  await parts.record({ activity: 'identityProven', ...told, actor, correlationId, address: request.ip });
  await carryOut(parts, pending, proof);
}

/** Where it could not be stored just now, the page says so, and that one can go on. */
async function unlessAway(work: () => Promise<unknown>): Promise<void> {
  try {
    await work();
  } catch (fault) {
    if (!(fault instanceof AdapterError)) throw fault;
  }
}
