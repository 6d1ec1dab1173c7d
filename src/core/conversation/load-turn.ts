import type { Language } from '../message.ts';
import { languageOfLocale } from '../people/language.ts';
import type { Persona } from '../personas/persona.ts';
import type { Person, StoredMessage, Turn } from '../ports/records.ts';
import { detectLanguage } from '../retrieval/language.ts';
import { loadContext } from './context.ts';
import { ownWords } from './heard.ts';
import type { OpenTurn } from './open-turn.ts';
import type { Parts } from './parts.ts';

/** A turn that was opened before, with what it reads now; undefined when the person is gone. */
export async function loadTurn(
  parts: Parts,
  turn: Turn,
  said: readonly StoredMessage[],
): Promise<OpenTurn | undefined> {
  const [person, session] = await Promise.all([
    parts.store.people.get(turn.person),
    parts.store.sessions.get(turn.session),
  ]);
  if (person === undefined || session === undefined) return undefined;
  const context = await loadContext(parts, turn);
  const language = spoken(parts, person, context.persona, turn, textsOf(said));
  return { turn, session, person, said, context, language, spent: [] };
}

export const textsOf = (said: readonly StoredMessage[]) => said.map(({ text }) => ownWords(text));

/** The language to answer in: of what they just wrote, else the one they were last heard in, else their platform's. */
export function spoken(
  parts: Parts,
  person: Person,
  persona: Persona,
  turn: Turn,
  texts: readonly string[],
): Language {
  const fallback =
    person.language ??
    languageOfLocale(turn.author.locale) ??
    languageOfLocale(persona.language) ??
    parts.rules.language.default;
  return detectLanguage(texts.join('\n'), fallback);
}
