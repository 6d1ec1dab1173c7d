import type { AddressInfo } from 'node:net';
import { type FastifyInstance, fastify } from 'fastify';
import { KithError } from '../core/errors.ts';
import type { WebAnswer, WebRequest, WebRoute } from '../core/ports/channel.ts';
import type { Log } from '../core/ports/log.ts';

/** Something to look at. */
export interface WebPage {
  /** `/health` */
  readonly path: string;
  answer(request: WebRequest): Promise<WebAnswer>;
}

/** Pages that belong together, with rules of their own. */
export interface WebSection {
  /** `/jobs` */
  readonly prefix: string;
  register(server: FastifyInstance): Promise<void>;
}

export interface HttpServerOptions {
  readonly host: string;
  /** 0: any free one. */
  readonly port: number;
  /** Largest request body taken, bytes. */
  readonly bodyBytes: number;
  /** What platforms call. */
  readonly routes: readonly WebRoute[];
  readonly pages?: readonly WebPage[];
  readonly sections?: readonly WebSection[];
  readonly log: Log;
}

export interface HttpServer {
  readonly port: number;
  /** Answers what is under way and takes nothing more. */
  stop(): Promise<void>;
}

/** Longest one request may take to arrive, ms: whoever sends it drop by drop must not hold the port for ever. */
const ARRIVE_MS = 30_000;

const REASONS: Readonly<Record<string, string>> = {
  EADDRINUSE: 'another program listens there, or another Kith. Stop it, or set KITH_HTTP_PORT',
  EADDRNOTAVAIL: 'this machine has no such address. Set KITH_HTTP_HOST',
  ENOTFOUND: 'nobody knows that host. Set KITH_HTTP_HOST',
  EACCES: 'this user may not. Set KITH_HTTP_PORT to 1024 or more',
};

/**
 * The port platforms call us on. A body reaches its route as it came: signatures are made over the bytes.
 * @throws KithError `http.unavailable` when the port cannot be opened, with the remedy.
 */
export async function startHttpServer(options: HttpServerOptions): Promise<HttpServer> {
  const { host, port, bodyBytes, routes, pages = [], sections = [], log } = options;
  const server = fastify({
    bodyLimit: bodyBytes,
    forceCloseConnections: 'idle',
    requestTimeout: ARRIVE_MS,
  });
  server.removeAllContentTypeParsers();
  server.addContentTypeParser('*', { parseAs: 'string' }, (_, body, done) => done(null, body));
  const join = (method: 'GET' | 'POST', { path, answer }: WebPage | WebRoute) =>
    server.route({
      method,
      url: path,
      async handler(request, reply) {
        const {
          status,
          body = '',
          contentType = 'text/plain; charset=utf-8',
        } = await answer({
          headers: headersOf(request.headers),
          body: typeof request.body === 'string' ? request.body : '',
        });
        return reply.code(status).type(contentType).header('cache-control', 'no-store').send(body);
      },
    });
  for (const route of routes) join('POST', route);
  for (const page of pages) join('GET', page);
  for (const { prefix, register } of sections) await server.register(register, { prefix });
  server.setErrorHandler(async (error: { readonly statusCode?: number }, _, reply) => {
    const status = error.statusCode ?? 500;
    if (status >= 500) log.error('HTTP request failed', { error });
    return reply.code(status).type('text/plain; charset=utf-8').send('');
  });
  try {
    await server.listen({ host, port });
  } catch (cause) {
    const { code = '', message } = cause as NodeJS.ErrnoException;
    throw new KithError(
      'http.unavailable',
      `The HTTP port ${host}:${port} cannot be opened: ${REASONS[code] ?? message}.`,
      { details: { host, port, reason: code }, cause },
    );
  }
  return {
    port: (server.server.address() as AddressInfo).port,
    stop: () => server.close(),
  };
}

const headersOf = (headers: Readonly<Record<string, string | string[] | undefined>>): WebRequest['headers'] =>
  Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : value]),
  );
