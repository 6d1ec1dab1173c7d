import type { Applied, Change } from '../../core/ports/changes.ts';
import type { Affinity, AffinityEvent } from '../../core/ports/records.ts';
import type { Affinities } from './affinity.ts';
import { columns } from './columns.ts';
import type { Database } from './database.ts';
import type { Episodes } from './episodes.ts';
import type { Facts } from './facts.ts';
import type { Feedbacks } from './feedback.ts';
import type { Moods } from './moods.ts';
import type { People } from './people.ts';
import type { Places } from './places.ts';
import type { Usages } from './usage.ts';

export interface Changes {
  /** Makes changes in order, only inside a transaction; those about an erased person are dropped. */
  make(changes: readonly Change[]): Applied;
  /** Store.apply. */
  apply(cause: string, changes: readonly Change[]): Applied;
}

export interface ChangesOptions {
  readonly database: Database;
  readonly people: People;
  readonly affinity: Affinities;
  readonly moods: Moods;
  readonly facts: Facts;
  readonly episodes: Episodes;
  readonly usage: Usages;
  readonly places: Places;
  readonly feedback: Feedbacks;
}

const nothing: Applied = { isNew: false, affinity: [], events: [], facts: 0, episodes: 0 };

export const sqliteChanges = (options: ChangesOptions): Changes => {
  const { database, people, affinity, moods, facts, episodes, usage, places, feedback } = options;

  /** Undefined for what is about nobody. */
  const ownerOf = (change: Change): string | undefined => {
    if (change.kind === 'usage' || change.kind === 'place') return undefined;
    if (change.kind === 'fact') return change.fact.person;
    if (change.kind === 'episode') return change.episode.person;
    if (change.kind !== 'mood') return change.person;
    return columns.text(
      database.get('SELECT user_id FROM sessions WHERE session_id = ?', change.session)?.user_id,
    );
  };

  const make = (changes: readonly Change[]): Applied => {
    const pairs = new Map<string, Affinity>();
    const events: AffinityEvent[] = [];
    let factCount = 0;
    let episodeCount = 0;
    for (const change of changes) {
      const owner = ownerOf(change);
      if (owner !== undefined && !people.exists(owner as Affinity['person'])) continue;
      switch (change.kind) {
        case 'affinity': {
          const moved = affinity.change(change);
          pairs.set(JSON.stringify([change.person, change.persona]), moved.affinity);
          events.push(moved.event);
          break;
        }
        case 'told-level':
          affinity.told(change);
          break;
        case 'mood':
          moods.set({
            session: change.session,
            label: change.label,
            intensity: change.intensity,
            startedAt: change.at,
          });
          break;
        case 'fact':
          if (facts.say(change.fact)) factCount++;
          break;
        case 'fact.end':
          if (facts.end(change)) factCount++;
          break;
        case 'episode':
          episodes.keep(change.episode);
          episodeCount++;
          break;
        case 'person':
          people.change(change);
          break;
        case 'place':
          places.change(change);
          break;
        case 'feedback':
          feedback.give(change);
          break;
        case 'usage':
          usage.add(change);
          break;
      }
    }
    return { isNew: true, affinity: [...pairs.values()], events, facts: factCount, episodes: episodeCount };
  };

  const apply = (cause: string, changes: readonly Change[]): Applied => {
    const turnOwner = columns.text(
      database.get('SELECT user_id FROM turns WHERE turn_id = ?', cause)?.user_id,
    );
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
