import { turnId } from '../ids.ts';
import { venueOf } from '../memory/visibility.ts';
import type { IncomingMessage, Language } from '../message.ts';
import type { Persona } from '../personas/persona.ts';
import type { Person, StoredMessage, Turn } from '../ports/records.ts';
import { finishBegun, finishTurn, isJustOpened } from './begun.ts';
import { conclude } from './conclude.ts';
import { loadContext, openSession } from './context.ts';
import { heard } from './heard.ts';
import { spoken, textsOf } from './load-turn.ts';
import type { Along } from './open-turn.ts';
import type { Parts } from './parts.ts';
import { reply } from './reply.ts';

export interface TurnHooks {
  /** Called as soon as the answer stands, before it is thought about. */
  readonly onAnswered?: () => void;
}

/**
 * The way of one message: stored, answered, and then thought about. Resolves when all of it is done; the lane
 * stays closed until then, so that the next message sees the mood this one made. False: all of it was heard before. What
 * a process that is gone had begun to answer is finished first.
 */
export async function takeTurn(
  parts: Parts,
  burst: readonly IncomingMessage[],
  person: Person,
  persona: Persona,
  { onAnswered = () => {} }: TurnHooks = {},
): Promise<boolean> {
  // After a restart a platform may bring what was heard before, alone or beside something new.
  const { store } = parts;
  const place = burst.at(-1)?.place;
  const [latest, ...known] = await Promise.all([
    place && store.sessions.latest(person.id, persona.name, place.id),
    ...burst.map((message) => store.messages.get(message.id)),
  ]);
  const fresh = burst.filter((_, index) => known[index] === undefined);
  const isFinished = fresh.length < burst.length && (await finishBegun(parts, known));
  const last = fresh.at(-1);
  if (last === undefined) return isFinished;
  // What was finished just now was said in a session as well.
  const isAsRead = fresh.length === burst.length;
  const session = await openSession(parts, person, persona, last.place, isAsRead ? latest : undefined);
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
  const said = fresh.map((message) =>
    stored(message, turn, spoken(parts, person, persona, turn, [message.text])),
  );
  // What is read does not depend on what is written here.
  const [isNew, context] = await Promise.all([
    store.turns.open(turn, said),
    loadContext(parts, turn, said.length),
  ]);
  if (!isNew && !(await isJustOpened(parts, turn))) return finishTurn(parts, turn.id);

  const counted = { ...session, userMessages: session.userMessages + said.length };
  const open = {
    turn,
    session: counted,
    person,
    said,
    along: alongWith(fresh),
    context,
    language: spoken(parts, person, context.persona, turn, textsOf(said)),
    spent: [],
    recalled: [],
  };
  const times = await reply(parts, open);
  onAnswered();
  try {
    await conclude(parts, open, times);
  } catch (error) {
    // The person has their answer; what should have followed is still on record and is finished at the next start.
    parts.log.error('Turn left unfinished', { turn: turn.id, error });
  }
  return true;
}

function stored(message: IncomingMessage, turn: Turn, language: Language): StoredMessage {
  return {
    id: message.id,
    turn: turn.id,
    session: turn.session,
    person: turn.person,
    persona: turn.persona,
    speaker: 'user',
    text: heard(message, language),
    at: message.at,
    venue: venueOf(message.place),
    platformIds: [],
  };
}

function alongWith(messages: readonly IncomingMessage[]): Along {
  return {
    quotes: new Map(
      messages.flatMap(({ id, repliesTo }) => (repliesTo === undefined ? [] : [[id, repliesTo] as const])),
    ),
    attachments: messages.flatMap(({ attachments = [] }) => attachments),
  };
}
