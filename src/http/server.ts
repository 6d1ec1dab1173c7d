import type { AddressInfo } from 'node:net';
import { fastify } from 'fastify';
import type { WebRequest, WebRoute } from '../core/ports/channel.ts';
import type { Log } from '../core/ports/log.ts';

export interface HttpServerOptions {
  readonly host: string;
  /** 0: any free one. */
  readonly port: number;
  /** Largest request body taken, bytes. */
  readonly bodyBytes: number;
  readonly routes: readonly WebRoute[];
  readonly log: Log;
}

export interface HttpServer {
  readonly port: number;
  /** Answers what is under way and takes nothing more. */
  stop(): Promise<void>;
}

/**
 * The port platforms call us on. A body reaches its route as it came: signatures are made over the bytes.
 * @throws what the system says when the port cannot be opened.
 */
export async function startHttpServer(options: HttpServerOptions): Promise<HttpServer> {
  const { host, port, bodyBytes, routes, log } = options;
  const server = fastify({ bodyLimit: bodyBytes, forceCloseConnections: 'idle' });
  server.removeAllContentTypeParsers();
  server.addContentTypeParser('*', { parseAs: 'string' }, (_, body, done) => done(null, body));
  for (const { path, answer } of routes) {
    server.post(path, async (request, reply) => {
      const {
        status,
        body = '',
        contentType = 'text/plain; charset=utf-8',
      } = await answer({
        headers: headersOf(request.headers),
        body: typeof request.body === 'string' ? request.body : '',
      });
      return reply.code(status).type(contentType).send(body);
    });
  }
  server.setErrorHandler(async (error: { readonly statusCode?: number }, _, reply) => {
    const status = error.statusCode ?? 500;
    if (status >= 500) log.error('HTTP request failed', { error });
    return reply.code(status).type('text/plain; charset=utf-8').send('');
  });
  await server.listen({ host, port });
  return {
    port: (server.server.address() as AddressInfo).port,
    stop: () => server.close(),
  };
}

const headersOf = (headers: Readonly<Record<string, string | string[] | undefined>>): WebRequest['headers'] =>
  Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : value]),
  );
