import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { createLruCache } from './cache/lru.ts';
import type { Config } from './config-schema.ts';
import type { Application, Overrides } from './core/conversation/application.ts';
import { createConversation } from './core/conversation/conversation.ts';
import type { Parts } from './core/conversation/parts.ts';
import { createBreaker } from './core/llm/breaker.ts';
import { createRegistry } from './core/personas/registry.ts';
import type { Log } from './core/ports/log.ts';
import { createRecall } from './core/retrieval/recall.ts';
import { stems } from './core/retrieval/words.ts';
import { runDue } from './jobs/due.ts';
import { jobs } from './jobs/table.ts';
import { createOfflineVoice } from './models/offline-voice.ts';
import { createOpenAiModel, type OpenAiModel } from './models/openai.ts';
import { createTokenCounter } from './models/tokens.ts';
import { loadPersonas } from './store/persona-files.ts';
import { openSqliteStore } from './store/sqlite/sqlite-store.ts';
import { systemClock } from './system/clock.ts';
import { createLog } from './system/log.ts';
import { isProcessAlive, thisProcess } from './system/owner.ts';
import { systemRandom } from './system/random.ts';

/** How often the job table is looked at, ms. */
const JOB_TICK_MS = 600_000;

/**
 * The composition root: chooses the drivers by the configuration and joins them. Opens the store and reads the
 * personas; nothing listens before `start`.
 * @throws KithError `persona.unknown` when the default persona is not there, `store.*` when the store is not usable.
 */
export async function createApp(config: Config, overrides: Overrides = {}): Promise<Application> {
  const { clock = systemClock, random = systemRandom, channels = [] } = overrides;
  const log = overrides.log ?? createLog({ level: config.log.level });

  const {
    personas,
    problems: rejected,
    warnings,
  } = await loadPersonas(config.personalities.dir, overrides.personaFiles);
  for (const { file, problems } of rejected) log.error('Persona file rejected', { file, problems });
  for (const { file, problems } of warnings) log.warn('Persona file has warnings', { file, problems });
  const registry = createRegistry({
    personas,
    problems: rejected,
    fallback: overrides.persona ?? config.persona.default,
  });
  // Asked for now, so that a wrong default is said at the start and not to the first person who speaks.
  log.debug('Default persona', { persona: registry.default.name, hash: registry.default.hash });

  if (overrides.isEphemeral !== true) mkdirSync(config.data.dir, { recursive: true, mode: 0o700 });
  const store = await openSqliteStore({
    path: overrides.isEphemeral === true ? ':memory:' : join(config.data.dir, 'kith.sqlite'),
    synchronous: config.store.synchronous,
    stems,
  });

  const { wrapModel = (model) => model } = overrides;
  const server = overrides.model === undefined ? serverFor(config, config.model.name, log) : undefined;
  const model = wrapModel(overrides.model ?? server ?? createOfflineVoice());
  const lightServer =
    server === undefined || config.model.light === ''
      ? undefined
      : serverFor(config, config.model.light, log);
  const light = lightServer === undefined ? model : wrapModel(lightServer);
  const stopping = new AbortController();
  const parts: Parts = {
    store,
    cache: createLruCache({ maxEntries: config.cache.entries, clock }),
    clock,
    random,
    log,
    tokens: createTokenCounter(),
    model,
    light,
    breaker: createBreaker({
      clock,
      failures: config.model.breakerFailures,
      coolOffMs: config.model.breakerCoolOffMs,
    }),
    personas: registry,
    recall: createRecall({
      store,
      maxInMemory: config.retrieval.maxInMemory,
      maxPartitions: config.retrieval.partitions,
    }),
    channel: (name) => channels.find((channel) => channel.name === name),
    rules: config,
    owner: thisProcess(),
    stopping: stopping.signal,
  };
  const conversation = createConversation(parts);
  const tools = { parts, isAlive: isProcessAlive };
  let tick: NodeJS.Timeout | undefined;

  return {
    parts,
    conversation,
    rejected,
    async start() {
      await runDue({ tools, jobs, isStart: true });
      for (const channel of channels) await channel.listen((event) => conversation.accept(event));
      // Now that everything listens there is time to load what the first answer needs.
      void server?.prepare();
      tick = setInterval(() => void runDue({ tools, jobs, isStart: false }), JOB_TICK_MS);
      tick.unref();
    },
    runDueJobs: () => runDue({ tools, jobs, isStart: false }),
    async stop() {
      clearInterval(tick);
      conversation.close();
      for (const channel of channels) await channel.stop();
      const patience = new AbortController();
      await Promise.race([
        conversation.idle(),
        clock.sleep(config.turn.shutdownMs, patience.signal).catch(() => {}),
      ]);
      patience.abort();
      // Whoever still waits for a model is called off; the turn stays open and is finished at the next start.
      stopping.abort();
      await conversation.idle();
      await parts.cache.close();
      await store.close();
    },
  };
}

/** The configured model server, or undefined when there is none. */
function serverFor({ model }: Config, name: string, log: Log): OpenAiModel | undefined {
  if (model.apiKey === '' && model.baseUrl === '') return undefined;
  return createOpenAiModel({
    model: name,
    log,
    ...(model.apiKey === '' ? {} : { apiKey: model.apiKey }),
    ...(model.baseUrl === '' ? {} : { baseUrl: model.baseUrl }),
  });
}
