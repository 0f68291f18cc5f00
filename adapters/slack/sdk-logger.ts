import { type Logger, LogLevel } from '@slack/bolt';
import type { Log } from '../../domain/ports/system.js';

/**
 * Bolt's own log, of which only errors are kept: below that it writes bodies, and for every forged request a line.
 * What Bolt throws reaches the log on its own.
 */
export function sdkLogger(log: Log): Logger {
  return {
    debug() {},
    info() {},
    warn() {},
    error: (...parts) => log.error('slack.sdk', { detail: parts.filter((part) => typeof part === 'string') }),
    setLevel() {},
    getLevel: () => LogLevel.ERROR,
    setName() {},
  };
}
