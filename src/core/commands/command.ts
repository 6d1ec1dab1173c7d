import type { MessageId, PlaceId } from '../ids.ts';
import type { Action, Author, Language, Place } from '../message.ts';
import type { Persona } from '../personas/persona.ts';
import type { Registry } from '../personas/registry.ts';
import type { Cache } from '../ports/cache.ts';
import type { ChannelHealth } from '../ports/channel.ts';
import type { Clock } from '../ports/clock.ts';
import type { Random } from '../ports/random.ts';
import type { Person, PlaceSettings } from '../ports/records.ts';
import type { Store } from '../ports/store.ts';
import type { Recall } from '../retrieval/recall.ts';
import type { CommandCall } from './parse.ts';
import type { Words } from './words.ts';

/** What became of something that came in, and why. */
export interface Decision {
  /** Ms since the epoch. */
  readonly at: number;
  /** Display name of who said it. */
  readonly who: string;
  /** `answer`, `command`, `refuse`, `ignore`, …: a key of the words for decisions. */
  readonly what: string;
  /** `not addressed`, …: a key of the words for reasons. */
  readonly why: string;
  readonly message: MessageId;
}

/** The latest decisions of this process, a few for each place; gone with it. */
export interface Decisions {
  record(place: PlaceId, decision: Decision): void;
  /** Newest first. */
  of(place: PlaceId): readonly Decision[];
}

/** A channel of this process and how it is doing; no health: always ready. */
export interface RunningChannel {
  readonly name: string;
  readonly health: ChannelHealth | undefined;
}

/** Who asks, where, about whom, and what an answer may be made from. */
export interface CommandContext {
  readonly call: CommandCall;
  /** Id of the event the command came in by: what it changes is applied once under this id. */
  readonly eventId: string;
  readonly person: Person;
  /** Who answers in this place. */
  readonly persona: Persona;
  readonly place: Place;
  /** Of the thread, of the place and of the channel around it, as far as there are any, nearest first. */
  readonly settings: readonly PlaceSettings[];
  /** Whether buttons are shown here: where they are, the text need not name their commands. */
  readonly hasButtons: boolean;
  readonly author: Author;
  readonly language: Language;
  readonly words: Words;
  readonly store: Store;
  readonly cache: Cache;
  readonly personas: Registry;
  readonly recall: Recall;
  readonly decisions: Decisions;
  readonly channels: () => readonly RunningChannel[];
  readonly clock: Clock;
  readonly random: Random;
  /** Asks for a run of a job as soon as one can be; returns at once. */
  readonly requestJob: (name: string) => void;
}

/** One argument of a command, for platforms that ask for them one by one. In order they are the words one would type. */
export interface CommandOption {
  /** Lower case ASCII. */
  readonly name: string;
  readonly localName?: string;
  readonly summary: Readonly<Record<Language, string>>;
  /** A `number` is a whole one, 0 or more. */
  readonly kind: 'choice' | 'number' | 'text';
  /** Of a `choice`. */
  readonly choices?: readonly string[];
  /** What is offered while typing; see `suggest`. */
  readonly suggests?: 'persona' | 'trait';
}

/** What is asked for when a command that needs it is given without its arguments. */
export interface CommandForm {
  /** At most 24 characters. */
  readonly title: Readonly<Record<Language, string>>;
  /** In the order of the arguments they become. */
  readonly fields: readonly {
    readonly name: string;
    /** At most 45 characters. */
    readonly label: Readonly<Record<Language, string>>;
    readonly isLong?: boolean;
    readonly maxLength: number;
  }[];
}

/** What a command answers: Markdown, perhaps with buttons. */
export type CommandAnswer = string | { readonly text: string; readonly actions: readonly Action[] };

/** One chat command, the same on every channel; channels render the table in their own way. */
export interface Command {
  readonly name: string;
  /** One line for `/help`, by language. */
  readonly summary: Readonly<Record<Language, string>>;
  /** Arguments in the notation of the docs, e.g. `[why|history [PAGE]]`; empty when it takes none. */
  readonly usage: string;
  /** Spanish word for it, without accents; both are understood everywhere. */
  readonly localName: string;
  /** Other words it is understood by. */
  readonly aliases?: readonly string[];
  readonly options: readonly CommandOption[];
  readonly form?: CommandForm;
  readonly role: 'member' | 'admin';
  /** Understood, but not in `/help`: platforms ask for it by themselves. */
  readonly isUnlisted?: boolean;
  /** Markdown for the person who asked, and only for them. */
  run(context: CommandContext): Promise<CommandAnswer>;
}
