import { setImmediate as eventLoop } from 'node:timers/promises';
import { configuredChannels } from './channels.ts';
import { secretsOf } from './config.ts';
import type { Config } from './config-schema.ts';
import type { Application, Overrides } from './core/conversation/application.ts';
import { createConversation } from './core/conversation/conversation.ts';
import { createDecisions } from './core/conversation/decisions.ts';
import { createMemoryWatch } from './core/conversation/memory-watch.ts';
import type { Parts } from './core/conversation/parts.ts';
import { createPatience } from './core/conversation/patience.ts';
import { createPresence } from './core/conversation/presence.ts';
import { standingBy } from './core/conversation/standby.ts';
import { createWatch } from './core/conversation/watch.ts';
import { KithError } from './core/errors.ts';
import { createBreaker } from './core/llm/breaker.ts';
import type { Persona } from './core/personas/persona.ts';
import { problemEvent } from './core/personas/problem-event.ts';
import { createRegistry, type Registry } from './core/personas/registry.ts';
import type { Channel } from './core/ports/channel.ts';
import type { Clock } from './core/ports/clock.ts';
import type { Log } from './core/ports/log.ts';
import { createRecall } from './core/retrieval/recall.ts';
import { jobs } from './jobs/table.ts';
import { createWork } from './jobs/work.ts';
import { configuredLikeness } from './likeness.ts';
import { createOfflineVoice } from './models/offline-voice.ts';
import { createOpenAiModel, type OpenAiModel } from './models/openai.ts';
import { createTokenCounter } from './models/tokens.ts';
import { storageOf } from './storage.ts';
import { loadPersonas } from './store/persona-files.ts';
import { openConfiguredCache, openConfiguredStore } from './stores.ts';
import { systemClock } from './system/clock.ts';
import { createLog } from './system/log.ts';
import { isProcessAlive, thisProcess } from './system/owner.ts';
import { systemRandom } from './system/random.ts';
import { openRollingFile } from './system/rolling-file.ts';
import { createWeb, noWeb } from './web.ts';

/** When a start looks once more for what an earlier run left, ms. */
const SECOND_LOOK_MS = 15_000;

/**
 * The composition root: chooses the drivers by the configuration and joins them. Opens the store and reads the
 * personas; nothing listens before `start`.
 * @throws KithError `persona.unknown` when the default persona is not there, `store.*` when the store is not usable.
 */
export async function createApp(config: Config, overrides: Overrides = {}): Promise<Application> {
  const { clock = systemClock, random = systemRandom } = overrides;
  const log = overrides.log ?? (await consoleLog(config));

  const {
    personas,
    problems: rejected,
    warnings,
  } = await loadPersonas(config.personalities.dir, overrides.personaFiles);
  for (const { file, problems } of rejected) {
    log.error('Persona file rejected', { file, problems });
    for (const event of new Set(problems.map(problemEvent)))
      if (event !== undefined) log.error(event, { file });
  }
  for (const { file, problems } of warnings) log.warn('Persona file has warnings', { file, problems });
  const registry = createRegistry({
    personas,
    problems: rejected,
    fallback: overrides.persona ?? config.persona.default,
  });
  // Asked for now, so that a wrong default is said at the start and not to the first person who speaks.
  const first = defaultOf(registry, config);
  log.debug('Default persona', { persona: first.name, hash: first.hash });
  const channelTools = { personas: registry, clock, random, log };
  const alone = overrides.channels ?? (await configuredChannels(config, channelTools));

  const store = await openConfiguredStore(config, overrides.isEphemeral === true);
  const owner = thisProcess(systemRandom.id());
  const among = { ...config.cluster, leases: store.leases, clock, log, owner, mayLive: isProcessAlive };
  const presence = createPresence(among);
  const channels = alone.map((channel) => {
    if (channel.listensAlone !== true) return channel;
    const renew = async () =>
      (await configuredChannels(config, channelTools)).find(({ name }) => name === channel.name);
    return standingBy(channel, { ...among, renew });
  });

  const cache = await openConfiguredCache(config, overrides.isEphemeral === true, {
    clock,
    random,
    log,
    store,
  });

  const { wrapModel = (model) => model } = overrides;
  const server = overrides.model === undefined ? serverFor(config, config.model.name, log) : undefined;
  const model = wrapModel(overrides.model ?? server ?? createOfflineVoice());
  const lightServer =
    server === undefined || config.model.light === ''
      ? undefined
      : serverFor(config, config.model.light, log);
  const light = lightServer === undefined ? model : wrapModel(lightServer);
  // Whoever hands in channels sits at them: nobody else comes by.
  const web =
    overrides.channels === undefined && channels.length > 0
      ? await createWeb({
          config,
          channels,
          clock,
          log,
          parts: () => parts,
          agenda: () => work.scheduler()?.agenda,
        })
      : noWeb;
  const stopping = new AbortController();
  const newBreaker = () =>
    createBreaker({
      clock,
      failures: config.model.breakerFailures,
      coolOffMs: config.model.breakerCoolOffMs,
    });
  const breaker = newBreaker();
  if (storageOf(config).memory === 'memory' && overrides.isEphemeral !== true)
    log.warn('Nothing outlives this process: everything is kept in memory, as storage.backend says');
  const { store: patient, outage } = createPatience({ store, clock, log, signal: stopping.signal });
  const likeness = configuredLikeness(config, {
    store: patient,
    vectors: store.vectors,
    clock,
    log,
    stopping: stopping.signal,
  });
  const parts: Parts = {
    store: patient,
    cache,
    clock,
    random,
    log,
    metrics: web.metrics,
    tokens: createTokenCounter(),
    model,
    light,
    breaker,
    lightBreaker: light === model ? breaker : newBreaker(),
    personas: registry,
    likeness,
    recall: createRecall({
      store: patient,
      likeness,
      maxInMemory: config.retrieval.maxInMemory,
      maxPartitions: config.retrieval.partitions,
    }),
    channel: (name) => channels.find((channel) => channel.name === name),
    channels: () => channels.map((channel) => ({ name: channel.name, health: channel.health?.() })),
    decisions: createDecisions(),
    rules: config,
    owner,
    presence,
    memoryWatch: createMemoryWatch({ store: patient, log }),
    outage,
    requestJob: (name) => work.request(name),
    stopping: stopping.signal,
  };
  const conversation = createConversation(parts);
  const watch = createWatch(parts, conversation, config.cluster.lookMs);
  const tools = {
    parts,
    isAlive: presence.isAlive,
    within: conversation.within,
    settings: config.jobs,
    running: new Set<string>(),
  };
  let again: NodeJS.Timeout | undefined;
  let isStopping = false;
  const isServed = overrides.channels === undefined;
  const work = createWork({ tools, jobs, timetable: store.timetable, isServed });

  /** A channel that fails to stop must not keep the others, nor the store, from it. */
  const quiet = (channel: Channel) =>
    channel
      .stop()
      .catch((error: unknown) => log.error('Channel did not stop', { channel: channel.name, error }));

  async function listen(channel: Channel): Promise<void> {
    // With a voice that needs no network a whole file of piped lines would be answered in one turn of the event
    // loop, in which neither a signal is heard nor the end of the launcher.
    await channel.listen((event, onTaken) => conversation.accept(event, onTaken).then(() => eventLoop()));
    if (isStopping) await channel.stop();
    // A platform knows its places, and the faces in them, once it is connected: now what was left there is finished.
    else if (isServed) void watch.look().then(() => work.look(true));
  }

  /** Opens the HTTP port, and every channel side by side. */
  async function open(): Promise<void> {
    await web.start();
    await unlessAllRefuse(channels.map(listen), (index, error) =>
      log.error('Channel refused', {
        channel: channels[index]?.name,
        ...(error instanceof KithError ? { code: error.code, says: error.message } : { error }),
      }),
    );
  }

  return {
    parts,
    conversation,
    channels,
    rejected,
    async start() {
      // Before anything is taken on: what others find of this process must look alive.
      await presence.start();
      // Whoever sits at a channel that was handed in sees first what is finished for them. As long as one turn may take: a
      // crowd of them, or a model that does not answer, must not keep everybody waiting. Platforms listen at once.
      if (!isServed)
        await atMost(
          clock,
          config.model.deadlineMs + config.reflect.deadlineMs,
          watch
            .look()
            .then(conversation.idle)
            .then(() => work.look(true)),
        );
      if (isStopping) return;
      await open();
      if (isStopping) return;
      watch.start();
      // Now that everything listens there is time to load what the first answer needs.
      void server?.prepare();
      // A run that was told to end while this one began may still have been there at the first look.
      again = setTimeout(() => void work.look(true), SECOND_LOOK_MS).unref();
      work.begin();
    },
    jobs: work,
    runDueJobs: () => work.look(false),
    async stop() {
      isStopping = true;
      clearTimeout(again);
      watch.stop();
      conversation.close();
      const running = Promise.all([conversation.idle(), work.stop().then(work.idle)]);
      // A request that never ends must not keep us either.
      const quietly = [web.stop(), ...channels.map(quiet)];
      await atMost(clock, config.turn.shutdownMs, Promise.all([running, ...quietly]));
      // Whoever still waits for a model is called off; the turn stays open and is finished at the next start.
      stopping.abort();
      await atMost(clock, config.turn.closingMs, running);
      await presence.stop();
      await parts.cache.close();
      await store.close();
    },
  };
}

/** Standard error, and the file that was asked for. */
async function consoleLog(config: Config): Promise<Log> {
  const { level, file, fileMegabytes: megabytes, files } = config.log;
  const beside = file === '' ? {} : { beside: await openRollingFile({ file, megabytes, files }) };
  return createLog({ level, secrets: secretsOf(config), ...beside });
}

/** @throws KithError `persona.unknown`, with what is wrong with the file and what to do. */
function defaultOf(registry: Registry, { persona, personalities }: Config): Persona {
  try {
    return registry.default;
  } catch (cause) {
    const { message } = cause as KithError;
    const { problems } = registry;
    const broken = problems.find(({ file }) => file.includes(persona.default)) ?? problems[0];
    const why =
      broken === undefined ? '' : ` ${broken.file}: ${broken.problems[0]?.message ?? 'did not load'}`;
    throw new KithError(
      'persona.unknown',
      `${message}${why} Persona files are read from ${personalities.dir} (KITH_PERSONALITIES_DIR); npx kith validate checks them, KITH_PERSONA_DEFAULT chooses another default than ${persona.default}.`,
      { cause },
    );
  }
}

/** Waits for all of them. @throws what the first one threw, when not one of them went well. */
async function unlessAllRefuse(
  work: readonly Promise<void>[],
  onRefused: (index: number, error: unknown) => void,
): Promise<void> {
  const results = await Promise.allSettled(work);
  for (const [index, result] of results.entries()) {
    if (result.status === 'rejected') onRefused(index, result.reason);
  }
  const refused = results.filter((result) => result.status === 'rejected');
  if (refused.length > 0 && refused.length === results.length) throw refused[0]?.reason;
}

/** Waits for `work`, at most `ms`; what it throws is thrown. */
async function atMost(clock: Clock, ms: number, work: Promise<unknown>): Promise<void> {
  const done = new AbortController();
  const patience = clock.sleep(ms, done.signal).catch(() => {});
  await Promise.race([work, patience]).finally(() => done.abort());
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
