import type { Surface } from '../../domain/identity/surface.js';
import { AdapterError } from '../../domain/ports/system.js';
import type { Messenger } from '../outbox/messenger.js';

/**
 * A messenger of a platform that may not be connected yet. `connected` returns the real one, or undefined until then.
 * Its methods throw AdapterError `unavailable` as long as there is none.
 */
export function lateMessenger(surface: Surface, connected: () => Messenger | undefined): Messenger {
  const real = (): Messenger => {
    const messenger = connected();
    if (!messenger) throw new AdapterError('unavailable', `${surface} is not connected yet`);
    return messenger;
  };
  return {
    surface,
    post: async (...message) => real().post(...message),
    update: async (...change) => real().update(...change),
  };
}
