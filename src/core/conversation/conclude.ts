import { wordsIn } from '../commands/words.ts';
import { affinityKey, episodesKey, factsKey, moodKey, summariesKey } from '../people/keys.ts';
import type { Change } from '../ports/changes.ts';
import type { Metrics } from '../ports/metrics.ts';
import type { Context } from './context.ts';
import { ownWords } from './heard.ts';
import { levelNews } from './level-news.ts';
import type { OpenTurn } from './open-turn.ts';
import type { Parts } from './parts.ts';
import { publish } from './publish.ts';
import { readThrough } from './read-through.ts';
import { reflect } from './reflect.ts';
import type { ReplyTimes } from './reply.ts';
import { settle } from './settle.ts';
import { makeVectors } from './vectors.ts';

/** Reflect, settle, apply; then the copies, the level to tell of, and the one log line of a turn. */
export async function conclude(parts: Parts, open: OpenTurn, times: ReplyTimes | undefined): Promise<void> {
  const { store, cache, clock, log, metrics, rules } = parts;
  const { turn, person, session, context, said, language, spent } = open;
  const begun = clock.now();
  // Nobody is liked for the name of a file, and nothing is asked about a sticker.
  const own = said.map((message) => ({ ...message, text: ownWords(message.text) }));
  const reflection = await reflect(own.some(({ text }) => text !== '') ? parts : withoutQuestions(parts), {
    turn,
    session,
    person,
    said: own,
    context,
    language,
    spent,
  });
  const changes = settle({
    turn,
    person,
    context,
    reflection,
    said,
    language,
    dailyCap: rules.affinity.dailyCap,
    now: clock.now(),
  });
  const { recalled = [] } = open;
  const remembered: readonly Change[] =
    recalled.length === 0
      ? []
      : [{ kind: 'recall', person: turn.person, memories: recalled, at: clock.now() }];
  const applied = await store.apply(turn.id, [...changes, ...remembered, ...spent]);
  if (!applied.isNew) return;

  const affinity = applied.affinity.at(-1) ?? context.affinity;
  const mood = changes.find((change) => change.kind === 'mood');
  await cache.delete(
    affinityKey(turn),
    ...(mood === undefined ? [] : [moodKey(turn)]),
    ...(applied.facts > 0 ? [factsKey(turn)] : []),
    ...(applied.episodes + recalled.length > 0 ? [episodesKey(turn), summariesKey(turn)] : []),
  );
  const renewCopies = async () => {
    // Read again and not kept as it was applied: another process may have applied more by now.
    const kept = await readThrough(parts, {
      affinity: { key: affinityKey(turn), load: () => store.affinity.get(turn.person, turn.persona) },
      mood: { key: moodKey(turn), load: () => store.moods.get(turn.session) },
    });
    await publish(parts, { session, affinity: kept.affinity ?? affinity, persona: context.persona });
  };
  await Promise.all([
    renewCopies(),
    announce(parts, open, affinity),
    parts.memoryWatch.grown(turn, 1 + applied.episodes, context.persona.memory.maxMemories),
    makeVectors(parts, turn.id),
  ]);
  measure(metrics, open, times, clock.now() - begun);

  log.info('Personality interaction', {
    user_id: turn.person,
    personality: turn.persona,
    affinity_level: affinity.level,
    facts_count: context.held.length,
    points: affinity.points,
    mood: mood?.label ?? context.mood.label,
    learned: applied.facts,
    episodes: applied.episodes,
    ...times,
    reflectMs: clock.now() - begun,
  });
}

function measure(metrics: Metrics, { turn, said }: OpenTurn, times: ReplyTimes | undefined, ms: number) {
  const personality = turn.persona;
  metrics.count('personality.messages', { personality, speaker: 'user' }, said.length);
  metrics.took('personality.reflection_time', { personality }, ms);
  if (times !== undefined) {
    metrics.count('personality.messages', { personality, speaker: 'assistant' });
    metrics.took(
      'personality.response_time',
      { personality },
      times.prepareMs + times.generateMs + times.deliverMs,
    );
  }
}

/** Tells of a new level at once where the place allows a line of its own; elsewhere the next answer does. */
async function announce(
  parts: Parts,
  { turn, context, language }: OpenTurn,
  affinity: Context['affinity'],
): Promise<void> {
  const { persona } = context;
  const news = levelNews(persona, affinity, language);
  const channel = parts.channel(turn.place.channel);
  if (news === undefined || channel?.announce === undefined || !channel.capabilities(turn.place).announce)
    return;
  try {
    await channel.announce(wordsIn[language].levelUp(persona.displayName, news.title), turn.place);
    await parts.store.apply(`${turn.id}:told`, [
      { kind: 'told-level', person: turn.person, persona: turn.persona, level: news.name },
    ]);
    await parts.cache.delete(affinityKey(turn));
  } catch (error) {
    parts.log.warn('New level could not be announced', { turn: turn.id, error });
  }
}

/** The same parts, with nobody to ask: what is settled by rules alone is over in a moment. */
export const withoutQuestions = (parts: Parts): Parts => ({
  ...parts,
  light: { ...parts.light, answersQuestions: false },
});
