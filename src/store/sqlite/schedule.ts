import type { Json } from '../../core/ports/records.ts';
import type { ScheduleRepository, ScheduleRow, ScheduleWriter } from '../../core/ports/schedule.ts';
import { columns } from '../columns.ts';
import type { Database, Row } from './database.ts';

export const sqliteSchedule = (database: Database): ScheduleRepository => {
  const rows = rowsOf(database);
  return {
    read: async (work) => work(rows),
    write: async (work) => database.write(() => work(rows)),
  };
};

const rowsOf = (database: Database): ScheduleWriter => ({
  get(id) {
    const row = database.get('SELECT * FROM schedule WHERE id = ?', id);
    return row && fromRow(row);
  },
  list: (name) =>
    (name === undefined
      ? database.all('SELECT * FROM schedule')
      : database.all('SELECT * FROM schedule WHERE name = ?', name)
    ).map(fromRow),
  names: () =>
    database.all('SELECT DISTINCT name FROM schedule ORDER BY name').map(({ name }) => columns.text(name)),
  next(name, dueBy, lockedBy) {
    const row = database.get(
      `SELECT * FROM schedule
       WHERE name = ? AND is_disabled = 0
         AND ((locked_at IS NULL AND next_run_at <= ?) OR locked_at <= ?)
       ORDER BY next_run_at, priority DESC LIMIT 1`,
      name,
      dueBy,
      lockedBy,
    );
    return row && fromRow(row);
  },
  put({ id, name, isSingle, priority, nextRunAt = null, lockedAt = null, isDisabled, attributes }) {
    database.run(
      `INSERT INTO schedule (id, name, is_single, priority, next_run_at, locked_at, is_disabled, attributes)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (id) DO UPDATE SET name = excluded.name, is_single = excluded.is_single,
         priority = excluded.priority, next_run_at = excluded.next_run_at, locked_at = excluded.locked_at,
         is_disabled = excluded.is_disabled, attributes = excluded.attributes`,
      id,
      name,
      Number(isSingle),
      priority,
      nextRunAt,
      lockedAt,
      Number(isDisabled),
      JSON.stringify(attributes),
    );
  },
  remove(id) {
    database.run('DELETE FROM schedule WHERE id = ?', id);
  },
});

const fromRow = (row: Row): ScheduleRow => ({
  id: columns.text(row.id),
  name: columns.text(row.name),
  isSingle: row.is_single === 1,
  priority: columns.number(row.priority),
  ...columns.optional('nextRunAt', row.next_run_at, Number),
  ...columns.optional('lockedAt', row.locked_at, Number),
  isDisabled: row.is_disabled === 1,
  attributes: columns.object<Readonly<Record<string, Json>>>(row.attributes),
});
