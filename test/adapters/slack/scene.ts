import { expect, onTestFinished } from 'vitest';
import { createSlackChannel, type SlackOptions } from '../../../src/adapters/slack/index.ts';
import { SCOPE_NAMES } from '../../../src/adapters/slack/scopes.ts';
import { commands } from '../../../src/core/commands/table.ts';
import type { Incoming, Outgoing, Place } from '../../../src/core/message.ts';
import type { Channel } from '../../../src/core/ports/channel.ts';
import type { Log, LogFields } from '../../../src/core/ports/log.ts';
import { systemClock } from '../../../src/system/clock.ts';
import { systemRandom } from '../../../src/system/random.ts';
import { type SlackServer, type SlackServerOptions, startSlackServer } from '../../platforms/slack/server.ts';

export interface LogEntry {
  readonly level: 'debug' | 'info' | 'warn' | 'error';
  readonly event: string;
  readonly fields: LogFields;
}

export interface Scene {
  readonly slack: SlackServer;
  readonly channel: Channel;
  readonly heard: Incoming[];
  readonly logged: readonly LogEntry[];
  /** Waits until so many events were handed on. */
  until(count: number): Promise<readonly Incoming[]>;
  /** Where Ana is, talking with the bot alone. */
  readonly direct: Place;
  close(): Promise<void>;
}

export interface SceneOptions extends SlackServerOptions {
  readonly with?: Partial<SlackOptions>;
  /** Default: yes. */
  readonly listens?: boolean;
}

export function keptLog(): { readonly log: Log; readonly logged: LogEntry[] } {
  const logged: LogEntry[] = [];
  const at =
    (level: LogEntry['level']) =>
    (event: string, fields: LogFields = {}) =>
      void logged.push({ level, event, fields });
  const log: Log = {
    debug: at('debug'),
    info: at('info'),
    warn: at('warn'),
    error: at('error'),
    child: () => log,
  };
  return { log, logged };
}

/** Options of a channel that serves a local Slack. */
export function optionsFor(slack: SlackServer, log: Log): SlackOptions {
  const { SLACK_BOT_TOKEN, SLACK_APP_TOKEN, SLACK_SIGNING_SECRET, SLACK_API_URL } = slack.environment;
  return {
    botToken: SLACK_BOT_TOKEN ?? '',
    appToken: SLACK_APP_TOKEN ?? '',
    signingSecret: SLACK_SIGNING_SECRET ?? '',
    apiUrl: SLACK_API_URL ?? '',
    streamEveryMs: 20,
    requestMs: 2_000,
    retryBaseMs: 20,
    retryMaxMs: 2_000,
    clock: systemClock,
    random: systemRandom,
    log,
    commands,
  };
}

export async function openScene({
  with: given,
  listens = true,
  ...server
}: SceneOptions = {}): Promise<Scene> {
  const slack = await startSlackServer({ scopes: SCOPE_NAMES, ...server });
  const { log, logged } = keptLog();
  const channel = createSlackChannel({ ...optionsFor(slack, log), ...given });
  const heard: Incoming[] = [];
  if (listens) {
    await channel.listen(async (event, onTaken) => {
      heard.push(event);
      onTaken?.();
    });
    await slack.ready();
  }
  return {
    slack,
    channel,
    heard,
    logged,
    until: async (count) => {
      await soon(() => heard.length >= count);
      return heard;
    },
    direct: placeOf(slack, 'direct'),
    async close() {
      await channel.stop();
      await slack.stop();
    },
  };
}

/** One that is closed when its test has ended. */
export async function scene(options?: SceneOptions): Promise<Scene> {
  const opened = await openScene(options);
  onTestFinished(opened.close);
  return opened;
}

/** A place of the local Slack as core sees it. */
export const placeOf = (slack: SlackServer, where: string, thread?: string, who = 'Ana'): Place => ({
  id: `slack:${slack.world.channel(where, who).id}` as Place['id'],
  channel: 'slack',
  audience: where === 'direct' ? 'one' : where.startsWith('!') ? 'members' : 'everyone',
  community: slack.world.team.id,
  ...(thread === undefined ? {} : { thread }),
});

export const reply = (text: string, more: Partial<Outgoing> = {}): Outgoing => ({
  kind: 'reply',
  text,
  visibleTo: 'place',
  speaker: { persona: 'mika' as never, displayName: 'Mika', avatar: 'https://kith.example/mika.png' },
  ...more,
});

/** Nothing Slack would have refused, and nothing left open. */
export async function clean({ slack }: Scene): Promise<void> {
  expect(slack.violations).toEqual([]);
  // Acknowledgements may still be on their way on a busy machine.
  await soon(() => slack.leftovers().length === 0).catch(() => expect(slack.leftovers()).toEqual([]));
}

export async function soon(condition: () => boolean, ms = 3_000): Promise<void> {
  const end = Date.now() + ms;
  while (!condition()) {
    if (Date.now() > end) throw new Error(`It did not happen within ${ms} ms: ${String(condition)}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
