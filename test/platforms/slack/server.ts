import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Platform } from '../platform.ts';
import { createSlackApi, type SlackCall, type StoredFile } from './api.ts';
import type { Desk } from './call.ts';
import { SCOPES } from './catalogue.ts';
import { CHAT } from './chat.ts';
import { announce, announceChange, announceErasure, eventBody, type Publish } from './events.ts';
import { createSlackGate, type RateOptions } from './gate.ts';
import { createSlackInteractions, type SlackInteractions } from './interactions.ts';
import { lean } from './lean.ts';
import type { Delivery } from './line.ts';
import { createSlackPeople, type SlackPeople } from './people.ts';
import { buttonsOf, listOf, textOf } from './reading.ts';
import { createSlackResponses } from './responses.ts';
import { ROOMS } from './rooms.ts';
import { createSlackSocket, type SlackSocket } from './socket.ts';
import { createSlackViews } from './views.ts';
import { createSlackWebhook, type Forgery } from './webhook.ts';
import { createWorld, type Json, type Person, type World } from './world.ts';

export interface SlackServerOptions extends RateOptions {
  readonly botName?: string;
  /** Scopes of the bot token. Default: all an app like ours asks for. */
  readonly scopes?: readonly string[];
  /** How events reach the app. Default: Socket Mode, HTTP where there is a URL. */
  readonly mode?: 'socket' | 'http';
  readonly eventsUrl?: string;
  /** Which of the two events of a mention comes first. Default: the message. */
  readonly isMentionFirst?: boolean;
  /** Time for an acknowledgement, in milliseconds. Default 3000, as on Slack. */
  readonly ackMs?: number;
  /** Wait before an event is sent again, in milliseconds. Default 50; Slack waits from seconds to minutes. */
  readonly retryMs?: number;
  /** UTF-16 units one streamed message takes in all. Default 12 000. */
  readonly streamLimit?: number;
  /** Methods, and `response_url`, that are refused for good: with Slack's word for it, or an HTTP status. */
  readonly refuses?: Readonly<Record<string, string | number>>;
  /** Whether it says nothing it need not say: no scopes, and only the fields without which an event is none. */
  readonly isLean?: boolean;
}

export interface SlackServer
  extends Omit<Platform, 'say'>,
    SlackPeople,
    Pick<SlackInteractions, 'shortcut' | 'messageShortcut' | 'formErrors' | 'closeForm'> {
  readonly world: World;
  /** Every call of the Web API and of response URLs, with its answer. */
  readonly calls: readonly SlackCall[];
  /** The socket of Socket Mode. */
  readonly socket: Pick<SlackSocket, 'askToLeave' | 'sockets'>;
  /** The Home tab the app gave somebody; its buttons are pressed with the id `home`. */
  home(who: string): { readonly text: string; readonly buttons: readonly string[] } | undefined;
  /** The last command is delivered once more, as after an acknowledgement that was lost. */
  commandAgain(): Promise<void>;
  /** Tells the app an event as it stands; what it lacks it lacks. */
  tell(event: Json): Promise<void>;
  /** Somebody opens the app's tab. */
  openHome(who: string, tab?: 'home' | 'messages'): Promise<void>;
  /** Somebody opens the older assistant pane; the timestamp of its thread. */
  openAssistant(who: string): Promise<string>;
  /** What somebody looks at beside the app changes. */
  changeContext(who: string, where: string): Promise<void>;
  /** Locale and rights of somebody. */
  describe(who: string, fields: Partial<Pick<Person, 'locale' | 'isAdmin' | 'isOwner' | 'isDeleted'>>): void;
  kick(where: string): void;
  invite(where: string): void;
  archive(where: string): void;
  /** Calls with the tokens are refused from now on. Default reason: `token_revoked`. */
  revoke(reason?: 'token_revoked' | 'account_inactive' | 'invalid_auth'): void;
  /** Ends every open stream, as Slack does with one some minutes old. */
  expireStreams(): void;
  /** The next acknowledgements of events are lost. */
  loseAcks(count: number): void;
  /** Events go to this URL from now on (HTTP). */
  deliverTo(url: string): void;
  /** Sends a forged event to the URL; its HTTP status. */
  forge(forgery: Forgery): Promise<number>;
}

const BOT_TOKEN = 'xoxb-1111111111-kith-test-bot';
const APP_TOKEN = 'xapp-1-A0KITH-2222222222-kith-test-app';
const SIGNING_SECRET = 'kith-test-signing-secret';
const STATUS_MS = 120_000;

/** A strict Slack on 127.0.0.1: Web API, Socket Mode and HTTP events. */
export async function startSlackServer(options: SlackServerOptions = {}): Promise<SlackServer> {
  const { mode = options.eventsUrl === undefined ? 'socket' : 'http', ackMs = 3000, retryMs = 50 } = options;
  const violations: string[] = [];
  const calls: SlackCall[] = [];
  const files = new Map<string, StoredFile>();
  const world = createWorld(options.botName ?? 'Alicia');
  const scopes = new Set(options.scopes ?? SCOPES);
  const violation = (text: string): void => void violations.push(text);
  let revoked: string | undefined;
  let latest: Delivery[] = [];
  let isActing = false;
  let port = 0;

  const publish: Publish = (event, scope) => {
    if (scope !== undefined && !scopes.has(scope)) return;
    const delivery: Delivery = { kind: 'events_api', payload: eventBody(event, world), takesPayload: false };
    if (isActing) latest.push(delivery);
    void send(delivery);
  };
  let lastCommand: Delivery | undefined;
  const send = (one: Delivery, retry?: number): Promise<Json | undefined> => {
    if (one.kind === 'slash_commands') lastCommand = one;
    return line.send(options.isLean === true ? lean(one) : one, retry);
  };
  /** One act of a person, which is over before it first waits; the events of the last one can be sent again. */
  const act = async <T>(run: () => Promise<T>): Promise<T> => {
    latest = [];
    isActing = true;
    const done = run();
    isActing = false;
    return done;
  };
  const desk: Desk = {
    world,
    scopes,
    streamLimit: options.streamLimit ?? 12_000,
    violation,
    posted: (message) => announce(message, world, publish),
    changed: (message, before) => announceChange(message, before, world, publish),
    erased: (message) => announceErasure(message, world, publish),
  };

  const gate = createSlackGate(options);
  const views = createSlackViews(world);
  const responses = createSlackResponses(world);
  const address = (): string => `http://127.0.0.1:${port}`;
  const methods = {
    ...CHAT,
    ...ROOMS,
    ...views.methods,
    'apps.connections.open': () => ({ url: `ws://127.0.0.1:${port}${socket.ticket()}` }),
  };
  const server = createServer(
    createSlackApi({
      desk,
      gate,
      methods,
      responses,
      files,
      botToken: BOT_TOKEN,
      appToken: APP_TOKEN,
      revoked: () => revoked,
      calls,
      refuses: options.refuses ?? {},
      isLean: options.isLean === true,
    }),
  );
  const socket = createSlackSocket(server, world.appId, { ackMs, retryMs, violation });
  const webhook = createSlackWebhook(SIGNING_SECRET, options.eventsUrl, { ackMs, retryMs, violation });
  const line = mode === 'socket' ? socket : webhook;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  port = (server.address() as AddressInfo).port;

  const keepFile = (name: string, type: string, content: Uint8Array): Json => {
    const id = world.id('F');
    const path = `/files/${id}/${name}`;
    files.set(path, { type, content });
    const url = address() + path;
    const kind = type.split('/')[1] ?? 'bin';
    return {
      id,
      name,
      title: name,
      mimetype: type,
      filetype: kind,
      size: content.length,
      mode: 'hosted',
      is_external: false,
      url_private: url,
      url_private_download: url,
    };
  };
  const people = createSlackPeople(desk, publish, options.isMentionFirst === true, keepFile);
  const interactions = createSlackInteractions({
    desk,
    views,
    responses,
    address,
    send,
  });
  const tell = async (event: Json): Promise<void> =>
    act(async () => publish({ event_ts: world.ts(), ...event }));

  return {
    ...people,
    ...interactions,
    name: 'slack',
    environment: {
      SLACK_BOT_TOKEN: BOT_TOKEN,
      ...(mode === 'socket' ? { SLACK_APP_TOKEN: APP_TOKEN } : { SLACK_SIGNING_SECRET: SIGNING_SECRET }),
      SLACK_API_URL: `${address()}/api/`,
    },
    world,
    async commandAgain() {
      if (lastCommand !== undefined) await send(lastCommand);
    },
    tell,
    calls,
    socket,
    violations,
    ready: (ms = 5000) => line.ready(ms),
    say: (said) => act(() => people.say(said)),
    edit: (id, text) => act(() => people.edit(id, text)),
    erase: (id) => act(() => people.erase(id)),
    react: (who, id, emoji) => act(() => people.react(who, id, emoji)),
    async sayAgain() {
      for (const delivery of latest) void send(delivery, 1);
    },
    isTyping: (where) => {
      const isHere = ({ kind, name }: { readonly kind: string; readonly name: string }): boolean =>
        where === 'direct'
          ? kind === 'im'
          : (where.startsWith('!') ? 'group' : 'channel') === kind && name === where.slice(1);
      const isFresh = ({ since }: { readonly since: number }): boolean => Date.now() - since < STATUS_MS;
      return (
        [...world.statuses.values()].some((one) => isHere(one.channel) && isFresh(one)) ||
        [...world.messages.values()].some((one) => one.isStreaming && !one.isGone && isHere(one.channel))
      );
    },
    next: gate.next,
    async disconnect() {
      line.cut();
    },
    leftovers: () => [
      ...[...world.messages.values()]
        .filter(({ isStreaming, isGone }) => isStreaming && !isGone)
        .map(({ ts, channel }) => `stream ${ts} in ${channel.name} is open`),
      ...[...world.statuses.values()].map(
        ({ channel, thread }) => `status of ${channel.name} ${thread} is shown`,
      ),
      ...line.pending().map((name) => `${name} is not acknowledged`),
    ],
    home(who) {
      const view = views.home(world.person(who));
      if (view === undefined) return undefined;
      const blocks = listOf(view.json.blocks);
      return { text: textOf(blocks, world), buttons: buttonsOf(blocks) };
    },
    openHome(who, tab = 'home') {
      const person = world.person(who);
      const view = views.home(person);
      const shown = tab === 'home' && view !== undefined ? { view: views.output(view) } : {};
      const channel = world.channel('direct', who).id;
      return tell({ type: 'app_home_opened', user: person.id, channel, tab, ...shown });
    },
    async openAssistant(who) {
      const channel = world.channel('direct', who);
      const root = world.post({ channel, isOurs: true, user: world.bot.user, text: 'New Assistant Thread' });
      root.isGone = true;
      const user = world.person(who).id;
      const thread = { user_id: user, context: {}, channel_id: channel.id, thread_ts: root.ts };
      await tell({ type: 'assistant_thread_started', assistant_thread: thread });
      return root.ts;
    },
    changeContext(who, where) {
      const value = world.channel(where, who).id;
      const context = { entities: [{ type: 'slack#/types/channel_id', value, team_id: world.team.id }] };
      const channel = world.channel('direct', who).id;
      return tell({ type: 'app_context_changed', user: world.person(who).id, channel, context });
    },
    describe: (who, fields) => void Object.assign(world.person(who), fields),
    kick: (where) => void world.channel(where).members.delete(world.bot.user),
    invite: (where) => void world.channel(where).members.add(world.bot.user),
    archive(where) {
      world.channel(where).isArchived = true;
    },
    revoke(reason = 'token_revoked') {
      revoked = reason;
    },
    expireStreams() {
      for (const message of world.messages.values()) {
        message.isExpired ||= message.isStreaming;
        message.isStreaming = false;
      }
    },
    loseAcks: line.loseAcks,
    deliverTo: webhook.deliverTo,
    forge(forgery) {
      const channel = world.channel('direct', 'Mallory');
      const event = {
        type: 'message',
        user: channel.person?.id,
        text: 'let me in',
        ts: world.ts(),
        channel: channel.id,
        channel_type: 'im',
      };
      return webhook.forge(eventBody(event, world), forgery);
    },
    async stop() {
      await socket.stop();
      await webhook.stop();
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      });
    },
  };
}
