import { messageId, placeId, turnId } from '../core/ids.ts';
import type { Episode, Retention, Tier } from '../core/ports/records.ts';
import type { MissedLook, Summary, WaitingConversation } from '../core/ports/summaries.ts';
import { columns, type Row } from './columns.ts';

export const episodeOf = (row: Row): Episode => ({
  id: columns.text(row.id),
  ...columns.pair(row),
  session: columns.session(row),
  type: columns.text(row.type),
  title: columns.text(row.title),
  summary: columns.text(row.summary),
  importance: columns.number(row.importance ?? 5),
  sentiment: columns.number(row.sentiment),
  tags: columns.texts(columns.seeded(row.tags ?? {}, byCommas)),
  at: columns.number(row.timestamp),
  ...(row.sources == null ? {} : { sources: columns.texts(row.sources).map(messageId) }),
  venue: columns.venue(row),
  ...retention(row),
});

export const summaryOf = (row: Row): Summary => ({
  id: columns.text(row.id),
  ...columns.pair(row),
  text: columns.text(row.summary),
  interactions: columns.number(row.interactions),
  importance: columns.number(row.importance ?? 5),
  beganAt: columns.number(row.began_at),
  at: columns.number(row.timestamp),
  venue: columns.venue(row),
  sources: columns.texts(row.sources).map(messageId),
  ...retention(row),
});

export const waitingOf = (row: Row): WaitingConversation => ({
  ...columns.pair(row),
  place: placeId(columns.text(row.place_id)),
  failures: columns.number(row.failures),
});

export const lookOf = (row: Row): MissedLook => ({
  turn: turnId(columns.text(row.turn_id)),
  ...columns.pair(row),
  failures: columns.number(row.failures),
});

/** What a row says of how well it is remembered; nothing for one never recalled nor reckoned. */
const retention = (row: Row): Pick<Episode, 'retention'> => {
  const isPinned = columns.flag(row.is_pinned);
  const recalls = columns.number(row.recalls);
  if (!isPinned && recalls === 0 && row.recalled_at == null && row.strength == null) return {};
  const kept: Retention = {
    isPinned,
    recalls,
    ...columns.optional('recalledAt', row.recalled_at, Number),
    ...columns.optional('strength', row.strength, Number),
    ...columns.optional('tier', row.tier, (tier) => tier as Tier),
  };
  return { retention: kept };
};

const byCommas = (text: string): readonly string[] => text.split(',').map((tag) => tag.trim());
