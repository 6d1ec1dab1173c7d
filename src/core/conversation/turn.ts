import { wordsIn } from '../commands/words.ts';
import { turnId } from '../ids.ts';
import { venueOf } from '../memory/visibility.ts';
import type { IncomingMessage, Language } from '../message.ts';
import { affinityKey, episodesKey, factsKey, moodKey } from '../people/keys.ts';
import { languageOfLocale } from '../people/language.ts';
import type { Persona } from '../personas/persona.ts';
import type { Person, StoredMessage, Turn } from '../ports/records.ts';
import { detectLanguage } from '../retrieval/language.ts';
import { type Context, loadContext, openSession } from './context.ts';
import { redeliver } from './deliver.ts';
import { levelNews } from './level-news.ts';
import type { OpenTurn } from './open-turn.ts';
import type { Parts } from './parts.ts';
import { reflect } from './reflect.ts';
import { type ReplyTimes, reply } from './reply.ts';
import { settle } from './settle.ts';

/**
 * The way of one message: stored, answered, and then thought about. Resolves when all of it is done; the lane
 * stays closed until then, so that the next message sees the mood this one made.
 */
export async function takeTurn(
  parts: Parts,
  burst: readonly IncomingMessage[],
  person: Person,
  persona: Persona,
): Promise<void> {
  // After a restart a platform may bring what was heard before, alone or beside something new.
  const known = await Promise.all(burst.map((message) => parts.store.messages.get(message.id)));
  const heard = burst.filter((_, index) => known[index] === undefined);
  const last = heard.at(-1);
  if (last === undefined) return;
  const session = await openSession(parts, person, persona, last.place);
  const turn: Turn = {
    id: turnId(`turn:${last.id}`),
    session: session.id,
    person: person.id,
    persona: persona.name,
    place: last.place,
    author: last.author,
    state: 'open',
    owner: parts.owner,
    attempts: 1,
    openedAt: parts.clock.now(),
    spoken: [],
  };
  const said = heard.map((message) => stored(message, turn));
  if (!(await parts.store.turns.open(turn, said))) return;

  const counted = { ...session, userMessages: session.userMessages + said.length };
  const context = await loadContext(parts, turn);
  const open = {
    turn,
    session: counted,
    person,
    said,
    context,
    language: spoken(parts, person, context.persona, turn, said),
    spent: [],
  };
  const times = await reply(parts, open);
  try {
    await conclude(parts, open, times);
  } catch (error) {
    // The person has their answer; what should have followed is still on record and is finished at the next start.
    parts.log.error('Turn left unfinished', { turn: turn.id, error });
  }
}

/**
 * Takes up a turn that was left behind, wherever it stopped: what was not answered is answered, what may not have
 * been said is said, unless it is too old or `isSilent`; in any case what follows from it is settled.
 */
export async function resumeTurn(
  parts: Parts,
  turn: Turn,
  { isSilent = false }: { readonly isSilent?: boolean } = {},
): Promise<void> {
  const messages = await parts.store.messages.ofTurn(turn.id);
  const said = messages.filter((message) => message.speaker === 'user');
  const [person, session] = await Promise.all([
    parts.store.people.get(turn.person),
    parts.store.sessions.get(turn.session),
  ]);
  if (person === undefined || session === undefined || said.length === 0) {
    await parts.store.turns.abandon(turn.id, 'the person is gone');
    return;
  }
  const context = await loadContext(parts, turn);
  const open = {
    turn,
    session,
    person,
    said,
    context,
    language: spoken(parts, person, context.persona, turn, said),
    spent: [],
  };
  const isFresh = parts.clock.now() - turn.openedAt <= parts.rules.recover.maxAgeHours * 3_600_000;
  let times: ReplyTimes | undefined;
  if (isFresh && !isSilent) {
    const answer = messages.find((message) => message.speaker === 'assistant');
    if (turn.state === 'open') times = await reply(parts, open);
    else if (turn.state === 'replied' && answer !== undefined) await redeliver(parts, open, answer);
  }
  await conclude(parts, open, times);
}

/** Reflect, settle, apply; then the copies, the level to tell of, and the one log line of a turn. */
async function conclude(parts: Parts, open: OpenTurn, times: ReplyTimes | undefined): Promise<void> {
  const { store, cache, clock, log, rules } = parts;
  const { turn, person, session, context, said, language, spent } = open;
  const begun = clock.now();
  const reflection = await reflect(parts, { turn, session, person, said, context, language, spent });
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
  const applied = await store.apply(turn.id, [...changes, ...spent]);
  if (!applied.isNew) return;

  const ttl = rules.cache.ttlSeconds;
  const affinity = applied.affinity.at(-1) ?? context.affinity;
  const mood = changes.find((change) => change.kind === 'mood');
  await Promise.all([
    cache.set(affinityKey(turn), affinity, ttl),
    ...(mood === undefined
      ? []
      : [
          cache.set(
            moodKey(turn),
            { session: turn.session, label: mood.label, intensity: mood.intensity, startedAt: mood.at },
            ttl,
          ),
        ]),
    ...(applied.facts > 0 ? [cache.delete(factsKey(turn))] : []),
    ...(applied.episodes > 0 ? [cache.delete(episodesKey(turn))] : []),
  ]);
  await announce(parts, open, affinity);

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

function stored(message: IncomingMessage, turn: Turn): StoredMessage {
  return {
    id: message.id,
    turn: turn.id,
    session: turn.session,
    person: turn.person,
    persona: turn.persona,
    speaker: 'user',
    text: message.text,
    at: message.at,
    venue: venueOf(message.place),
    platformIds: [],
  };
}

/** The language to answer in: of what they just wrote, else the one they were last heard in, else their platform's. */
function spoken(
  parts: Parts,
  person: Person,
  persona: Persona,
  turn: Turn,
  said: readonly StoredMessage[],
): Language {
  const fallback =
    person.language ??
    languageOfLocale(turn.author.locale) ??
    languageOfLocale(persona.language) ??
    parts.rules.language.default;
  return detectLanguage(said.map((message) => message.text).join('\n'), fallback);
}
