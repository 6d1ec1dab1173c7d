import type { PersonId, SessionId } from '../../src/core/ids.ts';
import { accountId, messageId, personaName, placeId, sessionId, turnId } from '../../src/core/ids.ts';
import type { AffinityChange } from '../../src/core/ports/changes.ts';
import type { Episode, Fact, Session, StoredMessage, Turn } from '../../src/core/ports/records.ts';
import type { Store } from '../../src/core/ports/store.ts';
import type { Summary } from '../../src/core/ports/summaries.ts';

/** 2026-01-05T10:00:00Z, a Monday. */
export const monday = Date.UTC(2026, 0, 5, 10);
export const day = 86_400_000;
export const alicia = personaName('alicia');
export const mika = personaName('mika');
export const bands = [
  { name: 'stranger', min: 0 },
  { name: 'acquaintance', min: 21 },
  { name: 'friend', min: 41 },
];
export const place = { id: placeId('terminal:direct:ana'), channel: 'terminal', audience: 'one' } as const;
const venue = { place: place.id, audience: place.audience };

let count = 0;
/** Ids of their own for every sample, so that tests may share a server. */
export const fresh = (name: string): string => `${name}-${++count}-${process.pid}`;

/** A person who has an account, and a session with alicia in their direct chat. */
export const meet = async (
  store: Store,
  persona = alicia,
): Promise<{ person: PersonId; session: Session }> => {
  const { id } = await store.people.ofAccount(accountId(`terminal:${fresh('ana')}`), monday);
  return { person: id, session: await start(store, id, { persona }) };
};

export const start = async (
  store: Store,
  person: PersonId,
  other: Partial<Session> = {},
): Promise<Session> => {
  const session: Session = {
    id: sessionId(fresh('session')),
    person,
    persona: alicia,
    place: place.id,
    createdAt: monday,
    lastActivity: monday,
    userMessages: 0,
    ...other,
  };
  await store.sessions.start(
    session,
    { session: session.id, label: 'neutral', intensity: 1, startedAt: session.createdAt },
    {
      person,
      persona: session.persona,
      points: 0,
      level: 'stranger',
      toldLevel: 'stranger',
      updatedAt: monday,
    },
  );
  return session;
};

export const turnIn = (session: Session, other: Partial<Turn> = {}): Turn => ({
  id: turnId(fresh('turn')),
  session: session.id,
  person: session.person,
  persona: session.persona,
  place,
  author: { account: accountId('terminal:ana'), name: 'Ana', locale: 'es-MX', role: 'member' },
  state: 'open',
  owner: 'here',
  attempts: 1,
  openedAt: monday,
  spoken: [],
  ...other,
});

export const messageIn = (turn: Turn, text: string, other: Partial<StoredMessage> = {}): StoredMessage => ({
  id: messageId(fresh('message')),
  turn: turn.id,
  session: turn.session,
  person: turn.person,
  persona: turn.persona,
  speaker: 'user',
  text,
  at: turn.openedAt,
  venue,
  platformIds: [],
  ...other,
});

/** One exchange, stored as the turn would. */
export const exchange = async (
  store: Store,
  session: Session,
  said: string,
  answer: string,
): Promise<Turn> => {
  const turn = turnIn(session);
  await store.turns.open(turn, [messageIn(turn, said)]);
  await store.turns.replied(turn.id, messageIn(turn, answer, { speaker: 'assistant' }), []);
  await store.turns.delivered(turn.id, ['1']);
  return turn;
};

export const points = (
  person: PersonId,
  delta: number,
  other: Partial<AffinityChange> = {},
): AffinityChange => ({
  kind: 'affinity',
  id: fresh('event'),
  person,
  persona: alicia,
  cause: 'message',
  rule: 'affinity_rules.message',
  delta,
  bands,
  dailyCap: 0,
  at: monday,
  ...other,
});

export const factOf = (person: PersonId, other: Partial<Fact> = {}): Fact => ({
  id: fresh('fact'),
  person,
  category: 'preferences',
  key: 'language',
  value: 'spanish',
  confidence: 0.9,
  firstMentioned: monday,
  updatedAt: monday,
  source: 'model',
  persona: alicia,
  isShareable: true,
  venue,
  ...other,
});

export const episodeOf = (person: PersonId, session: SessionId, other: Partial<Episode> = {}): Episode => ({
  id: fresh('episode'),
  person,
  persona: alicia,
  session,
  type: 'loss',
  title: 'Pérdida de Max',
  summary: 'Max, the dog, died.',
  importance: 9.5,
  sentiment: -0.9,
  tags: ['pet', 'Max'],
  at: monday,
  venue,
  ...other,
});

export const summaryOf = (other: Partial<Summary> & Pick<Summary, 'person'>): Summary => ({
  id: fresh('summary'),
  persona: alicia,
  text: 'They talked about Max.',
  interactions: 1,
  importance: 5,
  beganAt: monday,
  at: monday,
  venue,
  sources: [],
  ...other,
});
