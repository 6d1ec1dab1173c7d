import type { StoredMessage } from '../../core/ports/records.ts';
import type { Row } from './database.ts';

/** The fields of a message, without its place in the order. */
export const messageFields = (kept: StoredMessage): Row => ({
  id: kept.id,
  turn_id: kept.turn,
  session_id: kept.session,
  user_id: kept.person,
  personality_name: kept.persona,
  speaker: kept.speaker,
  content: kept.text,
  timestamp: kept.at,
  place_id: kept.venue.place,
  audience: kept.venue.audience,
  ...(kept.venue.community === undefined ? {} : { community: kept.venue.community }),
  platform_ids: [...kept.platformIds],
});

/** What is read of one: its stems are for finding it, and longer than its text. */
export const readable = { stems: 0, place_in_order: 0 } as const;
