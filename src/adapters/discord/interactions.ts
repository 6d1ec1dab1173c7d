import type { APIInteraction } from 'discord.js';
import { createBounded } from '../../core/bounded.ts';
import type { Command, CommandOption } from '../../core/commands/command.ts';
import type { IncomingCommand, Sent } from '../../core/message.ts';
import type { Clock } from '../../core/ports/clock.ts';
import type { Log } from '../../core/ports/log.ts';
import type { Atlas } from './atlas.ts';
import { modalOf } from './commands.ts';
import {
  type Asked,
  askedBy,
  channelOf,
  chosenMessage,
  commandFrom,
  typedOption,
  userOf,
} from './decode-command.ts';
import { EPHEMERAL, encode, isBeside, NO_PINGS, type Page, SUPPRESS_EMBEDS } from './encode.ts';
import { eventOf, messageOf, snowflakeOf } from './ids.ts';
import { codeOf, type Rest, type Wire } from './rest.ts';
import { languageOf, type Words, wordsIn } from './words.ts';

/** Commands, buttons and forms: acknowledged at once, answered later, never left thinking. */
export interface Interactions {
  /** Acknowledges what came in; the command it asks for, once Discord knows. Never rejects. */
  receive(interaction: APIInteraction): Promise<IncomingCommand | undefined>;
  /** Answers the command of an event, privately; nothing where that is not possible any more. */
  answer(page: Page, signal?: AbortSignal): Promise<Sent | undefined>;
  /** Changes an answer; whether it was one. */
  edit(sent: Sent, page: Page, signal?: AbortSignal): Promise<boolean>;
  /** Takes an answer back; whether it was one. */
  remove(sent: Sent): Promise<boolean>;
  /** What was asked for is answered in the open: takes "thinking…" away. */
  release(eventId: string): Promise<void>;
  /** Ends what nobody answered with a short line. */
  close(): Promise<void>;
}

export interface InteractionsOptions {
  /** A connection of its own: an acknowledgement waits behind no message. */
  readonly wire: Wire;
  readonly rest: Rest;
  readonly atlas: Atlas;
  readonly clock: Clock;
  readonly log: Log;
  readonly commands: readonly Command[];
  readonly suggest: (option: CommandOption, typed: string) => readonly string[];
}

interface Pending {
  /** Where answers to it go, below it the messages. */
  readonly path: `/webhooks/${string}`;
  readonly until: number;
  readonly words: Words;
  /** Something turns until it is answered; a button on a message that stands does not. */
  readonly isThinking: boolean;
  isAcknowledged: boolean;
  isAnswered: boolean;
  readonly patience: AbortController;
}

/** Discord takes answers for 15 minutes; the last one is for saying that there is none. */
const PATIENCE_MS = 14 * 60_000;
const ANSWERABLE_MS = 15 * 60_000 - 5_000;

/** Kinds of answers: a message, "thinking…", the same later on the message itself, choices, a form. */
const ANSWER = { message: 4, think: 5, update: 6, choices: 8, form: 9 } as const;

/** Context of an interaction: 0 a server, 1 a direct chat with the bot, 2 somebody else's. */
const DIRECT_CHAT = 1;

/** A line of our own, for who asked. */
const aside = (content: string) => ({ content, flags: EPHEMERAL, allowed_mentions: NO_PINGS });

export function createInteractions(options: InteractionsOptions): Interactions {
  const { wire, rest, atlas, clock, log, commands, suggest } = options;
  const pending = createBounded<Pending>(2_000);
  const seen = createBounded<true>(5_000);
  /** Tokens of the answers that may still be changed, by message. */
  const answered = createBounded<Pending>(2_000);

  /** Straight to Discord; an error is told, not thrown: there is nothing to be done about it. */
  async function acknowledge({ id, token }: APIInteraction, type: number, data?: unknown): Promise<boolean> {
    try {
      await wire({
        method: 'POST',
        path: `/interactions/${id}/${token}/callback`,
        auth: false,
        body: { type, ...(data === undefined ? {} : { data }) },
      });
      return true;
    } catch (error) {
      const { code, status } = error as { code?: unknown; status?: number };
      // Whatever was cut on the way may have been taken.
      if (status === undefined || status >= 500) return true;
      log.warn(
        code === 40060
          ? 'Another process answers with the same token; only one may run'
          : 'Discord did not take an acknowledgement in time',
        { code },
      );
      return false;
    }
  }

  function complete(interaction: APIInteraction): Promise<boolean> {
    if (interaction.type !== 4) return Promise.resolve(false);
    const option = typedOption(interaction.data.options);
    const command = commands.find(({ name }) => name === interaction.data.name);
    const known = command?.options.find(({ name }) => name === option?.name);
    const choices = known === undefined || option === undefined ? [] : suggest(known, option.typed);
    const fit = choices.filter(({ length }) => length >= 1 && length <= 100).slice(0, 25);
    return acknowledge(interaction, ANSWER.choices, {
      choices: fit.map((value) => ({ name: value, value })),
    });
  }

  /** "Remember this" on a message; what to say instead where it cannot be. */
  function remembered(interaction: APIInteraction, words: Words): Asked | string | undefined {
    if (interaction.type !== 2 || interaction.data.type !== 3) return undefined;
    const { author, text } = chosenMessage(interaction as Parameters<typeof chosenMessage>[0]);
    if (author !== userOf(interaction)) return words.onlyYourOwn;
    return text === '' ? words.nothingToRemember : { name: 'remember', args: [text] };
  }

  async function receive(interaction: APIInteraction): Promise<IncomingCommand | undefined> {
    // By number: 1 is a ping, 4 an option being typed.
    if (interaction.type === 1) return undefined;
    const isRepeated = seen.has(interaction.id);
    seen.set(interaction.id, true);
    if (interaction.type === 4) return void (isRepeated || (await complete(interaction)));
    const language = languageOf(interaction.locale);
    const words = wordsIn[language];
    const asked = remembered(interaction, words) ?? askedBy(interaction, commands);
    if (typeof asked === 'string' || asked === undefined) {
      const content = asked ?? words.tooLate;
      if (!isRepeated) await acknowledge(interaction, ANSWER.message, aside(content));
      return undefined;
    }
    const { channel, guild_id: guild, member } = interaction;
    const met = { parent_id: null, ...channel, id: channelOf(interaction) };
    atlas.meet(met, guild, member !== undefined || (interaction.context ?? 0) > DIRECT_CHAT);
    const event = commandFrom(interaction, asked, atlas, clock.now());
    if (isRepeated) return event;
    const form = commands.find(({ name }) => name === asked.name)?.form;
    if (form !== undefined && asked.args.length === 0 && interaction.type !== 5) {
      await acknowledge(interaction, ANSWER.form, modalOf(asked.name, form, language));
      return undefined;
    }
    const source = 'message' in interaction ? interaction.message : undefined;
    const isOwnPage =
      source !== undefined &&
      !(interaction.type === 3 && isBeside(interaction.data.custom_id)) &&
      (((source.flags ?? 0) & EPHEMERAL) !== 0 || event.place.audience === 'one');
    const one: Pending = {
      path: `/webhooks/${interaction.application_id ?? atlas.self.application}/${interaction.token}`,
      until: clock.now() + ANSWERABLE_MS,
      words,
      isThinking: !isOwnPage,
      isAcknowledged: false,
      isAnswered: false,
      patience: new AbortController(),
    };
    one.isAcknowledged = await (isOwnPage
      ? acknowledge(interaction, ANSWER.update)
      : acknowledge(interaction, ANSWER.think, { flags: EPHEMERAL }));
    if (one.isAcknowledged) {
      pending.set(event.eventId, one);
      clock
        .sleep(PATIENCE_MS, one.patience.signal)
        .then(() => giveUp(one))
        .catch(() => {});
    }
    return event;
  }

  const original = ({ path }: Pending) => `${path}/messages/@original` as const;

  async function followUp(one: Pending, body: object, signal?: AbortSignal): Promise<string> {
    const made = await rest.once({
      method: 'POST',
      path: one.path,
      auth: false,
      query: { wait: 'true' },
      body,
      ...(signal === undefined ? {} : { signal }),
    });
    return (made as { id: string }).id;
  }

  async function giveUp(one: Pending): Promise<void> {
    if (one.isAnswered) return;
    one.isAnswered = true;
    one.patience.abort();
    const { flags, ...body } = aside(one.words.tooLate);
    const said = one.isThinking
      ? rest.ask({ method: 'PATCH', path: original(one), auth: false, body })
      : followUp(one, { ...body, flags });
    await said.catch((error: unknown) => log.debug('A command could not be closed', { error }));
  }

  async function answer(page: Page, signal?: AbortSignal): Promise<Sent | undefined> {
    const one = pending.get(page.answers ?? '');
    if (one === undefined || clock.now() > one.until) return undefined;
    const isFirst = page.isContinuation !== true;
    one.isAnswered = true;
    one.patience.abort();
    const body = encode(page, '');
    const hidden = { ...body, flags: EPHEMERAL | SUPPRESS_EMBEDS };
    try {
      const id = isFirst
        ? (
            (await rest.ask({
              method: 'PATCH',
              path: original(one),
              auth: false,
              body,
              ...(signal === undefined ? {} : { signal }),
            })) as { id: string }
          ).id
        : await followUp(one, hidden, signal);
      answered.set(id, one);
      return { platformId: messageOf(id) };
    } catch (error) {
      // The person put the answer away before it came, or the token lapsed.
      if (isFirst && codeOf(error) === 10008) {
        const id = await followUp(one, hidden, signal);
        answered.set(id, one);
        return { platformId: messageOf(id) };
      }
      if (codeOf(error) === 50027 || codeOf(error) === 10015) return undefined;
      throw error;
    }
  }

  const callOn = (sent: Sent) => {
    const id = snowflakeOf(sent.platformId);
    const one = answered.get(id);
    if (one === undefined || clock.now() > one.until) return undefined;
    return {
      path: `${one.path}/messages/${id}` as const,
      auth: false,
    };
  };

  return {
    receive: (interaction) =>
      receive(interaction).catch((error: unknown) => {
        log.error('A command could not be read', {
          error,
          event: eventOf('interaction', interaction.id, ''),
        });
        return undefined;
      }),
    answer,
    async edit(sent, page, signal) {
      const call = callOn(sent);
      if (call === undefined) return false;
      const body = encode(page, '');
      await rest.ask({ ...call, method: 'PATCH', body, ...(signal === undefined ? {} : { signal }) });
      return true;
    },
    async remove(sent) {
      const call = callOn(sent);
      if (call === undefined) return false;
      await rest.ask({ ...call, method: 'DELETE' }).catch((error: unknown) => {
        if (codeOf(error) !== 10008) throw error;
      });
      return true;
    },
    async release(eventId) {
      const one = pending.get(eventId);
      if (one === undefined || one.isAnswered) return;
      one.isAnswered = true;
      one.patience.abort();
      if (!one.isThinking) return;
      await rest
        .ask({ method: 'DELETE', path: original(one), auth: false })
        .catch((error: unknown) => log.debug('A command could not be closed', { error }));
    },
    async close() {
      await Promise.all(pending.values().map(giveUp));
    },
  };
}
