import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import express, { type ErrorRequestHandler, type Express, type RequestHandler, type Router } from 'express';
import helmet from 'helmet';
import { z } from 'zod';
import type { Readiness } from '../../bot/compose/readiness.js';
import { deepestBody, nestsDeeperThan } from '../../domain/nesting.js';
import { AdapterError, type Clock, type Ids, type Log } from '../../domain/ports/system.js';
import { say } from './page/say.js';
import { isLoopbackHost, isOfThisMachine, linksOrOwnPages } from './request-origin.js';
import { sharedReadiness } from './shared-readiness.js';

/** A raw listener that reads its own bodies: Slack's or Teams'. It is given the request untouched, with its full URL. */
export type Mount = { path: string; listener: (request: IncomingMessage, response: ServerResponse) => void };

type Options = {
  /** The address to listen on, such as `127.0.0.1`. */
  host: string;
  /** The port to listen on; 0 takes any free one. */
  port: number;
  /** Demo mode: answer only to loopback names, or a foreign page could reach us through a name that it rebinds. */
  onlyLoopbackNames: boolean;
  /** The proxies whose word is taken on who asks and by which protocol, as Express reads them: nobody's unless given. */
  trustedProxies?: string | false | undefined;
  mounts: readonly Mount[];
  routers: readonly Router[];
  /** What stands before all but `/healthz` and `/readyz`, with nothing read yet. */
  visitorLimit?: RequestHandler | undefined;
  /** Is shown what a page of another site has sent, before it is refused. */
  foreign?: RequestHandler | undefined;
  readiness: () => Promise<Readiness>;
  clock: Clock;
  ids: Ids;
  log: Log;
};

export type RunningServer = { url: string; port: number; stop(): Promise<void> };

const LARGEST_BODY = '256kb';
const MOST_FIELDS = 500;
const STOP_WITHIN = 5000;
const MOST_CONNECTIONS = 10_000;
/** In milliseconds: how long a client may take to say what it wants, and all of it; whoever trickles is cut off. */
const timeout = { headersTimeout: 10_000, requestTimeout: 30_000, connectionsCheckingInterval: 5_000 };

/** No inline script or style, nothing from elsewhere, and no text ever parsed as markup by a script. */
const securityHeaders = helmet({
  contentSecurityPolicy: {
    useDefaults: false,
    directives: {
      defaultSrc: ["'none'"],
      scriptSrc: ["'self'"],
      styleSrc: ["'self'"],
      imgSrc: ["'self'"],
      connectSrc: ["'self'"],
      formAction: ["'self'"],
      baseUri: ["'none'"],
      frameAncestors: ["'none'"],
      requireTrustedTypesFor: ["'script'"],
      trustedTypes: ["'none'"],
    },
  },
  referrerPolicy: { policy: 'no-referrer' },
  xFrameOptions: { action: 'deny' },
});

/**
 * Starts the one HTTP server: mounts first, untouched by any body parser; then `/healthz` (the process lives),
 * `/readyz` (it can work: 200, else 503; what is not well is said to this machine alone) and the routers, which get what own pages sent and links from
 * anywhere, with parsed JSON and forms of at most 256 kB.
 * A fault is answered by a generic page with a correlation id, under which the log has the rest.
 * Returns where it listens and what stops it: it takes nothing more, ends event streams, lets answers under way
 * finish, and cuts what is left after 5 s. Throws a plain sentence when the port cannot be had.
 */
export async function startHttpServer(options: Options): Promise<RunningServer> {
  const app = site(options);
  const server = createServer(timeout, (request, response) => {
    if (options.onlyLoopbackNames && !isLoopbackHost(request.headers.host)) return refuseHost(response);
    if (!isPath(request.url)) return refuseAddress(response);
    const path = request.url?.split('?', 1)[0] ?? '/';
    const mount = options.mounts.find((candidate) => path === candidate.path || path.startsWith(`${candidate.path}/`));
    if (mount === undefined) app(request, response);
    else mount.listener(request, response);
  });
  server.maxConnections = MOST_CONNECTIONS;
  const stop = stopper(server);
  await listen(server, options);
  const { port } = server.address() as AddressInfo;
  return { url: `http://${reachableName(options.host)}:${port}`, port, stop };
}

function site({
  routers,
  visitorLimit,
  foreign,
  readiness,
  clock,
  ids,
  log,
  trustedProxies = false,
}: Options): Express {
  const app = express();
  app.disable('x-powered-by');
  app.set('trust proxy', trustedProxies);
  app.use(securityHeaders);
  app.get('/healthz', (_request, response) => void response.type('text').send('ok\n'));
  const shared = sharedReadiness(readiness, clock);
  app.get('/readyz', async (request, response) => {
    const { status, reasons } = await shared();
    const works = status === 'ready' || status === 'degraded';
    response.status(works ? 200 : 503).json(isOfThisMachine(request) ? { status, reasons } : { status });
  });
  if (visitorLimit) app.use(visitorLimit);
  app.use(linksOrOwnPages(foreign));
  app.use(express.json({ limit: LARGEST_BODY }), notTooDeep);
  app.use(express.urlencoded({ extended: false, limit: LARGEST_BODY, parameterLimit: MOST_FIELDS }));
  for (const router of routers) app.use(router);
  app.use(notFound);
  app.use(apologise(ids, log));
  return app;
}

/** Whatever reads a body goes down into it by recursion, which a deep enough one exhausts. */
const notTooDeep: RequestHandler = (request, _response, next) =>
  nestsDeeperThan(request.body, deepestBody) ? next({ status: 400 }) : next();

const notFound: RequestHandler = (request, response) => {
  say(request, response, 404, 'There is nothing at this address. Start at the first page instead.');
};

const AWAY = 'Something that this needs cannot be reached just now. Please try again in a moment.';
const clientFault = z.object({ status: z.int().min(400).max(499) });
const faultTexts: Record<number, string> = {
  400: 'This request could not be read: its body or its address is not what it says it is.',
  413: 'This request is too large: at most 256 kB are read.',
  415: 'This request is in a form that is not read here: send JSON or a form in UTF-8.',
};

function apologise(ids: Ids, log: Log): ErrorRequestHandler {
  return (error, request, response, next) => {
    if (response.headersSent) return next(error);
    const fault = clientFault.safeParse(error);
    if (fault.success) {
      const { status } = fault.data;
      return say(request, response, status, faultTexts[status] ?? 'This request could not be read.');
    }
    const correlationId = ids.next();
    // Never the whole path: links carry one-time tokens.
    const [, area = ''] = request.path.split('/', 2);
    log.error('http.failed', { correlationId, method: request.method, area, err: error });
    if (error instanceof AdapterError && error.retryable) return say(request, response, 503, AWAY);
    say(
      request,
      response,
      500,
      `Sorry, something went wrong here. Please try again; if it stays, tell your administrator this reference: ${correlationId}`,
    );
  };
}

function refuseHost(response: ServerResponse): void {
  response.writeHead(421, { 'content-type': 'text/plain; charset=utf-8', connection: 'close' });
  response.end('Demo mode answers only on this machine. Open it as http://localhost instead.\n');
}

/** A path, or the whole address as a proxy sends it; not `*`, which names no page. */
const isPath = (url = '') => url.startsWith('/') || /^https?:\/\//i.test(url);

function refuseAddress(response: ServerResponse): void {
  response.writeHead(400, { 'content-type': 'text/plain; charset=utf-8', connection: 'close' });
  response.end('This asks for no address here.\n');
}

async function listen(server: Server, { host, port }: Options): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => reject(new Error(whyNot(cause, host, port), { cause })));
    server.listen({ host, port }, resolve);
  });
}

function whyNot(cause: NodeJS.ErrnoException, host: string, port: number): string {
  if (cause.code === 'EADDRINUSE')
    return `Port ${port} on ${host} is taken by another program. Stop that one, or set PORT to a free port.`;
  if (cause.code === 'EACCES')
    return `Port ${port} needs rights that this user does not have. Set PORT to a number above 1023.`;
  if (cause.code === 'EADDRNOTAVAIL' || cause.code === 'ENOTFOUND')
    return `This machine has no address ${host}. Set HOST to one of its own, such as 127.0.0.1.`;
  return `Cannot listen on ${host}, port ${port}: ${cause.message}`;
}

function reachableName(host: string): string {
  if (['0.0.0.0', '::', '::1', '127.0.0.1'].includes(host)) return 'localhost';
  return host.includes(':') ? `[${host}]` : host;
}

function stopper(server: Server): () => Promise<void> {
  const open = new Set<ServerResponse>();
  let stopped: Promise<void> | undefined;
  server.on('request', (_request, response) => {
    open.add(response);
    response.once('close', () => {
      open.delete(response);
      // A kept-alive connection would hold the server open until its own timeout.
      if (stopped !== undefined) server.closeIdleConnections();
    });
  });
  return () => {
    stopped ??= new Promise((resolve) => {
      const cut = setTimeout(() => server.closeAllConnections(), STOP_WITHIN);
      server.close(() => {
        clearTimeout(cut);
        resolve();
      });
      for (const response of open) if (isEventStream(response)) response.end();
    });
    return stopped;
  };
}

const isEventStream = (response: ServerResponse) =>
  String(response.getHeader('content-type')).startsWith('text/event-stream');
