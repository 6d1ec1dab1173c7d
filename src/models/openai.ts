import type OpenAI from 'openai';
import { KithError } from '../core/errors.ts';
import type { Clock } from '../core/ports/clock.ts';
import type { LanguageModel, ModelEvent, ModelRequest } from '../core/ports/language-model.ts';
import type { Log } from '../core/ports/log.ts';
import { connect, hostOf } from './openai/connect.ts';
import { type Dialect, initialDialect, type MaxTokensField, simplerDialect } from './openai/dialect.ts';
import { toKithError } from './openai/errors.ts';
import { readEvents } from './openai/events.ts';
import { requestBody } from './openai/request.ts';

export interface OpenAiOptions {
  /** Absent: no Authorization header is sent, as local servers like it. */
  readonly apiKey?: string;
  /** Ends in `/v1` for most servers. Default: OpenAI's own. */
  readonly baseUrl?: string;
  readonly model: string;
  /** How the server calls the limit of an answer; `auto` (default) begins with the modern name and learns. */
  readonly maxTokensField?: MaxTokensField;
  /** Where a request names none; absent: the server's default. */
  readonly temperature?: number;
  readonly log?: Log;
  /** Only to read a Retry-After that is a date from a server that sends no Date. */
  readonly clock?: Pick<Clock, 'now'>;
}

export interface OpenAiModel extends LanguageModel {
  /** Loads the SDK (some 100 ms) before the first message needs it; optional. */
  prepare(): Promise<void>;
}

/** Forms of a request tried in one call before the refusal counts; more than there are steps to take. */
const MAX_FORMS = 8;

/**
 * Speaks Chat Completions to OpenAI or any compatible server. What a server refuses to understand is left out
 * in the same call, and remembered for the next ones.
 * @throws KithError from generate: `model.http`, `refused`, `context`, `cut`, `nonsense`, `unreachable`, `timeout`.
 */
export function createOpenAiModel(options: OpenAiOptions): OpenAiModel {
  const { apiKey, model, log } = options;
  let dialect: Dialect = initialDialect(options.maxTokensField ?? 'auto');
  let client: Promise<OpenAI> | undefined;
  const open = () => {
    client ??= connect(options).catch((error: unknown) => {
      client = undefined;
      throw error;
    });
    return client;
  };
  const explain = (error: unknown) =>
    toKithError(error, {
      model,
      host: hostOf(options.baseUrl),
      ...(apiKey === undefined ? {} : { apiKey }),
      ...(options.clock ? { clock: options.clock } : {}),
    });

  /** The server's answer, in the richest form of the request it takes. */
  async function ask(sdk: OpenAI, request: ModelRequest, signal: AbortSignal): Promise<Response> {
    let form = dialect;
    for (let tries = 1; ; tries += 1) {
      try {
        const body = requestBody(request, form, { model, temperature: options.temperature });
        return await sdk.chat.completions.create(body, { signal }).asResponse();
      } catch (error) {
        const step = tries < MAX_FORMS ? simplerDialect(form, request, error) : undefined;
        if (!step) throw error;
        form = step.dialect;
        if (step.isForGood) {
          dialect = form;
          log?.info('model server takes a simpler request', { model, leftOut: step.leftOut });
        }
      }
    }
  }

  async function* generate(request: ModelRequest, signal: AbortSignal): AsyncGenerator<ModelEvent, void> {
    // Our own signal, so that a consumer who stops early closes the connection too.
    const call = new AbortController();
    const onAbort = () => call.abort(signal.reason);
    if (signal.aborted) onAbort();
    else signal.addEventListener('abort', onAbort, { once: true });
    try {
      call.signal.throwIfAborted();
      const sdk = await open();
      yield* readEvents(await ask(sdk, request, call.signal), call, sdk);
      if (signal.aborted) throw signal.reason;
    } catch (error) {
      if (signal.aborted)
        throw new KithError('aborted', 'The call was called off.', { cause: signal.reason });
      throw explain(error);
    } finally {
      signal.removeEventListener('abort', onAbort);
      call.abort();
    }
  }

  return {
    name: model,
    answersQuestions: true,
    generate,
    prepare: async () => void (await open()),
  };
}
