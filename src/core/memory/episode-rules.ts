import { fold } from '../affinity/fold.ts';
import type { Language } from '../message.ts';
import type { EpisodeDraft } from './ask-episode.ts';
import { EPISODE_KINDS, type EpisodeKind } from './episode-words.ts';
import { findFacts } from './fact-patterns.ts';
import { ANIMALS, RELATIVES } from './fact-words.ts';
import { isPoisoned } from './poison-words.ts';

/** How many of the person's last messages are looked at. */
const WINDOW = 5;
const LONGEST_SUMMARY = 240;

/**
 * The weightiest memorable happening in the person's last five messages, found without a model: deaths, births,
 * weddings, breakups, illness, jobs, exams, moving, quarrels, birthdays; English and Spanish. Title in the language
 * it was told in. Questions, wishes and small talk give undefined.
 */
export function findEpisode(
  messages: readonly { readonly speaker: 'user' | 'assistant'; readonly text: string; readonly at: number }[],
): EpisodeDraft | undefined {
  const said = messages.filter(({ speaker }) => speaker === 'user').slice(-WINDOW);
  const found = said.flatMap(({ text }) => episodesIn(text));
  return found.toSorted((a, b) => b.importance - a.importance)[0];
}

function episodesIn(text: string): readonly EpisodeDraft[] {
  const { written, folded } = fold(text);
  return EPISODE_KINDS.flatMap((kind) => {
    for (const language of ['en', 'es'] as const) {
      const match = kind[language].exec(folded);
      if (match === null || !isTold(folded, match)) continue;
      return [draft(kind, language, text, written, sentenceAt(folded, match.index))];
    }
    return [];
  });
}

interface Span {
  readonly start: number;
  readonly end: number;
}

function sentenceAt(folded: string, index: number): Span {
  const start =
    Math.max(...['.', '!', '?', '\n', ';', '¿', '¡'].map((mark) => folded.lastIndexOf(mark, index))) + 1;
  const length = folded.slice(index).search(/[.!?\n;]/);
  return { start, end: length === -1 ? folded.length : index + length };
}

/** Neither asked nor wished nor denied nor said by somebody in a story. */
function isTold(folded: string, match: RegExpExecArray): boolean {
  const { start, end } = sentenceAt(folded, match.index);
  if (folded.charAt(end) === '?') return false;
  const before = folded.slice(start, match.index);
  return !/\b(?:if|si|wish|ojala|imagine|imagina|dreamt?|dreamed|sone|didn'?t|never|nunca|not|haven'?t|what if|movie|film|pelicula|novela|book|libro|game|juego|in the show|serie|want to|quiero|would|could|might)\b/.test(
    before,
  );
}

function draft(
  kind: EpisodeKind,
  language: Language,
  text: string,
  written: string,
  span: Span,
): EpisodeDraft {
  const sentence = written.slice(span.start, span.end).trim();
  const who = subjectOf(sentence, kind, language);
  const title = who === undefined ? kind.bare[language] : kind.title[language].replace('*', () => who.title);
  const whole = text.length <= LONGEST_SUMMARY ? text : sentence;
  const summary = whole.replace(/\s+/g, ' ').trim().slice(0, LONGEST_SUMMARY).toWellFormed();
  return {
    title,
    summary: isPoisoned(summary, LONGEST_SUMMARY) ? title : summary,
    importance: kind.importance,
    sentiment: kind.sentiment,
    type: kind.type,
    tags: [...new Set([kind.topic, ...(who?.tags ?? [])])],
  };
}

/** Whom it is about: a name where one is told ("Max"), else the relation ("their sister", "su hermana"). */
function subjectOf(
  sentence: string,
  kind: EpisodeKind,
  language: Language,
): { readonly title: string; readonly tags: readonly string[] } | undefined {
  const named = findFacts(sentence).find(({ key }) => key.endsWith('_name') && key !== 'name');
  const relation = relationIn(sentence);
  if (named !== undefined && typeof named.value === 'string') {
    const tags = [...(named.category === 'pets' ? ['pet'] : ['family']), named.value];
    return { title: named.value, tags };
  }
  if (relation === undefined) return undefined;
  const { word, isPet } = relation;
  const possessive = language === 'en' ? 'their' : 'su';
  return { title: `${possessive} ${word}`, tags: [isPet ? 'pet' : 'family', kind.topic, word] };
}

function relationIn(sentence: string): { readonly word: string; readonly isPet: boolean } | undefined {
  const { written, folded } = fold(sentence);
  for (const match of folded.matchAll(
    /\b(?:my|mi|our|nuestr[oa]) (?:best |mejor |little |big |older |younger |ex |grand )?(\p{L}+)/gu,
  )) {
    const [whole, word = ''] = match;
    const isPet = Object.hasOwn(ANIMALS, word);
    if (
      !isPet &&
      !Object.hasOwn(RELATIVES, word) &&
      !/^(?:friends?|amig[oa]|boss|jef[ea]|ex|roommate|neighbou?r|vecin[oa]|family|familia|parents|padres)$/.test(
        word,
      )
    )
      continue;
    const end = match.index + whole.length;
    return { word: written.slice(end - word.length, end), isPet };
  }
  return undefined;
}
