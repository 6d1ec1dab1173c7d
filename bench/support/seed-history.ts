import { DatabaseSync } from 'node:sqlite';
import { accountOf, placeOf } from '../../src/cli/rehearsal/stage.ts';
import { type PersonId, sessionId } from '../../src/core/ids.ts';
import type { Persona } from '../../src/core/personas/persona.ts';
import type { Store } from '../../src/core/ports/store.ts';
import { sayings } from './sayings.ts';

export interface History {
  readonly account: string;
  /** Both sides together. */
  readonly messages: number;
}

export interface SeedOptions {
  readonly store: Store;
  /** The store's SQLite file, written to directly: a million messages take half a minute, not half an hour. */
  readonly file: string;
  readonly persona: Persona;
  readonly histories: readonly History[];
  readonly seed: number;
  /** Now; histories end an hour before it. */
  readonly at: number;
}

const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;
/** Messages of one session, both sides. */
const SESSION = 40;
/** One message in a hundred made an episode; everybody has told thirty facts. */
const EPISODE_EVERY = 100;
const FACTS = 30;
const CATEGORIES = ['personal_info', 'preferences', 'work', 'family', 'pets', 'health'];

/** Gives people a past with a persona: sessions, messages, facts and episodes, the last session still open. */
export async function seedHistory(options: SeedOptions): Promise<readonly PersonId[]> {
  const { store, file, persona, histories, at } = options;
  const people: PersonId[] = [];
  for (const { account } of histories) people.push((await store.people.ofAccount(accountOf(account), at)).id);

  const database = new DatabaseSync(file, { timeout: 10_000 });
  database.exec('PRAGMA synchronous = OFF; BEGIN');
  for (const [index, history] of histories.entries())
    write(database, options, history, people[index]!, index);
  database.exec('COMMIT; PRAGMA wal_checkpoint(TRUNCATE)');
  database.close();

  for (const [index, { account, messages }] of histories.entries()) {
    const session = sessionId(`${account}:open`);
    const person = people[index]!;
    const level = persona.levels[0]!.name;
    await store.sessions.start(
      {
        id: session,
        person,
        persona: persona.name,
        place: placeOf(account, '').id,
        createdAt: at - 2 * HOUR_MS,
        lastActivity: at - HOUR_MS,
        userMessages: Math.min(messages, SESSION) / 2,
      },
      { session, label: 'neutral', intensity: 1, startedAt: at - HOUR_MS },
      { person, persona: persona.name, points: 10, level, toldLevel: level, updatedAt: at },
    );
  }
  return people;
}

function write(
  database: DatabaseSync,
  { persona, seed, at }: SeedOptions,
  { account, messages }: History,
  person: PersonId,
  index: number,
): void {
  const place = placeOf(account, '').id;
  const talk = sayings(seed + index);
  const insert = database.prepare(
    `INSERT INTO messages (id, session_id, speaker, content, timestamp, turn_id, user_id, personality_name, place_id)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const session = database.prepare(
    `INSERT INTO sessions (session_id, user_id, personality_name, created_at, last_activity, place_id, user_messages)
     VALUES (?, ?, ?, ?, ?, ?, ?)`,
  );
  const episode = database.prepare(
    `INSERT INTO episodes (id, user_id, session_id, type, title, summary, importance, timestamp, personality_name, place_id)
     VALUES (?, ?, ?, 'moment', ?, ?, ?, ?, ?, ?)`,
  );
  const fact = database.prepare(
    `INSERT INTO user_facts (id, user_id, category, key, value, confidence, first_mentioned, updated_at,
       personality_name, place_id)
     VALUES (?, ?, ?, ?, ?, 0.9, ?, ?, ?, ?)`,
  );
  const sessions = Math.ceil(messages / SESSION);
  for (let message = 0; message < messages; message += 1) {
    const number = Math.floor(message / SESSION);
    const isOpen = number === sessions - 1;
    const id = isOpen ? `${account}:open` : `${account}:session:${number}`;
    // A session a day, a message a minute.
    const said =
      at - HOUR_MS - (sessions - 1 - number) * 24 * HOUR_MS - (SESSION - (message % SESSION)) * MINUTE_MS;
    if (message % SESSION === 0 && !isOpen) {
      session.run(id, person, persona.name, said, said + SESSION * MINUTE_MS, place, SESSION / 2);
    }
    insert.run(
      `${account}:message:${message}`,
      id,
      message % 2 === 0 ? 'user' : 'assistant',
      talk.history(),
      said,
      `${account}:turn:${message >> 1}`,
      person,
      persona.name,
      place,
    );
    if (message % EPISODE_EVERY === 0) {
      const title = talk.history();
      episode.run(
        `${account}:episode:${message}`,
        person,
        id,
        title,
        talk.history(),
        6,
        said,
        persona.name,
        place,
      );
    }
  }
  for (let told = 0; told < FACTS; told += 1) {
    const category = CATEGORIES[told % CATEGORIES.length]!;
    // Values are stored as JSON.
    const value = JSON.stringify(talk.history().slice(0, 40));
    fact.run(`${account}:fact:${told}`, person, category, `told_${told}`, value, at, at, persona.name, place);
  }
}
