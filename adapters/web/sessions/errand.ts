import type { Request } from 'express';
import type { PrincipalId } from '../../../domain/ids.js';
import { after, type Instant, minutes } from '../../../domain/time.js';
import { stored } from './stored.js';

/** A proof that somebody was sent to the identity provider for. `for` names the one thing it is to count for. */
export type StepUp = {
  principalId: PrincipalId;
  multiFactor: boolean;
  authenticationContexts: readonly string[];
  for: string;
};

/** What a browser was sent to the identity provider for, and what has to come back. */
export type Errand = {
  begun: { state: string; nonce: string; codeVerifier: string };
  returnTo: string;
  startedAt: Instant;
  stepUp?: StepUp | undefined;
};

const lasts = minutes(10);

/**
 * Keeps what this browser is sent for: the last errand counts. Of somebody who is not signed in, not for long. Only once
 * this is settled may it be sent. Throws when it cannot be stored.
 */
export async function beginErrand(request: Request, errand: Errand): Promise<void> {
  if (!request.session.person) request.session.cookie.maxAge = lasts;
  request.session.errand = errand;
  await stored(request);
}

/** Whether this browser was sent for something and has not come back yet. */
export const isOnErrand = (request: Request): boolean => request.session.errand !== undefined;

/** The errand that this browser comes back from, once; undefined where there is none or it took too long. */
export function endErrand(request: Request, now: Instant): Errand | undefined {
  const { errand } = request.session;
  delete request.session.errand;
  return errand && now < after(errand.startedAt, lasts) ? errand : undefined;
}
