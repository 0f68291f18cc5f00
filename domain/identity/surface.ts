/** A chat in which people speak with Latchkey; `web` is its own. */
export type Surface = 'slack' | 'teams' | 'web';
