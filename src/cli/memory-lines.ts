import { KithError } from '../core/errors.ts';
import type { TableReader, TableRow, Tables } from '../core/ports/tables.ts';

/** One persona's memories, as other programs know them. */
interface MemoryBackup {
  readonly character_name: string;
  readonly memories: readonly { readonly memory_type: string; readonly content: TableRow }[];
  readonly timestamp: string;
}

/** Tables of what a persona remembers, by what a memory of them is called. */
const MEMORIES = { fact: 'user_facts', episode: 'episodes' } as const;
/** Columns that hold a time. */
const TIME = /^(?:timestamp|first_mentioned|\w+_at)$/;
/** Memories written or loaded in one step. */
const BATCH = 200;

/** `{character_name, memories, timestamp}` in lines that are one JSON document together; every time is an ISO date. */
export async function* memoryLines(
  tables: TableReader,
  { persona, at, onRow }: { readonly persona: string; readonly at: string; readonly onRow: () => void },
): AsyncIterable<string> {
  yield `{"character_name":${JSON.stringify(persona)},"memories":[`;
  let separator = '';
  for (const [memory_type, table] of Object.entries(MEMORIES)) {
    for await (const row of tables.dump(table)) {
      onRow();
      if (row.personality_name !== persona) continue;
      const content = Object.fromEntries(
        Object.entries(row).map(([column, value]) => [
          column,
          TIME.test(column) ? new Date(Number(value)).toISOString() : value,
        ]),
      );
      yield `${separator}${JSON.stringify({ memory_type, content, timestamp: content.timestamp ?? content.updated_at ?? content.first_mentioned })}`;
      separator = ',';
    }
  }
  yield `],"timestamp":${JSON.stringify(at)}}`;
}

/** Loads what `memoryLines` wrote; memories that are there already take the saved values. */
export async function loadMemories(
  text: string,
  tables: Tables,
): Promise<{ persona: string; memories: number }> {
  const { character_name, memories } = parsed(text);
  const rows = memories.map(({ memory_type, content }) => {
    const table = Object.hasOwn(MEMORIES, memory_type)
      ? MEMORIES[memory_type as keyof typeof MEMORIES]
      : undefined;
    if (table === undefined || content?.personality_name !== character_name)
      throw invalid(`a memory of the kind "${memory_type}", or not ${character_name}'s`);
    const row = Object.fromEntries(
      Object.entries(content).map(([column, value]) => [column, TIME.test(column) ? timeOf(value) : value]),
    );
    return { table, row };
  });
  for (let from = 0; from < rows.length; from += BATCH) {
    const batch = rows.slice(from, from + BATCH);
    for (const table of Object.values(MEMORIES)) {
      await tables.load(
        table,
        batch.filter((each) => each.table === table).map(({ row }) => row),
      );
    }
  }
  return { persona: character_name, memories: rows.length };
}

function parsed(text: string): MemoryBackup {
  let backup: Partial<MemoryBackup> | null;
  try {
    backup = JSON.parse(text) as Partial<MemoryBackup> | null;
  } catch {
    throw invalid('what is not JSON');
  }
  if (typeof backup?.character_name !== 'string' || !Array.isArray(backup.memories))
    throw invalid('neither character_name nor memories');
  return backup as MemoryBackup;
}

function timeOf(value: unknown): number {
  const at = typeof value === 'string' ? Date.parse(value) : Number.NaN;
  if (Number.isNaN(at)) throw invalid('a date that is none');
  return at;
}

const invalid = (found: string): KithError =>
  new KithError('backup.invalid', `The file does not hold a persona's memories: it has ${found}.`);
