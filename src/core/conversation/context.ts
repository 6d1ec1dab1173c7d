import { levelOf } from '../affinity/level.ts';
import { sessionId } from '../ids.ts';
import { type Forgotten, forgottenOf } from '../memory/forgotten.ts';
import { canHear } from '../memory/visibility.ts';
import type { Place } from '../message.ts';
import { affinityKey, factsKey, forgottenKey, moodKey, summariesKey } from '../people/keys.ts';
import type { Persona } from '../personas/persona.ts';
import type {
  Affinity,
  Fact,
  Mood,
  PastFact,
  Person,
  Session,
  StoredMessage,
  Turn,
} from '../ports/records.ts';
import type { Summary } from '../ports/summaries.ts';
import type { Parts } from './parts.ts';
import { readThrough } from './read-through.ts';

/** What a reply is made from, as it stood when the message came in. */
export interface Context {
  readonly persona: Persona;
  readonly affinity: Affinity;
  readonly mood: Mood;
  /** The last messages the two exchanged in this place before this turn, oldest first, however long ago. */
  readonly recent: readonly StoredMessage[];
  /** Facts that may be used here by this persona: nothing told in private in a public place. */
  readonly facts: readonly Fact[];
  /** Everything that holds of the person, for what a turn changes; no model is told of it. */
  readonly held: readonly Fact[];
  /** Of older exchanges of the two, wherever. */
  readonly summaries: readonly Summary[];
  /** What the person asked to forget and has not told again. */
  readonly forgotten: readonly Forgotten[];
}

const MINUTE_MS = 60_000;

/**
 * The running session of a person with a persona in a place, or a new one after a long silence. `known`: their latest one
 * there, where it has been read already.
 */
export async function openSession(
  parts: Parts,
  person: Person,
  persona: Persona,
  place: Place,
  known?: Session,
): Promise<Session> {
  const { store, clock, random, rules } = parts;
  const now = clock.now();
  const latest = known ?? (await store.sessions.latest(person.id, persona.name, place.id));
  if (latest !== undefined && now - latest.lastActivity < rules.session.idleMinutes * MINUTE_MS)
    return latest;

  const session: Session = {
    id: sessionId(random.id()),
    person: person.id,
    persona: persona.name,
    place: place.id,
    createdAt: now,
    lastActivity: now,
    userMessages: 0,
  };
  const { initial, initialIntensity, resetOnNewSession = rules.mood.resetOnNewSession } = persona.moodPolicy;
  const carried = resetOnNewSession || latest === undefined ? undefined : await store.moods.get(latest.id);
  await store.sessions.start(
    session,
    {
      session: session.id,
      label: initial,
      intensity: initialIntensity,
      startedAt: now,
      ...unsession(carried),
    },
    stranger(person, persona, now),
  );
  return session;
}

/**
 * Everything a turn reads, in one parallel step; each read is independent of the others. `begun`: how many messages it
 * begins with, where nothing can have been said after them.
 */
export async function loadContext(parts: Parts, turn: Turn, begun?: number): Promise<Context> {
  const { store } = parts;
  const persona = parts.personas.get(turn.persona);
  const [{ affinity, mood, held, past, summaries }, recent] = await Promise.all([
    readThrough(parts, {
      affinity: { key: affinityKey(turn), load: () => store.affinity.get(turn.person, turn.persona) },
      mood: { key: moodKey(turn), load: () => store.moods.get(turn.session) },
      held: { key: factsKey(turn), load: () => store.facts.ofPerson(turn.person) },
      past: { key: forgottenKey(turn), load: () => endedByRequest(parts, turn) },
      summaries: {
        key: summariesKey(turn),
        load: () => store.summaries.ofPair(turn.person, turn.persona),
      },
    }),
    recentBefore(parts, turn, begun),
  ]);
  const at = turn.openedAt;
  return {
    persona,
    affinity: affinity ?? stranger({ id: turn.person }, persona, at),
    mood: mood ?? {
      session: turn.session,
      label: persona.moodPolicy.initial,
      intensity: persona.moodPolicy.initialIntensity,
      startedAt: at,
    },
    recent,
    facts: held.filter(
      (fact) => canHear(fact.venue, turn.place) && (fact.isShareable || fact.persona === turn.persona),
    ),
    held,
    summaries,
    forgotten: forgottenOf(past, held),
  };
}

/** What begins just now is the latest there is: where it begins need not be looked for. */
async function recentBefore({ store, rules }: Parts, turn: Turn, begun: number | undefined) {
  const conversation = { ...turn, place: turn.place.id };
  const most = rules.turn.recentMessages;
  if (begun === undefined) return store.messages.recent(conversation, most, turn.id);
  const latest = await store.messages.recent(conversation, most + begun);
  const earlier = latest.filter((message) => message.turn !== turn.id);
  return earlier.slice(Math.max(0, earlier.length - most));
}

async function endedByRequest({ store }: Parts, { person }: Turn): Promise<readonly PastFact[]> {
  return (await store.facts.past(person)).filter(({ endedBecause }) => endedBecause === 'forgotten');
}

function stranger(person: Pick<Person, 'id'>, persona: Persona, at: number): Affinity {
  const level = levelOf(0, persona.levels).name;
  return { person: person.id, persona: persona.name, points: 0, level, toldLevel: level, updatedAt: at };
}

function unsession(mood: Mood | undefined): Partial<Mood> {
  return mood === undefined
    ? {}
    : { label: mood.label, intensity: mood.intensity, startedAt: mood.startedAt };
}
