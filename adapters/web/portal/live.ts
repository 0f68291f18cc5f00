import type { RequestHandler } from 'express';

const HEARTBEAT = 25_000;
/** Several commits of one thing are told as one. */
const together = 300;

/**
 * A stream of server-sent events that say no more than that something has changed: what, the page finds out by asking
 * for itself again, so nothing is told to anybody here that they may not see. It ends with the browser or the server.
 */
export const liveStream =
  (watch: (changed: () => void) => () => void): RequestHandler =>
  (_request, response) => {
    response.writeHead(200, {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store, no-transform',
    });
    response.write('retry: 2000\n\n');
    let soon: NodeJS.Timeout | undefined;
    const end = watch(() => {
      soon ??= setTimeout(() => {
        soon = undefined;
        if (response.writable) response.write('event: changed\ndata: {}\n\n');
      }, together);
    });
    const heartbeat = setInterval(() => response.writable && response.write(': still here\n\n'), HEARTBEAT);
    response.on('close', () => {
      clearTimeout(soon);
      clearInterval(heartbeat);
      end();
    });
  };
