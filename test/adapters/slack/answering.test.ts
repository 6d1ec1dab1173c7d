import { describe, expect, test } from 'vitest';
import type { MessageId } from '../../../src/core/ids.ts';
import type { Incoming, Place, Sent } from '../../../src/core/message.ts';
import { clean, placeOf, reply, type Scene, scene, soon } from './scene.ts';

/** Ana asks something, and where she is answered. */
async function asked({ slack, heard }: Scene, where: string, thread?: string) {
  const id = await slack.say({
    who: 'Ana',
    where,
    text: 'tell me',
    ...(thread === undefined ? {} : { thread }),
  });
  const isIt = (event: Incoming) => event.kind === 'message' && event.id.endsWith(id);
  await soon(() => heard.some(isIt));
  const event = heard.find(isIt);
  if (event?.kind !== 'message') throw new Error('no message came');
  return { place: event.place, replyTo: event.id };
}

async function stream(
  { channel }: Scene,
  { place, replyTo }: { readonly place: Place; readonly replyTo: MessageId },
  pieces: readonly string[],
) {
  const shown: Sent[] = [];
  const { text: _, ...draft } = reply('', { replyTo });
  const live = await channel.openStream!(draft, place, {
    key: 'turn#0',
    onShown: (sent) => shown.push(sent),
  });
  for (const piece of pieces) {
    live.append(piece);
    await new Promise((resolve) => setTimeout(resolve, 30));
  }
  return { live, shown, draft };
}

const methods = ({ slack }: Scene) => slack.calls.map(({ method }) => method);

describe('a stream', () => {
  test('grows in the thread under the face of the persona and ends as it is', async () => {
    const all = await scene();
    const where = await asked(all, '#lobby');
    const { live, shown } = await stream(all, where, ['\nOnce **upon** ', 'a <', '!channel> time ']);
    expect(all.slack.shown('#lobby')).toMatchObject([{ isUnfinished: true, speaker: 'Mika' }]);
    const actions = [{ label: 'Why', command: '/affinity why' }];
    const sent = await live.finish(
      reply('Once **upon** a <!channel> time.', { notice: 'New level', actions }),
    );
    expect(shown).toEqual(sent);
    expect(all.slack.shown('#lobby')).toMatchObject([
      {
        text: 'Once upon a <!channel> time.\n\nNew level',
        avatar: 'https://kith.example/mika.png',
        thread: where.place.thread,
        buttons: ['Why'],
        isUnfinished: false,
      },
    ]);
    expect(methods(all)).not.toContain('chat.update');
    await clean(all);
  });

  test('is corrected where it ends otherwise, and what does not fit follows', async () => {
    const all = await scene();
    const where = await asked(all, '!den');
    const { live, shown } = await stream(all, where, ['First wo', 'rds that were wrong']);
    const text = 'word '.repeat(1_500).trim();
    const sent = await live.finish(reply(text));
    expect(sent.length).toBe(2);
    expect(shown).toEqual(sent);
    const pages = all.slack.shown('!den');
    expect(
      pages
        .map((page) => page.text)
        .join(' ')
        .replace(/\s+/g, ' '),
    ).toBe(text);
    await clean(all);
  });

  test('never shows more than its first page', async () => {
    const all = await scene();
    const where = await asked(all, '#lobby');
    const { live } = await stream(all, where, ['word '.repeat(1_500)]);
    await soon(() => all.slack.shown('#lobby').length === 1);
    expect(Buffer.byteLength(all.slack.shown('#lobby')[0]!.raw)).toBeLessThanOrEqual(4_000);
    expect(await live.finish(reply('word '.repeat(1_500).trim()))).toHaveLength(2);
    await clean(all);
  });

  test('in a direct chat needs a thread; outside one the answer is edited', async () => {
    const all = await scene();
    const { place } = await asked(all, 'direct');
    expect(all.channel.capabilities(place)).toMatchObject({ stream: 'edit', typing: false });
    const root = await all.slack.sayAsBot('direct', 'a thread', 'Ana');
    const threaded = await asked(all, 'direct', root);
    expect(all.channel.capabilities(threaded.place)).toMatchObject({ stream: 'native', typing: true });
    const { live } = await stream(all, threaded, ['Hello']);
    await live.finish(reply('Hello there.'));
    expect(all.slack.shown('direct', 'Ana').at(-1)).toMatchObject({ text: 'Hello there.', thread: root });
    await clean(all);
  });

  test('that is taken back leaves nothing', async () => {
    const all = await scene();
    const { live } = await stream(all, await asked(all, '#lobby'), ['Never m']);
    await live.discard();
    expect(all.slack.shown('#lobby')).toEqual([]);
    await clean(all);
  });

  test('that Slack closed by itself is finished all the same', async () => {
    const all = await scene();
    const { live } = await stream(all, await asked(all, '#lobby'), ['A long st']);
    all.slack.expireStreams();
    live.append('ory');
    await live.finish(reply('A long story.'));
    expect(all.slack.shown('#lobby')).toMatchObject([{ text: 'A long story.' }]);
    await clean(all);
  });

  test('that could not be opened for certain is found again and not posted twice', async () => {
    const all = await scene();
    const where = await asked(all, '#lobby');
    all.slack.next({ kind: 'cut after', on: 'startStream' });
    const { live } = await stream(all, where, ['Hello', ' the']);
    const sent = await live.finish(reply('Hello there.'));
    expect(sent).toHaveLength(1);
    expect(all.slack.shown('#lobby')).toMatchObject([{ text: 'Hello there.' }]);
    await clean(all);
  });

  test.for(['500', 'cut before', 'cut after', 'hang'] as const)(
    'whose piece met a %s still stands whole and once',
    async (kind) => {
      const all = await scene({ with: { requestMs: 200 } });
      const where = await asked(all, '#lobby');
      all.slack.next({ kind, on: 'appendStream' });
      const { live } = await stream(all, where, ['One ', 'two ', 'three']);
      await live.finish(reply('One two three.'));
      expect(all.slack.shown('#lobby')).toMatchObject([{ text: 'One two three.' }]);
      await clean(all);
    },
  );

  test('waits where Slack asks to, and goes on', async () => {
    const all = await scene();
    const where = await asked(all, '#lobby');
    all.slack.next({ kind: '429', on: 'startStream', retryAfter: 1 });
    const { live } = await stream(all, where, ['Hello']);
    await soon(() => all.slack.shown('#lobby').length === 1);
    await live.finish(reply('Hello.'));
    expect(methods(all).filter((method) => method === 'chat.postMessage')).toEqual([]);
    await clean(all);
  });

  test('left open by an earlier run ends with an edit', async () => {
    const all = await scene();
    const where = await asked(all, '#lobby');
    const { shown } = await stream(all, where, ['Half']);
    await all.channel.edit!(shown[0]!, reply('The whole.'), where.place);
    expect(all.slack.shown('#lobby')).toMatchObject([{ text: 'The whole.', isUnfinished: false }]);
    const { shown: another } = await stream(all, where, ['Half']);
    await all.channel.remove!(another[0]!, where.place);
    expect(all.slack.shown('#lobby')).toHaveLength(1);
    await clean(all);
  });

  test('is not tried again where the workspace has none', async () => {
    const all = await scene({ scopes: ['im:history', 'channels:history', 'users:read', 'chat:write'] });
    const where = await asked(all, '#lobby');
    expect(all.channel.capabilities(where.place).face).toBe('line');
    const { live } = await stream(all, where, ['Hello']);
    await live.finish(reply('Hello.'));
    expect(all.slack.shown('#lobby')).toHaveLength(1);
    await clean(all);
  });
});

describe('a page', () => {
  test.for(['500', 'cut before', 'cut after', 'hang'] as const)('that met a %s stands once', async (kind) => {
    const all = await scene({ with: { requestMs: 200 } });
    const { place, replyTo } = await asked(all, 'direct');
    all.slack.next({ kind, on: 'postMessage' });
    const sent = await all.channel.send(reply('a < b', { replyTo }), place, { key: 'turn#0' });
    expect(all.slack.shown('direct', 'Ana')).toMatchObject([{ text: 'a < b' }]);
    expect(sent.platformId).toMatch(/^slack:D\w+:[\d.]+$/);
    await clean(all);
  });

  test('of an earlier run is found by its key, in a thread and outside one', async () => {
    const all = await scene();
    for (const where of ['direct', '#lobby']) {
      const { place, replyTo } = await asked(all, where);
      const first = await all.channel.send(reply('half', { replyTo }), place, { key: `${where}#0` });
      const again = await all.channel.send(reply('whole', { replyTo }), place, {
        key: `${where}#0`,
        isRepeat: true,
      });
      expect(again).toEqual(first);
      const other = await all.channel.send(reply('half', { replyTo }), place, {
        key: `${where}#1`,
        isRepeat: true,
      });
      expect(other).not.toEqual(first);
    }
    await clean(all);
  });

  test('has a name line where faces are not allowed, which is said once', async () => {
    const all = await scene({ scopes: ['chat:write', 'im:history', 'users:read'] });
    const place = placeOf(all.slack, 'direct');
    await all.channel.send(reply('hello'), place);
    await all.channel.send(reply('again'), place);
    expect(all.slack.shown('direct', 'Ana')).toMatchObject([
      { text: 'Mika\nhello', speaker: 'Alicia' },
      { text: 'Mika\nagain' },
    ]);
    const faces = all.logged.filter(({ fields }) => fields.scope === 'chat:write.customize');
    expect(faces).toHaveLength(1);
    expect(all.channel.health!()).toMatchObject({ state: 'degraded' });
    await clean(all);
  });

  test('loses its buttons when it is edited', async () => {
    const all = await scene();
    const place = placeOf(all.slack, 'direct');
    const actions = [{ label: 'Why', command: '/affinity why' }];
    const sent = await all.channel.send(reply('hello', { actions }), place);
    expect(all.slack.shown('direct', 'Ana')).toMatchObject([{ buttons: ['Why'] }]);
    await all.channel.edit!(sent, reply('changed'), place);
    expect(all.slack.shown('direct', 'Ana')).toMatchObject([{ text: 'changed', buttons: [] }]);
    await all.channel.remove!(sent, place);
    await all.channel.remove!(sent, place);
    expect(all.slack.shown('direct', 'Ana')).toEqual([]);
    await clean(all);
  });

  test('waits its turn: one a second in a channel, a few at once', async () => {
    const all = await scene({ burst: 3 });
    const place = placeOf(all.slack, '#lobby');
    const begun = Date.now();
    await Promise.all(
      [1, 2, 3, 4].map((each) => all.channel.send(reply(`${each}`), place, { key: `${each}` })),
    );
    expect(Date.now() - begun).toBeGreaterThan(900);
    expect(all.slack.calls.filter(({ answer }) => answer.ok !== true)).toEqual([]);
    await clean(all);
  });

  test.for([
    ['kick', 'not_in_channel'],
    ['archive', 'is_archived'],
  ] as const)('to a place we lost (%s) fails for good, quietly', async ([how, slackError]) => {
    const all = await scene();
    const { place } = await asked(all, '#lobby');
    all.slack[how]('#lobby');
    await expect(all.channel.send(reply('hello'), place, { key: 'k' })).rejects.toMatchObject({
      code: 'channel.failed',
      retryable: false,
      details: { slackError },
    });
    expect(all.logged.filter(({ level }) => level === 'error')).toEqual([]);
    expect(all.channel.health!().state).toBe('ready');
  });
});

describe('activity', () => {
  test('shows until its signal is over', async () => {
    const all = await scene();
    const { place } = await asked(all, '#lobby');
    const over = new AbortController();
    all.channel.typing!(place, over.signal);
    await soon(() => all.slack.isTyping('#lobby'));
    over.abort();
    await soon(() => !all.slack.isTyping('#lobby'));
    await clean(all);
  });

  test('is taken away by the answer, without a call', async () => {
    const all = await scene();
    const { place } = await asked(all, '#lobby');
    const over = new AbortController();
    all.channel.typing!(place, over.signal);
    await soon(() => all.slack.isTyping('#lobby'));
    await all.channel.send(reply('here'), place, { key: 'k' });
    over.abort();
    await all.channel.stop();
    expect(methods(all).filter((method) => method === 'assistant.threads.setStatus')).toHaveLength(1);
    await clean(all);
  });

  test('speaks the language of whoever wrote', async () => {
    const all = await scene();
    all.slack.describe('Ana', { locale: 'es-ES' });
    const { place } = await asked(all, '#lobby');
    all.channel.typing!(place, AbortSignal.timeout(50));
    await soon(() => all.slack.calls.some(({ args }) => args.status === 'está pensando…'));
    await soon(() => !all.slack.isTyping('#lobby'));
  });
});

test('a file is fetched with the token, from Slack alone, within its limit', async () => {
  const all = await scene();
  const content = new Uint8Array([1, 2, 3, 4]);
  await all.slack.say({ who: 'Ana', text: 'look', files: [{ name: 'a.png', type: 'image/png', content }] });
  const [event] = await all.until(1);
  const file = event?.kind === 'message' ? event.attachments?.[0] : undefined;
  const { signal } = new AbortController();
  expect(await all.channel.download!(file!, 10, signal)).toEqual(content);
  await expect(all.channel.download!(file!, 3, signal)).rejects.toThrow('larger than 3 bytes');
  await expect(all.channel.download!({ ...file!, ref: 'http://127.0.0.1:1/x' }, 10, signal)).rejects.toThrow(
    'not kept by Slack',
  );
  await clean(all);
});
