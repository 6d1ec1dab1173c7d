import { join, resolve } from 'node:path';
import { createApp } from '../../../src/app.ts';
import { loadConfig } from '../../../src/config.ts';
import type { Application, Overrides } from '../../../src/core/conversation/application.ts';
import { type Conversation, createConversation } from '../../../src/core/conversation/conversation.ts';
import type { Parts } from '../../../src/core/conversation/parts.ts';
import { accountId, messageId, type PersonId, placeId } from '../../../src/core/ids.ts';
import type {
  Audience,
  Author,
  IncomingDeletion,
  IncomingEdit,
  IncomingMessage,
  IncomingReaction,
  Place,
} from '../../../src/core/message.ts';
import type { Clock } from '../../../src/core/ports/clock.ts';
import type {
  LanguageModel,
  ModelEvent,
  ModelRequest,
  Purpose,
} from '../../../src/core/ports/language-model.ts';
import type { Log, LogFields } from '../../../src/core/ports/log.ts';
import type { Affinity, Person } from '../../../src/core/ports/records.ts';
import type { Store } from '../../../src/core/ports/store.ts';
import { type FakeChannel, fakeChannel } from '../delivery/fake-channel.ts';

const root = resolve(import.meta.dirname, '../../..');
export const alicia = 'alicia';

/** What a model does about one call: an answer, an error, or whatever it does before one of them. */
export type Does = (request: ModelRequest, signal: AbortSignal) => string | Error | Promise<string | Error>;

export interface PurposeModel extends LanguageModel {
  readonly requests: readonly ModelRequest[];
  of(purpose: Purpose): readonly ModelRequest[];
}

/** A model that is scripted by purpose; what is not scripted finds nothing. */
export function modelThat(script: Partial<Record<Purpose, Does>> = {}, name = 'model'): PurposeModel {
  const requests: ModelRequest[] = [];
  const nothing: Readonly<Record<Purpose, string>> = {
    reply: 'Fine.',
    mood: '{"mood":null,"intensity":null}',
    facts: '{"facts":[]}',
    episode: '{"episode":null}',
    summary: '…',
  };
  return {
    name,
    answersQuestions: true,
    requests,
    of: (purpose) => requests.filter((request) => request.purpose === purpose),
    async *generate(request, signal): AsyncGenerator<ModelEvent> {
      requests.push(request);
      const answer = await (script[request.purpose]?.(request, signal) ?? nothing[request.purpose]);
      if (answer instanceof Error) throw answer;
      // Two deltas, as a real one would give.
      yield { kind: 'text', text: answer.slice(0, 3) };
      if (answer.length > 3) yield { kind: 'text', text: answer.slice(3) };
      yield { kind: 'end', finish: 'stop', usage: {} };
    },
  };
}

/** Waits until the call is called off; what a server that never answers looks like. */
export const hangs: Does = (_, signal) =>
  new Promise((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });

export interface Logged {
  readonly level: 'debug' | 'info' | 'warn' | 'error';
  readonly event: string;
  readonly fields: LogFields;
}

export function keptLog(): Log & { readonly events: readonly Logged[] } {
  const events: Logged[] = [];
  const at =
    (level: Logged['level']) =>
    (event: string, fields: LogFields = {}) =>
      void events.push({ level, event, fields });
  const log: Log = {
    debug: at('debug'),
    info: at('info'),
    warn: at('warn'),
    error: at('error'),
    child: () => log,
  };
  return { ...log, events };
}

/** The store, with `around` standing between every call and its answer; names are `turns.open`, `apply`, … */
export function watched(
  store: Store,
  around: (name: string, call: () => Promise<unknown>) => unknown,
): Store {
  const wrap = <T extends object>(target: T, prefix: string): T =>
    new Proxy(target, {
      get(from, key, receiver) {
        const value: unknown = Reflect.get(from, key, receiver);
        const name = prefix + String(key);
        if (typeof value === 'object' && value !== null) return wrap(value, `${name}.`);
        if (typeof value !== 'function') return value;
        return (...args: unknown[]) => {
          const call = () => (value as (...given: unknown[]) => Promise<unknown>).apply(from, args);
          return name === 'exportPerson' ? call() : around(name, call);
        };
      },
    });
  return wrap(store, '');
}

export interface WorldOptions {
  readonly model?: LanguageModel | undefined;
  readonly channel?: FakeChannel;
  readonly clock?: Clock;
  /** Folder of the database; absent: in memory. */
  readonly directory?: string;
  /** Configuration keys, dotted. */
  readonly rules?: Readonly<Record<string, string>>;
  readonly wrapStore?: (store: Store) => Store;
  readonly owner?: string;
  readonly personaFiles?: readonly string[];
  readonly persona?: string;
}

export interface World {
  readonly app: Application;
  readonly parts: Parts;
  readonly conversation: Conversation;
  readonly channel: FakeChannel;
  readonly log: ReturnType<typeof keptLog>;
  /** Says something and waits until all that follows is done; what was said back since. */
  say(text: string, options?: SayOptions): Promise<readonly string[]>;
  person(account?: string): Promise<Person>;
  affinity(account?: string): Promise<Affinity | undefined>;
}

export interface SayOptions {
  readonly who?: string;
  readonly where?: string;
  readonly audience?: Audience;
  readonly id?: string;
  readonly at?: number;
  readonly locale?: string;
  readonly role?: 'member' | 'admin';
  /** What else the platform knows of the message, its place and its author. */
  readonly more?: Partial<IncomingMessage>;
  readonly place?: Partial<Place>;
  readonly author?: Partial<Author>;
}

let said = 0;

export function message(
  text: string,
  {
    who = 'ana',
    where = `direct:${who}`,
    audience = 'one',
    id,
    at = 1_700_000_000_000,
    locale,
    role = 'member',
    more = {},
    place: around = {},
    author = {},
  }: SayOptions = {},
): IncomingMessage {
  const own = id ?? `m${++said}`;
  const place: Place = { id: placeId(`fake:${where}`), channel: 'fake', audience, ...around };
  return {
    kind: 'message',
    eventId: own,
    id: messageId(`fake:${own}`),
    place,
    author: {
      account: accountId(`fake:${who}`),
      name: who,
      role,
      ...(locale === undefined ? {} : { locale }),
      ...author,
    },
    at,
    text,
    isAddressed: true,
    ...more,
  };
}

/** The message reads otherwise, a second after the one before. */
export function edit(of: IncomingMessage, text: string, more: Partial<IncomingEdit> = {}): IncomingEdit {
  const { place, author, id, isAddressed } = of;
  const at = of.at + 1_000;
  return { kind: 'edit', eventId: `e${++said}`, place, author, at, id, text, isAddressed, ...more };
}

/** The messages are gone. */
export function deletion(place: Place, ...messages: readonly (IncomingMessage | string)[]): IncomingDeletion {
  return {
    kind: 'deletion',
    eventId: `d${++said}`,
    place,
    at: 1_700_000_100_000,
    messages: messages.map((each) => (typeof each === 'string' ? messageId(each) : each.id)),
  };
}

/** Somebody reacts to a message of the channel, by its id. */
export function reaction(
  to: string | undefined,
  meaning: IncomingReaction['meaning'],
  by: SayOptions = {},
  isAdded = true,
): IncomingReaction {
  const { place, author, at } = message('', by);
  const id = messageId(to ?? 'none');
  return { kind: 'reaction', eventId: `r${++said}`, place, author, at, message: id, meaning, isAdded };
}

export function configWith(rules: Readonly<Record<string, string>> = {}, directory?: string) {
  return loadConfig({
    directory: join(root, 'config'),
    environment: { KITH_PERSONALITIES_DIR: join(root, 'personalities') },
    overrides: {
      'inbox.burstMs': '0',
      'log.level': 'silent',
      // What died in these worlds had nothing on its way, and their clocks stand still.
      'recover.graceMs': '0',
      ...(directory === undefined ? {} : { 'data.dir': directory }),
      ...rules,
    },
  });
}

/** A conversation over the real store, personas and rules; the model, the channel and the clock are the test's. */
export async function createWorld(options: WorldOptions = {}): Promise<World> {
  const { channel = fakeChannel(), directory, rules, wrapStore = (store) => store, owner } = options;
  const log = keptLog();
  const overrides: Overrides = {
    channels: [channel],
    log,
    isEphemeral: directory === undefined,
    ...(options.model === undefined ? {} : { model: options.model }),
    ...(options.clock === undefined ? {} : { clock: options.clock }),
    ...(options.personaFiles === undefined ? {} : { personaFiles: options.personaFiles }),
    ...(options.persona === undefined ? {} : { persona: options.persona }),
  };
  const app = await createApp(configWith(rules, directory), overrides);
  const parts: Parts = { ...app.parts, store: wrapStore(app.parts.store), owner: owner ?? app.parts.owner };
  const conversation = createConversation(parts);
  const person = (account = 'ana') => app.parts.store.people.ofAccount(accountId(`fake:${account}`), 0);
  return {
    app,
    parts,
    conversation,
    channel,
    log,
    async say(text, own) {
      const before = channel.shown.length;
      await conversation.accept(message(text, own));
      return channel.shown.slice(before);
    },
    person,
    affinity: async (account) =>
      app.parts.store.affinity.get((await person(account)).id, app.parts.personas.default.name),
  };
}

/** What somebody has told the default persona, as far as it is known; the ledger is checked on the way. */
export async function knownOf({ parts, person }: World, account = 'ana') {
  const { store, personas } = parts;
  const { id } = await person(account);
  const { name } = personas.default;
  const [facts, episodes, books] = await Promise.all([
    store.facts.ofPerson(id),
    store.episodes.ofPair(id, name),
    checkBooks(store, id, name),
  ]);
  if (books.sum !== books.points) throw new Error(`The ledger adds up to ${books.sum}, not ${books.points}.`);
  return {
    facts: facts
      .map(
        ({ category, key, value }) =>
          `${category}/${key} ${typeof value === 'string' ? value : JSON.stringify(value)}`,
      )
      .toSorted(),
    points: books.points,
    episodes: episodes.map(({ title }) => title),
    said: books.users,
  };
}

/** What holds of every person however a run ended: the ledger adds up, nothing is answered twice. */
export async function checkBooks(store: Store, person: PersonId, persona: Affinity['persona']) {
  const ledger = await store.affinity.ledger(person, persona, { limit: 1_000_000, offset: 0 });
  const affinity = await store.affinity.get(person, persona);
  const messages = await store.messages.history(person, persona, 1_000_000);
  const replies = messages.filter(({ speaker }) => speaker === 'assistant');
  const turns = new Set(replies.map(({ turn }) => turn));
  return {
    points: affinity?.points ?? 0,
    sum: ledger.reduce((sum, { delta }) => sum + delta, 0),
    rows: ledger.length,
    users: messages.filter(({ speaker }) => speaker === 'user').map(({ text }) => text),
    replies: replies.map(({ text }) => text),
    isAnsweredOnce: turns.size === replies.length,
    unfinished: (await store.turns.unfinished(1_000)).length,
  };
}
