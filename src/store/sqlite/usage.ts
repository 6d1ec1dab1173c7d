import type { UsageChange } from '../../core/ports/changes.ts';
import type { UsageRepository } from '../../core/ports/store.ts';
import { columns } from '../columns.ts';
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
    database.all('SELECT * FROM usage WHERE day >= ? ORDER BY day, purpose, model', day).map((row) => ({
      day: columns.text(row.day),
      purpose: columns.text(row.purpose),
      model: columns.text(row.model),
      calls: columns.number(row.calls),
      failures: columns.number(row.failures),
      promptTokens: columns.number(row.prompt_tokens),
      completionTokens: columns.number(row.completion_tokens),
    })),
});
