import { messageId, personaName, personId } from '../../core/ids.ts';
import type { Fact, Json } from '../../core/ports/records.ts';
import { columns } from './columns.ts';
import type { Row } from './database.ts';

/** The fields of a fact; undefined where it has none. */
export const factFields = (kept: Fact): Row => ({
  id: kept.id,
  user_id: kept.person,
  category: kept.category,
  key: kept.key,
  value: kept.value,
  qualifier: kept.qualifier,
  confidence: kept.confidence,
  first_mentioned: kept.firstMentioned,
  updated_at: kept.updatedAt,
  source: kept.source,
  personality_name: kept.persona,
  is_shareable: kept.isShareable,
  message_id: kept.message,
  place_id: kept.venue.place,
  audience: kept.venue.audience,
  community: kept.venue.community,
});

export const fact = (row: Row): Fact => ({
  id: columns.text(row.id ?? row._id),
  person: personId(columns.text(row.user_id)),
  category: columns.text(row.category),
  key: columns.text(row.key),
  value: (row.value ?? null) as Json,
  ...columns.optional('qualifier', row.qualifier, String),
  confidence: columns.number(row.confidence ?? 1),
  firstMentioned: columns.number(row.first_mentioned),
  updatedAt: columns.number(row.updated_at ?? row.first_mentioned),
  source: columns.text(row.source ?? 'command') as Fact['source'],
  persona: personaName(columns.text(row.personality_name)),
  isShareable: row.is_shareable !== false,
  ...columns.optional('message', row.message_id, messageId),
  venue: columns.venue(row),
});
