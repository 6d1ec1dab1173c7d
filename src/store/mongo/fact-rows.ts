import type { Fact, Json } from '../../core/ports/records.ts';
import { factOf } from '../record-rows.ts';
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

export const fact = (row: Row): Fact => factOf(row, (row.value ?? null) as Json);
