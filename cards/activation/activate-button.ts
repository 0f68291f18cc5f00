import type { Role } from '../../domain/role/role.js';
import type { Button } from '../card.js';

/** Asks for this role at this very scope; what else is needed is asked for then. */
export const activateButton = (role: Role): Button => ({
  title: 'Activate',
  style: 'default',
  action: { do: 'activate', intent: 'activate', role, said: {} },
});
