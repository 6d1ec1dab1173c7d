import { SocketModeReceiver, webApi } from '@slack/bolt';
import { createBounded } from '../../core/bounded.ts';
import type { Command, CommandOption } from '../../core/commands/command.ts';
import { doneWithin } from '../../core/delivery/done-within.ts';
import { KithError } from '../../core/errors.ts';
import type { Incoming, Outgoing, Place } from '../../core/message.ts';
import type { Channel } from '../../core/ports/channel.ts';
import type { Clock } from '../../core/ports/clock.ts';
import type { Log } from '../../core/ports/log.ts';
import type { Random } from '../../core/ports/random.ts';
import { createAnswers } from './answers.ts';
import { flat, home, threaded } from './capabilities.ts';
import { createConnection, type Line } from './connection.ts';
import type { Self } from './decode.ts';
import { download } from './download.ts';
import { paginate } from './encode.ts';
import { examine } from './examine.ts';
import { nameLineOf } from './face.ts';
import { createHealth } from './health.ts';
import { createHome } from './home.ts';
import { CHANNEL, homeOwnerOf, messageOf } from './ids.ts';
import { createLookup } from './look.ts';
import { createPace } from './pace.ts';
import { createPeople } from './people.ts';
import { createPost } from './post.ts';
import type { Body } from './raw.ts';
import { createRecent } from './recent.ts';
import { createReception } from './reception.ts';
import { createRooms } from './rooms.ts';
import { slackRoute } from './route.ts';
import { SCOPE_NAMES, scopesIn } from './scopes.ts';
import { sdkLog, socketFailure, socketLine, wireOf } from './sdk.ts';
import { createStatus } from './status.ts';
import { createStream } from './stream.ts';
import { createWeb, refusal } from './web.ts';
import { languageOf, wordsIn } from './words.ts';

export interface SlackOptions {
  readonly botToken: string;
  /** For Socket Mode; empty: Slack calls us over HTTP. */
  readonly appToken: string;
  /** What requests over HTTP are signed with. */
  readonly signingSecret: string;
  /** Base of the Web API, ending in `/api/`. */
  readonly apiUrl: string;
  /** Pause between two pieces of a streamed answer, ms. */
  readonly streamEveryMs: number;
  /** Longest one request may take, ms. */
  readonly requestMs: number;
  /** First pause before something is tried again, ms; it doubles each time, with jitter. */
  readonly retryBaseMs: number;
  /** Longest such pause, ms. */
  readonly retryMaxMs: number;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly commands: readonly Command[];
  /** Slack asks for no suggestions while somebody types a command. */
  readonly suggest?: (option: CommandOption, typed: string) => readonly string[];
}

/** Longest something that comes while we start waits, ms; Slack waits for three seconds. */
const START_MS = 1_500;
/** Longest an event is left unacknowledged until it is on record, ms: far from three seconds, on a busy machine as well. */
const TAKEN_MS = 800;

/** A workspace of Slack, over Socket Mode or HTTP. Nothing connects before `listen`. */
export function createSlackChannel(options: SlackOptions): Channel {
  const { botToken, appToken, signingSecret, apiUrl, requestMs, clock, random, log, commands } = options;
  const clientOptions = {
    slackApiUrl: apiUrl,
    logger: sdkLog(log),
    timeout: requestMs,
    // Waiting and trying again is ours: the SDK would post twice.
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
  };
  const health = createHealth(clock, log);
  const allowed = { faces: true, streams: true };
  let self: Self = { user: '', bot: '', app: '', team: '', name: '' };
  let greeting: Promise<void> | undefined;
  let onIncoming: Parameters<Channel['listen']>[0] | undefined;
  let stopping: Promise<void> | undefined;
  const stopped = new AbortController();
  const underWay = new Set<Promise<unknown>>();

  const refused = (failure: KithError) => {
    health.refused(failure);
    void line.close().catch(() => undefined);
  };
  const lacking = (scope: string) => {
    if (scope === 'chat:write.customize') allowed.faces = false;
    health.missing(scope);
  };
  const web = createWeb({
    ...options,
    wire: wireOf(new webApi.WebClient(botToken, clientOptions)),
    onRefused: refused,
    onMissing: lacking,
  });
  const people = createPeople({ web, clock, log, team: () => self.team });
  const rooms = createRooms(web, clock, log);
  const recent = createRecent();
  const pace = createPace(clock);
  const status = createStatus(web, clock);
  /** Language of whoever spoke last in a place: what shows there while somebody thinks is in it. */
  const locales = createBounded<string>(2_000);
  const onPosted = (channel: string, ts: string, thread: string | undefined) => {
    recent.posted(messageOf(channel, ts), thread);
    status.answered(channel, thread);
  };
  const lookup = createLookup({
    web,
    isKnown: recent.isOurs,
    async identify() {
      await greet();
      return self;
    },
  });
  const post = createPost({
    web,
    pace,
    lookup,
    botName: () => self.name,
    hasFaces: () => allowed.faces,
    onPosted,
  });
  const localeOf = (user: string) => people.known(user)?.locale;
  const answers = createAnswers({ web, post, pace, clock, log, requestMs, localeOf });
  const showHome = createHome(web);

  function emit(event: Incoming, onTaken?: () => void): void {
    if (stopping !== undefined || onIncoming === undefined) return;
    if ('author' in event && event.author.locale !== undefined)
      locales.set(event.place.id, event.author.locale);
    void onIncoming(event, onTaken);
  }
  const reception = createReception({
    self: () => self,
    web,
    people,
    rooms,
    recent,
    answers,
    commands,
    clock,
    random,
    log,
    emit,
    onRemoved: () => refused(refusal('app_uninstalled')),
  });
  async function hear(body: Body): Promise<boolean> {
    // Which app we are nothing says but what Slack tells us.
    if ('event' in body) {
      const { api_app_id: app = '', team_id: team = '' } = body;
      self = { ...self, app: self.app || app, team: self.team || team };
    }
    const taken = reception(body);
    // Commands and what people press are acknowledged at once: a spinner turns until then.
    if (!('event' in body) || (await doneWithin(TAKEN_MS, taken, clock))) return true;
    // Later it waits in memory; with what stops it would be lost.
    return stopping === undefined;
  }
  const isOpen = () => stopping === undefined && onIncoming !== undefined && self.user !== '';
  const begun = Promise.withResolvers<void>();
  /** The port is open before we know who we are: what comes then waits a moment. */
  async function isOpenSoon(): Promise<boolean> {
    if (stopping === undefined && !isOpen()) {
      const over = new AbortController();
      await Promise.race([begun.promise, clock.sleep(START_MS, over.signal).catch(() => undefined)]);
      over.abort();
    }
    return isOpen();
  }
  const isHttp = appToken === '';
  const line = isHttp ? httpLine() : socket();
  const connection = createConnection({ greet, line, health, clock, log, pause: web.pause });

  function socket(): Line {
    const receiver = new SocketModeReceiver({
      appToken,
      logger: clientOptions.logger,
      // Its own way of coming back waits for seconds, and a failure on it would end the process.
      autoReconnectEnabled: false,
      installerOptions: { clientOptions },
    });
    return socketLine({ receiver, clock, log, requestMs, isOpen, hear });
  }

  /** Learns who we are, once. */
  function greet(): Promise<void> {
    greeting ??= introduce().catch((error: unknown) => {
      greeting = undefined;
      throw error;
    });
    return greeting;
  }
  async function introduce(): Promise<void> {
    const who = await web.ask('auth.test', {}, stopped.signal);
    const { user_id: user, team_id: team, bot_id: bot, user: name } = who as Readonly<Record<string, string>>;
    if (user === undefined || (bot === undefined && !botToken.startsWith('xoxb-')))
      throw refusal('not_a_bot_token');
    self = { ...self, user, team: team ?? self.team, bot: bot ?? '', name: name ?? '' };
    await people.learn([user]);
    self = { ...self, name: people.known(user)?.name ?? self.name };
    const scopes = scopesIn(who);
    for (const scope of SCOPE_NAMES) if (scopes?.includes(scope) === false) lacking(scope);
  }

  async function leave(): Promise<void> {
    await connection.stop();
    while (underWay.size > 0) await Promise.allSettled(underWay);
    await answers.stop();
    await status.stop();
    health.stopped();
  }
  function during<T>(work: Promise<T>): Promise<T> {
    underWay.add(work);
    work.then(
      () => underWay.delete(work),
      () => underWay.delete(work),
    );
    return work;
  }
  const pagesOf = (message: Outgoing) =>
    paginate(message, message.kind === 'reply' ? nameLineOf(message.speaker, self.name) : '');
  const languageIn = (place: Place) => languageOf(locales.get(place.id));

  return {
    name: CHANNEL,
    capabilities(place) {
      if (homeOwnerOf(place.id) !== undefined) return home;
      if (place.thread === undefined) return flat(allowed);
      return threaded({ ...allowed, status: status.isPossible(place) });
    },
    async listen(callback) {
      if (isHttp && signingSecret === '')
        throw new KithError(
          'channel.refused',
          'Slack needs SLACK_APP_TOKEN for Socket Mode, or SLACK_SIGNING_SECRET for events over HTTP; docs/slack.md says where they are.',
        );
      onIncoming = callback;
      await connection.start().finally(begun.resolve);
    },
    stop() {
      begun.resolve();
      stopped.abort();
      stopping ??= leave();
      return stopping;
    },
    paginate: pagesOf,
    send(page, place, { key = random.id(), ...sending } = { key: random.id() }) {
      const owner = homeOwnerOf(place.id);
      if (owner !== undefined)
        return during(showHome(owner, page, languageOf(localeOf(owner)), sending.signal));
      if (page.visibleTo === 'author') return during(answers.send(page, place, { key, ...sending }));
      return during(post.send(page, place, { key, ...sending }));
    },
    async openStream(draft, place, streaming) {
      const reader = draft.replyTo === undefined ? undefined : recent.readerOf(draft.replyTo);
      const live = createStream(draft, place, streaming, {
        web,
        post,
        lookup,
        pace,
        clock,
        log,
        reader,
        mayOpen: place.thread !== undefined && allowed.streams,
        onPosted,
        everyMs: options.streamEveryMs,
        paginate: pagesOf,
        onUnable: () => {
          allowed.streams = false;
          log.warn('Slack does not stream here; answers are edited as they grow');
        },
      });
      return {
        ...live,
        finish: (final) => during(live.finish(final)),
        discard: () => during(live.discard()),
      };
    },
    edit: (sent, page, place, signal) => during(post.edit(sent, page, place, signal)),
    remove: (sent, place) => during(post.remove(sent, place)),
    typing: (place, signal) => status.show(place, signal, wordsIn[languageIn(place)]),
    download: (attachment, limit, signal) =>
      download(attachment, limit, signal, { token: botToken, apiUrl, requestMs }),
    health: health.now,
    examine: () =>
      examine({
        web,
        hasSigningSecret: signingSecret !== '',
        openSocket: isHttp
          ? undefined
          : () =>
              wireOf(new webApi.WebClient(appToken, clientOptions))('apps.connections.open', {}).catch(
                (error: unknown) => {
                  throw socketFailure(error);
                },
              ),
      }),
    ...(isHttp ? { routes: [slackRoute({ signingSecret, clock, log, isOpen: isOpenSoon, hear })] } : {}),
  };
}

/** Over HTTP there is nothing to lose: Slack comes to us. */
function httpLine(): Line {
  const { promise, resolve } = Promise.withResolvers<void>();
  return { open: async () => undefined, lost: () => promise, close: async () => resolve() };
}
