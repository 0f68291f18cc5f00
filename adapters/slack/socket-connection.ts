import { setTimeout as pause } from 'node:timers/promises';
import type { SocketModeReceiver } from '@slack/bolt';
import type { Log } from '../../domain/ports/system.js';
import { toAdapterError } from './to-adapter-error.js';

const FIRST_PAUSE = 500;
const LONGEST_PAUSE = 30_000;

type Connection = { gone: Promise<void> };

/**
 * Opens a Socket Mode connection and keeps one open: Slack renews them every few hours. The receiver must not
 * reconnect on its own, since its own reconnecting ends the process when Slack refuses the token or is not reached.
 * Resolves once Slack has said hello for the first time; throws AdapterError when that fails.
 */
export async function socketConnection(receiver: SocketModeReceiver, log: Log): Promise<{ close(): Promise<void> }> {
  const { client } = receiver;
  const closing = new AbortController();

  async function connect(): Promise<Connection> {
    let leave = () => {};
    const gone = new Promise<void>((resolve) => {
      leave = resolve;
      client.once('disconnected', leave);
    });
    try {
      await client.start();
    } catch (error) {
      client.off('disconnected', leave);
      throw toAdapterError(error);
    }
    log.info('slack.socket-connected');
    return { gone };
  }

  async function reconnect(): Promise<Connection | undefined> {
    try {
      return await connect();
    } catch (error) {
      log.warn('slack.socket-failed', { err: error });
      return undefined;
    }
  }

  async function keepOpen(first: Connection): Promise<void> {
    let connection: Connection | undefined = first;
    let wait = FIRST_PAUSE;
    while (!closing.signal.aborted) {
      if (connection) {
        await connection.gone;
        wait = FIRST_PAUSE;
      }
      await pause(wait, undefined, { signal: closing.signal }).catch(() => undefined);
      wait = Math.min(wait * 2, LONGEST_PAUSE);
      connection = closing.signal.aborted ? undefined : await reconnect();
    }
    await client.disconnect();
  }

  const keptOpen = keepOpen(await connect());
  return {
    async close() {
      closing.abort();
      await client.disconnect();
      await keptOpen;
    },
  };
}
