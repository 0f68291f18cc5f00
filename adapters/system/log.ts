import { type Logger, pino, stdSerializers } from 'pino';
import type { Log } from '../../domain/ports/system.js';

/** Fields whose values never reach a log, wherever they stand. */
const secret = ['token', 'password', 'authorization', 'secret', 'cookie', 'justification', 'text', 'signingSecret'];

/**
 * Structured JSON lines, from `level` up, on standard output or to `destination`. Secrets and free text by people are
 * censored by the name of their field, wherever it stands.
 */
export function pinoLog(level: string, destination?: { write(line: string): void }): Log {
  const paths = secret.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]);
  const options = {
    level,
    serializers: { err: stdSerializers.err, error: stdSerializers.err },
    redact: { paths, censor: '[not logged]' },
    base: null,
  };
  return wrap(destination ? pino(options, destination) : pino(options));
}

function wrap(logger: Logger): Log {
  return {
    debug: (event, fields = {}) => logger.debug(fields, event),
    info: (event, fields = {}) => logger.info(fields, event),
    warn: (event, fields = {}) => logger.warn(fields, event),
    error: (event, fields = {}) => logger.error(fields, event),
    with: (fields) => wrap(logger.child(fields)),
  };
}
