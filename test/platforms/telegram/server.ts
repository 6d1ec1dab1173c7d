import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Platform, Shown, Trouble, Where } from '../platform.ts';
import { checkCall } from './check.ts';
import { createFlood, type FloodLimits, tooMany } from './flood.ts';
import { answerCall } from './methods.ts';
import { textual } from './params.ts';
import { createPeople, type People, type TelegramLine } from './people.ts';
import { Refusal } from './refusal.ts';
import { type Call, readCall } from './request.ts';
import { schema } from './schema.ts';
import { createSettings, type MenuCommand } from './settings.ts';
import { leftoversOf, shownIn } from './shown.ts';
import type { Seconds, Stage, Toast } from './stage.ts';
import { createUpdates } from './updates.ts';
import { type Account, createWorld, type WorldOptions } from './world.ts';

export interface TelegramServerOptions extends Partial<Omit<WorldOptions, 'accounts'>> {
  /** Default: one bot, Alicia, `alicia_bot`. */
  readonly bots?: readonly { readonly token: string; readonly name: string; readonly username: string }[];
  /** Whether groups show the bots only what is meant for them. Default true. */
  readonly hasPrivacy?: boolean;
  /** `false`: no flood control. */
  readonly flood?: Partial<FloodLimits> | false;
  /** How long things last. Defaults: callback 15, typing 5, draft 30, ephemeral 15. */
  readonly seconds?: Partial<Seconds>;
  /** Epoch milliseconds, for what lapses: presses, drafts, typing, flood control. Default: the machine's. */
  readonly now?: () => number;
  /** Milliseconds before an update that a webhook did not take is posted again. Default 200. */
  readonly redeliverAfter?: number;
  /** Patience with a webhook in milliseconds. Default 10 000. */
  readonly webhookTimeout?: number;
}

/** A method that was called, and how it was answered. */
export interface Called {
  readonly method: string;
  readonly params: Readonly<Record<string, unknown>>;
  /** Absent while unanswered: `ok`, or the reason of the refusal. */
  answer?: string;
}

type Verbs = Omit<People, 'say'>;

export interface TelegramServer extends Platform, Verbs {
  say(line: TelegramLine): Promise<string>;
  /** Every call, in order; none of those a trouble kept from being carried out. */
  readonly calls: readonly Called[];
  /** Notices shown in answer to presses. */
  readonly toasts: readonly Toast[];
  /** The command menu somebody sees in a place. */
  menu(who: string, where?: Where): readonly MenuCommand[];
  /** Emoji under a message, by whom. */
  reactions(id: string): Readonly<Record<string, readonly string[]>>;
  /** The token stops being valid. */
  revoke(token?: string): void;
}

export const TELEGRAM_TEST_TOKEN = '123456:TEST-telegram-token-for-this-machine';

/** A strict Bot API server on 127.0.0.1, and people who write to its bots. */
export async function startTelegramServer(options: TelegramServerOptions = {}): Promise<TelegramServer> {
  const violations: string[] = [];
  const calls: Called[] = [];
  const troubles: Trouble[] = [];
  const revoked = new Set<string>();
  const polls = new Set<ServerResponse>();
  const settings = createSettings();
  let current = '';
  const note = (text: string): void => void violations.push(current === '' ? text : `${current}: ${text}`);
  const { now = Date.now } = options;
  const accounts = accountsOf(options);
  const world = createWorld({
    accounts,
    languages: options.languages ?? {},
    admins: options.admins ?? {},
    botAdminIn: options.botAdminIn ?? [],
    forums: options.forums ?? [],
  });
  const updates = new Map(
    accounts.map((account) => [
      account,
      createUpdates({
        note,
        redeliverAfter: options.redeliverAfter ?? 200,
        webhookTimeout: options.webhookTimeout ?? 10_000,
        onAnswer: ({ method, ...params }) =>
          void perform({
            token: account.token,
            method: String(method),
            params,
            files: new Map(),
            faults: [],
          }),
      }),
    ]),
  );
  const stage: Stage = {
    world,
    updates,
    note,
    now,
    flood: createFlood(options.flood, now),
    seconds: { callback: 15, typing: 5, draft: 30, ephemeral: 15, ...options.seconds },
    typing: new Map(),
    drafts: [],
    callbacks: new Map(),
    toasts: [],
    files: new Map(),
    acted: new Map(),
  };
  const people = createPeople(stage);
  const first = accounts[0];
  if (first === undefined) throw new Error('a server needs a bot');

  /** Answers a call as `[status, body]`. */
  async function perform(call: Call, gone: Promise<void> = new Promise(() => {})): Promise<[number, object]> {
    const method = schema.get(call.method.toLowerCase())?.name ?? call.method;
    const called: Called = { method, params: call.params };
    calls.push(called);
    try {
      const result = await resultOf(call, method, gone);
      called.answer = 'ok';
      return [200, { ok: true, result }];
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      const { code, message: description, parameters } = error;
      called.answer = description;
      if (error.isFault) violations.push(`${method}: ${description}`);
      return [code, { ok: false, error_code: code, description, ...(parameters && { parameters }) }];
    }
  }

  async function resultOf(call: Call, method: string, gone: Promise<void>): Promise<unknown> {
    const account = accounts.find(({ token }) => token === call.token);
    if (account === undefined || revoked.has(call.token)) {
      throw new Refusal(401, 'Unauthorized', !revoked.has(call.token));
    }
    current = method;
    try {
      const faults = checkCall(call);
      faults.forEach(note);
      if (!schema.has(method.toLowerCase())) throw new Refusal(404, 'Not Found: method not found', false);
      const refused = faults.find((text) => /^(needs|carries|the body)/.test(text));
      if (refused !== undefined) throw new Refusal(400, `Bad Request: ${refused}`, false);
      const own = updates.get(account);
      if (method === 'getUpdates') return own?.poll(call.params, gone);
      if (method === 'getWebhookInfo') return own?.info();
      if (method === 'setWebhook' || method === 'deleteWebhook') {
        own?.setWebhook(method === 'setWebhook' ? call.params : { ...call.params, url: '' });
        return true;
      }
      return answerCall(stage, settings, account, call);
    } finally {
      current = '';
    }
  }

  const server = createServer((incoming, response) => {
    void serve(incoming, response).catch((error: unknown) => {
      note(`the server broke: ${String(error)}`);
      response.destroy();
    });
  });

  async function serve(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const gone = new Promise<void>((resolve) => response.once('close', resolve));
    const call = await readCall(incoming);
    if (call === undefined) return download(incoming, response);
    const trouble = troubleFor(call.method);
    const account = accounts.find(({ token }) => token === call.token);
    if (trouble?.kind === 'hang') return;
    if (trouble?.kind === 'cut before') return void response.destroy();
    if (trouble?.kind === '500') {
      return json(response, 500, { ok: false, error_code: 500, description: 'Internal Server Error' });
    }
    if (trouble?.kind === '429') {
      const { code, message, parameters } = tooMany(trouble.retryAfter ?? 1, false);
      const place = account === undefined ? undefined : world.find(account, call.params.chat_id);
      const kind = /^edit/i.test(call.method) ? 'edit' : 'message';
      const asked = { token: call.token, kind, what: textual(call.params.text) } as const;
      if (place !== undefined) stage.flood.bar({ ...asked, place }, trouble.retryAfter ?? 1);
      return json(response, code, { ok: false, error_code: code, description: message, parameters });
    }
    const isPoll = call.method.toLowerCase() === 'getupdates';
    if (isPoll) polls.add(response);
    const [status, body] = await perform(call, gone);
    polls.delete(response);
    if (trouble?.kind === 'cut after') response.destroy();
    else json(response, status, body);
  }

  function download(incoming: IncomingMessage, response: ServerResponse): void {
    const [, token = '', path] = /^\/file\/bot([^/]+)\/(.+)$/.exec(incoming.url ?? '') ?? [];
    const file = [...stage.files.values()].find((one) => one.path === path);
    if (!accounts.some((account) => account.token === token && !revoked.has(token)) || file === undefined) {
      note(`${incoming.method} is not for ${(incoming.url ?? '').replace(token, '…')}`);
      json(response, 404, { ok: false, error_code: 404, description: 'Not Found' });
      return;
    }
    response.writeHead(200, { 'content-type': 'application/octet-stream' });
    response.end(file.bytes);
  }

  function troubleFor(method: string): Trouble | undefined {
    const index = troubles.findIndex(({ on }) =>
      on === undefined
        ? /^(send(?!chataction)|edit)/i.test(method)
        : method.toLowerCase().includes(on.toLowerCase()),
    );
    return index < 0 ? undefined : troubles.splice(index, 1)[0];
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;

  return {
    ...people,
    name: 'telegram',
    environment: { TELEGRAM_TOKEN: first.token, TELEGRAM_API_ROOT: `http://127.0.0.1:${port}` },
    violations,
    calls,
    toasts: stage.toasts,
    async ready(ms = 10_000) {
      const end = Date.now() + ms;
      while (updates.get(first)?.isHeard() !== true) {
        if (Date.now() > end) throw new Error(`no bot listens after ${ms} ms`);
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
    },
    sayAgain: async () => updates.get(first)?.repeat(),
    shown: (where, who): readonly Shown[] => shownIn(stage, where, who),
    isTyping: (where) =>
      world.placesOf(where).some((place) => (stage.typing.get(place) ?? 0) > now()) ||
      shownIn(stage, where).some(({ isUnfinished, text }) => isUnfinished && text === ''),
    next: (...more) => void troubles.push(...more),
    async disconnect() {
      for (const response of polls) response.destroy();
    },
    leftovers: () => leftoversOf(stage),
    menu: (who, where = 'direct') => settings.menuFor(world.person(who), world.place(where, who), first),
    reactions: (id) => {
      const names = (user: number): string =>
        world.personById(user)?.name ?? accounts.find((one) => one.user.id === user)?.user.first_name ?? '';
      return Object.fromEntries([...world.post(id).reactions].map(([user, emoji]) => [names(user), emoji]));
    },
    revoke: (token = first.token) => void revoked.add(token),
    stop: () =>
      new Promise((resolve) => {
        for (const one of updates.values()) one.stop();
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function accountsOf({ bots, hasPrivacy = true }: TelegramServerOptions): readonly Account[] {
  const given = bots ?? [{ token: TELEGRAM_TEST_TOKEN, name: 'Alicia', username: 'alicia_bot' }];
  return given.map(({ token, name, username }) => ({
    token,
    hasPrivacy,
    user: { id: Number.parseInt(token, 10), is_bot: true, first_name: name, username },
  }));
}

function json(response: ServerResponse, status: number, body: unknown): void {
  if (response.destroyed) return;
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
}
