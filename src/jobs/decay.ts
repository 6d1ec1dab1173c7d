import type { FadingMemory } from '../core/memory/decay.ts';
import { isFadingDue } from '../core/memory/schedule.ts';
import { fade } from '../core/memory/tiers.ts';
import { episodesKey, summariesKey } from '../core/people/keys.ts';
import type { Persona } from '../core/personas/persona.ts';
import type { Change } from '../core/ports/changes.ts';
import type { MemoryId } from '../core/ports/memory-changes.ts';
import type { Episode, Tier } from '../core/ports/records.ts';
import type { Summary } from '../core/ports/summaries.ts';
import type { Job, JobCall, JobTools } from './job.ts';

/** People whose memories are reckoned in one step. */
const BATCH = 50;

type Counts = { -readonly [key in 'memories' | 'changed' | 'removed' | Tier]: number };

/**
 * Reckons how well everything is remembered, by the rule of each persona and as often as it says; what was cold for longer
 * than it is kept goes. Messages, facts and points are never touched.
 */
export const decay: Job = {
  name: 'decay',
  what: 'lets memories fade, and removes those that were cold for long',
  cadence: 'decayEveryMinutes',
  lockMs: 60_000,
  async run({ parts }, call) {
    const personas = parts.personas.list().filter(({ decay }) => decay.enabled);
    const counts: Counts = { memories: 0, changed: 0, removed: 0, hot: 0, warm: 0, cold: 0 };
    let due = 0;
    for (const [index, persona] of personas.entries()) {
      if (call.signal.aborted) break;
      const last = await parts.store.fading.lastRun(persona.name);
      if (isFadingDue(persona.decay, last, call.at)) {
        due++;
        await reckon(parts, persona, call, counts);
      }
      call.progress(index + 1, personas.length);
    }
    return { personas: due, ...counts };
  },
};

type Parts = JobTools['parts'];

async function reckon(parts: Parts, persona: Persona, call: JobCall, counts: Counts): Promise<void> {
  const { store, cache } = parts;
  const { at, dryRun, signal } = call;
  let after = '';
  for (let batch = 0; ; batch++) {
    const people = await store.fading.people(persona.name, { after, limit: BATCH });
    const last = people.at(-1);
    if (last === undefined) break;
    const changes: Change[] = [];
    for (const person of people) {
      const [episodes, summaries] = await Promise.all([
        store.episodes.ofPair(person, persona.name),
        store.summaries.ofPair(person, persona.name),
      ]);
      const memories = [...episodes.map(ofEpisode), ...summaries.map(ofSummary)];
      const { moved, gone, tiers } = fade(memories, { decay: persona.decay, limits: persona.memory }, at);
      const made: readonly Change[] = [
        ...gone.map(({ memory }): Change => ({ kind: 'faded', person, memory })),
        // Where strength is worked out at every reading there is nothing to write down.
        ...(persona.decay.decaySchedule === 'continuous' ? [] : moved).map(
          ({ memory: { memory }, strength, tier }): Change => ({
            kind: 'fade',
            person,
            memory,
            strength,
            tier,
            at,
          }),
        ),
      ];
      changes.push(...made);
      counts.memories += memories.length;
      counts.removed += gone.length;
      counts.changed += made.length - gone.length;
      for (const tier of ['hot', 'warm', 'cold'] as const) counts[tier] += tiers[tier];
    }
    if (!dryRun && changes.length > 0) {
      await store.apply(`decay:${persona.name}:${at}:${batch}`, changes);
      const of = people.map((person) => ({ person, persona: persona.name }));
      await cache.delete(...of.flatMap((pair) => [episodesKey(pair), summariesKey(pair)]));
    }
    if (signal.aborted) return;
    after = last;
  }
  // Only now: a round that was cut short is had again from the beginning, which changes nothing twice.
  if (!dryRun)
    await store.apply(`decay:${persona.name}:${at}`, [{ kind: 'fade.run', persona: persona.name, at }]);
}

interface Reckoned extends FadingMemory {
  readonly memory: MemoryId;
}

const ofEpisode = (episode: Episode): Reckoned => ({
  ...episode,
  memory: { kind: 'episode', id: episode.id },
});

const ofSummary = (summary: Summary): Reckoned => ({
  ...summary,
  memory: { kind: 'summary', id: summary.id },
});
