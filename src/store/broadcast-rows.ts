import { personaName, personId, placeId } from '../core/ids.ts';
import type { Language, Place } from '../core/message.ts';
import type {
  Broadcast,
  BroadcastState,
  BroadcastTarget,
  QuietHours,
  Subscription,
  SubscriptionState,
  Tally,
  TargetState,
} from '../core/ports/broadcasts.ts';
import type { PersonaMemory } from '../core/ports/persona-memories.ts';
import { columns, type Row } from './columns.ts';

export const broadcastOf = (row: Row): Broadcast => ({
  id: columns.text(row.broadcast_id),
  state: columns.text(row.state) as BroadcastState,
  announcement: columns.text(row.announcement),
  ...columns.optional('details', row.details, String),
  metadata: columns.object<Broadcast['metadata']>(row.metadata),
  reach: columns.text(row.reach),
  createdAt: columns.number(row.created_at),
  updatedAt: columns.number(row.updated_at),
  expiresAt: columns.number(row.expires_at),
});

export const targetOf = (row: Row): BroadcastTarget => ({
  broadcast: columns.text(row.broadcast_id),
  place: placeId(columns.text(row.place_id)),
  state: columns.text(row.state) as TargetState,
  reason: columns.text(row.reason),
  owner: columns.text(row.owner),
  attempts: columns.number(row.attempts),
  notBefore: columns.number(row.not_before),
  updatedAt: columns.number(row.updated_at),
});

/** Targets of one broadcast counted by state and reason. */
export const tallyOf = (row: Row): Tally => ({
  state: columns.text(row.state) as TargetState,
  reason: columns.text(row.reason),
  count: columns.number(row.count),
});

export const subscriptionOf = (row: Row): Subscription => {
  const person = columns.text(row.user_id);
  return {
    place: columns.json<Place>(row.place),
    reach: columns.text(row.reach),
    state: columns.text(row.state) as SubscriptionState,
    ...(person === '' ? {} : { person: personId(person) }),
    language: columns.text(row.language) as Language,
    ...(row.quiet == null ? {} : { quiet: columns.json<QuietHours>(row.quiet) }),
    lastSentAt: columns.number(row.last_sent_at),
    changedBy: columns.text(row.changed_by),
    updatedAt: columns.number(row.updated_at),
  };
};

export const memoryOf = (row: Row): PersonaMemory => ({
  id: columns.text(row.id),
  persona: personaName(columns.text(row.personality_name)),
  type: columns.text(row.memory_type) as PersonaMemory['type'],
  content: columns.object<PersonaMemory['content']>(row.content),
  metadata: columns.object<PersonaMemory['metadata']>(row.metadata),
  reach: columns.text(row.reach),
  at: columns.number(row.timestamp),
  source: columns.text(row.source),
});
