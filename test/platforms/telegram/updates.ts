import type { Update } from 'grammy/types';
import { type Params, textual } from './params.ts';
import { fault, Refusal } from './refusal.ts';

type Kind = Exclude<keyof Update, 'update_id'>;

/** Kinds that come only to those who ask for them. */
const ON_REQUEST: readonly string[] = ['chat_member', 'message_reaction', 'message_reaction_count'];

const KINDS = new Set(
  (
    'message edited_message channel_post edited_channel_post business_connection business_message ' +
    'edited_business_message deleted_business_messages guest_message stopped_message_generation message_reaction ' +
    'message_reaction_count inline_query chosen_inline_result callback_query shipping_query pre_checkout_query ' +
    'purchased_paid_media poll poll_answer my_chat_member chat_member chat_join_request chat_boost ' +
    'removed_chat_boost managed_bot subscription'
  ).split(' '),
);

interface Webhook {
  readonly url: string;
  readonly secret: string | undefined;
  readonly ip: string | undefined;
  readonly connections: number;
}

interface Poller {
  answer(): void;
  conflict(): void;
}

export interface UpdatesOptions {
  readonly note: (violation: string) => void;
  /** Pause before an update that was not taken is posted again, in milliseconds. */
  readonly redeliverAfter: number;
  /** Patience with a webhook, in milliseconds. */
  readonly webhookTimeout: number;
  /** A method call in the answer of a webhook. */
  readonly onAnswer: (call: Params) => void;
}

export type Updates = ReturnType<typeof createUpdates>;

/** The updates of one bot: kept until confirmed, fetched by long polling or posted to a webhook. */
export function createUpdates({ note, redeliverAfter, webhookTimeout, onAnswer }: UpdatesOptions) {
  let queue: readonly Update[] = [];
  let again: readonly Update[] = [];
  let last: Update | undefined;
  let nextId = 100_000_000 + Math.floor(Math.random() * 1_000_000);
  let allowed: readonly string[] = [];
  let poller: Poller | undefined;
  let webhook: Webhook | undefined;
  let trouble: { readonly at: number; readonly text: string } | undefined;
  const stopping = new AbortController();
  const posting = new Set<number>();
  const timers = new Set<NodeJS.Timeout>();

  const isWanted = (kind: string): boolean =>
    allowed.length === 0 ? !ON_REQUEST.includes(kind) : allowed.includes(kind);

  const allow = (given: unknown): void => {
    if (given === undefined) return;
    if (!Array.isArray(given)) throw fault("can't parse allowed updates JSON object");
    for (const kind of given)
      if (!KINDS.has(kind)) note(`allowed_updates names ${String(kind)}, which is none`);
    allowed = given.filter((kind) => KINDS.has(kind));
  };

  const post = async (update: Update): Promise<void> => {
    const hook = webhook;
    if (hook === undefined || stopping.signal.aborted || posting.has(update.update_id)) return;
    if (posting.size >= hook.connections) return;
    posting.add(update.update_id);
    try {
      const response = await fetch(hook.url, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          ...(hook.secret !== undefined && { 'x-telegram-bot-api-secret-token': hook.secret }),
        },
        body: JSON.stringify(update),
        signal: AbortSignal.any([stopping.signal, AbortSignal.timeout(webhookTimeout)]),
      });
      const text = await response.text();
      if (!response.ok) throw new Error(`Wrong response from the webhook: ${response.status}`);
      queue = queue.filter((one) => one !== update);
      last = update;
      const call = answerIn(text);
      if (call !== undefined) onAnswer(call);
    } catch (error) {
      trouble = { at: Math.floor(Date.now() / 1000), text: error instanceof Error ? error.message : '' };
      if (stopping.signal.aborted) return;
      await pause(redeliverAfter);
    }
    posting.delete(update.update_id);
    deliver();
  };

  const pause = (ms: number): Promise<void> =>
    new Promise((resolve) => {
      timers.add(setTimeout(resolve, ms));
    });

  function deliver(): void {
    if (webhook === undefined) poller?.answer();
    else for (const update of queue) void post(update);
  }

  return {
    push(kind: Kind, content: unknown): void {
      if (!isWanted(kind)) return;
      nextId += 1;
      queue = [...queue, { update_id: nextId, [kind]: content } as unknown as Update];
      deliver();
    },
    /** The last update that was taken, with the same id. */
    repeat(): void {
      if (last === undefined) throw new Error('no update was delivered yet');
      if (webhook === undefined) again = [last];
      else queue = [...queue, last];
      deliver();
    },
    /** Long polling. `gone` resolves when the client leaves. */
    async poll(params: Params, gone: Promise<void>): Promise<readonly Update[]> {
      if (webhook !== undefined) {
        throw new Refusal(
          409,
          "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first",
          true,
        );
      }
      allow(params.allowed_updates);
      const { offset = 0, timeout = 0, limit = 100 } = params as Readonly<Record<string, number>>;
      if (timeout > 50) note(`getUpdates waits ${timeout} s: 50 at most`);
      if (limit < 1 || limit > 100) note(`getUpdates asks for ${limit} updates: 1 to 100`);
      if (offset < 0) queue = queue.slice(offset);
      else queue = queue.filter(({ update_id }) => update_id >= offset);
      poller?.conflict();
      const take = (): readonly Update[] => {
        const taken = [...again, ...queue].slice(0, Math.max(1, Math.min(limit, 100)));
        again = [];
        last = taken.at(-1) ?? last;
        return taken;
      };
      if (queue.length + again.length > 0 || timeout <= 0) return take();
      return new Promise((resolve, reject) => {
        const leave = (): void => {
          clearTimeout(timer);
          timers.delete(timer);
          if (poller === self) poller = undefined;
        };
        const self: Poller = {
          answer: () => {
            leave();
            resolve(take());
          },
          conflict: () => {
            leave();
            reject(
              new Refusal(
                409,
                'Conflict: terminated by other getUpdates request; make sure that only one bot instance is running',
                true,
              ),
            );
          },
        };
        const timer = setTimeout(self.answer, Math.min(timeout, 50) * 1000);
        timers.add(timer);
        poller = self;
        void gone.then(() => {
          leave();
          resolve([]);
        });
      });
    },
    setWebhook(params: Params): void {
      const { url, secret_token: secret, ip_address: ip, max_connections: connections = 40 } = params;
      const address = textual(url);
      if (params.drop_pending_updates === true) queue = [];
      if (address === '') {
        webhook = undefined;
        return;
      }
      if (!/^(https:|http:\/\/(127\.0\.0\.1|localhost)\b)/.test(address)) {
        throw fault('bad webhook: An HTTPS URL must be provided for webhook');
      }
      if (secret !== undefined && !/^[A-Za-z0-9_-]{1,256}$/.test(textual(secret))) {
        throw fault('secret token contains unallowed characters');
      }
      allow(params.allowed_updates);
      webhook = {
        url: address,
        secret: secret === undefined ? undefined : textual(secret),
        ip: ip === undefined ? undefined : textual(ip),
        connections: Number(connections),
      };
      poller?.conflict();
      deliver();
    },
    info: () => ({
      url: webhook?.url ?? '',
      has_custom_certificate: false,
      pending_update_count: queue.length,
      ...(webhook !== undefined && { max_connections: webhook.connections }),
      ...(webhook?.ip !== undefined && { ip_address: webhook.ip }),
      ...(trouble !== undefined && { last_error_date: trouble.at, last_error_message: trouble.text }),
      ...(allowed.length > 0 && { allowed_updates: allowed }),
    }),
    /** Whether somebody would hear an update now. */
    isHeard: (): boolean => poller !== undefined || webhook !== undefined,
    /** Updates a webhook did not take yet. */
    untaken: (): number => (webhook === undefined ? 0 : queue.length),
    stop(): void {
      stopping.abort();
      for (const timer of timers) clearTimeout(timer);
    },
  };
}

function answerIn(text: string): Params | undefined {
  try {
    const body = JSON.parse(text);
    return typeof body?.method === 'string' ? body : undefined;
  } catch {
    return undefined;
  }
}
