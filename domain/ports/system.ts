import type { Instant } from '../time.js';

/** What time it is. In production the database's time; in tests a controlled one. */
export type Clock = {
  /** The present instant, never earlier than one it has given before. */
  now(): Instant;
};

/** Makes identifiers. */
export type Ids = {
  /** A new GUID-shaped, time-ordered identifier (UUIDv7), in lower case. */
  next(): string;
};

export type LogFields = Record<string, unknown>;

/** Structured logging: dotted event names, fields as data. Free text by people and secrets never go in. */
export type Log = {
  debug(event: string, fields?: LogFields): void;
  info(event: string, fields?: LogFields): void;
  warn(event: string, fields?: LogFields): void;
  error(event: string, fields?: LogFields): void;
  /** A log whose every line carries these fields too. */
  with(fields: LogFields): Log;
};

export type AdapterErrorCode =
  | 'unavailable'
  | 'timeout'
  | 'rate-limited'
  | 'rejected'
  | 'unauthorised'
  | 'not-found'
  | 'last-owner';

/** A fault of something outside: made from status codes, never from message text. */
export class AdapterError extends Error {
  readonly code: AdapterErrorCode;
  /** False when trying the same again cannot help. */
  readonly retryable: boolean;
  /** How long the far end asked to be left alone, in milliseconds. */
  readonly retryAfter: number | undefined;

  constructor(code: AdapterErrorCode, message: string, more: { retryAfter?: number; cause?: unknown } = {}) {
    super(message, { cause: more.cause });
    this.name = 'AdapterError';
    this.code = code;
    this.retryable = code === 'unavailable' || code === 'timeout' || code === 'rate-limited';
    this.retryAfter = more.retryAfter;
  }
}
