import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { answer } from './answer.ts';
import type { Behaviour, ChatRequest } from './behaviour.ts';
import { chatRequest, checkChat } from './check.ts';
import { answerEmbedding } from './embedding.ts';

export type { Behaviour, ChatRequest } from './behaviour.ts';

export interface OpenAiServerOptions {
  /** Behaviours of the first requests, in order. */
  readonly script?: readonly Behaviour[];
  /** Text of ordinary answers; sees the request, so that it can tell purposes apart. Default: an echo. */
  readonly reply?: (request: ChatRequest) => string;
  /** Key without which requests are answered 401. Default: any or none. */
  readonly apiKey?: string;
  /** Parameters this server refuses with a 400 that names them; `json_schema` and `json_object` are formats. */
  readonly refuses?: readonly string[];
  /** Window, at four characters per token: longer prompts get `context_length_exceeded`. */
  readonly contextTokens?: number;
  readonly models?: readonly string[];
}

export interface Recorded {
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: ChatRequest;
  /** Whether the client left before the answer was over. */
  wasAbandoned: boolean;
}

export interface OpenAiServer {
  /** Base URL for clients, with `/v1`. */
  readonly url: string;
  /** Every request to a known path, in order, refused ones included. */
  readonly requests: readonly Recorded[];
  /** What a real server would have refused about them. */
  readonly violations: readonly string[];
  /** How the next requests are answered, in order; afterwards ordinary answers again. */
  next(...behaviours: readonly Behaviour[]): void;
  /** How every request with nothing queued is answered from now on. */
  always(behaviour: Behaviour): void;
  /** Connections accepted so far. */
  connections(): number;
  /** Requests that are being answered now. */
  pending(): number;
  stop(): Promise<void>;
}

/** A strict Chat Completions and embeddings server on 127.0.0.1 that misbehaves on demand. */
export async function startOpenAiServer(options: OpenAiServerOptions = {}): Promise<OpenAiServer> {
  const reply = options.reply ?? echo;
  const queue: Behaviour[] = [...(options.script ?? [])];
  const requests: Recorded[] = [];
  const violations: string[] = [];
  let ordinary: Behaviour = { kind: 'say' };
  let connections = 0;
  let pending = 0;

  const chat = async (body: unknown, record: Recorded, response: ServerResponse): Promise<void> => {
    const faults = checkChat(body);
    violations.push(...faults);
    if (faults.length > 0) return refuse(response, 400, faults.join('; '));
    const request = record.body;
    const refused = refusedIn(request, options.refuses ?? []);
    if (refused !== undefined) {
      return refuse(response, 400, `Unsupported parameter: '${refused}' is not supported here.`, {
        param: refused,
      });
    }
    const length = request.messages.reduce((sum, { content }) => sum + content.length, 0) / 4;
    if (options.contextTokens !== undefined && length > options.contextTokens) {
      const message = `This model's maximum context length is ${options.contextTokens} tokens.`;
      return refuse(response, 400, message, { code: 'context_length_exceeded', param: 'messages' });
    }
    return answer(queue.shift() ?? ordinary, request, reply, response);
  };

  const server = createServer((incoming, response) => void serve(incoming, response));

  async function serve(incoming: IncomingMessage, response: ServerResponse) {
    const path = incoming.url ?? '';
    const text = await bodyOf(incoming);
    if (path === '/v1/models' && incoming.method === 'GET') {
      const models = options.models ?? ['test-model'];
      return send(response, 200, { object: 'list', data: models.map((id) => ({ id, object: 'model' })) });
    }
    const isChat = path === '/v1/chat/completions';
    if (incoming.method !== 'POST' || !(isChat || path === '/v1/embeddings')) {
      violations.push(`${incoming.method} ${path} is not known`);
      return refuse(response, 404, `Invalid URL (${incoming.method} ${path})`);
    }
    const body = parsed(text);
    const record = { path, headers: incoming.headers, body: chatRequest(body), wasAbandoned: false };
    requests.push(record);
    pending += 1;
    response.once('close', () => {
      pending -= 1;
      record.wasAbandoned = !response.writableFinished;
    });
    const { authorization } = incoming.headers;
    if (options.apiKey !== undefined && authorization !== `Bearer ${options.apiKey}`) {
      const message = `Incorrect API key provided: ${authorization?.slice(7) ?? '(none)'}.`;
      return refuse(response, 401, message, { code: 'invalid_api_key' });
    }
    if (!incoming.headers['content-type']?.startsWith('application/json'))
      violations.push('the body is not sent as JSON');
    if (isChat) return chat(body, record, response);
    const embedding = answerEmbedding(body);
    violations.push(...embedding.faults);
    if (embedding.faults.length > 0) return refuse(response, 400, embedding.faults.join('; '));
    return send(response, 200, embedding.answer);
  }
  server.on('connection', () => {
    connections += 1;
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;

  return {
    url: `http://127.0.0.1:${port}/v1`,
    requests,
    violations,
    next: (...behaviours) => void queue.push(...behaviours),
    always: (behaviour) => {
      ordinary = behaviour;
    },
    connections: () => connections,
    pending: () => pending,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

const echo = (request: ChatRequest): string => `You said: ${request.messages.at(-1)?.content ?? ''}`;

function refusedIn(request: ChatRequest, refuses: readonly string[]): string | undefined {
  const format = request.response_format?.type;
  return refuses.find((name) =>
    format === name ? true : name in request && request[name as keyof ChatRequest],
  );
}

const refuse = (
  response: ServerResponse,
  status: number,
  message: string,
  fields: { readonly code?: string; readonly param?: string } = {},
): void =>
  send(response, status, {
    error: { message, type: 'invalid_request_error', code: null, param: null, ...fields },
  });

function send(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
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

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
