import { expect, test } from 'vitest';
import { drive, mika, reply, until } from './discord.ts';

const texts = (it: Awaited<ReturnType<typeof drive>>, where: string) =>
  it.server.shown(where).map(({ text }) => text);

for (const where of ['direct', '#lobby'])
  for (const kind of ['429', '500', 'cut before', 'cut after', 'hang'] as const)
    test(`a message in ${where} stands once after ${kind}`, async () => {
      await using it = await drive({ channel: { requestMs: 300 } });
      const place = await it.place(where);
      // The webhook is there already: the trouble strikes the message.
      await it.channel.send(reply('First'), place, { key: '0' });
      it.server.next({ kind, retryAfter: 1 });
      await it.channel.send(reply('Second'), place, { key: '1' });
      expect(texts(it, where).map((text) => text.replace('Mika\n', ''))).toEqual(['First', 'Second']);
      expect(it.server.violations).toEqual([]);
    });

test('a page an earlier run posted is found again, and its streamed beginning is finished', async () => {
  await using it = await drive();
  const place = await it.place('#lobby');
  await it.channel.send(reply('Once upon'), place, { key: 'a#0' });
  await using next = await continued(it);
  const sent = await next.channel.send(reply('Once upon a time.'), place, { key: 'a#0', isRepeat: true });
  expect(texts(it, '#lobby')).toEqual(['Once upon a time.']);
  await using last = await continued(it);
  expect(await last.channel.send(reply('Once upon a time.'), place, { key: 'a#0', isRepeat: true })).toEqual(
    sent,
  );
  await last.channel.edit?.(sent, reply('The end.'), place);
  expect(texts(it, '#lobby')).toEqual(['The end.']);
});

test('two answers that read the same both stand', async () => {
  await using it = await drive();
  const place = await it.place('#lobby');
  await it.channel.send(reply('Yes'), place, { key: '1' });
  it.server.next({ kind: 'cut before' });
  await it.channel.send(reply('Yes'), place, { key: '2' });
  expect(texts(it, '#lobby')).toEqual(['Yes', 'Yes']);
});

test('where the past cannot be read nothing is posted twice: it may stand', async () => {
  await using it = await drive({ withoutPermissions: ['ReadMessageHistory'] });
  const place = await it.place('#lobby');
  await it.channel.send(reply('First'), place, { key: '0' });
  it.server.next({ kind: 'cut after' });
  await expect(it.channel.send(reply('Second'), place, { key: '1' })).rejects.toMatchObject({
    code: 'channel.failed',
    details: { mayStand: true },
  });
  expect(texts(it, '#lobby')).toEqual(['First', 'Second']);
});

test('a channel that is gone, a person who blocked us: failed, not worth another try', async () => {
  await using it = await drive({ closedDirect: ['Ana'] });
  const place = await it.place('#lobby');
  const direct = await it.place('direct');
  await it.server.deleteChannel('#lobby');
  await expect(it.channel.send(reply('Hi'), place, { key: '1' })).rejects.toMatchObject({
    code: 'channel.failed',
    retryable: false,
  });
  await expect(it.channel.send(reply('Hi'), direct, { key: '2' })).rejects.toMatchObject({
    code: 'channel.failed',
    retryable: false,
  });
});

test('errors and logs hold neither tokens nor words', async () => {
  await using it = await drive();
  const place = await it.place('#lobby');
  await it.channel.send(reply('First'), place, { key: '0' });
  it.server.next({ kind: '500' }, { kind: '500' }, { kind: '500' }, { kind: '500' }, { kind: '500' });
  const error = await it.channel
    .send(reply('sesame'), place, { key: '1' })
    .catch((thrown: unknown) => thrown);
  const all = JSON.stringify([
    error,
    String(error),
    it.logs.map(({ fields }) => fields),
    it.logs.map(({ event }) => event),
  ]);
  expect(all).not.toContain(it.server.token);
  expect(all).not.toContain('local-');
  expect(all).not.toContain('sesame');
});

test('a name of Discord’s is spelt so that it passes', async () => {
  await using it = await drive();
  const place = await it.place('#lobby');
  const names = ['Discord Clyde', 'everyone', '  ', 'x'.repeat(200), '👩‍👩‍👧'.repeat(30)];
  for (const displayName of names)
    await it.channel.send(reply('Hi', { speaker: { ...mika, displayName, avatar: 'file:///x.png' } }), place);
  expect(it.server.shown('#lobby')).toHaveLength(names.length);
  expect(it.server.violations).toEqual([]);
});

/** A later run of the same bot. */
async function continued(it: Awaited<ReturnType<typeof drive>>) {
  const { channelOn } = await import('./discord.ts');
  const channel = channelOn(it.server);
  const known = it.server.gateway.counts.identified;
  await channel.listen(async () => {});
  await until(() => it.server.gateway.counts.identified > known, 'the next run did not connect');
  return { channel, [Symbol.asyncDispose]: () => channel.stop() };
}
