import { afterEach, describe, expect, test } from 'vitest';
import type { WebRequest } from '../../src/core/ports/channel.ts';
import { type HttpServer, startHttpServer } from '../../src/http/server.ts';
import { keptLog } from '../core/conversation/world.ts';

let server: HttpServer | undefined;
afterEach(async () => server?.stop());

async function started(answer: (request: WebRequest) => Promise<{ status: number; body?: string }>) {
  const log = keptLog();
  server = await startHttpServer({
    host: '127.0.0.1',
    port: 0,
    bodyBytes: 1_000,
    log,
    routes: [{ path: '/slack/events', answer }],
  });
  const post = (path: string, body: string, headers: Record<string, string> = {}) =>
    fetch(`http://127.0.0.1:${server?.port}${path}`, { method: 'POST', body, headers });
  return { post, log };
}

describe('the HTTP port', () => {
  test.for([
    ['application/json', '{ "a":  1 }'],
    ['application/x-www-form-urlencoded', 'payload=%7B%22a%22%3A1%7D'],
    ['text/strange', 'ñ'],
  ])('a body of %s reaches its route as it came', async ([type = '', body = '']) => {
    const heard: WebRequest[] = [];
    const { post } = await started(async (request) => {
      heard.push(request);
      return { status: 200, body: 'ok' };
    });
    const answer = await post('/slack/events', body, { 'content-type': type, 'x-slack-signature': 'v0=1' });
    expect([answer.status, await answer.text()]).toEqual([200, 'ok']);
    expect(heard[0]?.body).toBe(body);
    expect(heard[0]?.headers['x-slack-signature']).toBe('v0=1');
  });

  test('what is too large, elsewhere or fails says so and tells nothing', async () => {
    const { post, log } = await started(() => Promise.reject(new Error('token xoxb-1')));
    expect((await post('/slack/events', 'x'.repeat(2_000))).status).toBe(413);
    expect((await post('/elsewhere', '{}')).status).toBe(404);
    const failed = await post('/slack/events', '{}');
    expect([failed.status, await failed.text()]).toEqual([500, '']);
    expect(log.events.map(({ event }) => event)).toEqual(['HTTP request failed']);
  });

  test('a port that is taken and a host that is none are said with what to set', async () => {
    const { log } = await started(async () => ({ status: 200 }));
    const options = { bodyBytes: 1_000, routes: [], log };
    await expect(
      startHttpServer({ ...options, host: '127.0.0.1', port: server?.port ?? 0 }),
    ).rejects.toMatchObject({
      code: 'http.unavailable',
      message: expect.stringMatching(/another program.*KITH_HTTP_PORT/),
    });
    await expect(startHttpServer({ ...options, host: '192.0.2.1', port: 0 })).rejects.toMatchObject({
      code: 'http.unavailable',
      message: expect.stringContaining('KITH_HTTP_HOST'),
    });
  });
});
