import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Trouble } from '../platform.ts';
import { loneSurrogates } from './check.ts';
import { createLimits } from './limits.ts';
import { minimalAnswer } from './minimal.ts';
import { DiscordRefusal } from './refusal.ts';
import type { Call, File, Reply, Route } from './types.ts';
import type { World } from './world.ts';

/** A request as it came in, refused ones included. */
export interface DiscordRequest {
  readonly method: string;
  /** Path below `/api/v10`, query included. */
  readonly path: string;
  readonly body: unknown;
  readonly headers: IncomingMessage['headers'];
  /** 0 where the connection was cut or the request is unanswered. */
  status: number;
}

export interface RestOptions {
  /** Token of the bot; undefined when it was revoked. */
  readonly token: () => string | undefined;
  readonly routes: readonly Route[];
  readonly troubles: Trouble[];
  readonly isRateLimited: boolean;
  /** Whether answers say no more than a client needs; how long to wait then stands in the body only. */
  readonly isMinimal: boolean;
  /** Routes that are not there, e.g. `GET /channels/:channel/webhooks`. */
  readonly missing: readonly string[];
}

type Answer = Reply & { readonly headers?: Readonly<Record<string, string>> };

/** Refusals in a row after which a client is not merely unlucky. */
const mostRefusals = 8;
const posts = /^(?:POST|PATCH) \/(?:channels\/:channel\/messages|webhooks\/[^/]+\/:token)/u;

/** REST API v10 over node:http: authentication, bodies, limits and troubles around the routes. */
export function createDiscordRest(world: World, options: RestOptions) {
  const limits = createLimits(options.isRateLimited);
  const requests: DiscordRequest[] = [];
  const patterns = options.routes.map((route) => ({ route, pattern: patternOf(route.path) }));
  const shape = options.isMinimal ? minimalAnswer : (_: string, body: unknown) => body;
  let unauthorized = 0;

  function route(method: string, path: string): { route: Route; params: Record<string, string> } | undefined {
    for (const one of patterns) {
      const match = one.route.method === method ? one.pattern.exec(path) : null;
      if (match !== null) return { route: one.route, params: { ...match.groups } };
    }
    return undefined;
  }

  function refuseUnauthorized(incoming: IncomingMessage): Answer | undefined {
    const token = options.token();
    if (token !== undefined && incoming.headers.authorization === `Bot ${token}`) return undefined;
    unauthorized += 1;
    if (token !== undefined) world.violations.push(`unauthorized: ${incoming.method} ${incoming.url}`);
    else if (unauthorized === 10) world.violations.push('goes on calling with a revoked token');
    return { status: 401, body: { message: '401: Unauthorized', code: 0 } };
  }

  async function answered(call: Call, found: Route): Promise<Answer> {
    const faults = loneSurrogates(call.body);
    const name = `${call.method} ${call.path}`;
    if (faults.length > 0) return refused(name, new DiscordRefusal(400, 50035, 'Invalid Form Body', faults));
    try {
      return await found.answer(call);
    } catch (error) {
      if (error instanceof DiscordRefusal) return refused(name, error);
      world.violations.push(`the local Discord broke over ${name}: ${String(error)}`);
      return { status: 500, body: { message: '500: Internal Server Error', code: 0 } };
    }
  }

  function refused(name: string, { status, code, message, faults }: DiscordRefusal): Answer {
    world.violations.push(...faults.map((fault) => `${name}: ${fault}`));
    const text = faults.length > 0 && code === 50035 ? `${message}: ${faults.join('; ')}` : message;
    return { status, body: { message: text, code } };
  }

  function limited(
    found: Route,
    major: string,
    name: string,
  ): Answer | { readonly headers: Answer['headers'] } {
    const { headers, retryAfter, refusals } = limits.take(found, major);
    if (retryAfter === undefined) return { headers };
    if (refusals === mostRefusals) world.violations.push(`${name}: ${refusals} rate limits in a row`);
    return tooMany(retryAfter, headers);
  }

  async function serve(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const method = incoming.method ?? 'GET';
    const url = new URL(incoming.url ?? '/', 'http://local');
    const path = url.pathname.replace(/^\/api\/v10/u, '').replaceAll('%40', '@');
    const bytes = await bytesOf(incoming);
    if (bytes === undefined) return;
    const read = await bodyOf(incoming, bytes);
    const isVersioned = url.pathname.startsWith('/api/v10/');
    const record = {
      method,
      path: path + url.search,
      body: read?.body,
      headers: incoming.headers,
      status: 0,
    };
    requests.push(record);
    const send = (full: Answer): void => {
      const isTerse = options.isMinimal && full.status === 429;
      const answer = isTerse ? { ...full, headers: {} } : full;
      record.status = answer.status;
      const isBytes = answer.body instanceof Uint8Array;
      response.writeHead(answer.status, {
        ...(answer.body !== undefined && !isBytes && { 'content-type': 'application/json' }),
        ...answer.headers,
      });
      response.end(answer.body === undefined || isBytes ? answer.body : JSON.stringify(answer.body));
    };
    const match = route(method, isVersioned ? path : url.pathname);
    if (match === undefined) {
      world.violations.push(`unknown route: ${method} ${url.pathname}`);
      return send({ status: 404, body: { message: '404: Not Found', code: 0 } });
    }
    const { route: found, params } = match;
    if (options.missing.includes(`${found.method} ${found.path}`))
      return send({ status: 404, body: { message: '404: Not Found', code: 0 } });
    if (found.isOpen !== true) {
      const refusal = refuseUnauthorized(incoming);
      if (refusal !== undefined) return send(refusal);
    }
    if (read === undefined) {
      world.violations.push(`${method} ${path}: the body cannot be read as its content type`);
      return send({ status: 400, body: { message: 'The request body contains invalid JSON.', code: 50109 } });
    }
    const major = found.path.startsWith('/interactions') ? '' : (Object.values(params)[0] ?? '');
    const trouble = strike(options.troubles, found, path, read.body);
    if (trouble?.kind === '429') {
      limits.shut(found, major, trouble.retryAfter ?? 1);
      return send(tooMany(trouble.retryAfter ?? 1));
    }
    if (trouble?.kind === '500')
      return send({ status: 500, body: { message: '500: Internal Server Error', code: 0 } });
    if (trouble?.kind === 'hang') return;
    if (trouble?.kind === 'cut before') return void incoming.socket.destroy();
    const limit = limited(found, major, `${method} ${path}`);
    if ('status' in limit) return send(limit);
    const call = { method, path, query: url.searchParams, params, body: read.body, files: read.files };
    const answer = await answered(call, found);
    if (trouble?.kind === 'cut after') return void incoming.socket.destroy();
    const body = answer.status < 300 ? shape(path, answer.body) : answer.body;
    send({ ...answer, body, headers: { ...limit.headers, ...answer.headers } });
  }

  return { serve, requests: requests as readonly DiscordRequest[] };
}

function tooMany(seconds: number, headers: Answer['headers'] = {}): Answer {
  return {
    status: 429,
    body: { message: 'You are being rate limited.', retry_after: seconds, global: false },
    headers: { 'retry-after': String(Math.ceil(seconds)), 'x-ratelimit-scope': 'user', ...headers },
  };
}

/** The trouble that strikes this request, taken off the list. */
function strike(troubles: Trouble[], route: Route, path: string, body: unknown): Trouble | undefined {
  const name = `${route.method} ${route.path}`;
  const answersNow =
    route.path.endsWith('/callback') && [4, 7].includes(Number((body as { type?: number })?.type));
  const at = troubles.findIndex(({ on }) =>
    on === undefined ? posts.test(name) || answersNow : `${name} ${route.method} ${path}`.includes(on),
  );
  return at < 0 ? undefined : troubles.splice(at, 1)[0];
}

function patternOf(path: string): RegExp {
  return new RegExp(`^${path.replace(/:(\w+)/gu, '(?<$1>[^/]+)')}$`, 'u');
}

async function bytesOf(incoming: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  try {
    for await (const chunk of incoming) chunks.push(chunk as Buffer);
    return Buffer.concat(chunks);
  } catch {
    return undefined;
  }
}

/** JSON, or multipart with `payload_json` and files; nothing where neither can be read. */
async function bodyOf(
  { headers }: IncomingMessage,
  bytes: Buffer,
): Promise<{ readonly body: unknown; readonly files: readonly File[] } | undefined> {
  const type = headers['content-type'] ?? '';
  if (bytes.length === 0) return { body: undefined, files: [] };
  try {
    if (type.startsWith('application/json')) return { body: JSON.parse(bytes.toString('utf8')), files: [] };
    if (!type.startsWith('multipart/form-data')) return undefined;
    const form = await new Response(new Uint8Array(bytes), { headers: { 'content-type': type } }).formData();
    const files: File[] = [];
    for (const value of form.values())
      if (typeof value !== 'string')
        files.push({ name: value.name, type: value.type, bytes: new Uint8Array(await value.arrayBuffer()) });
    const json = form.get('payload_json');
    return { body: typeof json === 'string' ? JSON.parse(json) : {}, files };
  } catch {
    return undefined;
  }
}
