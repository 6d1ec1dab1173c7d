import { expect, test } from 'vitest';
import type { Incoming } from '../../../src/core/message.ts';
import type { Channel } from '../../../src/core/ports/channel.ts';
import type { Clock } from '../../../src/core/ports/clock.ts';
import { startHttpServer } from '../../../src/http/server.ts';
import { systemClock } from '../../../src/system/clock.ts';
import { channelOn, drive, freePort, until } from './telegram.ts';

const log = { debug() {}, info() {}, warn() {}, error() {}, child: () => log };
/** Nobody waits for long. */
const hasty: Clock = {
  now: systemClock.now,
  sleep: (ms, signal) => systemClock.sleep(Math.min(ms, 20), signal),
};

/** Listens, and has what it heard on record when `isTaking`. */
async function listening(channel: Channel, isTaking: boolean) {
  const heard: Incoming[] = [];
  const last: (() => void)[] = [];
  await channel.listen(async (event, onTaken) => {
    heard.push(event);
    if (onTaken !== undefined) last.push(onTaken);
    if (isTaking) onTaken?.();
  });
  const texts = () => heard.map((event) => (event.kind === 'message' ? event.text : event.kind));
  return { heard, texts, take: () => last.splice(0).map((onTaken) => onTaken()) };
}

test('an update that is not on record is brought to the next run, once, and one that is, is not', async () => {
  await using driven = await drive({ isListening: false });
  const { server } = driven;
  const asked = () => driven.called('getUpdates').length;
  const gone = channelOn(server);
  const before = await listening(gone, false);
  await server.ready();
  await server.say({ who: 'Ana', text: 'one' });
  await until(() => before.heard.length === 1, 'nothing was heard');
  const soFar = asked();
  before.take();
  await until(() => asked() > soFar, 'it was not confirmed');
  await server.say({ who: 'Ana', text: 'two' });
  await server.say({ who: 'Ben', text: 'three' });
  await until(() => before.heard.length >= 2, 'nothing more was heard');

  const next = channelOn(server);
  const after = await listening(next, true);
  await until(() => after.heard.length === 2, 'it was not brought again');
  await gone.stop();
  await server.say({ who: 'Ana', text: 'four' });
  await until(() => after.heard.length === 3, 'nothing is heard any more');
  expect(after.texts()).toEqual(['two', 'three', 'four']);
  await next.stop();
  expect(server.violations).toEqual([]);
});

test('whoever stops before an update is on record leaves it to the next run', async () => {
  await using driven = await drive({ isListening: false });
  const { server } = driven;
  const leaving = channelOn(server, { clock: hasty });
  const before = await listening(leaving, false);
  await server.ready();
  const stopped = until(() => before.heard.length === 1, 'nothing was heard').then(() => leaving.stop());
  await server.say({ who: 'Ana', text: 'one' });
  await stopped;
  const next = channelOn(server);
  const after = await listening(next, true);
  await until(() => after.heard.length === 1, 'it was not brought again');
  await next.stop();
});

test('where nothing can be put on record, updates come all the same', async () => {
  await using driven = await drive({ isListening: false });
  const { server } = driven;
  const channel = channelOn(server, { clock: hasty });
  const { heard, texts } = await listening(channel, false);
  await server.ready();
  for (const text of ['one', 'two', 'three']) {
    await server.say({ who: 'Ana', text });
    await until(() => heard.some((event) => event.kind === 'message' && event.text === text), text);
  }
  expect(texts()).toEqual(['one', 'two', 'three']);
  await channel.stop();
});

test('a webhook is answered when the update is on record, and one that was not comes to the next run', async () => {
  await using driven = await drive({ isListening: false, redeliverAfter: 30 });
  const { server } = driven;
  const port = await freePort();
  const serve = (channel: Channel) =>
    startHttpServer({ host: '127.0.0.1', port, bodyBytes: 1_000_000, routes: channel.routes!, log });
  const options = { webhookUrl: `http://127.0.0.1:${port}/` };
  const gone = channelOn(server, options);
  const http = await serve(gone);
  const before = await listening(gone, false);
  await server.say({ who: 'Ana', text: 'one' });
  await until(() => before.heard.length === 1, 'nothing was heard');
  expect(server.leftovers()).not.toEqual([]);
  before.take();
  await until(() => server.leftovers().length === 0, 'it was not taken');
  await server.say({ who: 'Ana', text: 'two' });
  await until(() => before.heard.length === 2, 'nothing was heard');
  await Promise.all([gone.stop(), http.stop()]);

  const next = channelOn(server, options);
  const again = await serve(next);
  const after = await listening(next, true);
  await until(() => after.heard.length === 1, 'it was not brought again');
  await until(() => server.leftovers().length === 0, 'it was not taken');
  expect(after.texts()).toEqual(['two']);
  await Promise.all([next.stop(), again.stop()]);
});
