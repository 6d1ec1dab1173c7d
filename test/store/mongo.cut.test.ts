import { MongoClient } from 'mongodb';
import { describe, expect, test } from 'vitest';
import type { Change } from '../../src/core/ports/changes.ts';
import type { Store } from '../../src/core/ports/store.ts';
import { openMongoStore } from '../../src/store/mongo/mongo-store.ts';
import { systemClock } from '../../src/system/clock.ts';
import { openSlowLink } from '../process/chaos/slow-link.ts';
import { mongoForTests } from '../servers/for-tests.ts';
import { cutTo } from './cut.ts';
import {
  alicia,
  bands,
  episodeOf,
  factOf,
  fresh,
  meet,
  messageIn,
  monday,
  points,
  turnIn,
} from './samples.ts';

const server = await mongoForTests();
const uri = server?.uri ?? '';

const open = (at: string): Promise<Store> =>
  openMongoStore({
    uri: at,
    database: server?.own ?? '',
    clock: systemClock,
    timeouts: { serverSelectionMs: 3_000, closeMs: 200 },
  });

/** Runs `work` on a store that is cut off after 0, 1, 2 … commands, until it gets through; `mend` and check after each. */
const cutEverywhere = async <Scene>(
  scene: (store: Store) => Promise<Scene>,
  work: (store: Store, scene: Scene) => Promise<void>,
  mend: (store: Store, scene: Scene) => Promise<void>,
): Promise<number> => {
  const sound = await open(uri);
  const dead: Promise<unknown>[] = [];
  let commands = 0;
  for (let isThrough = false; !isThrough; commands++) {
    const way = await cutTo(uri);
    const dying = await open(way.uri);
    const made = await scene(sound);
    way.after(commands);
    const working = work(dying, made).then(
      () => true,
      () => false,
    );
    // It would try for a while to reach the server again; nothing of that gets through.
    isThrough = await Promise.race([working, way.gone.then(() => false)]);
    dead.push(dying.close(), working);
    way.close();
    await mend(sound, made);
  }
  await sound.close();
  await Promise.all(dead);
  return commands;
};

const ledgerOf = (store: Store, person: Parameters<Store['affinity']['ledger']>[0]) =>
  store.affinity.ledger(person, alicia, { limit: 99, offset: 0 });

describe.skipIf(server === undefined)('a process that dies between any two commands', () => {
  test('leaves a turn that is finished as if it had not', async () => {
    const commands = await cutEverywhere(
      async (store) => {
        const { person, session } = await meet(store);
        await store.apply(fresh('before'), [{ kind: 'fact', fact: factOf(person, { value: 'spanish' }) }]);
        const turn = turnIn(session);
        const model = fresh('model');
        const said = messageIn(turn, 'Hola');
        const reply = messageIn(turn, 'Hola, Ana', { speaker: 'assistant' });
        const fact = factOf(person, { value: 'english', updatedAt: monday + 1, message: said.id });
        const changes: readonly Change[] = [
          points(person, 2, { message: said.id, dailyCap: 9 }),
          points(person, 1, { message: said.id, dailyCap: 9 }),
          { kind: 'mood', session: session.id, label: 'shy', intensity: 0.7, at: monday + 1 },
          { kind: 'fact', fact },
          { kind: 'episode', episode: episodeOf(person, session.id) },
          { kind: 'person', person, language: 'es' },
          {
            kind: 'usage',
            day: '2026-01-05',
            purpose: 'reply',
            model,
            failed: false,
            promptTokens: 5,
            completionTokens: 7,
          },
        ];
        return { person, session, turn, said, reply, changes, model };
      },
      async (store, { turn, said, reply, changes, person }) => {
        expect(await store.turns.open(turn, [said])).toBe(true);
        await store.turns.replied(turn.id, reply, [{ kind: 'person', person, isGreeted: true }]);
        await store.turns.delivered(turn.id, ['7']);
        await store.apply(turn.id, changes);
      },
      async (store, { person, session, turn, said, reply, changes, model }) => {
        // What a platform does with what was not taken in, and Kith with what was not finished.
        await store.turns.open(turn, [said]);
        const [left] = (await store.turns.unfinished(99)).filter(({ id }) => id === turn.id);
        if (left !== undefined) {
          await store.turns.replied(turn.id, reply, [{ kind: 'person', person, isGreeted: true }]);
          await store.turns.delivered(turn.id, ['7']);
          await store.apply(turn.id, changes);
        }
        expect(await store.turns.get(turn.id)).toMatchObject({ state: 'settled' });
        expect((await store.apply(turn.id, changes)).isNew).toBe(false);
        expect((await store.messages.ofTurn(turn.id)).map(({ text }) => text)).toEqual(['Hola', 'Hola, Ana']);
        expect(await store.messages.ofPlatform('7')).toMatchObject({ id: reply.id });
        expect(await store.sessions.get(session.id)).toMatchObject({ userMessages: 1 });
        expect(await store.people.get(person)).toMatchObject({ isGreeted: true, language: 'es' });
        expect((await ledgerOf(store, person)).map(({ delta, after }) => [delta, after])).toEqual([
          [1, 3],
          [2, 2],
        ]);
        expect(await store.affinity.get(person, alicia)).toMatchObject({ points: 3 });
        const moods = await store.moods.history(person, alicia, 9);
        expect(moods.map(({ label }) => label)).toEqual(['shy', 'neutral']);
        expect((await store.facts.ofPerson(person)).map(({ value }) => value)).toEqual(['english']);
        expect((await store.facts.past(person)).map(({ value }) => value)).toEqual(['spanish']);
        expect(await store.episodes.ofPair(person, alicia)).toHaveLength(1);
        const used = (await store.usage.since('2026-01-05')).filter((row) => row.model === model);
        expect(used).toMatchObject([{ calls: 1, promptTokens: 5 }]);
      },
    );
    expect(commands).toBeGreaterThan(15);
  }, 90_000);

  test('leaves nothing half made to whoever takes its turn over', async () => {
    const commands = await cutEverywhere(
      async (store) => {
        const { session } = await meet(store);
        const turn = turnIn(session);
        const reply = messageIn(turn, 'Hola, Ana', { speaker: 'assistant' });
        return { turn, said: messageIn(turn, 'Hola'), reply };
      },
      async (store, { turn, said, reply }) => {
        await store.turns.open(turn, [said]);
        await store.turns.replied(turn.id, reply, []);
      },
      async (store, { turn }) => {
        if (!(await store.turns.takeOver(turn.id, turn.owner, 'another'))) return;
        const state = (await store.turns.get(turn.id))?.state;
        expect((await store.messages.ofTurn(turn.id)).map(({ text }) => text)).toEqual(
          state === 'open' ? ['Hola'] : ['Hola', 'Hola, Ana'],
        );
      },
    );
    expect(commands).toBeGreaterThan(5);
  }, 60_000);

  test('leaves a message that is taken back whole', async () => {
    const commands = await cutEverywhere(
      async (store) => {
        const { person, session } = await meet(store);
        await store.apply(fresh('before'), [{ kind: 'fact', fact: factOf(person, { value: 'spanish' }) }]);
        const turn = turnIn(session);
        const said = messageIn(turn, 'I speak English, you fool');
        await store.turns.open(turn, [said]);
        await store.turns.replied(turn.id, messageIn(turn, 'Oh', { speaker: 'assistant' }), []);
        const fact = factOf(person, { value: 'english', updatedAt: monday + 1, message: said.id });
        await store.apply(turn.id, [
          points(person, 5),
          points(person, 4, { message: said.id }),
          { kind: 'fact', fact },
          { kind: 'episode', episode: episodeOf(person, session.id, { sources: [said.id] }) },
        ]);
        return { person, session, said, cause: fresh('event') };
      },
      async (store, { person, said, cause }) => {
        await store.apply(cause, [
          { kind: 'retract', person, message: said.id, because: 'deleted', bands, at: monday + 2 },
        ]);
      },
      async (store, { person, session, said, cause }) => {
        const change = { kind: 'retract', person, message: said.id, because: 'deleted', bands } as const;
        await store.turns.unfinished(1);
        await store.apply(cause, [{ ...change, at: monday + 2 }]);
        expect(await store.messages.recent(session, 9)).toEqual([]);
        expect((await ledgerOf(store, person)).map(({ delta }) => delta)).toEqual([-4, 4, 5]);
        expect(await store.affinity.get(person, alicia)).toMatchObject({ points: 5 });
        expect((await store.facts.ofPerson(person)).map(({ value }) => value)).toEqual(['spanish']);
        expect(await store.facts.past(person)).toEqual([]);
        expect(await store.episodes.ofPair(person, alicia)).toEqual([]);
      },
    );
    expect(commands).toBeGreaterThan(10);
  }, 90_000);

  test('a turn of which only the first half is there is taken over by one, and opened by nobody else', async () => {
    const link = await openSlowLink(Number(new URL(uri).port));
    const [first, one, slow] = await Promise.all([
      open(uri),
      open(uri),
      open(`mongodb://127.0.0.1:${link.port}`),
    ]);
    const client = await MongoClient.connect(uri);
    const messages = client.db(server?.own).collection('messages');
    const { session } = await meet(first);
    const turn = turnIn(session);
    const said = messageIn(turn, 'Hola');
    expect(await first.turns.open(turn, [said])).toBe(true);
    // What dies between the two halves of that leaves the turn without its message.
    await messages.deleteOne({ id: said.id });

    link.delayMs = 300;
    let isAnswered = false;
    const opening = slow.turns
      .open({ ...turn, owner: 'slow', openedAt: turn.openedAt + 1 }, [said])
      .finally(() => (isAnswered = true));
    // In the middle of what the slow one does, wherever that is.
    await expect
      .poll(async () => isAnswered || (await messages.countDocuments({ id: said.id })) > 0)
      .toBe(true);
    expect(await one.turns.takeOver(turn.id, turn.owner, 'one')).toBe(true);
    expect(await opening).toBe(false);
    expect(await one.turns.get(turn.id)).toMatchObject({ owner: 'one', attempts: 2 });
    expect(await one.messages.ofTurn(turn.id)).toHaveLength(1);
    link.delayMs = 0;
    await Promise.all([first.close(), one.close(), slow.close(), client.close()]);
    await link.stop();
  }, 30_000);
});
