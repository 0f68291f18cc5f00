import type { Request, Response } from 'express';
import type { Turn } from '../../../bot/turns/turn.js';
import { withoutProofText } from '../../../cards/account/proof-refusal-text.js';
import type { When } from '../../../cards/words/format-time.js';
import { commandId, correlationId, type PrincipalId } from '../../../domain/ids.js';
import type { Flash } from '../page/page.js';
import { signedIn, userOf, zoneNamedBy } from '../sessions/signed-in.js';
import { takeFlash } from './flash.js';
import type { PortalDeps } from './portal-deps.js';
import { troublesFor } from './tell-troubles.js';

/** Somebody who looks at a page at a moment. */
export type Visit = {
  actor: PrincipalId;
  /** The network address they look from. */
  address: string | undefined;
  displayName: string;
  when: When;
  /** The time zone that their browser names, if it does. */
  namedZone: string | undefined;
  csrfToken: string;
  flash?: Flash | undefined;
  /** What administrators have to know of how the product is run. */
  notice?: string | undefined;
  /** What is not well outside, for those who administer the directory. */
  troubles?: string | undefined;
  /** This page's own path and query, to come back to. */
  here: string;
  /** A new name for one thing that a form does, so that sending the form twice does it once. */
  newCommand(): string;
};

/** Who looks, from where. Throws where nobody is signed in: `mustBeSignedIn` comes first. */
export function visitOf(
  { clock, ids, administrationWithoutProof }: PortalDeps,
  request: Request,
  response: Response,
): Visit {
  const [session, user] = [signedIn(request), userOf(request)];
  if (!session || !user) throw new Error('a page of somebody was asked by nobody: mustBeSignedIn comes first');
  return {
    actor: session.principalId,
    address: request.ip,
    displayName: user.displayName,
    when: { timeZone: user.timeZone, now: clock.now() },
    namedZone: zoneNamedBy(request),
    csrfToken: session.csrfToken,
    flash: takeFlash(request, response),
    notice: administrationWithoutProof ? withoutProofText : undefined,
    troubles: troublesFor(response),
    here: request.originalUrl,
    newCommand: () => ids.next(),
  };
}

/** The turn of somebody who presses something here; `command` is the name that its form bore. */
export const turnOf = (
  { ids }: Pick<PortalDeps, 'ids'>,
  { actor, address, namedZone }: Visit,
  command: string,
  input: Omit<Extract<Turn['input'], { kind: 'press' }>, 'kind'>,
): Turn => ({
  commandId: commandId(`web:${command}`),
  correlationId: correlationId(ids.next()),
  surface: 'web',
  actor,
  address,
  timeZone: namedZone,
  input: { kind: 'press', ...input },
});
