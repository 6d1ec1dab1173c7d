import { scoreInteraction } from '../affinity/rules.ts';
import type { Language } from '../message.ts';
import type { Change } from '../ports/changes.ts';
import type { Fact, Person, StoredMessage, Turn } from '../ports/records.ts';
import { stems } from '../retrieval/words.ts';
import type { Context } from './context.ts';
import type { LearnedFact, Reflection } from './reflect.ts';

export interface SettleInput {
  readonly turn: Turn;
  readonly person: Person;
  readonly context: Context;
  readonly reflection: Reflection;
  readonly said: readonly StoredMessage[];
  readonly language: Language;
  /** Most points gained in a UTC day; 0 = no cap. */
  readonly dailyCap: number;
  readonly now: number;
}

/**
 * What a turn changes, as values. Pure, and deterministic down to the ids: settling the same turn again gives
 * the same changes, so that applying them twice can be told from two turns.
 */
export function settle(input: SettleInput): readonly Change[] {
  const { turn, person, context, reflection, said, language, dailyCap, now } = input;
  const { persona } = context;
  const changes: Change[] = [];

  for (const { message, interaction } of reflection.interactions) {
    const { delta, rule, cause } = scoreInteraction(interaction.kind, persona.affinityRules);
    changes.push({
      kind: 'affinity',
      id: `${message.id}:affinity`,
      person: turn.person,
      persona: turn.persona,
      cause,
      rule,
      delta,
      bands: persona.levels,
      dailyCap,
      message: message.id,
      at: message.at,
    });
  }

  const { mood } = reflection;
  if (
    mood !== undefined &&
    (mood.label !== context.mood.label || mood.intensity !== context.mood.intensity)
  ) {
    changes.push({ kind: 'mood', session: turn.session, ...mood, at: now });
  }

  const last = said.at(-1)!;
  reflection.facts.forEach(({ found, source, message }, index) => {
    const { category, key } = found;
    if (found.ends === true) {
      if (!isMeant(context.held, found)) return;
      changes.push({
        kind: 'fact.end',
        person: turn.person,
        category,
        key,
        because: 'denied',
        at: message.at,
      });
      return;
    }
    changes.push({
      kind: 'fact',
      fact: {
        id: `${turn.id}:fact:${index}`,
        person: turn.person,
        category,
        key,
        value: found.value,
        ...(found.qualifier === undefined ? {} : { qualifier: found.qualifier }),
        confidence: found.confidence,
        firstMentioned: message.at,
        updatedAt: message.at,
        source,
        persona: turn.persona,
        isShareable: persona.memory.shareable,
        message: message.id,
        venue: message.venue,
      },
    });
  });

  if (reflection.episode !== undefined) {
    changes.push({
      kind: 'episode',
      episode: {
        id: `${turn.id}:episode`,
        person: turn.person,
        persona: turn.persona,
        session: turn.session,
        ...reflection.episode,
        at: last.at,
        venue: last.venue,
      },
    });
  }

  if (reflection.isLookMissed === true) {
    const { id, persona: name } = turn;
    changes.push({ kind: 'look', person: turn.person, persona: name, turn: id, state: 'missed', at: now });
  }

  if (language !== person.language) changes.push({ kind: 'person', person: person.id, language });
  return changes;
}

/** "I no longer live in Madrid" ends Madrid, not wherever they have moved since. */
function isMeant(known: readonly Fact[], { category, key, value }: LearnedFact['found']): boolean {
  const held = known.find((fact) => fact.category === category && fact.key === key);
  if (held === undefined) return false;
  if (typeof value !== 'string' || value === '' || typeof held.value !== 'string') return true;
  const [ended, present] = [new Set(stems(value)), stems(held.value)];
  return present.some((stem) => ended.has(stem));
}
