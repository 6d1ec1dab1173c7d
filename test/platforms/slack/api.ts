import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { type Arguments, argumentsOf, checkCall, type Desk, fault, type Method, Refusal } from './call.ts';
import { answerLimited, type SlackGate } from './gate.ts';
import type { SlackResponses } from './responses.ts';
import type { Json } from './world.ts';

/** One call of the app and what it was told. */
export interface SlackCall {
  readonly method: string;
  readonly args: Arguments;
  readonly answer: Json;
}

export interface StoredFile {
  readonly type: string;
  readonly content: Uint8Array;
}

interface ApiOptions {
  readonly desk: Desk;
  readonly gate: SlackGate;
  readonly methods: Readonly<Record<string, Method>>;
  readonly responses: SlackResponses;
  readonly files: ReadonlyMap<string, StoredFile>;
  readonly botToken: string;
  readonly appToken: string;
  /** Why the bot token is refused, while it is. */
  readonly revoked: () => string | undefined;
  readonly calls: SlackCall[];
  /** Methods refused for good, with Slack's word or an HTTP status. */
  readonly refuses: Readonly<Record<string, string | number>>;
  /** Whether no scopes are told. */
  readonly isLean: boolean;
}

/** The Web API, the response URLs and the files, as an HTTP listener. */
export function createSlackApi(options: ApiOptions): RequestListener {
  const { desk, gate, methods, responses, files, botToken, appToken, revoked, calls } = options;
  const { refuses, isLean } = options;

  /** Who a token belongs to; refuses those Slack does not take for this method. */
  const authorize = (method: string, token: string | undefined): void => {
    if (token === undefined || token === '') throw fault('not_authed');
    const isOpening = method === 'apps.connections.open';
    if (token === (isOpening ? appToken : botToken)) {
      const reason = revoked();
      if (reason !== undefined) throw new Refusal(reason);
      return;
    }
    throw fault(token === appToken || token === botToken ? 'not_allowed_token_type' : 'invalid_auth');
  };

  const call = (method: string, incoming: IncomingMessage, body: string): Json => {
    const args = argumentsOf(method, incoming.headers['content-type'] ?? '', body, desk);
    const { token: inBody, ...given } = args;
    const answer = answered(method, () => {
      if (incoming.method !== 'POST') desk.violation(`${method}: asked with ${incoming.method}`);
      authorize(method, bearer(incoming) ?? (inBody as string | undefined));
      const word = refuses[method];
      if (typeof word === 'string') throw new Refusal(word);
      gate.checkRate(method, args);
      checkCall(method, args, desk);
      const run = methods[method];
      if (run === undefined) throw fault('unknown_method');
      return run(args, desk);
    });
    calls.push({ method, args: given, answer });
    return answer;
  };

  const answered = (method: string, run: () => Json): Json => {
    try {
      return { ok: true, ...run() };
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      const detail = error.fields.response_metadata as { messages?: readonly string[] } | undefined;
      if (error.isFault) desk.violation([`${method}: ${error.code}`, ...(detail?.messages ?? [])].join(' '));
      return { ok: false, error: error.code, ...error.fields };
    }
  };

  /** Answers with `run`, unless trouble was ordered for this call. */
  const troubled = (
    method: string,
    response: ServerResponse,
    run: () => Json,
    send: (answer: Json) => void,
  ): void => {
    const trouble = gate.trouble(method);
    const status = refuses[method];
    if (typeof status === 'number') {
      calls.push({ method, args: {}, answer: { ok: false, status } });
      return void response.writeHead(status).end();
    }
    if (trouble?.kind === 'hang') return;
    if (trouble?.kind === '429') answerLimited(response, trouble.retryAfter ?? 1);
    else if (trouble?.kind === '500') response.writeHead(500).end('Internal Server Error');
    else if (trouble?.kind === 'cut before') response.destroy();
    else {
      const answer = answered(method, run);
      if (trouble?.kind === 'cut after') response.destroy();
      else if (answer.error === 'ratelimited') answerLimited(response, Number(answer.wait));
      else send(answer);
    }
  };

  const serveMethod = (
    method: string,
    incoming: IncomingMessage,
    body: string,
    response: ServerResponse,
  ): void =>
    troubled(
      method,
      response,
      () => call(method, incoming, body),
      (answer) => {
        const scopes = [...desk.scopes].join(',');
        response.writeHead(200, {
          'content-type': 'application/json; charset=utf-8',
          ...(isLean ? {} : { 'x-oauth-scopes': scopes }),
        });
        response.end(JSON.stringify(answer));
      },
    );

  const respond = (path: string, body: string): Json => {
    const payload = jsonOf(body);
    const answer = answered('response_url', () => {
      responses.answer(path, payload, desk);
      return {};
    });
    calls.push({ method: 'response_url', args: (payload ?? {}) as Arguments, answer });
    return answer;
  };

  const serveResponse = (path: string, body: string, response: ServerResponse): void =>
    troubled(
      'response_url',
      response,
      () => respond(path, body),
      (answer) => {
        response.writeHead(answer.ok === true ? 200 : 404, { 'content-type': 'application/json' });
        response.end(answer.ok === true ? 'ok' : JSON.stringify(answer));
      },
    );

  /** A file needs the bot's token; without one Slack shows a sign-in page, with status 200. */
  const serveFile = (path: string, incoming: IncomingMessage, response: ServerResponse): void => {
    const file = files.get(path);
    const isAllowed =
      bearer(incoming) === botToken && revoked() === undefined && desk.scopes.has('files:read');
    if (!isAllowed) {
      desk.violation(`file: ${path} was fetched without a token that may read it`);
      return void response
        .writeHead(200, { 'content-type': 'text/html' })
        .end('<!DOCTYPE html>Sign in to Slack');
    }
    if (file === undefined) return void response.writeHead(404).end();
    return void response.writeHead(200, { 'content-type': file.type }).end(file.content);
  };

  const serve = async (incoming: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { pathname } = new URL(incoming.url ?? '', 'http://slack');
    const body = await bodyOf(incoming);
    if (pathname.startsWith('/files/')) return serveFile(pathname, incoming, response);
    if (pathname.startsWith('/response/')) return serveResponse(pathname, body, response);
    if (pathname.startsWith('/api/'))
      return serveMethod(pathname.slice('/api/'.length), incoming, body, response);
    desk.violation(`${incoming.method} ${pathname} is not known`);
    response.writeHead(404).end();
    return undefined;
  };

  return (incoming, response) => void serve(incoming, response);
}

const bearer = (incoming: IncomingMessage): string | undefined =>
  /^Bearer (.+)$/.exec(incoming.headers.authorization ?? '')?.[1];

function jsonOf(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

async function bodyOf(incoming: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  try {
    for await (const chunk of incoming) chunks.push(chunk as Buffer);
  } catch {
    // The client left while it was still sending.
  }
  return Buffer.concat(chunks).toString('utf8');
}
