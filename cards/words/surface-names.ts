import type { Surface } from '../../domain/identity/surface.js';

/** What people call the platforms. */
export const surfaceNames: Record<Surface, string> = { slack: 'Slack', teams: 'Teams', web: 'Web chat' };
