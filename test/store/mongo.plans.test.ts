import { describe, expect, test } from 'vitest';
import { openMongoStore } from '../../src/store/mongo/mongo-store.ts';
import { type Index, type Table, tables } from '../../src/store/mongo/schemas.ts';
import { systemClock } from '../../src/system/clock.ts';
import { mongoForTests } from '../servers/for-tests.ts';
import { alicia, bands, episodeOf, exchange, factOf, fresh, meet, monday, place, points } from './samples.ts';

const server = await mongoForTests();

interface Asked {
  readonly collection: string;
  readonly filter: Readonly<Record<string, unknown>>;
  readonly sort: readonly string[];
}

type Command = Readonly<Record<string, unknown>>;

/** What a command asks for, collection by collection. */
const asked = (command: Command): readonly Asked[] => {
  const of = (collection: unknown, filter: unknown, sort: unknown = {}): Asked => ({
    collection: String(collection).replace(/^kith_/, ''),
    filter: (filter ?? {}) as Asked['filter'],
    sort: sort instanceof Map ? [...sort.keys()].map(String) : Object.keys(sort as object),
  });
  const list = (field: string) => (command[field] ?? []) as readonly Command[];
  if ('find' in command) return [of(command.find, command.filter, command.sort)];
  if ('findAndModify' in command) return [of(command.findAndModify, command.query)];
  if ('update' in command) return list('updates').map(({ q }) => of(command.update, q));
  if ('delete' in command) return list('deletes').map(({ q }) => of(command.delete, q));
  if ('aggregate' in command) {
    const [first] = list('pipeline');
    return [of(command.aggregate, first?.$match)];
  }
  return [];
};

/** The fields of the longest beginning of an index a filter decides, and whether the order after it is the one wanted. */
const serves = ({ keys }: Index, { filter, sort }: Asked): boolean => {
  const fields = Object.keys(keys as object);
  if (!(fields[0]! in filter)) return false;
  const equal = (field: string) => {
    const wanted = filter[field];
    const isRange =
      typeof wanted === 'object' && wanted !== null && /^\$(gt|lt|ne|nin)/.test(Object.keys(wanted)[0] ?? '');
    return field in filter && !isRange;
  };
  const decided = fields.findIndex((field) => !equal(field));
  const rest = decided === -1 ? [] : fields.slice(decided);
  return sort.every((field, index) => rest[index] === field) || sort.every((field) => field in filter);
};

/** Few documents: of one person, one message, one turn; sorting them costs nothing. */
const fewEnough = new Set(['fact_history', 'user_affinity', 'turns', 'usage', 'messages']);

describe.skipIf(server === undefined)('queries', () => {
  test('of a turn all have an index, and a turn makes a known number of them', async () => {
    const commands: Command[] = [];
    const store = await openMongoStore({
      uri: server?.uri ?? '',
      database: server?.own ?? '',
      clock: systemClock,
      isMonitored: true,
    });
    store.connection.getClient().on('commandStarted', ({ command, commandName }) => {
      if (!/^(hello|ismaster|ping|endSessions|getMore)$/i.test(commandName))
        commands.push(command as Command);
    });
    const { person, session } = await meet(store);
    const [account] = (await store.people.get(person))?.accounts ?? [];

    // One whole turn, as the conversation makes it, once the pair is known.
    await exchange(store, session, 'Hola', 'Hola');
    commands.length = 0;
    await store.people.ofAccount(account!, 1);
    await store.sessions.latest(person, alicia, place.id);
    await Promise.all([
      store.affinity.get(person, alicia),
      store.moods.get(session.id),
      store.facts.ofPerson(person),
    ]);
    const turn = await exchange(store, session, 'Hola', 'Hola, Ana');
    await Promise.all([
      store.messages.recent(session, 10, turn.id),
      store.episodes.ofPair(person, alicia),
      store.messages.ofPair(person, alicia, { afterSeq: 2, limit: 10 }),
    ]);
    const [said, reply] = await store.messages.ofTurn(turn.id);
    await store.apply(turn.id, [
      points(person, 1, { message: said!.id }),
      { kind: 'mood', session: session.id, label: 'shy', intensity: 1, at: 1 },
      {
        kind: 'usage',
        day: '2026-01-05',
        purpose: 'reply',
        model: 'm',
        failed: false,
        promptTokens: 1,
        completionTokens: 1,
      },
    ]);
    const ofOneTurn = commands.length;
    // Counted, so that one more is noticed: a round trip each, most of them side by side.
    expect(ofOneTurn).toBeLessThanOrEqual(30);

    await store.apply(fresh('all'), [
      points(person, 1, { dailyCap: 10 }),
      { kind: 'fact', fact: factOf(person) },
      { kind: 'fact', fact: factOf(person, { value: 'english', updatedAt: monday + 1, message: said!.id }) },
      { kind: 'fact.end', person, category: 'preferences', key: 'none', because: 'denied', at: 2 },
      { kind: 'episode', episode: episodeOf(person, session.id, { sources: [said!.id] }) },
      { kind: 'person', person, isGreeted: true, listed: { community: '', name: 'Ana' } },
      { kind: 'told-level', person, persona: alicia, level: 'friend' },
      { kind: 'place', place: place.id, persona: alicia, isJoined: true },
      { kind: 'feedback', person, persona: alicia, message: reply!.id, value: 1, at: 1 },
    ]);
    await store.apply(fresh('event'), [
      { kind: 'retract', person, message: said!.id, because: 'deleted', bands, at: 1 },
    ]);
    await store.turns.speaking(turn.id, ['1']);
    await store.turns.unfinished(10);
    await store.turns.takeOver(turn.id, 'here', 'there');
    await store.messages.ofPlatform('1');
    await store.messages.history(person, alicia, 10);
    await store.messages.count(person, alicia);
    await store.messages.search(person, alicia, ['hola'], 5);
    await store.affinity.ledger(person, alicia, { limit: 10, offset: 0 });
    await store.affinity.top(alicia, '', 10);
    await store.moods.history(person, alicia, 10);
    await store.facts.past(person);
    await store.facts.stale(0.3, 1, 10);
    await store.feedback.ofPersona(alicia, 10);
    await store.usage.since('2026-01-01');

    const all = commands.flatMap(asked);
    expect(all.length).toBeGreaterThan(60);
    const slow = all.filter((each) => {
      if ('_id' in each.filter) return false;
      const { indexes } = tables[each.collection as keyof typeof tables] as Table;
      if (indexes.some((index) => serves(index, each))) return false;
      const isFound = indexes.some(({ keys }) => Object.keys(keys as object)[0]! in each.filter);
      return !(isFound && fewEnough.has(each.collection));
    });
    expect(slow).toEqual([]);
    await store.close();
  }, 30_000);
});
