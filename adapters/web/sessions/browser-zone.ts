import type { Request } from 'express';
import { parseTimeZone } from '../../../domain/identity/time-zone.js';

const COOKIE = /(?:^|;\s*)latchkey-zone=([^;\s]{1,64})(?:;|$)/;

/** The time zone (IANA) that the sender's browser names, as `name-zone.ts` has it do; undefined where it names none. */
export const browserZone = (request: Pick<Request, 'get'>): string | undefined =>
  parseTimeZone(COOKIE.exec(request.get('cookie') ?? '')?.[1]);
