import type { Episode, Retention, Tier } from '../../core/ports/records.ts';
import { columns } from '../columns.ts';
import type { Row } from './database.ts';

/** What a row says of how well it is remembered; nothing for one never recalled nor reckoned. */
export const retention = (row: Row): Pick<Episode, 'retention'> => {
  const isPinned = row.is_pinned === 1;
  const recalls = columns.number(row.recalls);
  if (!isPinned && recalls === 0 && row.recalled_at === null && row.strength === null) return {};
  const kept: Retention = {
    isPinned,
    recalls,
    ...columns.optional('recalledAt', row.recalled_at, Number),
    ...columns.optional('strength', row.strength, Number),
    ...columns.optional('tier', row.tier, (tier) => tier as Tier),
  };
  return { retention: kept };
};
