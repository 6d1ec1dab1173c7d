import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { afterAll, describe, expect, test, vi } from 'vitest';
import { copiesOf } from '../../src/core/people/copies-of.ts';
import { createWorld, knownOf, modelThat, type World } from '../core/conversation/world.ts';
import { findProgram } from '../servers/find-program.ts';
import type { OwnServer } from '../servers/own-server.ts';
import { startRedis } from '../servers/redis.ts';

const hasRedis = findProgram('redis-server') !== undefined;
const closing: (() => unknown)[] = [];
afterAll(async () => {
  for (const close of closing.splice(0).toReversed()) await close();
});

async function started(): Promise<{ server: OwnServer; client: Redis }> {
  const server = await startRedis();
  if (server === undefined) throw new Error('redis-server did not start');
  const client = new Redis(server.uri, { lazyConnect: true, retryStrategy: () => 20 });
  client.on('error', () => {});
  closing.push(
    () => server.stop(),
    () => client.disconnect(),
  );
  return { server, client };
}

/** Two processes of one deployment: one store, one Redis. */
async function twoProcesses(url: string) {
  const directory = mkdtempSync(join(tmpdir(), 'kith-cache-'));
  closing.push(() => rmSync(directory, { recursive: true, force: true }));
  const open = async () => {
    const model = modelThat();
    const world = await createWorld({
      model,
      directory,
      rules: { 'redis.url': url, 'redis.retryMs': '200' },
    });
    closing.push(() => world.app.stop());
    return { world, model };
  };
  return [await open(), await open()] as const;
}

const cacheLog = ({ log }: World) =>
  log.events.filter(({ event }) => event.startsWith('Cache ')).map(({ event }) => event);

describe.skipIf(!hasRedis)('a conversation over Redis', () => {
  test('its copies have their names, their time, and what the store has', async () => {
    const { server, client } = await started();
    const [{ world }] = await twoProcesses(server.uri);
    await world.say('My name is Ana. You are lovely!');
    const person = (await world.person()).id;
    const { store } = world.parts;
    const session = await store.sessions.latest(
      person,
      world.parts.personas.default.name,
      'fake:direct:ana' as never,
    );
    const id = session?.id ?? '';
    const named = ['personality:alicia', `affinity:${id}`, `mood:${id}`, `session:${id}`];
    // A machine that is busy for a moment looks like a Redis that is slow.
    await vi.waitFor(
      async () => {
        await world.say('How are you?');
        expect(await client.exists(...named, `facts:${person}`)).toBe(named.length + 1);
      },
      { timeout: 10_000 },
    );
    for (const key of [...named, `facts:${person}`]) {
      const life = await client.ttl(key);
      expect(life, key).toBeGreaterThan(3_500);
      expect(life, key).toBeLessThanOrEqual(3_600);
    }
    const value = async (key: string) => JSON.parse((await client.get(key)) ?? '').value;
    expect(await value(`affinity:${id}`)).toEqual(await world.affinity());
    expect(await value(`mood:${id}`)).toEqual(await store.moods.get(session!.id));
    expect(await value(`facts:${person}`)).toEqual(await store.facts.ofPerson(person));
    expect(await value(`session:${id}`)).toMatchObject({ id, person, persona: 'alicia' });
    expect(await value('personality:alicia')).toMatchObject({ hash: world.parts.personas.default.hash });
    // Whoever is erased leaves none of them behind.
    const about = (await client.keys('*')).filter((key) =>
      [person, id].some((each) => key.split(':').includes(each)),
    );
    expect(about.length).toBeGreaterThanOrEqual(6);
    expect(await copiesOf(store, person)).toEqual(expect.arrayContaining(about));
    // Of what was said nothing is in there.
    for (const key of await client.keys('*')) expect(await client.get(key), key).not.toContain('lovely');
  });

  test('goes on whatever becomes of it: 200 messages, each answered, everything right afterwards', async () => {
    const { server, client } = await started();
    const both = await twoProcesses(server.uri);
    const worlds = both.map(({ world }) => world);
    const events: Readonly<Record<number, () => unknown>> = {
      20: () => server.pause(),
      50: () => server.resume(),
      70: () => client.flushall(),
      90: () => server.kill(),
      120: () => server.restart(),
      140: () => client.client('PAUSE', 2_000),
      160: () => client.config('SET', 'maxmemory', '1'),
      180: () => client.config('SET', 'maxmemory', '0'),
    };
    const slowest = { ms: 0, at: -1 };
    for (let turn = 0; turn < 200; turn += 1) {
      await events[turn]?.();
      const { world, model } = both[turn % 2]!;
      const begun = performance.now();
      // What one process learns while Redis is away the other one must know.
      const text = turn % 10 === 5 ? `My favorite color is c${turn}.` : `Message ${turn}, you are lovely.`;
      expect(await world.say(text), text).toHaveLength(1);
      const ms = performance.now() - begun;
      if (ms > slowest.ms) Object.assign(slowest, { ms, at: turn });
      const request = model.of('reply').at(-1)!;
      const prompt = JSON.stringify(request.messages);
      for (let back = Math.max(0, turn - 5); back < turn; back += 1)
        expect(prompt, `turn ${turn}`).toContain(back % 10 === 5 ? `c${back}` : `Message ${back},`);
    }
    const [one, other] = worlds as [World, World];
    // It hung for as long as it was paused; nobody waited for that.
    expect(slowest.ms, `at ${slowest.at}`).toBeLessThan(5_000);
    const known = await knownOf(one);
    expect(known.said).toHaveLength(200);
    expect(known.facts).toEqual([expect.stringContaining('c195')]);
    await vi.waitFor(
      async () => {
        await other.say('Still there?');
        const person = (await other.person()).id;
        const copy = await other.parts.cache.get(`affinity:${person}:alicia`);
        expect(copy).toEqual(await other.affinity());
      },
      { timeout: 10_000 },
    );
    expect(await one.parts.cache.get(`facts:${(await one.person()).id}`)).toEqual(
      await one.parts.store.facts.ofPerson((await one.person()).id),
    );
    for (const world of worlds) {
      const said = cacheLog(world);
      expect(said.filter((_, index) => index % 2 === 0)).toEqual(
        Array.from({ length: said.length / 2 }, () => 'Cache unavailable'),
      );
      expect(said.at(-1)).toBe('Cache is back');
      expect(world.log.events.filter(({ level }) => level === 'error')).toEqual([]);
    }
  }, 60_000);
});
