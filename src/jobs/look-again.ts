import { lightLimits } from '../core/conversation/limits.ts';
import type { Parts } from '../core/conversation/parts.ts';
import { askModel } from '../core/llm/structured.ts';
import { episodeQuestion } from '../core/memory/ask-episode.ts';
import { forgottenOf, mentionsForgotten } from '../core/memory/forgotten.ts';
import { episodesKey } from '../core/people/keys.ts';
import type { Change, UsageChange } from '../core/ports/changes.ts';
import type { StoredMessage } from '../core/ports/records.ts';
import type { MissedLook } from '../core/ports/summaries.ts';
import { nextTry } from './backoff.ts';
import type { JobCall } from './job.ts';

const BATCH = 100;
/** Tries after which what was missed stays missed: about four days. */
const MOST_TRIES = 10;
const ENOUGH = 3;

/** Has the looks for an episode that a model failed to answer when their turn was settled. */
export async function lookAgain(
  parts: Parts,
  { at, signal }: Pick<JobCall, 'at' | 'signal'>,
): Promise<{ readonly looked: number; readonly lookedInVain: number }> {
  let looked = 0;
  let lookedInVain = 0;
  if (!parts.light.answersQuestions) return { looked, lookedInVain };
  for (const missed of await parts.store.looks.missed(at, BATCH)) {
    if (signal.aborted || lookedInVain >= ENOUGH) break;
    try {
      await look(parts, missed, { at, signal });
      looked++;
    } catch (error) {
      if (signal.aborted) break;
      lookedInVain++;
      parts.log.warn('Model failed', { purpose: 'episode', code: (error as { code?: string }).code, error });
      const failures = missed.failures + 1;
      if (failures < MOST_TRIES)
        await parts.store.looks.postpone(missed.turn, { failures, until: nextTry(failures, at) });
      else await parts.store.apply(`look:${missed.turn}`, [done(missed, at)]);
    }
  }
  return { looked, lookedInVain };
}

async function look(
  parts: Parts,
  missed: MissedLook,
  { at, signal }: Pick<JobCall, 'at' | 'signal'>,
): Promise<void> {
  const { store, cache } = parts;
  const spent: UsageChange[] = [];
  const found = await read(parts, missed, spent, signal);
  await store.apply(`look:${missed.turn}`, [...found, ...spent, done(missed, at)]);
  await cache.delete(episodesKey(missed));
}

async function read(
  parts: Parts,
  { turn: id, person: who, persona: name }: MissedLook,
  spent: UsageChange[],
  signal: AbortSignal,
): Promise<readonly Change[]> {
  const { store, rules } = parts;
  const [turn, person, said] = await Promise.all([
    store.turns.get(id),
    store.people.get(who),
    store.messages.ofTurn(id),
  ]);
  const persona = parts.personas.find(name);
  const last = said.findLast(({ speaker }) => speaker === 'user');
  if (turn === undefined || !person?.isRemembered || persona === undefined || last === undefined) return [];
  const most = rules.memory.episodeEvery * 2;
  const [before, held, past] = await Promise.all([
    store.messages.recent({ person: who, persona: name, place: turn.place.id }, most, id),
    store.facts.ofPerson(who),
    store.facts.past(who),
  ]);
  const forgotten = forgottenOf(past, held);
  const window = [...before, ...said]
    .slice(-most)
    .filter(({ text, at }: StoredMessage) => !mentionsForgotten(text, at, forgotten));
  const language = person.language ?? rules.language.default;
  const question = episodeQuestion({ messages: window, language, personaName: persona.displayName });
  const { episode } = await askModel({ ...lightLimits(parts, spent), model: parts.light }, question, signal);
  if (episode === null) return [];
  const sources = window.filter(({ speaker }) => speaker === 'user').map((message) => message.id);
  return [
    {
      kind: 'episode',
      episode: {
        id: `${id}:episode`,
        person: who,
        persona: name,
        session: turn.session,
        ...episode,
        at: last.at,
        venue: last.venue,
        sources,
      },
    },
  ];
}

const done = ({ person, persona, turn }: MissedLook, at: number): Change => ({
  kind: 'look',
  person,
  persona,
  turn,
  state: 'looked',
  at,
});
