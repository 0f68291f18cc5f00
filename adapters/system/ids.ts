import { v7 } from 'uuid';
import type { Ids } from '../../domain/ports/system.js';

/** UUIDv7: GUID-shaped, in the order they were made. */
export const systemIds: Ids = { next: () => v7() };
