import { afterEach, describe, expect, test } from 'vitest';
import { createSlackChannel } from '../../../src/adapters/slack/index.ts';
import { SCOPE_NAMES } from '../../../src/adapters/slack/scopes.ts';
import { startHttpServer } from '../../../src/http/server.ts';
import { startSlackServer } from '../../platforms/slack/server.ts';
import { keptLog, optionsFor, soon } from './scene.ts';

const opened: { stop(): Promise<unknown> }[] = [];
afterEach(async () => {
  for (const one of opened.splice(0).toReversed()) await one.stop();
});

describe.each(['socket', 'http'] as const)('over %s', (mode) => {
  async function workspace() {
    const slack = await startSlackServer({ scopes: SCOPE_NAMES, mode, retryMs: 50 });
    opened.push(slack);
    return slack;
  }

  /** One run of Kith, which has what it heard on record when `isTaking`. */
  async function run(slack: Awaited<ReturnType<typeof workspace>>, isTaking: boolean) {
    const { log } = keptLog();
    const channel = createSlackChannel(optionsFor(slack, log));
    const texts: string[] = [];
    const takings: (() => void)[] = [];
    await channel.listen(async (event, onTaken) => {
      texts.push(event.kind === 'message' ? event.text : event.kind);
      if (isTaking) onTaken?.();
      else if (onTaken !== undefined) takings.push(onTaken);
    });
    const routes = channel.routes ?? [];
    const server = await startHttpServer({ host: '127.0.0.1', port: 0, bodyBytes: 1_000_000, routes, log });
    if (mode === 'http') slack.deliverTo(`http://127.0.0.1:${server.port}/slack/events`);
    await slack.ready();
    opened.push(server, channel);
    return { texts, channel, take: () => takings.splice(0).map((onTaken) => onTaken()) };
  }

  test('an event is acknowledged when it is on record, else the next run has it, once', async () => {
    const slack = await workspace();
    const gone = await run(slack, false);
    await slack.command('Ana', '/affinity', '#lobby');
    await soon(() => gone.texts.length === 1);
    expect(slack.leftovers()).toEqual([]);

    const first = slack.say({ who: 'Ana', text: 'one' });
    await soon(() => gone.texts.includes('one'));
    gone.take();
    await first;
    const second = slack.say({ who: 'Ana', text: 'two' });
    await soon(() => gone.texts.includes('two'));
    const stopped = gone.channel.stop();
    const next = await run(slack, true);
    await Promise.all([stopped, second]);
    await soon(() => next.texts.length > 0);
    await slack.say({ who: 'Ana', text: 'three' });
    await soon(() => next.texts.includes('three'));
    expect(next.texts).toEqual(['two', 'three']);
  });

  test('what cannot be put on record is acknowledged all the same, in time', async () => {
    const slack = await workspace();
    const { texts } = await run(slack, false);
    await slack.say({ who: 'Ana', text: 'one' });
    await soon(() => texts.includes('one') && slack.leftovers().length === 0);
    expect(texts).toEqual(['one']);
    expect(slack.violations).toEqual([]);
  });
});
