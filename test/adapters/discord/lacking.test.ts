import { expect, test } from 'vitest';
import type { IncomingCommand } from '../../../src/core/message.ts';
import { aside, channelOn, drive, reply, until } from './discord.ts';

const isCommand = (event: { kind: string }): event is IncomingCommand => event.kind === 'command';
const LIST = 'GET /channels/:channel/webhooks';
const MAKE = 'POST /channels/:channel/webhooks';
const EXECUTE = 'POST /webhooks/:webhook/:token';

for (const missing of [[LIST], [MAKE], [EXECUTE], [LIST, MAKE, EXECUTE]])
  test(`without ${missing.join(', ')} the bot speaks, with a name line, and goes on so`, async () => {
    await using it = await drive({ missing });
    const place = await it.place('#lobby');
    const sent = await it.channel.send(reply('One'), place, { key: '1' });
    await it.channel.edit?.(sent, reply('One.'), place);
    await it.channel.send(reply('Two'), place, { key: '2' });
    expect(it.server.shown('#lobby').map(({ raw }) => raw)).toEqual(['**Mika**\nOne.', '**Mika**\nTwo']);
    expect(it.server.violations).toEqual([]);
  });

test('a list of commands that cannot be had is no reason to have none', async () => {
  await using it = await drive({ missing: ['GET /applications/:application/commands'] });
  await until(() => it.server.commands().length > 0, 'no commands');
});

test('what cannot be examined is noted, the rest is examined', async () => {
  await using it = await drive({ missing: ['GET /applications/@me'] });
  const findings = (await it.channel.examine?.()) ?? [];
  expect(findings.map(({ state }) => state)).not.toContain('FAIL');
  expect(findings).toHaveLength(4);
});

test('the face is looked for while the answer is thought of', async () => {
  await using it = await drive();
  const place = await it.place('#lobby');
  const over = new AbortController();
  it.channel.typing?.(place, over.signal);
  const made = () =>
    it.server.requests.filter(({ path, method }) => method === 'POST' && path.endsWith('/webhooks'));
  await until(() => made().length === 1, 'no webhook');
  await it.channel.send(reply('One'), place, { key: '1' });
  over.abort();
  expect(made()).toHaveLength(1);
  expect(it.server.shown('#lobby')).toMatchObject([{ speaker: 'Mika' }]);
});

test('a webhook that may have been made is looked for, not made twice', async () => {
  await using it = await drive();
  const place = await it.place('#lobby');
  it.server.next({ kind: 'cut after', on: MAKE });
  await it.channel.send(reply('One'), place, { key: '1' });
  const made = it.server.requests.filter(
    ({ path, method }) => method === 'POST' && path.endsWith('/webhooks'),
  );
  expect(made).toHaveLength(1);
  expect(it.server.shown('#lobby')).toMatchObject([{ speaker: 'Mika' }]);
});

test('a rate limit that names its wait in the body only is waited out', async () => {
  await using it = await drive({ isMinimal: true });
  const place = await it.place('direct');
  it.server.next({ kind: '429', retryAfter: 0.4 });
  const before = Date.now();
  await it.channel.send(reply('One'), place, { key: '1' });
  expect(Date.now() - before).toBeGreaterThanOrEqual(400);
  const posts = it.server.requests.filter(
    ({ method, path }) => method === 'POST' && path.endsWith('/messages'),
  );
  expect(posts).toHaveLength(2);
  expect(it.server.violations).toEqual([]);
});

test.concurrent('edits of several answers by one webhook all end whole, none is refused', async () => {
  await using it = await drive();
  const place = await it.place('#lobby');
  const grow = async (name: string) => {
    const sent = await it.channel.send(reply(`${name} 0`), place, { key: name });
    for (let step = 1; step <= 2; step++) await it.channel.edit?.(sent, reply(`${name} ${step}`), place);
  };
  await Promise.all(['a', 'b', 'c'].map(grow));
  expect(it.server.shown('#lobby').map(({ text }) => text)).toEqual(['a 2', 'b 2', 'c 2']);
  expect(it.server.requests.filter(({ status }) => status === 429)).toEqual([]);
  expect(it.server.violations).toEqual([]);
}, 15_000);

test.concurrent('a message that hangs does not keep a stop, and nothing is left thinking', async () => {
  await using it = await drive({ channel: { requestMs: 20_000 } });
  await until(() => it.server.commands().length > 0, 'no commands');
  const place = await it.place('direct');
  it.server.next({ kind: 'hang' });
  const hanging = it.channel.send(reply('One'), place, { key: '1' }).catch(() => {});
  await it.server.command('Ana', '/affinity', '#lobby');
  await it.hear(isCommand);
  const before = Date.now();
  await it.channel.stop();
  expect(Date.now() - before).toBeLessThan(6_000);
  expect(it.server.leftovers()).toEqual([]);
  await it.server.stop();
  await hanging;
}, 15_000);

test.concurrent('a face that does not come soon is not waited for; the next run finds what stands', async () => {
  await using it = await drive();
  const place = await it.place('#lobby');
  it.server.next({ kind: '429', on: LIST, retryAfter: 4 });
  const before = Date.now();
  await it.channel.send(reply('Once upon a time.'), place, { key: 'a#0' });
  expect(Date.now() - before).toBeLessThan(4_000);
  const next = channelOn(it.server);
  await next.listen(async () => {});
  await next.send(reply('Once upon a time.'), place, { key: 'a#0', isRepeat: true });
  await next.stop();
  expect(it.server.shown('#lobby').map(({ raw }) => raw)).toEqual(['**Mika**\nOnce upon a time.']);
  await it.channel.send(reply('And then'), place, { key: 'b#0' });
  expect(it.server.shown('#lobby')[1]).toMatchObject({ speaker: 'Mika', raw: 'And then' });
}, 15_000);

test('a private answer stays private without its command', async () => {
  await using it = await drive({ isMinimal: true });
  await it.server.say({ who: 'Ana', where: '#lobby', text: '/affinity', mentions: true });
  const asked = await it.hear();
  if (asked.kind !== 'message') throw new Error('it is a message');
  await it.channel.send(aside('Your secret', { answers: asked.eventId }), asked.place, { key: 'x' });
  expect(it.server.shown('#lobby')).toEqual([]);
  expect(it.server.shown('direct', 'Ana')).toMatchObject([{ text: 'Your secret' }]);
});
