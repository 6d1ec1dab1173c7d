import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createApp } from '../../src/app.ts';
import { loadConfig } from '../../src/config.ts';
import type { Application } from '../../src/core/conversation/application.ts';
import type { Incoming } from '../../src/core/message.ts';
import type { Clock } from '../../src/core/ports/clock.ts';
import { systemClock } from '../../src/system/clock.ts';
import {
  type DiscordServer,
  type DiscordServerOptions,
  startDiscordServer,
} from '../platforms/discord/server.ts';
import {
  type OpenAiServer,
  type OpenAiServerOptions,
  startOpenAiServer,
} from '../platforms/openai/server.ts';
import type { Line, Shown, Where } from '../platforms/platform.ts';
import { type SlackServer, type SlackServerOptions, startSlackServer } from '../platforms/slack/server.ts';
import {
  startTelegramServer,
  type TelegramServer,
  type TelegramServerOptions,
} from '../platforms/telegram/server.ts';
import { kith, type Running, root } from '../process/kith.ts';

export type PlatformName = 'discord' | 'telegram' | 'slack';
/** `KITH_TOWN=discord` plays the scenes on one platform only, while something there is looked into. */
export const PLATFORMS: readonly PlatformName[] = (['discord', 'telegram', 'slack'] as const).filter((name) =>
  (process.env.KITH_TOWN ?? name).includes(name),
);

/** Nothing of Kith's own patience runs out: for a town whose clock is fast. */
export const PATIENT = {
  KITH_MODEL_FIRSTTOKENMS: '600000',
  KITH_MODEL_STALLMS: '600000',
  KITH_MODEL_DEADLINEMS: '600000',
  KITH_MODEL_LIGHTDEADLINEMS: '600000',
  KITH_REFLECT_DEADLINEMS: '600000',
  KITH_CHANNELS_REQUESTMS: '600000',
};

/** Platforms that never ask to wait. */
export const TIRELESS = { discord: { isRateLimited: false }, telegram: { flood: false } } as const;

export interface TownOptions {
  readonly only?: readonly PlatformName[];
  /** What the model says; absent: the offline voice answers. */
  readonly model?: OpenAiServerOptions;
  /** Keys of the configuration, as environment. */
  readonly environment?: Readonly<Record<string, string>>;
  /** What the platforms are like. */
  readonly servers?: {
    readonly discord?: DiscordServerOptions;
    readonly telegram?: TelegramServerOptions;
    readonly slack?: SlackServerOptions;
  };
  /** Kith's clock runs so many times faster than ours, where nothing depends on the platforms' own pace. */
  readonly speed?: number;
  /** Kith runs as a process of its own, which can be killed. */
  readonly isProcess?: boolean;
}

export interface Town {
  readonly platforms: {
    readonly discord: DiscordServer;
    readonly telegram: TelegramServer;
    readonly slack: SlackServer;
  };
  readonly model: OpenAiServer | undefined;
  /** Of a town whose Kith runs in this process. */
  readonly app: Application;
  /** Everything that has come in, dealt with or not; of a town whose Kith runs in this process. */
  readonly heard: readonly Incoming[];
  /** Of a town whose Kith is a process. */
  readonly running: () => Running;
  /** Starts Kith, again after a kill, and waits until every platform has it. */
  start(): Promise<void>;
  kill(): Promise<void>;
  /** Told to end, it does so in its own way, and is started again. */
  restart(): Promise<void>;
  /** Says something and waits for the whole answer to stand: what is new in the place since. */
  ask(on: PlatformName, line: Line): Promise<readonly Shown[]>;
  command(on: PlatformName, who: string, line: string, where?: Where): Promise<readonly Shown[]>;
  /** What every platform holds against Kith. */
  complaints(): readonly string[];
  stop(): Promise<void>;
}

/** Three platforms, a model server and the real Kith between them, all on 127.0.0.1. */
export async function openTown(options: TownOptions = {}): Promise<Town> {
  const { only = PLATFORMS, isProcess = false, servers = {}, speed = 1 } = options;
  const data = mkdtempSync(join(tmpdir(), 'kith-town-'));
  const platforms = {
    discord: await startDiscordServer(servers.discord),
    telegram: await startTelegramServer(servers.telegram),
    slack: await startSlackServer(servers.slack),
  };
  const model = options.model && (await startOpenAiServer(options.model));
  const environment: Record<string, string> = {
    KITH_DATA_DIR: data,
    KITH_LOG_LEVEL: 'error',
    KITH_HTTP_PORT: '0',
    KITH_INBOX_BURSTMS: '30',
    KITH_CHANNELS_RETRYBASEMS: '50',
    ...(model === undefined ? {} : { OPENAI_BASE_URL: model.url, OPENAI_MODEL: 'test-model' }),
    ...Object.assign({}, ...only.map((name) => platforms[name].environment)),
    ...options.environment,
  };
  let app: Application | undefined;
  let running: Running | undefined;
  const heard: Incoming[] = [];

  async function start() {
    if (isProcess) running = kith({ args: ['start'], environment });
    else {
      const config = loadConfig({ directory: join(root, 'config'), environment });
      app = await createApp(config, speed === 1 ? {} : { clock: fastClock(speed) });
      const { accept } = app.conversation;
      app.conversation.accept = (event, onTaken) => {
        heard.push(event);
        return accept(event, onTaken);
      };
      await app.start();
    }
    await Promise.all(only.map((name) => platforms[name].ready(20_000)));
    if (only.includes('discord')) await until(() => platforms.discord.commands().length > 0);
  }
  await start();

  const shown = (on: PlatformName, where: Where, who: string) => platforms[on].shown(where, who);
  /** What is new in a place once the whole answer stands. */
  async function answers(on: PlatformName, where: Where, who: string, before: readonly Shown[]) {
    const known = new Map(before.map(({ id, text }) => [id, text]));
    const fresh = () => shown(on, where, who).filter(({ id, text }) => known.get(id) !== text);
    await until(() => fresh().some(({ isUnfinished }) => !isUnfinished));
    if (app !== undefined) await app.conversation.idle();
    else await steady(() => JSON.stringify(fresh()));
    return fresh();
  }
  return {
    platforms,
    model,
    get app() {
      if (app === undefined) throw new Error('this town has its Kith in another process');
      return app;
    },
    heard,
    running() {
      if (running === undefined) throw new Error('this town has its Kith in this process');
      return running;
    },
    start,
    async kill() {
      running?.kill('SIGKILL', 'group');
      await running?.closed;
    },
    async restart() {
      running?.kill('SIGTERM', 'group');
      await running?.closed;
      await start();
    },
    async ask(on, line) {
      const where = line.where ?? 'direct';
      const before = shown(on, where, line.who);
      await platforms[on].say(line);
      return answers(on, where, line.who, before);
    },
    async command(on, who, line, where = 'direct') {
      const before = shown(on, where, who);
      await platforms[on].command(who, line, where);
      return answers(on, where, who, before);
    },
    complaints: () =>
      PLATFORMS.flatMap((name) =>
        [...platforms[name].violations, ...platforms[name].leftovers()].map((what) => `${name}: ${what}`),
      ),
    async stop() {
      await app?.stop();
      running?.kill('SIGTERM', 'group');
      await running?.closed;
      await Promise.all([...Object.values(platforms).map((platform) => platform.stop()), model?.stop()]);
      rmSync(data, { recursive: true, force: true });
    },
  };
}

/** Starts at the hour it is, and hurries. */
function fastClock(speed: number): Clock {
  const begun = Date.now();
  return {
    now: () => Math.round(begun + (Date.now() - begun) * speed),
    sleep: (ms, signal) => systemClock.sleep(ms / speed, signal),
  };
}

/** Longer than any platform's pause between two edits, ms. */
const STEADY_MS = 1_600;

/** Waits until what `look` sees has not changed for a while. */
export async function steady(look: () => string): Promise<void> {
  let [seen, since] = [look(), performance.now()];
  await until(() => {
    const now = look();
    if (now !== seen) [seen, since] = [now, performance.now()];
    return performance.now() - since > STEADY_MS;
  }, 60_000);
}

/** Waits until `look` finds something, at most `ms`. */
export async function until<T>(look: () => T | undefined | false, ms = 15_000): Promise<T> {
  const end = performance.now() + ms;
  while (true) {
    const found = look();
    if (found !== undefined && found !== false) return found;
    if (performance.now() > end) throw new Error(`waited ${ms} ms for ${look.toString().slice(0, 200)}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
