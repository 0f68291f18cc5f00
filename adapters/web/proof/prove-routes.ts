import express, { type Request, type RequestHandler, type Response, type Router } from 'express';
import type { Held } from '../../../bot/turns/prove-turn.js';
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

type OnHeld = (held: Held, request: Request, response: Response) => Promise<void>;

/**
 * `/prove/<token>`: where somebody proves who they are for one turn of theirs, and it then goes on. To look at it
 * changes nothing, for links are looked at by machines too; who is not the turn's speaker learns nothing of it.
 */
export function proveRoutes(parts: ProofParts): Router {
  const router = express.Router();
  const guarded = [mustBeSignedIn, mustBeMeant];
  router.use('/prove', (_request, response, next) => {
    response.set('cache-control', 'no-store');
    next();
  });
  router.get('/prove/:token', mustBeSignedIn, onHeld(parts, show(parts)));
  router.post(
    '/prove/:token/passkey/options',
    ...guarded,
    onHeld(parts, async (held, request, response) => {
      response.json(await passkeyQuestion(parts, request, purposeOf(held)));
    }),
  );
  for (const way of ways) {
    router.post(
      `/prove/:token/${way}`,
      ...guarded,
      onHeld(parts, async (held, request, response) => {
        if (held.state.kind !== 'waits' || held.needs.authenticationContexts.length > 0) return back(request, response);
        const attempt = await readAttempt(parts, request, way, purposeOf(held));
        if (!attempt) {
          await noteNoAttempt(request, held.says);
          return show(parts, { code: 'PASSKEY_REFUSED' })(held, request, response);
        }
        const outcome = await parts.takeProof(attempt, held.says, byOf(parts, request, held.correlationId));
        if (!outcome.ok) return show(parts, outcome.refusal)(held, request, response);
        await proven(request, { ...outcome.value, for: held.id });
        await carryOut(parts, held, outcome.value);
        back(request, response);
      }),
    );
  }
  router.post('/prove/:token/demo', ...guarded, onHeld(parts, proveByPress(parts)));
  router.get(
    '/prove/:token/identity-provider',
    mustBeSignedIn,
    onHeld(parts, async (held, request, response) => {
      if (!parts.stepUp || held.state.kind !== 'waits') return back(request, response);
      await parts.stepUp(request, response, { ...held.needs, for: held.id, returnTo: baseOf(request) });
    }),
  );
  router.post(
    '/prove/:token/go-on',
    ...guarded,
    onHeld(parts, async (held, request, response) => {
      const vouched = vouchedFor(parts, held, request);
      if (held.state.kind === 'begun') await unlessAway(() => parts.turns.goOn(held.id));
      else if (vouched) {
        await recordAndCarryOut(parts, held, request, vouched);
      }
      back(request, response);
    }),
  );
  return router;
}

/** In the demo, and there alone, a press proves it. */
const proveByPress =
  (parts: ProofParts): OnHeld =>
  async (held, request, response) => {
    if (parts.isDemo && held.state.kind === 'waits') {
      const { authenticationContexts } = held.needs;
      await recordAndCarryOut(parts, held, request, { by: 'demo', at: parts.clock.now(), authenticationContexts });
    }
    back(request, response);
  };

/** What a passkey's answer is for: it counts for nothing else. */
const purposeOf = ({ id }: Held) => `prove|${id}`;
const tokenOf = (request: Request) => String(request.params.token);
const baseOf = (request: Request) => `/prove/${encodeURIComponent(tokenOf(request))}`;
const back = (request: Request, response: Response): void => response.redirect(303, baseOf(request));

/** Finds the turn of a link for its speaker; anybody else is refused, and so are made-up links: that is put on record. */
function onHeld(parts: ProofParts, work: OnHeld): RequestHandler {
  return async (request, response) => {
    const { principalId: actor, csrfToken } = speakerOf(request);
    const held = await parts.turns.find(tokenOf(request));
    if (held?.principalId === actor) return work(held, request, response);
    const about = held && { subject: held.principalId, correlationId: held.correlationId };
    const resultReason = held ? 'NOT_YOURS' : 'PROVE_LINK_NOT_FOUND';
    await noteRefusal(request, { activity: 'identityProven', resultReason, actor, ...about });
    const { person } = await readPerson(parts, request);
    response
      .status(held ? 403 : 404)
      .type('html')
      .send(noSuchLinkPage(person, csrfToken, held !== undefined));
  };
}

const show =
  (parts: ProofParts, refusal?: ProofRefusal): OnHeld =>
  async (held, request, response) => {
    const { principalId, csrfToken } = speakerOf(request);
    const [{ person, when }, present] = await Promise.all([
      readPerson(parts, request),
      parts.authenticatorsOf(principalId),
    ]);
    const flash: Flash | undefined = refusal && { text: refusalText(refusal, when), tone: 'bad' };
    const isVouchedFor = vouchedFor(parts, held, request) !== undefined;
    const canStepUp = parts.stepUp !== undefined;
    const { isDemo } = parts;
    const options = {
      isDemo,
      held,
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
function vouchedFor({ clock, proofFreshness }: ProofParts, held: Held, request: Request): Proof | undefined {
  const { provenAt: at, provenBy: by, provenFor, authenticationContexts } = speakerOf(request);
  if (at === undefined || by !== 'identity-provider' || provenFor !== held.id) return undefined;
  const isEnough = areProven(held.needs, { multiFactor: true, authenticationContexts });
  return isEnough && isFresh({ at }, proofFreshness, clock.now()) ? { by, at, authenticationContexts } : undefined;
}

const carryOut = (parts: ProofParts, held: Held, proof: Proof) =>
  unlessAway(() => parts.turns.carryOut(held.id, proof));

/** Logs a proof that was not taken here, and goes on with it. */
async function recordAndCarryOut(parts: ProofParts, held: Held, request: Request, proof: Proof): Promise<void> {
  const told = { result: 'success', resultReason: '', after: { by: proof.by, about: held.says } } as const;
  const { principalId: actor, correlationId } = held;
  await parts.record({ activity: 'identityProven', ...told, actor, correlationId, address: request.ip });
  await carryOut(parts, held, proof);
}

/** Where it could not be stored just now, the page says so, and that one can go on. */
async function unlessAway(work: () => Promise<unknown>): Promise<void> {
  try {
    await work();
  } catch (fault) {
    if (!(fault instanceof AdapterError)) throw fault;
  }
}
