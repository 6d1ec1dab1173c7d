import { messageId, type PersonaName, sessionId, turnId } from '../core/ids.ts';
import type { Author, Place } from '../core/message.ts';
import type { Session, StoredMessage } from '../core/ports/records.ts';
import type { Store } from '../core/ports/store.ts';
import type { OldMessage, OldSession } from './old-session.ts';

export interface Seat {
  readonly author: Author;
  readonly place: Place;
  readonly persona: PersonaName;
  /** Level of a pair that meets for the first time. */
  readonly level: string;
}

/** Keeps a conversation in order; what is kept already stays. How many messages are new. */
export async function keepSession(store: Store, old: OldSession, seat: Seat): Promise<number> {
  const { author, place, persona, level } = seat;
  const { id: person } = await store.people.ofAccount(author.account, old.startedAt);
  const session: Session = {
    id: sessionId(old.id),
    person,
    persona,
    place: place.id,
    createdAt: old.startedAt,
    lastActivity: old.startedAt,
    userMessages: 0,
  };
  await store.sessions.start(
    session,
    { session: session.id, label: 'neutral', intensity: 1, startedAt: old.startedAt },
    { person, persona, points: 0, level, toldLevel: level, updatedAt: old.startedAt },
  );
  let added = 0;
  for (const exchange of exchanges(old.messages)) {
    const known = await Promise.all(exchange.map(({ id }) => store.messages.get(messageId(id))));
    const fresh = exchange.filter((_, index) => known[index] === undefined);
    const [first] = fresh;
    if (first === undefined) continue;
    // Settled: nobody answers again what was answered then. What an exchange has grown by is a turn of its own.
    const turn = {
      id: turnId(`${old.id}:${first.id}`),
      session: session.id,
      person,
      persona,
      place,
      author,
      state: 'settled',
      owner: 'import',
      attempts: 1,
      openedAt: first.at,
      spoken: [],
    } as const;
    const messages = fresh.map(
      (message): StoredMessage => ({
        id: messageId(message.id),
        turn: turn.id,
        session: session.id,
        person,
        persona,
        speaker: message.speaker,
        text: message.text,
        at: message.at,
        venue: { place: place.id, audience: place.audience },
        platformIds: [],
      }),
    );
    await store.turns.open(turn, messages);
    added += fresh.length;
  }
  return added;
}

/** What one side said, and the answer to it. */
function exchanges(messages: readonly OldMessage[]): readonly (readonly OldMessage[])[] {
  const found: OldMessage[][] = [];
  for (const message of messages) {
    const last = found.at(-1);
    const isNext = message.speaker === 'user' && last?.at(-1)?.speaker !== 'user';
    if (last === undefined || isNext) found.push([message]);
    else last.push(message);
  }
  return found;
}
