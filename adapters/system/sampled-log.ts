import type { Clock, Log, LogFields } from '../../domain/ports/system.js';
import { after, type Instant, minutes } from '../../domain/time.js';

type Level = 'warn' | 'error';
type Window = { ends: Instant; written: number; leftOut: number };

/** Of one event, within a minute. */
const written = { warn: 10, error: 100 } as const;
/** So many events are told apart; there are fewer kinds of lines than that in the whole product. */
const mostEvents = 500;
const window = minutes(1);

/**
 * A log for what outsiders and single people can bring about: of each warning the first ten of a minute are written, of
 * each error the first hundred; the rest is counted, and one line, `log.left-out`, says how many there were of which, as
 * soon as anything of the kind is logged after that minute. What is below a warning passes.
 */
export function sampledLog(log: Log, clock: Clock): Log {
  return wrap(log, log, clock, new Map());
}

function wrap(root: Log, log: Log, clock: Clock, windows: Map<string, Window>): Log {
  const sampled =
    (level: Level) =>
    (event: string, fields?: LogFields): void => {
      const now = clock.now();
      const open = windowOf(root, windows, event, now);
      if (open.written >= written[level]) {
        open.leftOut += 1;
        return;
      }
      open.written += 1;
      log[level](event, fields);
    };
  return {
    debug: log.debug,
    info: log.info,
    warn: sampled('warn'),
    error: sampled('error'),
    with: (fields) => wrap(root, log.with(fields), clock, windows),
  };
}

/** The minute that is open for this event; one that is over is told of and begins again. */
function windowOf(root: Log, windows: Map<string, Window>, event: string, now: Instant): Window {
  const known = windows.get(event);
  if (known && now < known.ends) return known;
  if (known && known.leftOut > 0) root.warn('log.left-out', { of: event, count: known.leftOut });
  if (windows.size >= mostEvents) windows.clear();
  const opened = { ends: after(now, window), written: 0, leftOut: 0 };
  windows.set(event, opened);
  return opened;
}
