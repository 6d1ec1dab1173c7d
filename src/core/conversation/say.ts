import { startSpeech } from '../delivery/speak.ts';
import type { Action, Author, Incoming, Language } from '../message.ts';
import { languageOfLocale } from '../people/language.ts';
import type { Person } from '../ports/records.ts';
import type { Parts } from './parts.ts';

/** An event somebody can be answered for. */
export type Asked = Extract<Incoming, { readonly author: Author }>;

export interface Line {
  readonly text: string;
  readonly actions?: readonly Action[];
  readonly visibleTo: 'place' | 'author';
  /** Names it for ever, where it is not the answer to the event. */
  readonly key?: string;
}

/** Says something in Kith's own voice where the event happened. @throws KithError `channel.failed` */
export async function say(
  parts: Parts,
  event: Asked,
  { text, actions, visibleTo, key }: Line,
): Promise<void> {
  const { clock, log, random, rules, stopping: signal } = parts;
  const channel = parts.channel(event.place.channel);
  if (channel === undefined) return;
  const draft = {
    kind: 'command',
    visibleTo,
    // A platform may let a command be answered once.
    ...(key !== undefined && event.kind === 'command' ? {} : { answers: event.eventId }),
    ...(event.kind === 'message' ? { replyTo: event.id } : {}),
  } as const;
  const retry = { random, ...rules.delivery };
  const speech = startSpeech({
    channel,
    place: event.place,
    draft,
    clock,
    log,
    retry,
    signal,
    ...(key === undefined ? {} : { key }),
  });
  await speech.finish({ ...draft, text, ...(actions === undefined ? {} : { actions }) });
}

/** The language Kith speaks to somebody in: the one they were last heard in, else their platform's, else the default. */
export function languageFor({ rules }: Parts, person: Person | undefined, event: Asked): Language {
  return person?.language ?? languageOfLocale(event.author.locale) ?? rules.language.default;
}
