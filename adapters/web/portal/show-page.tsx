import type { Response } from 'express';
import { isOfAdministration, placeAt } from '../page/navigation.js';
import { type PageOptions, page } from '../page/page.js';
import type { Visit } from './visit.js';

/** Sends one page to whoever looks. Nothing of it is kept by the browser: it is theirs alone and of this moment. */
export function showPage(
  response: Response,
  { displayName, csrfToken, flash, notice, troubles, here }: Visit,
  options: Omit<PageOptions, 'person' | 'csrfToken'>,
): void {
  const active = options.active ?? placeAt(here);
  const told = [troubles, isOfAdministration(active) ? notice : undefined].filter(Boolean).join(' ') || undefined;
  response
    .type('html')
    .set('cache-control', 'no-store')
    .send(page({ flash, notice: told, ...options, active, person: { displayName }, csrfToken }));
}
