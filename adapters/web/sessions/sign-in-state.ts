import type { Request, Response } from 'express';
import type { PrincipalId } from '../../../domain/ids.js';
import { after, type Instant, minutes } from '../../../domain/time.js';
import { openSignInState, sealSignInState } from './sealed-sign-in-state.js';
import { stored } from './stored.js';

/** A proof that somebody was sent to the identity provider for. `for` names the one thing it is to count for. */
export type StepUp = {
  principalId: PrincipalId;
  multiFactor: boolean;
  authenticationContexts: readonly string[];
  for: string;
};

/** What a browser was sent to the identity provider for, and what has to come back. */
export type SignInState = {
  begun: { state: string; nonce: string; codeVerifier: string };
  returnTo: string;
  startedAt: Instant;
  stepUp?: StepUp | undefined;
};

const lasts = minutes(10);
/** A cookie holds 4 kB; whoever has asked for a longer address comes back to the first page. */
const longestReturn = 1500;

/**
 * The sign-in states of browsers. Of who is signed in their session keeps it; all others carry it themselves, sealed.
 */
export type SignInStates = {
  /**
   * Keeps what this browser is sent for: the last one counts. Only once this is settled may it be sent. Throws when it
   * cannot be stored.
   */
  begin(request: Request, response: Response, signInState: SignInState): Promise<void>;
  /** Whether this browser comes back with the answer to what it was sent for. */
  isBack(request: Request, now: Instant): boolean;
  /** The sign-in state that this browser comes back from, once; undefined where there is none or it took too long. */
  end(request: Request, response: Response, now: Instant): SignInState | undefined;
};

/** Keeps sign-in states: `secrets` seal what browsers carry, as they sign the cookies; `isSecure` as for these. */
export function signInStatesOf({ secrets, isSecure }: { secrets: readonly string[]; isSecure: boolean }): SignInStates {
  const name = isSecure ? '__Host-latchkey-sign-in' : 'latchkey-sign-in';
  const cookie = { httpOnly: true, sameSite: 'lax', secure: isSecure, path: '/' } as const;
  const shown = new RegExp(`(?:^|; )${name}=([^;]{1,4000})`);
  const carried = ({ headers }: Request) => {
    const [, sealed] = shown.exec(headers.cookie ?? '') ?? [];
    const text = sealed === undefined ? undefined : openSignInState(sealed, secrets);
    // Only what was sealed here opens.
    return text === undefined ? undefined : (JSON.parse(text) as SignInState);
  };
  const isTimely = ({ startedAt }: SignInState, now: Instant) => now < after(startedAt, lasts);
  return {
    async begin(request, response, signInState) {
      if (!request.session.person) {
        const returnTo = signInState.returnTo.length > longestReturn ? '/' : signInState.returnTo;
        // As with the session's own cookie: nothing goes where anybody could read it on its way.
        if (!isSecure || request.secure)
          response.cookie(name, sealSignInState(JSON.stringify({ ...signInState, returnTo }), secrets), {
            ...cookie,
            maxAge: lasts,
          });
        return;
      }
      request.session.signInState = signInState;
      await stored(request);
    },
    isBack(request, now) {
      const signInState = request.session.signInState ?? carried(request);
      return signInState !== undefined && isTimely(signInState, now) && request.query.state === signInState.begun.state;
    },
    end(request, response, now) {
      const signInState = request.session.signInState ?? carried(request);
      delete request.session.signInState;
      if (shown.test(request.headers.cookie ?? '')) response.clearCookie(name, cookie);
      return signInState && isTimely(signInState, now) ? signInState : undefined;
    },
  };
}
