import type { Request, Response } from 'express';
import { z } from 'zod';
import type { Flash } from '../page/page.js';

/*
 * What came of the last thing that was done, for the next page alone. It is in a cookie and not in the address, where
 * anybody could put words into our mouth with a link.
 */

const storedFlash = z.object({
  text: z.string().max(1000),
  tone: z.enum(['good', 'warning', 'bad', 'neutral']),
});

const longest = 60_000;
/** With this prefix no neighbouring site can set it; it asks for https. */
const nameFor = ({ secure }: Request) => (secure ? '__Host-latchkey-said' : 'latchkey-said');
const optionsFor = ({ secure }: Request) => ({ httpOnly: true, sameSite: 'lax', secure, path: '/' }) as const;

/** Keeps what came of it for the next page of this browser, cut to a length that a cookie takes. */
export function leaveFlash(request: Request, response: Response, { text, tone }: Flash): void {
  const value = Buffer.from(JSON.stringify({ text: text.slice(0, 900), tone })).toString('base64url');
  response.cookie(nameFor(request), value, { ...optionsFor(request), maxAge: longest });
}

/** What was left by the page before, which is then forgotten; undefined where nothing was. */
export function takeFlash(request: Request, response: Response): Flash | undefined {
  const cookies = (request.headers.cookie ?? '').split('; ').map((each) => each.split('=', 2));
  const value = cookies.find(([name]) => name === nameFor(request))?.[1];
  if (value === undefined) return undefined;
  response.clearCookie(nameFor(request), optionsFor(request));
  const kept = storedFlash.safeParse(parsed(Buffer.from(value, 'base64url').toString()));
  return kept.success ? kept.data : undefined;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
