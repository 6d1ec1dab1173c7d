import type { AccountId, MessageId, PersonaName, PersonId, PlaceId, SessionId, TurnId } from '../ids.ts';
import type { BroadcastRepository, SubscriptionRepository } from './broadcasts.ts';
import type { Applied, Change } from './changes.ts';
import type { JobRepository } from './jobs.ts';
import type { LeaseRepository } from './leases.ts';
import type { PersonaMemoryRepository } from './persona-memories.ts';
import type {
  Affinity,
  AffinityEvent,
  Episode,
  Fact,
  Listed,
  Mood,
  PastFact,
  Person,
  PlaceSettings,
  Session,
  StoredMessage,
  Turn,
  UsageRow,
} from './records.ts';
import type { FadingRepository, LookRepository, SummaryRepository } from './summaries.ts';
import type { Tables } from './tables.ts';
import type { WaitingRepository } from './waiting.ts';

export interface PersonRepository {
  /** The person an account belongs to, made on first sight; 50 concurrent first sights make one row. */
  ofAccount(account: AccountId, at: number): Promise<Person>;
  get(person: PersonId): Promise<Person | undefined>;
}

export interface SessionRepository {
  /** The session with the latest activity, or undefined. */
  latest(person: PersonId, persona: PersonaName, place: PlaceId): Promise<Session | undefined>;
  /**
   * Starts a session with its mood, and the pair's affinity row when they meet for the first time. One
   * transaction; existing rows are left as they are.
   */
  start(session: Session, mood: Mood, affinity: Affinity): Promise<void>;
  get(session: SessionId): Promise<Session | undefined>;
}

export interface MessageRepository {
  /**
   * The last `limit` a pair exchanged in a place, whatever the session, oldest first; only those before the turn
   * `before` when given.
   */
  recent(
    conversation: Pick<Session, 'person' | 'persona' | 'place'>,
    limit: number,
    before?: TurnId,
  ): Promise<readonly StoredMessage[]>;
  /** Oldest first, all sessions of a pair; `afterSeq` and the result's `seq` page through it. */
  ofPair(
    person: PersonId,
    persona: PersonaName,
    options: { readonly afterSeq: number; readonly limit: number },
  ): Promise<{ readonly messages: readonly StoredMessage[]; readonly seq: number }>;
  /** The last `limit` of a pair over all sessions, oldest first. */
  history(person: PersonId, persona: PersonaName, limit: number): Promise<readonly StoredMessage[]>;
  /** Both sides, of a pair or, without persona, of a person. */
  count(person: PersonId, persona?: PersonaName): Promise<number>;
  /** The messages of a turn, oldest first. */
  ofTurn(turn: TurnId): Promise<readonly StoredMessage[]>;
  /** A deleted one too, its text empty: what was heard once is not heard again. */
  get(message: MessageId): Promise<StoredMessage | undefined>;
  /** The reply a platform message is part of. */
  ofPlatform(platformId: string): Promise<StoredMessage | undefined>;
  /**
   * Full-text search in one pair, best first, for partitions too large for the index in memory. `stems` are
   * folded and stemmed by retrieval/words; scores are positive, higher is better.
   */
  search(
    person: PersonId,
    persona: PersonaName,
    stems: readonly string[],
    limit: number,
  ): Promise<readonly { readonly message: StoredMessage; readonly score: number }[]>;
}

export interface TurnRepository {
  /**
   * Stores the person's messages and the turn, moves the session's activity and counter; one transaction.
   * Messages already stored are left out. False, and nothing is stored: the turn is there already, or all of them were.
   * Of several who open one turn exactly one is told true, if none of them dies.
   */
  open(turn: Turn, messages: readonly StoredMessage[]): Promise<boolean>;
  /** Stores the reply with `changes` and moves the turn to `replied`; does nothing when it has a reply. */
  replied(turn: TurnId, reply: StoredMessage, changes: readonly Change[]): Promise<void>;
  /** Records what the answer has become so far (`Turn.spoken`), while it is being said. */
  speaking(turn: TurnId, platformIds: readonly string[]): Promise<void>;
  /** Records the platform ids of the reply and moves the turn to `delivered`. */
  delivered(turn: TurnId, platformIds: readonly string[]): Promise<void>;
  get(turn: TurnId): Promise<Turn | undefined>;
  /** Turns neither settled nor abandoned, oldest first. */
  unfinished(limit: number): Promise<readonly Turn[]>;
  /** Takes a turn over from `from`: sets owner, counts the attempt. False when it was not `from`'s any more. */
  takeOver(turn: TurnId, from: string, owner: string): Promise<boolean>;
  /** Gives a turn up; it is kept for the operator to see. */
  abandon(turn: TurnId, reason: string): Promise<void>;
}

export interface AffinityRepository {
  get(person: PersonId, persona: PersonaName): Promise<Affinity | undefined>;
  /** All personas of a person, most points first. */
  ofPerson(person: PersonId): Promise<readonly Affinity[]>;
  /** Newest first. */
  ledger(
    person: PersonId,
    persona: PersonaName,
    options: { readonly limit: number; readonly offset: number },
  ): Promise<readonly AffinityEvent[]>;
  /** Who agreed to be listed in a community, most points first, points above 0 only. */
  top(persona: PersonaName, community: string, limit: number): Promise<readonly Listed[]>;
}

export interface PlaceRepository {
  get(place: PlaceId): Promise<PlaceSettings | undefined>;
}

export interface FeedbackRepository {
  /** Of the last `limit` verdicts on a persona's replies, how many were good and bad. */
  ofPersona(persona: PersonaName, limit: number): Promise<{ readonly good: number; readonly bad: number }>;
  /** What people gave a persona: how many of them, and their stars added up. */
  ratings(persona: PersonaName): Promise<{ readonly stars: number; readonly count: number }>;
}

export interface MoodRepository {
  get(session: SessionId): Promise<Mood | undefined>;
  /** Moods a person's sessions with a persona went through, newest first. */
  history(person: PersonId, persona: PersonaName, limit: number): Promise<readonly Mood[]>;
}

export interface FactRepository {
  /** What holds now, highest confidence first, then newest. */
  ofPerson(person: PersonId): Promise<readonly Fact[]>;
  /** What held once, latest end first. */
  past(person: PersonId): Promise<readonly PastFact[]>;
  /** Facts of anybody below `confidence` and not restated since `before`, at most `limit`. */
  stale(confidence: number, before: number, limit: number): Promise<readonly Fact[]>;
}

export interface EpisodeRepository {
  /** Newest first. */
  ofPair(person: PersonId, persona: PersonaName): Promise<readonly Episode[]>;
}

export interface UsageRepository {
  /** From that UTC day on, by day, purpose and model. */
  since(day: string): Promise<readonly UsageRow[]>;
}

/**
 * Everything that is kept. Every method throws KithError `store.*` when the store cannot answer, never
 * returns half a result, and treats absent rows as undefined or an empty list.
 */
export interface Store {
  readonly people: PersonRepository;
  readonly sessions: SessionRepository;
  readonly messages: MessageRepository;
  readonly turns: TurnRepository;
  readonly affinity: AffinityRepository;
  readonly moods: MoodRepository;
  readonly facts: FactRepository;
  readonly episodes: EpisodeRepository;
  readonly summaries: SummaryRepository;
  readonly fading: FadingRepository;
  readonly looks: LookRepository;
  readonly places: PlaceRepository;
  readonly feedback: FeedbackRepository;
  readonly usage: UsageRepository;
  readonly jobs: JobRepository;
  readonly leases: LeaseRepository;
  readonly waiting: WaitingRepository;
  readonly broadcasts: BroadcastRepository;
  readonly subscriptions: SubscriptionRepository;
  readonly personaMemories: PersonaMemoryRepository;
  readonly tables: Tables;
  /**
   * Applies changes exactly once per `cause` (a turn or command id), all or none; a turn of that id becomes
   * `settled`. Concurrent calls lose nothing.
   */
  apply(cause: string, changes: readonly Change[]): Promise<Applied>;
  /** Every row about a person, table by table, as JSON-ready objects. */
  exportPerson(
    person: PersonId,
  ): AsyncIterable<{ readonly table: string; readonly row: Record<string, unknown> }>;
  /** Deletes every row that names the person; what was deleted, by table. */
  erasePerson(person: PersonId): Promise<Readonly<Record<string, number>>>;
  /** Row counts by table, for doctor and metrics. */
  counts(): Promise<Readonly<Record<string, number>>>;
  /** Throws when the store cannot serve; `integrity` also reads everything (slow). */
  health(options?: { readonly integrity?: boolean }): Promise<void>;
  close(): Promise<void>;
}
