import type { Path } from '../import-fault.js';

/**
 * A file as plain data in the shape of `organisation-file.ts`, unchecked, and the line that holds each part of it.
 * `notes`: what of the file is not imported and why, a sentence each.
 */
export type Source = { value: unknown; lineOf(path: Path): number | undefined; notes?: readonly string[] };

/** Data that comes from no file: the demo organisation's. It has no lines. */
export const sourceOf = (value: unknown): Source => ({ value, lineOf: () => undefined });
