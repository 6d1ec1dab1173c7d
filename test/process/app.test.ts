import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { createApp } from '../../src/app.ts';
import { personaName } from '../../src/core/ids.ts';
import { openSqliteStore } from '../../src/store/sqlite/sqlite-store.ts';
import { silentLog } from '../../src/system/log.ts';
import {
  checkBooks,
  configWith,
  createWorld,
  hangs,
  message,
  modelThat,
} from '../core/conversation/world.ts';
import { fakeChannel } from '../core/delivery/fake-channel.ts';

const folder = mkdtempSync(join(tmpdir(), 'kith-app-'));
afterAll(() => rmSync(folder, { recursive: true }));
const alicia = personaName('alicia');
const breathe = async (turns = 20) => {
  for (let turn = 0; turn < turns; turn++) await new Promise<void>((resolve) => setImmediate(resolve));
};
const elapsed = async (work: Promise<unknown>) => {
  const begun = performance.now();
  await work;
  return performance.now() - begun;
};
const quick = { 'turn.shutdownMs': '300' };

const openApp = (directory: string, more: Parameters<typeof createApp>[1], rules = {}) =>
  createApp(configWith({ ...quick, ...rules }, directory), { log: silentLog, ...more });

describe('a stop', () => {
  test('lets the answer under way be said and settled', async () => {
    const gate = Promise.withResolvers<string>();
    const channel = fakeChannel();
    const directory = join(folder, 'drain');
    const app = await openApp(
      directory,
      { channels: [channel], model: modelThat({ reply: () => gate.promise }) },
      {
        'turn.shutdownMs': '20000',
      },
    );
    await app.start();
    void channel.bring(message('Hello'));
    await breathe();
    const stopped = app.stop();
    await breathe();
    gate.resolve('Just in time.');
    await stopped;
    expect(channel.shown).toEqual(['Just in time.']);
    const store = await openSqliteStore({ path: join(directory, 'kith.sqlite') });
    expect(await store.turns.unfinished(10)).toEqual([]);
    await store.close();
  });

  test('waits for a model that hangs no longer than it should, and the next start answers', async () => {
    const directory = join(folder, 'hang');
    const first = fakeChannel({ typing: true });
    const app = await openApp(directory, { channels: [first], model: modelThat({ reply: hangs }) });
    await app.start();
    void first.bring(message('Hello', { id: 'one' }));
    void first.bring(message('And this?', { id: 'two' }));
    await breathe();
    expect(await elapsed(app.stop())).toBeLessThan(3_000);
    expect(first.shown).toEqual([]);
    expect(first.calls).toContain('quiet');

    const channel = fakeChannel();
    const next = await openApp(directory, {
      channels: [channel],
      model: modelThat({ reply: ({ messages }) => `Re: ${messages.at(-1)!.content}` }),
    });
    await next.start();
    expect(channel.shown).toEqual(['Re: User says: Hello', 'Re: User says: And this?']);
    const person = await next.parts.store.people.ofAccount(message('').author.account, 0);
    expect(await checkBooks(next.parts.store, person.id, alicia)).toMatchObject({
      points: 2,
      sum: 2,
      users: ['Hello', 'And this?'],
      isAnsweredOnce: true,
      unfinished: 0,
    });
    await next.stop();
  });

  test('ends although a platform does not answer, and the next start says what was not said', async () => {
    const directory = join(folder, 'stuck');
    const stuck = fakeChannel();
    stuck.hold('send', new Promise(() => {}));
    const app = await openApp(directory, { channels: [stuck], model: modelThat() });
    await app.start();
    void stuck.bring(message('Hello'));
    await breathe();
    expect(await elapsed(app.stop())).toBeLessThan(6_000);

    const channel = fakeChannel();
    const next = await openApp(directory, {
      channels: [channel],
      model: modelThat({ reply: () => 'Another.' }),
    });
    await next.start();
    expect(channel.shown).toEqual(['Fine.']);
    await next.stop();
  });

  test('calls off what a start is finishing, and nothing listens any more', async () => {
    const directory = join(folder, 'early');
    const first = fakeChannel();
    const app = await openApp(directory, { channels: [first], model: modelThat({ reply: hangs }) });
    await app.start();
    void first.bring(message('Hello'));
    await breathe();
    await app.stop();

    const second = fakeChannel();
    const again = await openApp(directory, { channels: [second], model: modelThat({ reply: hangs }) });
    const started = again.start();
    await breathe();
    expect(await elapsed(again.stop())).toBeLessThan(3_000);
    await started;
    expect(second.calls).not.toContain('listen');
    expect(second.shown).toEqual([]);

    const third = fakeChannel();
    const last = await openApp(directory, { channels: [third], model: modelThat() });
    await last.start();
    expect(third.shown).toEqual(['Fine.']);
    await last.stop();
  });

  test('of a channel that fails leaves the store closed and whole', async () => {
    const channel = { ...fakeChannel(), stop: () => Promise.reject(new Error('no such socket')) };
    const app = await openApp(join(folder, 'badstop'), { channels: [channel], model: modelThat() });
    await app.start();
    await app.stop();
    await expect(app.parts.store.health()).rejects.toMatchObject({ code: 'store.unavailable' });
  });

  test('ends a burst that is being waited for by answering it', async () => {
    const channel = fakeChannel({ bursts: 'merge' });
    const app = await openApp(
      join(folder, 'burst'),
      { channels: [channel], model: modelThat() },
      { 'inbox.burstMs': '200', 'turn.shutdownMs': '20000' },
    );
    await app.start();
    void channel.bring(message('Hello'));
    await app.stop();
    expect(channel.shown).toEqual(['Fine.']);
  });
});

describe('a start that cannot be', () => {
  const opened = (directory: string, rules = {}) => openApp(directory, { model: modelThat() }, rules);

  test('says which folder cannot hold the data, and what to set', async () => {
    const file = join(folder, 'in-the-way');
    writeFileSync(file, 'x');
    await expect(opened(file)).rejects.toThrow(
      /^The data folder .+in-the-way cannot be used: .+KITH_DATA_DIR/,
    );
  });

  test('says that a file is no database of ours, and what to do', async () => {
    const directory = join(folder, 'nonsense');
    mkdirSync(directory);
    writeFileSync(
      join(directory, 'kith.sqlite'),
      'not a database at all, but long enough to be looked at'.repeat(50),
    );
    await expect(opened(directory)).rejects.toMatchObject({
      code: 'store.corrupt',
      message: expect.stringMatching(/move it away or restore a backup/),
    });
  });

  test('says that a folder lies where the database should be', async () => {
    const directory = join(folder, 'folder-for-file');
    mkdirSync(join(directory, 'kith.sqlite'), { recursive: true });
    await expect(opened(directory)).rejects.toThrow(
      /kith\.sqlite did not answer: it is a folder; move it away/,
    );
  });

  test('says that there are no personas where it looked', async () => {
    await expect(
      opened(join(folder, 'nobody'), { 'personalities.dir': join(folder, 'no-such-folder') }),
    ).rejects.toThrow(/no-such-folder.+KITH_PERSONALITIES_DIR/s);
  });

  test('says what is wrong with the default persona, and how to choose another', async () => {
    const personas = join(folder, 'personas');
    mkdirSync(personas);
    writeFileSync(
      join(personas, 'mika.json'),
      JSON.stringify({ name: 'mika', system_prompt: 'You are Mika.' }),
    );
    writeFileSync(join(personas, 'alicia.json'), '{"name": "alicia", "system_prompt": ');
    await expect(opened(join(folder, 'broken'), { 'personalities.dir': personas })).rejects.toThrow(
      /alicia\.json.+KITH_PERSONA_DEFAULT/s,
    );
  });
});

test('a light model of its own has a breaker of its own: failing, it does not silence the voice', async () => {
  const world = await createWorld({ model: modelThat() });
  expect(world.parts.lightBreaker).toBe(world.parts.breaker);
  await world.app.stop();

  const rules = { 'model.baseUrl': 'http://127.0.0.1:9/v1', 'model.name': 'big', 'model.light': 'small' };
  const app = await createApp(configWith(rules), { isEphemeral: true, log: silentLog });
  expect(app.parts.light.name).toBe('small');
  expect(app.parts.lightBreaker).not.toBe(app.parts.breaker);
  await app.stop();
});
