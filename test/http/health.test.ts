import { afterEach, describe, expect, test } from 'vitest';
import { KithError } from '../../src/core/errors.ts';
import type { ChannelHealth } from '../../src/core/ports/channel.ts';
import { healthPages } from '../../src/http/health.ts';
import { type HttpServer, startHttpServer } from '../../src/http/server.ts';
import { systemClock } from '../../src/system/clock.ts';
import { keptLog } from '../core/conversation/world.ts';

let server: HttpServer | undefined;
afterEach(async () => server?.stop());

async function started() {
  const state = {
    personalities: () => 3,
    store: async (): Promise<void> => {},
    channels: [{ name: 'slack', health: { state: 'ready', since: 0 } as ChannelHealth | undefined }],
  };
  const log = keptLog();
  const pages = healthPages({
    clock: systemClock,
    log,
    timeoutMs: 100,
    vitals: {
      personalities: () => state.personalities(),
      store: () => state.store(),
      channels: () => state.channels,
    },
  });
  server = await startHttpServer({
    host: '127.0.0.1',
    port: 0,
    bodyBytes: 1_000,
    routes: [],
    pages: Object.entries(pages).map(([path, answer]) => ({ path, answer })),
    log,
  });
  const get = async (path: string) => {
    const response = await fetch(`http://127.0.0.1:${server?.port}${path}`);
    return [response.status, await response.json()];
  };
  return { state, get };
}

describe('the health pages', () => {
  test('of a process that is well', async () => {
    const { get } = await started();
    expect(await get('/health/live')).toEqual([200, { status: 'healthy' }]);
    expect(await get('/health/ready')).toEqual([200, { status: 'healthy' }]);
    expect(await get('/health/personality')).toEqual([200, { status: 'healthy', personalities: 3 }]);
    expect(await get('/health/memory')).toEqual([200, { status: 'healthy' }]);
    expect(await get('/health')).toEqual([200, { status: 'healthy', channels: { slack: 'ready' } }]);
  });

  test('a store that fails, hangs and comes back', async () => {
    const { state, get } = await started();
    state.store = () => Promise.reject(new KithError('store.unavailable', 'The database is locked.'));
    const unhealthy = { status: 'unhealthy', error: 'The database is locked.' };
    expect(await get('/health/memory')).toEqual([500, unhealthy]);
    expect(await get('/health/ready')).toEqual([503, unhealthy]);
    expect(await get('/health')).toEqual([500, { ...unhealthy, channels: { slack: 'ready' } }]);
    expect(await get('/health/live')).toEqual([200, { status: 'healthy' }]);
    state.store = () => new Promise(() => {});
    expect(await get('/health/memory')).toEqual([
      500,
      { status: 'unhealthy', error: 'No answer within 100 ms.' },
    ]);
    state.store = async () => {};
    expect(await get('/health/memory')).toEqual([200, { status: 'healthy' }]);
  });

  test('what is no error of ours is not shown to whoever asks', async () => {
    const { state, get } = await started();
    state.personalities = () => {
      throw new Error('ENOENT secret.json');
    };
    expect(await get('/health/personality')).toEqual([
      500,
      { status: 'unhealthy', error: 'It failed; the log says why.' },
    ]);
  });

  test('ready means that some channel serves', async () => {
    const { state, get } = await started();
    state.channels = [
      { name: 'slack', health: { state: 'refused', since: 0 } },
      { name: 'discord', health: { state: 'connecting', since: 0 } },
    ];
    expect(await get('/health/ready')).toEqual([
      503,
      { status: 'unhealthy', error: 'No channel serves (slack: refused, discord: connecting).' },
    ]);
    state.channels = [...state.channels, { name: 'telegram', health: undefined }];
    expect(await get('/health/ready')).toEqual([200, { status: 'healthy' }]);
  });
});
