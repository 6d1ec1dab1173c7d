import { createHash, timingSafeEqual } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import type { Agenda } from 'agenda';
import type { AgendashController } from 'agendash';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { WebSection } from './server.ts';

export interface DashboardOptions {
  /** What whoever looks must know: as a bearer token, or as the password of any name. */
  readonly token: string;
  /** The schedule, once there is one. */
  readonly agenda: () => Agenda | undefined;
}

/** Where it is. */
const PREFIX = '/jobs';
const TYPES: Readonly<Record<string, string>> = {
  css: 'text/css; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
};

/**
 * Agendash at `/jobs/`, behind a token. Its own plugin for Fastify wants a package for three files; these are its
 * controller and its pages. Loaded when somebody looks for the first time.
 */
export function dashboard({ token, agenda }: DashboardOptions): WebSection {
  let loading: Promise<Dashboard> | undefined;
  async function ready(): Promise<Dashboard | undefined> {
    const running = agenda();
    if (running === undefined) return undefined;
    loading ??= load(running);
    return loading;
  }

  async function register(server: FastifyInstance): Promise<void> {
    server.addHook('onRequest', async (request, reply) => {
      if (isKnown(request.headers.authorization, token)) return;
      return reply.code(401).header('www-authenticate', 'Basic realm="Kith", charset="UTF-8"').send('');
    });
    /** A route whose answer is JSON; what it throws is the asker's fault. */
    const api = (method: 'GET' | 'POST', path: string, ask: Ask) =>
      server.route({
        method,
        url: `/api${path}`,
        async handler(request, reply) {
          const board = await ready();
          reply.header('cache-control', 'no-store');
          if (board === undefined)
            return reply.code(503).send({ error: 'The schedule has not started yet.' });
          const body = bodyOf(request);
          if (body === undefined) return reply.code(415).send({ error: 'Only JSON is taken.' });
          try {
            return await ask(board.controller, request.query as Query, body);
          } catch (error) {
            return reply.code(400).send({ error: error instanceof Error ? error.message : 'It failed.' });
          }
        },
      });
    for (const [path, ask] of GETS) api('GET', path, ask);
    for (const [path, ask] of POSTS) api('POST', path, ask);
    // A stream that stays open would hold up every stop; the page asks again and again instead.
    server.get('/api/events', async (_, reply) => reply.code(501).send({ error: 'There is no stream.' }));

    server.get('/', async ({ url }, reply) =>
      // What the page names stands beside it.
      /^[^?]*\/(\?|$)/.test(url)
        ? page(reply, await ready(), 'index.html')
        : reply.redirect(`${PREFIX}/`, 308),
    );
    server.get<{ Params: { file: string } }>('/assets/:file', async ({ params }, reply) =>
      page(reply, await ready(), params.file),
    );
  }
  return { prefix: PREFIX, register };
}

interface Dashboard {
  readonly controller: AgendashController;
  readonly files: ReadonlyMap<string, Buffer>;
  readonly csp: string;
}

type Query = Readonly<Record<string, string | undefined>>;
type Ask = (controller: AgendashController, query: Query, body: JobsBody) => Promise<unknown>;
interface JobsBody {
  readonly jobIds?: readonly string[];
}

const ids = ({ jobIds = [] }: JobsBody): string[] => jobIds.filter((id) => typeof id === 'string');
const count = (text: string | undefined, otherwise: number): number =>
  /^\d{1,6}$/.test(text ?? '') ? Number(text) : otherwise;

const GETS: readonly (readonly [string, Ask])[] = [
  [
    '',
    (controller, { job, state, q, skip, limit }) =>
      controller.getJobs({
        ...(job ? { name: job } : {}),
        ...(state ? { state } : {}),
        ...(q ? { search: q } : {}),
        skip: count(skip, 0),
        limit: count(limit, 50) || 50,
      }),
  ],
  ['/stats', (controller, { fullDetails }) => controller.getStats(fullDetails === 'true')],
  ['/logs', (controller) => controller.getLogs({})],
];

const POSTS: readonly (readonly [string, Ask])[] = [
  ['/jobs/requeue', (controller, _, body) => controller.requeueJobs(ids(body))],
  ['/jobs/retry', (controller, _, body) => controller.retryJobs(ids(body))],
  ['/jobs/delete', (controller, _, body) => controller.deleteJobs(ids(body))],
  ['/jobs/pause', (controller, _, body) => controller.pauseJobs(ids(body))],
  ['/jobs/resume', (controller, _, body) => controller.resumeJobs(ids(body))],
  [
    '/jobs/create',
    (controller, _, body) => controller.createJob(body as Parameters<AgendashController['createJob']>[0]),
  ],
];

/** Undefined: there is a body that is no JSON. A page of another site cannot send JSON with our password. */
function bodyOf({ method, headers, body }: FastifyRequest): JobsBody | undefined {
  if (method === 'GET') return {};
  if (headers['content-type']?.startsWith('application/json') !== true) return undefined;
  try {
    const sent: unknown = JSON.parse(typeof body === 'string' ? body : '');
    return typeof sent === 'object' && sent !== null ? sent : undefined;
  } catch {
    return undefined;
  }
}

async function load(agenda: Agenda): Promise<Dashboard> {
  const { AgendashController, cspHeader } = await import('agendash');
  const folder = new URL('../public/', import.meta.resolve('agendash'));
  const names = [
    'index.html',
    ...(await readdir(new URL('assets/', folder))).map((name) => `assets/${name}`),
  ];
  const files = await Promise.all(
    names.map(async (name) => [name.replace('assets/', ''), await readFile(new URL(name, folder))] as const),
  );
  return { controller: new AgendashController(agenda), files: new Map(files), csp: cspHeader };
}

function page(reply: FastifyReply, board: Dashboard | undefined, name: string): FastifyReply {
  if (board === undefined)
    return reply.code(503).type('text/plain').send('The schedule has not started yet.');
  const file = board.files.get(name);
  if (file === undefined) return reply.code(404).send('');
  const type = TYPES[name.split('.').at(-1) ?? ''] ?? 'text/html; charset=utf-8';
  return reply.type(type).header('content-security-policy', board.csp).send(file);
}

/** `Bearer TOKEN`, or `Basic` with the token as password. Compared in the same time whatever is wrong. */
function isKnown(header: string | undefined, token: string): boolean {
  const [, scheme = '', value = ''] = /^(\S+) +(\S+)$/.exec(header ?? '') ?? [];
  const isBasic = scheme.toLowerCase() === 'basic';
  const said = isBasic
    ? Buffer.from(value, 'base64')
        .toString('utf8')
        .replace(/^[^:]*:/, '')
    : value;
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return (isBasic || scheme.toLowerCase() === 'bearer') && timingSafeEqual(digest(said), digest(token));
}
