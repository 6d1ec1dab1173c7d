import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Agenda } from 'agenda';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { dashboard } from '../../src/http/dashboard.ts';
import { startHttpServer } from '../../src/http/server.ts';
import { silentLog } from '../../src/system/log.ts';
import { until } from '../contracts/scheduler.contract.ts';
import { holding, startWorker } from '../jobs/worker.ts';

const folder = mkdtempSync(join(tmpdir(), 'kith-dashboard-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

const TOKEN = 'a-token-of-the-operator';
const basic = (password: string) => `Basic ${Buffer.from(`admin:${password}`).toString('base64')}`;

interface Listed {
  readonly total: number;
  readonly jobs: readonly { readonly running: boolean; readonly job: { readonly _id: string } }[];
  readonly overview: readonly object[];
}

async function served(agenda: () => Agenda | undefined) {
  const section = dashboard({ token: TOKEN, agenda });
  const options = { host: '127.0.0.1', port: 0, bodyBytes: 10_000, routes: [], log: silentLog };
  const server = await startHttpServer({ ...options, sections: [section] });
  closing.push(server.stop);
  return (
    path: string,
    { authorization = basic(TOKEN), ...init }: RequestInit & { authorization?: string } = {},
  ) =>
    fetch(`http://127.0.0.1:${server.port}${path}`, {
      redirect: 'manual',
      ...init,
      headers: {
        authorization,
        ...(init.body ? { 'content-type': 'application/json' } : {}),
        ...init.headers,
      },
    });
}

describe('the jobs dashboard', () => {
  test('shows the jobs, runs one, pauses one and takes one off', async () => {
    const { job, runs, letGo } = holding();
    const worker = await startWorker({ path: join(folder, 'kith.db') }, [job]);
    closing.push(worker.close);
    await until(() => runs.length === 1, 'the run');
    const get = await served(() => worker.scheduler.agenda);
    const post = async (path: string, body: object) => {
      const answer = await get(`/jobs/api/jobs/${path}`, { method: 'POST', body: JSON.stringify(body) });
      expect(answer.status).toBe(200);
      return answer.json();
    };
    const listed = async (query = '') => (await (await get(`/jobs/api?${query}`)).json()) as Listed;
    const html = await get('/jobs/');
    expect(html.headers.get('content-security-policy')).toContain("script-src 'self'");
    const [, script = ''] = /src="\.\/(assets\/[^"]+\.js)"/.exec(await html.text()) ?? [];
    const code = await get(`/jobs/${script}`);
    expect([code.status, code.headers.get('content-type')]).toEqual([200, 'text/javascript; charset=utf-8']);
    const { jobs, overview, total } = await listed('job=hold&limit=5');
    expect([total, jobs.length]).toEqual([1, 1]);
    expect(jobs[0]).toMatchObject({ running: true, job: { name: 'hold' } });
    expect(overview[0]).toMatchObject({ displayName: 'All Jobs', running: 1 });
    expect(await (await get('/jobs/api/stats?fullDetails=true')).json()).toMatchObject({
      backend: { name: 'Kith' },
    });
    letGo();
    await until(async () => (await listed()).jobs[0]?.running === false, 'the end');
    const jobIds = [jobs[0]?.job._id];
    expect(await post('requeue', { jobIds })).toEqual({ requeuedCount: 1 });
    await until(() => runs.length === 2, 'the run that was asked for');
    letGo();
    await until(async () => (await listed()).total === 1, 'its end');
    expect(await post('retry', { jobIds })).toEqual({ retriedCount: 1 });
    await until(() => runs.length === 3, 'the regular one once more');
    letGo();
    expect(await post('pause', { jobIds })).toEqual({ pausedCount: 1 });
    expect((await listed('state=paused')).total).toBe(1);
    expect(await post('resume', { jobIds })).toEqual({ resumedCount: 1 });
    expect(await post('delete', { jobIds })).toEqual({ deleted: true, deletedCount: 1 });
  });

  test('nobody without the token sees or changes anything', async () => {
    const get = await served(() => {
      throw new Error('must not be asked');
    });
    for (const authorization of ['', 'Bearer', 'Bearer x', basic(''), basic(`${TOKEN}x`), `Basic ${TOKEN}`])
      for (const path of ['/jobs', '/jobs/', '/jobs/api', '/jobs/assets/x.js', '/jobs/api/stats']) {
        const answer = await get(path, { authorization });
        expect([authorization, path, answer.status, await answer.text()]).toEqual([
          authorization,
          path,
          401,
          '',
        ]);
        expect(answer.headers.get('www-authenticate')).toMatch(/^Basic /);
      }
    const posted = await get('/jobs/api/jobs/delete', {
      method: 'POST',
      body: '{}',
      authorization: 'Bearer x',
    });
    expect(posted.status).toBe(401);
  });

  test('before there is a schedule it says so; it is not tricked by paths or forms', async () => {
    let agenda: Agenda | undefined;
    const get = await served(() => agenda);
    expect((await get('/jobs/api')).status).toBe(503);
    expect((await get('/jobs/', { authorization: `Bearer ${TOKEN}` })).status).toBe(503);
    const worker = await startWorker({ path: join(folder, 'other.db') }, []);
    closing.push(worker.close);
    agenda = worker.scheduler.agenda;
    expect((await get('/jobs/', { authorization: `Bearer ${TOKEN}` })).status).toBe(200);
    expect((await get('/jobs')).headers.get('location')).toBe('/jobs/');
    expect((await get('/jobs/assets/..%2f..%2fpackage.json')).status).toBe(404);
    const form = { method: 'POST', body: 'jobIds=1', headers: { 'content-type': 'text/plain' } };
    expect((await get('/jobs/api/jobs/delete', form)).status).toBe(415);
    expect((await get('/jobs/api/jobs/delete', { method: 'POST', body: 'null' })).status).toBe(415);
    expect((await get('/jobs/api/jobs/create', { method: 'POST', body: '{}' })).status).toBe(400);
    expect((await get('/jobs/api/events')).status).toBe(501);
    expect((await get('/elsewhere')).status).toBe(404);
  });
});
