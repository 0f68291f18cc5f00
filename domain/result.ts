/** A decision the caller must look at. Refusals are data; only bugs and broken I/O throw. */
export type Result<T, R> = { ok: true; value: T } | { ok: false; refusal: R };

/** The answer "yes", with what was decided. */
export const ok = <T>(value: T) => ({ ok: true, value }) as const;

/** The answer "no", with the reason as data. */
export const refuse = <const R>(refusal: R) => ({ ok: false, refusal }) as const;
