import { createHmac, randomUUID } from 'node:crypto';
import type { Server } from 'node:http';
import { type WebSocket, WebSocketServer } from 'ws';

type Json = Record<string, unknown>;

/** Slack waits this long for an answer. */
const TIMEOUT = 3000;

export type Kind = 'events_api' | 'slash_commands' | 'interactive';

/** How one delivery went: the status (0 where no answer came in time), and what was answered. */
export type Delivered = {
  status: number;
  body: Json | undefined;
  /** Sends the very same bytes again, signature and all. */
  replay(): Promise<Delivered>;
  /** Sends it again as Slack does after a failure: newly signed, with the number of the retry. */
  redeliver(retry?: number): Promise<Delivered>;
};

/** Signs a body as Slack does: https://docs.slack.dev/authentication/verifying-requests-from-slack */
export function signed(body: string, signingSecret: string, seconds: number): Record<string, string> {
  const digest = createHmac('sha256', signingSecret).update(`v0:${seconds}:${body}`).digest('hex');
  return { 'x-slack-request-timestamp': String(seconds), 'x-slack-signature': `v0=${digest}` };
}

/** The body and content type of a delivery: events come as JSON, the rest as forms. */
export function encoded(kind: Kind, payload: Json): { body: string; type: string } {
  if (kind === 'events_api') return { body: JSON.stringify(payload), type: 'application/json' };
  const form = kind === 'interactive' ? { payload: JSON.stringify(payload) } : (payload as Record<string, string>);
  return { body: new URLSearchParams(form).toString(), type: 'application/x-www-form-urlencoded' };
}

/** Delivers by signed HTTP to the target's /slack/events. `now` is in milliseconds. */
export function httpDelivery(options: { target: () => string; signingSecret: string; now: () => number }) {
  async function send(body: string, headers: Record<string, string>, repeat: Omit<Delivered, 'status' | 'body'>) {
    try {
      const response = await fetch(`${options.target()}/slack/events`, {
        method: 'POST',
        headers,
        body,
        signal: AbortSignal.timeout(TIMEOUT),
      });
      return { status: response.status, body: parsed(await response.text()), ...repeat };
    } catch {
      return { status: 0, body: undefined, ...repeat };
    }
  }

  return function deliver(kind: Kind, payload: Json, retry?: number): Promise<Delivered> {
    const { body, type } = encoded(kind, payload);
    const headers = {
      'content-type': type,
      ...signed(body, options.signingSecret, Math.floor(options.now() / 1000)),
      ...(retry && { 'x-slack-retry-num': String(retry), 'x-slack-retry-reason': 'http_error' }),
    };
    const repeat = {
      replay: (): Promise<Delivered> => send(body, headers, repeat),
      redeliver: (next = 1) => deliver(kind, payload, next),
    };
    return send(body, headers, repeat);
  };
}

function parsed(text: string): Json | undefined {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Delivers over Socket Mode: https://docs.slack.dev/apis/events-api/using-socket-mode */
export function socketDelivery(server: Server) {
  const sockets = new WebSocketServer({ server, path: '/socket' });
  const waiting = new Map<string, (payload: Json | undefined) => void>();
  let connections = 0;
  let current: WebSocket | undefined;

  sockets.on('connection', (socket) => {
    connections += 1;
    current = socket;
    socket.on('message', (data) => {
      const { envelope_id, payload } = JSON.parse(String(data));
      waiting.get(envelope_id)?.(payload);
    });
    socket.on('close', () => {
      if (current === socket) current = undefined;
    });
    socket.send(JSON.stringify({ type: 'hello', num_connections: 1 }));
  });

  async function deliver(kind: Kind, payload: Json, retry?: number): Promise<Delivered> {
    const envelope_id = randomUUID();
    const answered = new Promise<Json | 'none'>((resolve) => {
      const timer = setTimeout(() => resolve('none'), TIMEOUT);
      waiting.set(envelope_id, (answer) => {
        clearTimeout(timer);
        resolve(answer ?? {});
      });
    });
    const attempt = retry === undefined ? {} : { retry_attempt: retry, retry_reason: 'timeout' };
    current?.send(
      JSON.stringify({ envelope_id, type: kind, payload, accepts_response_payload: kind !== 'events_api', ...attempt }),
    );
    const answer = await answered;
    waiting.delete(envelope_id);
    const repeat = {
      replay: () => deliver(kind, payload, retry),
      redeliver: (next = 1) => deliver(kind, payload, next),
    };
    return answer === 'none'
      ? { status: 0, body: undefined, ...repeat }
      : { status: 200, body: Object.keys(answer).length > 0 ? answer : undefined, ...repeat };
  }

  return {
    deliver,
    isConnected: () => current !== undefined,
    /** How many connections were opened so far. */
    connections: () => connections,
    /** What Slack does every few hours: asks for a new connection and closes this one. */
    recycle() {
      current?.send(JSON.stringify({ type: 'disconnect', reason: 'refresh_requested' }));
      current?.close();
    },
    close() {
      for (const socket of sockets.clients) socket.terminate();
      sockets.close();
    },
  };
}
