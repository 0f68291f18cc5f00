import type { Level } from '../../domain/assignment/schedule-request.js';
import type { Role } from '../../domain/role/role.js';
import type { Button } from '../card.js';

/** The way to keep a role, or to have it again. The level is said too: somebody may be eligible for it and hold it. */
export const keepButton = (title: 'Extend' | 'Renew', role: Role, level: Level): Button => ({
  title,
  style: 'default',
  action: { do: 'ask-assignment', command: title === 'Extend' ? 'extend' : 'renew', role, level, said: {} },
});
