import express, { type Request, type Response, type Router } from 'express';
import { refusalText } from '../../../cards/refusal-text.js';
import { principalId } from '../../../domain/ids.js';
import { type Flash, page } from '../page/page.js';
import { mustBeMeant, mustBeSignedIn } from '../sessions/signed-in.js';
import { newPass, recoveryHash } from './codes.js';
import { byOf, fieldOf, type ProofParts, speakerOf } from './proof-parts.js';
import { readPerson } from './read-person.js';
import { Meant } from './ways-to-prove.js';

type Show = (request: Request, response: Response, flash: Flash) => Promise<void>;

/**
 * `/security/pass`: where a person's pass is shown, once, to the administrator who made it, and where the person takes
 * it. It is shown on this page alone, so that neither chats nor the database ever hold it.
 */
export function passRoutes(parts: ProofParts, show: Show): Router {
  const router = express.Router();
  const guarded = [mustBeSignedIn, mustBeMeant];
  router.get('/security/pass/:id', mustBeSignedIn, (request, response) => showPage(parts, request, response, {}));
  router.post('/security/pass/:id', ...guarded, async (request, response) => {
    const subject = principalId(String(request.params.id));
    const pass = newPass();
    const outcome = await parts.showPass(subject, recoveryHash(subject, pass), byOf(parts, request));
    if (outcome.ok) return showPage(parts, request, response, { pass });
    const { when } = await readPerson(parts, request);
    const flash = { text: refusalText(outcome.refusal, when), tone: 'bad' } as const;
    await showPage(parts, request, response.status(422), { flash });
  });
  router.post('/security/pass', ...guarded, async (request, response) => {
    const { principalId: actor, sessionId } = speakerOf(request);
    const hash = recoveryHash(actor, fieldOf(request, 'pass').slice(0, 100));
    const outcome = await parts.takePass(hash, sessionId, byOf(parts, request));
    if (outcome.ok) return response.redirect(303, '/security?done=passed');
    const { when } = await readPerson(parts, request);
    await show(request, response.status(422), { text: refusalText(outcome.refusal, when), tone: 'bad' });
  });
  return router;
}

async function showPage(
  parts: ProofParts,
  request: Request,
  response: Response,
  { pass, flash }: { pass?: string; flash?: Flash },
): Promise<void> {
  const { csrfToken } = speakerOf(request);
  const id = String(request.params.id);
  const [{ person }, subject] = await Promise.all([
    readPerson(parts, request),
    parts.directory.principal(principalId(id)),
  ]);
  const name = subject?.displayName ?? 'this person';
  const children = pass ? (
    <>
      <p>
        Give this pass to {name} yourself, once you are sure that it is them: <code>{pass}</code>
      </p>
      <p>
        It is shown only now. It works once, within an hour of making it, on the page “Security” after {name} has signed
        in.
      </p>
    </>
  ) : (
    <form class="asked" method="post" action={`/security/pass/${encodeURIComponent(id)}`}>
      <Meant csrfToken={csrfToken} />
      <p>If you made a pass for {name}, you can see it here once. Nobody else can.</p>
      <button type="submit" data-style="primary">
        Show the pass
      </button>
    </form>
  );
  const title = pass || subject ? `Enrolment pass for ${name}` : 'Enrolment pass';
  response.type('html').send(page({ title, person, csrfToken, flash, active: 'security', children }));
}
