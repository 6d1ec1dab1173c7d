import type { MessageId } from '../../core/ids.ts';
import type { Applied, Change } from '../../core/ports/changes.ts';
import type { Affinity } from '../../core/ports/records.ts';
import { columns } from '../columns.ts';
import type { Affinities } from './affinity.ts';
import type { Database } from './database.ts';
import type { Episodes } from './episodes.ts';
import type { Facts } from './facts.ts';
import type { Fading } from './fading.ts';
import type { Feedbacks } from './feedback.ts';
import type { Looks } from './looks.ts';
import type { Messages } from './messages.ts';
import type { Moods } from './moods.ts';
import type { People } from './people.ts';
import type { Places } from './places.ts';
import type { Summaries } from './summaries.ts';
import type { Usages } from './usage.ts';

export interface Changes {
  /**
   * Makes changes in order, only inside a transaction; those about an erased person, or learned from a deleted message,
   * are dropped.
   */
  make(changes: readonly Change[]): Applied;
  /** Store.apply. */
  apply(cause: string, changes: readonly Change[]): Applied;
}

export interface ChangesOptions {
  readonly database: Database;
  readonly people: People;
  readonly messages: Messages;
  readonly affinity: Affinities;
  readonly moods: Moods;
  readonly facts: Facts;
  readonly episodes: Episodes;
  readonly summaries: Summaries;
  readonly fading: Fading;
  readonly looks: Looks;
  readonly usage: Usages;
  readonly places: Places;
  readonly feedback: Feedbacks;
}

const nothing: Applied = { isNew: false, affinity: [], events: [], facts: 0, episodes: 0 };

export const sqliteChanges = (options: ChangesOptions): Changes => {
  const { database, people, messages, affinity, moods, facts, episodes, usage, places, feedback } = options;
  const { summaries, fading, looks } = options;

  /** Undefined for what is about nobody. */
  const ownerOf = (change: Change): string | undefined => {
    if (change.kind === 'usage' || change.kind === 'place' || change.kind === 'fade.run') return undefined;
    if (change.kind === 'fact') return change.fact.person;
    if (change.kind === 'episode') return change.episode.person;
    if (change.kind === 'summary') return change.summary.person;
    if (change.kind !== 'mood') return change.person;
    return columns.text(
      database.get('SELECT user_id FROM sessions WHERE session_id = ?', change.session)?.user_id,
    );
  };

  /** Nothing is learned from what was deleted: a reflection may end after that. */
  const isMoot = (change: Change): boolean => {
    const owner = ownerOf(change);
    if (owner !== undefined && !people.exists(owner as Affinity['person'])) return true;
    return sourcesOf(change).some((message) => messages.isDeleted(message));
  };

  const makeOne = (change: Change): Partial<Applied> => {
    switch (change.kind) {
      case 'affinity': {
        const moved = affinity.change(change);
        return { affinity: [moved.affinity], events: [moved.event] };
      }
      case 'fact':
        return { facts: Number(facts.say(change.fact)) };
      case 'fact.end':
        return { facts: Number(facts.end(change)) };
      case 'episode':
        episodes.keep(change.episode);
        return { episodes: 1 };
      case 'retract':
        summaries.takeBack(change);
        if (!messages.takeBack(change)) return {};
        return {
          ...affinity.takeBack(change),
          facts: facts.takeBack(change),
          episodes: episodes.takeBack(change),
        };
      case 'told-level':
        affinity.told(change);
        return {};
      case 'mood': {
        const { session, label, intensity, at } = change;
        moods.set({ session, label, intensity, startedAt: at });
        return {};
      }
      case 'person':
        people.change(change);
        return {};
      case 'place':
        places.change(change);
        return {};
      case 'feedback':
        feedback.give(change);
        return {};
      case 'rating':
        feedback.rate(change);
        return {};
      case 'summary':
        summaries.keep(change.summary);
        return {};
      case 'summary.end':
        summaries.end(change);
        return {};
      case 'recall':
        fading.recall(change);
        return {};
      case 'fade':
        fading.fade(change);
        return {};
      case 'faded':
        fading.remove(change);
        return {};
      case 'pin':
        fading.pin(change);
        return {};
      case 'fade.run':
        fading.ran(change);
        return {};
      case 'look':
        looks.change(change);
        return {};
      case 'usage':
        usage.add(change);
        return {};
    }
  };

  const make = (changes: readonly Change[]): Applied => {
    const made = changes.flatMap((change) => (isMoot(change) ? [] : [makeOne(change)]));
    const pairs = new Map(
      made
        .flatMap((part) => part.affinity ?? [])
        .map((pair) => [JSON.stringify([pair.person, pair.persona]), pair]),
    );
    return {
      isNew: true,
      affinity: [...pairs.values()],
      events: made.flatMap((part) => part.events ?? []),
      facts: made.reduce((sum, part) => sum + (part.facts ?? 0), 0),
      episodes: made.reduce((sum, part) => sum + (part.episodes ?? 0), 0),
    };
  };

  const apply = (cause: string, changes: readonly Change[]): Applied => {
    const turn = database.get('SELECT user_id, state FROM turns WHERE turn_id = ?', cause);
    // What came from another driver has no row of its own for the causes of turns.
    if (turn?.state === 'settled') return nothing;
    const turnOwner = columns.text(turn?.user_id);
    const owners = new Set(changes.map(ownerOf).filter((owner) => owner !== undefined));
    if (turnOwner !== '') owners.add(turnOwner);
    const present = [...owners].filter((owner) => people.exists(owner as Affinity['person']));
    // Everybody these changes are about was erased while they were made: not even the cause is kept.
    if (owners.size > 0 && present.length === 0) return nothing;
    // The cause belongs to one person and goes with them; a job's cause about several names none of them.
    const [owner = ''] = present.length === 1 ? present : [];
    const isNew = database.run(
      'INSERT INTO applied (cause, user_id) VALUES (?, ?) ON CONFLICT DO NOTHING',
      cause,
      owner,
    );
    if (isNew === 0) return nothing;
    const applied = make(changes);
    database.run(`UPDATE turns SET state = 'settled' WHERE turn_id = ?`, cause);
    return applied;
  };

  return { make, apply: (cause, changes) => database.write(() => apply(cause, changes)) };
};

/** Messages a change was learned from. */
const sourcesOf = (change: Change): readonly MessageId[] => {
  if (change.kind === 'episode') return change.episode.sources ?? [];
  if (change.kind === 'summary') return change.summary.sources;
  const message =
    change.kind === 'affinity' ? change.message : change.kind === 'fact' ? change.fact.message : undefined;
  return message === undefined ? [] : [message];
};
