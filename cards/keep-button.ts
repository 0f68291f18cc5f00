import type { Level } from '../domain/assignment/schedule-request.js';
import type { Button } from './card.js';
import type { RequestFacts } from './request-facts.js';

/** The way to keep a role, or to have it again. The level is said too: somebody may be eligible for it and hold it. */
export function keepButton(
  title: 'Extend' | 'Renew',
  role: Pick<RequestFacts, 'roleName' | 'scopeName'>,
  level: Level,
): Button {
  const named = `${title.toLowerCase()} "${role.roleName}"${role.scopeName === undefined ? '' : ` on "${role.scopeName}"`}`;
  const text = `${named} ${level === 'eligibility' ? 'eligible' : 'active'}`;
  return { title, style: 'default', action: { do: 'run', text } };
}
