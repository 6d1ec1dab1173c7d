import type { UsageChange } from '../../core/ports/changes.ts';
import type { UsageRepository } from '../../core/ports/store.ts';
import { usageOf } from '../record-rows.ts';
import type { Database } from './database.ts';

export interface Usages extends UsageRepository {
  add(call: UsageChange): void;
}

export const sqliteUsage = (database: Database): Usages => ({
  add: (row) => {
    database.run(
      `INSERT INTO usage (day, purpose, model, calls, failures, prompt_tokens, completion_tokens)
       VALUES (?, ?, ?, 1, ?, ?, ?)
       ON CONFLICT (day, purpose, model) DO UPDATE SET calls = calls + 1,
         failures = failures + excluded.failures, prompt_tokens = prompt_tokens + excluded.prompt_tokens,
         completion_tokens = completion_tokens + excluded.completion_tokens`,
      row.day,
      row.purpose,
      row.model,
      Number(row.failed),
      row.promptTokens,
      row.completionTokens,
    );
  },
  since: async (day) =>
    database.all('SELECT * FROM usage WHERE day >= ? ORDER BY day, purpose, model', day).map(usageOf),
});
