import type { MessageId, PersonId, SessionId } from '../../core/ids.ts';
import type { AffinityChange, Applied, Change, UsageChange } from '../../core/ports/changes.ts';
import type { MemoryChange } from '../../core/ports/memory-changes.ts';
import type { Affinity, Session } from '../../core/ports/records.ts';
import type { Affinities } from './affinity.ts';
import { columns, key } from './columns.ts';
import type { MongoDatabase, Row } from './database.ts';
import type { Episodes } from './episodes.ts';
import type { Facts } from './facts.ts';
import type { Feedbacks } from './feedback.ts';
import type { Messages } from './messages.ts';
import type { Moods } from './moods.ts';
import type { People } from './people.ts';
import type { Places } from './places.ts';
import type { Usages } from './usage.ts';

export interface MakingOptions {
  readonly database: MongoDatabase;
  readonly people: People;
  readonly messages: Messages;
  readonly affinity: Affinities;
  readonly moods: Moods;
  readonly facts: Facts;
  readonly episodes: Episodes;
  readonly usage: Usages;
  readonly places: Places;
  readonly feedback: Feedbacks;
  readonly memories: Memories;
}

/** Summaries, fading and looks: changes with a file of their own. */
export interface Memories {
  change(change: MemoryChange, step: string): Promise<void>;
  /** Summaries that cover the message go. */
  takeBack(change: Extract<Change, { kind: 'retract' }>): Promise<void>;
}

type Owner = Pick<Session, 'person' | 'persona'>;

/** What was read before the changes were written ahead. */
export interface Read {
  /** Messages their person deleted. */
  readonly deleted: ReadonlySet<MessageId>;
  /** Documents of pairs, by their key. */
  readonly pairs: ReadonlyMap<string, Row | undefined>;
  /** Documents of moods, by their session. */
  readonly moods: ReadonlyMap<SessionId, Row | undefined>;
}

export interface Making {
  /** Who of those concerned is still there. */
  readonly present: ReadonlySet<PersonId>;
  /** Whose sessions moods are changed in. */
  readonly owners: ReadonlyMap<SessionId, Owner>;
  /** Absent: some of it may have been made already. */
  readonly read?: Read;
}

export interface Maker {
  ownersOf(sessions: readonly SessionId[]): Promise<Map<SessionId, Owner>>;
  /**
   * Makes changes; those about an erased person, or learned from a deleted message, are dropped. What concerns different
   * documents is made side by side. Made again it changes nothing.
   */
  make(step: string, changes: readonly Change[], how: Making): Promise<Applied>;
}

type Part = Partial<Pick<Applied, 'affinity' | 'events' | 'facts' | 'episodes'>>;

interface Numbered {
  readonly change: Change;
  readonly step: string;
}

export const making = (options: MakingOptions): Maker => {
  const { database, people, messages, affinity, moods, facts, episodes, usage, places, feedback } = options;
  const { memories } = options;

  const makeOne = async ({ change, step }: Numbered, { owners, read }: Making): Promise<Part> => {
    switch (change.kind) {
      case 'affinity':
        return affinity.change([change]);
      case 'fact':
        return { facts: Number(await facts.say(change.fact, step)) };
      case 'fact.end':
        return { facts: Number(await facts.end(change, step)) };
      case 'episode':
        await episodes.keep(change.episode);
        return { episodes: 1 };
      case 'retract': {
        await memories.takeBack(change);
        if (!(await messages.takeBack(change, step))) return {};
        const [moved, ended, gone] = await Promise.all([
          affinity.takeBack(change),
          facts.takeBack(change, step),
          episodes.takeBack(change),
        ]);
        return { ...moved, facts: ended, episodes: gone };
      }
      case 'told-level':
        await affinity.told(change);
        return {};
      case 'mood': {
        const { session, label, intensity, at } = change;
        const owner = owners.get(session);
        const mood = { session, label, intensity, startedAt: at };
        if (owner !== undefined) await moods.set(owner, mood, step, read?.moods.get(session));
        return {};
      }
      case 'person':
        await people.change(change);
        return {};
      case 'place':
        await places.change(change);
        return {};
      case 'feedback':
        await feedback.give(change);
        return {};
      case 'rating':
        await feedback.rate(change);
        return {};
      case 'usage':
        await usage.add([change], step);
        return {};
      default:
        await memories.change(change, step);
        return {};
    }
  };

  /** In order, and those of one kind that can be made in one write together. */
  const makeGroup = async (group: readonly Numbered[], how: Making): Promise<readonly Part[]> => {
    const [first] = group;
    if (first === undefined) return [];
    if (group.every(({ change }) => change.kind === 'usage')) {
      await usage.add(
        group.map(({ change }) => change as UsageChange),
        first.step,
      );
      return [];
    }
    const moves = group.flatMap(({ change }) => (change.kind === 'affinity' ? [change] : []));
    const parts: Part[] = [];
    if (moves.length > 0) parts.push(await affinity.change(moves, readOf(moves, how)));
    for (const each of group) if (each.change.kind !== 'affinity') parts.push(await makeOne(each, how));
    return parts;
  };

  const isMoot = (change: Change, how: Making, deleted: ReadonlySet<MessageId>): boolean => {
    const owner = change.kind === 'mood' ? how.owners.get(change.session)?.person : ownerOf(change);
    if (change.kind === 'mood' && owner === undefined) return true;
    if (owner !== undefined && !how.present.has(owner)) return true;
    return sourcesOf(change).some((message) => deleted.has(message));
  };

  return {
    ownersOf: async (sessions) => {
      if (sessions.length === 0) return new Map();
      const rows = await database.sessions.find({ session_id: { $in: [...sessions] } });
      return new Map(rows.map((row) => [columns.session(row), columns.pair(row)]));
    },
    make: async (step, changes, how) => {
      const numbered = changes.map((change, index) => ({ change, step: `${step}#${index}` }));
      const deletedNow = () => messages.deleted([...new Set(changes.flatMap(sourcesOf))]);
      const parts: Part[] = [];
      if (changes.some(({ kind }) => kind === 'retract')) {
        // What is taken back and what is learned from it stand in one order.
        for (const each of numbered)
          if (!isMoot(each.change, how, await deletedNow())) parts.push(await makeOne(each, how));
      } else {
        const deleted = how.read?.deleted ?? (await deletedNow());
        const left = numbered.filter(({ change }) => !isMoot(change, how, deleted));
        const groups = [...Map.groupBy(left, ({ change }) => documentOf(change)).values()];
        const made = await Promise.all(groups.map((group) => makeGroup(group, how)));
        parts.push(...made.flat());
      }
      return sumOf(parts);
    },
  };
};

const readOf = (moves: readonly AffinityChange[], { read }: Making) => {
  const [first] = moves;
  if (read === undefined || first === undefined) return undefined;
  return { row: read.pairs.get(key(first.person, first.persona)) };
};

const sumOf = (parts: readonly Part[]): Applied => {
  const pairs = new Map(
    parts.flatMap((part) => part.affinity ?? []).map((pair) => [key(pair.person, pair.persona), pair]),
  );
  return {
    isNew: true,
    affinity: [...pairs.values()],
    events: parts.flatMap((part) => part.events ?? []),
    facts: parts.reduce((sum, part) => sum + (part.facts ?? 0), 0),
    episodes: parts.reduce((sum, part) => sum + (part.episodes ?? 0), 0),
  };
};

/** Changes of one document are made in order; those of others beside them. */
const documentOf = (change: Change): string => {
  switch (change.kind) {
    case 'affinity':
    case 'told-level':
      return key('pair', change.person, change.persona);
    case 'fact':
      return key('fact', change.fact.person, change.fact.category, change.fact.key);
    case 'fact.end':
      return key('fact', change.person, change.category, change.key);
    case 'mood':
      return key('mood', change.session);
    case 'episode':
      return key('episode', change.episode.id);
    default:
      return change.kind === 'usage' || change.kind === 'person' || change.kind === 'place'
        ? change.kind
        : 'memory';
  }
};

/** Sessions whose mood changes once. */
export const sessionsOf = (changes: readonly Change[]): readonly SessionId[] => {
  const all = changes.flatMap((change) => (change.kind === 'mood' ? [change.session] : []));
  // Of several changes of one mood only the first finds what was read before them.
  return all.filter((session) => all.indexOf(session) === all.lastIndexOf(session));
};

/** Pairs whose points are moved. */
export const pairsOf = (changes: readonly Change[]): readonly Pick<Affinity, 'person' | 'persona'>[] => [
  ...new Map(
    changes
      .flatMap((change) => (change.kind === 'affinity' ? [change] : []))
      .map((change) => [key(change.person, change.persona), change]),
  ).values(),
];

/** Undefined for what is about nobody, and for moods: their sessions know. */
export const ownerOf = (change: Change): PersonId | undefined => {
  switch (change.kind) {
    case 'usage':
    case 'place':
    case 'fade.run':
    case 'mood':
      return undefined;
    case 'fact':
      return change.fact.person;
    case 'episode':
      return change.episode.person;
    case 'summary':
      return change.summary.person;
    default:
      return change.person;
  }
};

/** Messages a change was learned from. */
export const sourcesOf = (change: Change): readonly MessageId[] => {
  if (change.kind === 'episode') return change.episode.sources ?? [];
  if (change.kind === 'summary') return change.summary.sources;
  const message =
    change.kind === 'affinity' ? change.message : change.kind === 'fact' ? change.fact.message : undefined;
  return message === undefined ? [] : [message];
};
