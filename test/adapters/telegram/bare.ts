import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { TELEGRAM_TEST_TOKEN } from '../../platforms/telegram/server.ts';
import { until } from './telegram.ts';

type Params = Readonly<Record<string, unknown>>;

/** What a method is answered with instead of what it usually is; undefined: as usual. */
export interface Reply {
  readonly status?: number;
  /** An object is sent as JSON, a string as a page. */
  readonly body?: object | string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Ms before it is answered. */
  readonly after?: number;
  /** The connection ends in the middle of the answer. */
  readonly isCut?: boolean;
}

export interface Bare extends AsyncDisposable {
  readonly root: string;
  readonly calls: readonly { readonly method: string; readonly params: Params; readonly at: number }[];
  called(method: string): readonly Params[];
  /** Delivers updates; each has its own id unless it brings one. */
  update(...updates: readonly object[]): void;
  /** Resolves when so many calls of a method are there. */
  had(method: string, count?: number, ms?: number): Promise<readonly Params[]>;
}

/** The smallest server that is still a Bot API: nothing optional in what it says, and half of the methods unknown. */
export async function startBare(
  options: {
    /** How long a request for updates is held open, ms. */
    readonly holdMs?: number;
    /** Methods it knows beside the ones nobody can do without. */
    readonly knows?: readonly string[];
    answer?(method: string, params: Params): Reply | undefined;
  } = {},
): Promise<Bare> {
  const { holdMs = 20_000, knows = [], answer = () => undefined } = options;
  const calls: { method: string; params: Params; at: number }[] = [];
  let queue: { readonly update_id: number }[] = [];
  let wake = () => {};
  let [updateId, messageId] = [1_000, 500];

  const results: Readonly<Record<string, (params: Params) => unknown>> = {
    getMe: () => ({ id: Number.parseInt(TELEGRAM_TEST_TOKEN, 10), is_bot: true, first_name: 'Alicia' }),
    async getUpdates({ offset = 0, timeout = 0 }) {
      queue = queue.filter(({ update_id }) => update_id >= Number(offset));
      if (queue.length === 0 && timeout !== 0)
        await new Promise<void>((resolve) => {
          const end = setTimeout(resolve, holdMs);
          wake = () => {
            clearTimeout(end);
            resolve();
          };
        });
      return queue;
    },
    sendMessage: ({ chat_id: chat, text }) => ({
      message_id: ++messageId,
      date: 1,
      chat: { id: chat },
      text,
    }),
    editMessageText: () => true,
    answerCallbackQuery: () => true,
    ...Object.fromEntries(knows.map((method) => [method, () => true])),
  };

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const method = (request.url ?? '').split('/').at(-1) ?? '';
    const params = JSON.parse(Buffer.concat(chunks).toString('utf8') || '{}') as Params;
    calls.push({ method, params, at: performance.now() });
    const odd = answer(method, params);
    if (odd?.after !== undefined) await new Promise((resolve) => setTimeout(resolve, odd.after));
    const result = odd?.body === undefined && !odd?.isCut ? await results[method]?.(params) : undefined;
    const isKnown = result !== undefined;
    const body =
      odd?.body ??
      (isKnown ? { ok: true, result } : { ok: false, error_code: 404, description: 'Not Found' });
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    response.writeHead(odd?.status ?? (isKnown ? 200 : 404), {
      'content-type': typeof body === 'string' ? 'text/html' : 'application/json',
      ...(odd?.isCut ? { 'content-length': '1000' } : {}),
      ...odd?.headers,
    });
    if (odd?.isCut) response.write('{"ok":', () => response.destroy());
    else response.end(text);
  }

  const server = createServer(
    (request, response) => void serve(request, response).catch(() => response.destroy()),
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const called = (method: string) =>
    calls.filter((call) => call.method === method).map(({ params }) => params);
  return {
    root: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls,
    called,
    update(...updates) {
      for (const each of updates) queue.push({ update_id: ++updateId, ...each });
      wake();
    },
    had: (method, count = 1, ms = 4_000) =>
      until(
        () => called(method).length >= count && called(method),
        `${method} was not called ${count} times`,
        ms,
      ),
    async [Symbol.asyncDispose]() {
      wake();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

export const ana = { id: 7001, is_bot: false, first_name: 'Ana' };
export const inPrivate = { id: 7001, type: 'private' };
export const inGroup = { id: -4001, type: 'group' };

/** A message with nothing but what a message must have. */
export const wrote = (text: string, more: object = {}) => ({
  message: { message_id: 11, date: 1_767_225_600, chat: inPrivate, from: ana, text, ...more },
});
