import type { Path } from './import-fault.js';

/** A file as plain data in the shape of `organisation-file.ts`, unchecked, and the line that holds each part of it. */
export type Source = { value: unknown; lineOf(path: Path): number | undefined };

/** Data that comes from no file: the demo organisation's. It has no lines. */
export const sourceOf = (value: unknown): Source => ({ value, lineOf: () => undefined });
