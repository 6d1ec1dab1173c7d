import { accountId, messageId, turnId } from '../../src/core/ids.ts';
import type { Store } from '../../src/core/ports/store.ts';
import type { TableReader, TableRow } from '../../src/core/ports/tables.ts';
import {
  alicia,
  bands,
  day,
  episodeOf,
  exchange,
  factOf,
  fresh,
  meet,
  mika,
  monday,
  place,
  points,
  summaryOf,
} from './samples.ts';

/** Gives a store something of nearly everything: two people, one of them heard in three languages, one erased. */
export async function fill(store: Store): Promise<void> {
  const ana = await meet(store);
  const diego = await meet(store, mika);
  const gone = await meet(store);
  for (const text of ['Hola\u2028¿qué tal? 😀', 'quotes " and \\ and \n lines', 'ありがとう', ''])
    await exchange(store, ana.session, text, `re: ${text}`);
  const turn = await exchange(store, diego.session, 'My name is Diego', 'Nice to meet you');
  await store.apply(turn.id, [points(diego.person, 7, { persona: mika })]);
  await store.apply(fresh('cause'), [
    points(ana.person, 3),
    points(ana.person, -1, { cause: 'insult' }),
    { kind: 'fact', fact: factOf(ana.person, { value: { city: 'Zacatecas', since: 1998 } }) },
    { kind: 'fact', fact: factOf(ana.person, { value: ['es', 'en'], updatedAt: monday + day }) },
    { kind: 'episode', episode: episodeOf(ana.person, ana.session.id, { sources: [messageId('m1')] }) },
    { kind: 'mood', session: ana.session.id, label: 'shy', intensity: 0.4, at: monday + 1 },
    { kind: 'person', person: ana.person, language: 'es', isGreeted: true },
    { kind: 'person', person: ana.person, preferences: { persona: alicia, traits: { warmth: 0.25 } } },
    { kind: 'person', person: ana.person, listed: { community: 'discord:1', name: 'Ana' } },
    { kind: 'place', place: ana.session.place, persona: mika, isJoined: true },
    {
      kind: 'usage',
      day: '2026-01-05',
      purpose: 'reply',
      model: 'm',
      failed: false,
      promptTokens: 5,
      completionTokens: 7,
    },
  ]);
  const first = await store.messages.ofTurn(turn.id);
  const sources = first.map(({ id }) => id);
  const summary = summaryOf({ person: diego.person, persona: mika, sources });
  const { person } = diego;
  const memory = { kind: 'summary', id: summary.id } as const;
  await store.apply(fresh('cause'), [
    { kind: 'summary', summary },
    { kind: 'recall', person, memories: [memory], at: monday + day },
    { kind: 'pin', person, memory, isPinned: true },
    { kind: 'fade', person, memory, strength: 0.25, tier: 'warm', at: monday + 2 * day },
    { kind: 'fade.run', persona: mika, at: monday + 2 * day },
    { kind: 'look', person, persona: mika, turn: turn.id, state: 'missed', at: monday },
  ]);
  const said = await store.messages.history(ana.person, alicia, 2);
  await store.apply(fresh('cause'), [
    {
      kind: 'feedback',
      person: ana.person,
      persona: alicia,
      message: said.at(-1)?.id ?? messageId('none'),
      value: 1,
      at: monday,
    },
    {
      kind: 'retract',
      person: ana.person,
      message: said[0]?.id ?? messageId('none'),
      because: 'deleted',
      bands,
      at: monday,
    },
  ]);
  await wait(store, 'heard', 'one');
  await wait(store, 'waits', 'one', 'two');
  await store.waiting.done('heard', ['one'], 'here', { eventIds: ['one'], until: monday + day });
  await store.turns.abandon(turnId('nothing'), 'x');
  await store.erasePerson(gone.person);
}

/** Events taken in and not dealt with yet, in one lane of their own. */
async function wait(store: Store, lane: string, ...eventIds: readonly string[]): Promise<void> {
  const author = { account: accountId('terminal:ana'), name: 'Ana', role: 'member' } as const;
  for (const eventId of eventIds) {
    const message = { kind: 'message', id: messageId(eventId), text: 'Hola', isAddressed: true } as const;
    const event = { ...message, eventId, place, author, at: monday };
    await store.waiting.keep({ lane, eventId, owner: 'here', event }, monday);
  }
}

/** Every row of every table, as a driver gives them. */
export async function everything(tables: TableReader): Promise<Readonly<Record<string, TableRow[]>>> {
  const found: Record<string, TableRow[]> = {};
  for (const table of tables.names) found[table] = await rowsOf(tables.dump(table));
  return found;
}

/** Loads every table of one store into another, a few rows at a time. */
export async function copyAll(from: TableReader, to: Store['tables']): Promise<void> {
  for (const table of from.names) {
    const rows = await rowsOf(from.dump(table));
    for (let at = 0; at < rows.length; at += 3) await to.load(table, rows.slice(at, at + 3));
  }
}

async function rowsOf(dump: AsyncIterable<TableRow>): Promise<TableRow[]> {
  const rows: TableRow[] = [];
  for await (const row of dump) rows.push(row);
  return rows;
}
