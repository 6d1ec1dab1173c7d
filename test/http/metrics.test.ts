import { describe, expect, test } from 'vitest';
import { createMetrics, type Readings } from '../../src/http/metrics.ts';

const none = async () => [];
const readings: Readings = {
  'personality.satisfaction': none,
  'kith.channel.up': none,
  'kith.turns.unfinished': none,
  'kith.store.rows': none,
};
const linesOf = async (page: { text(): Promise<string> }, name: string) =>
  (await page.text()).split('\n').filter((line) => line.startsWith(name));

describe('the numbers for Prometheus', () => {
  test('what was counted and measured, by persona, in seconds', async () => {
    const page = createMetrics(readings, () => {});
    page.metrics.count('personality.messages', { personality: 'alicia', speaker: 'user' }, 2);
    page.metrics.took('personality.response_time', { personality: 'alicia' }, 300);
    expect(await linesOf(page, 'personality_messages_total')).toEqual([
      'personality_messages_total{personality="alicia",speaker="user"} 2',
    ]);
    const time = await linesOf(page, 'personality_response_time');
    expect(time).toContain('personality_response_time_count{personality="alicia"} 1');
    expect(time).toContain('personality_response_time_sum{personality="alicia"} 0.3');
    expect(time).toContain('personality_response_time_bucket{le="0.25",personality="alicia"} 0');
    expect(time).toContain('personality_response_time_bucket{le="0.5",personality="alicia"} 1');
  });

  test('what is read when somebody looks is as it stands then', async () => {
    let stars = 4;
    const page = createMetrics(
      {
        ...readings,
        'personality.satisfaction': async () => [{ labels: { personality: 'alicia' }, value: stars }],
      },
      () => {},
    );
    const gauge = () => linesOf(page, 'personality_satisfaction{');
    expect(await gauge()).toEqual(['personality_satisfaction{personality="alicia"} 4']);
    stars = 2;
    expect(await gauge()).toEqual(['personality_satisfaction{personality="alicia"} 2']);
  });

  test('what cannot be read is missing and said; the rest is there', async () => {
    const failed: string[] = [];
    const page = createMetrics(
      { ...readings, 'kith.store.rows': () => Promise.reject(new Error('gone')) },
      (name) => failed.push(name),
    );
    page.metrics.count('kith.job.runs', { job: 'decay', outcome: 'ok' });
    const shown = await page.text();
    expect(shown).toContain('kith_job_runs_total{job="decay",outcome="ok"} 1\n');
    expect(shown).not.toContain('kith_store_rows{');
    expect(failed).toEqual(['kith.store.rows']);
  });

  test('two in one process do not meet', async () => {
    const [one, other] = [createMetrics(readings, () => {}), createMetrics(readings, () => {})];
    one.metrics.count('kith.job.runs', { job: 'decay', outcome: 'ok' });
    expect(await linesOf(other, 'kith_job_runs_total')).toEqual([]);
  });
});
