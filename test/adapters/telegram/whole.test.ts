import { rmSync } from 'node:fs';
import { expect, test } from 'vitest';
import { startOpenAiServer } from '../../platforms/openai/server.ts';
import { startTelegramServer } from '../../platforms/telegram/server.ts';
import { freshFolder, kith } from '../../process/kith.ts';
import { startBare, wrote } from './bare.ts';
import { freePort, until } from './telegram.ts';

/** `kith start` with a folder of its own. */
function starting(environment: Readonly<Record<string, string>>) {
  const folder = freshFolder();
  const all = {
    KITH_DATA_DIR: folder,
    KITH_CHANNELS_RETRYBASEMS: '50',
    KITH_INBOX_BURSTMS: '30',
    ...environment,
  };
  let running = kith({ args: ['start'], environment: all });
  const end = async (signal: NodeJS.Signals) => {
    running.kill(signal, 'group');
    return running.closed;
  };
  return {
    errors: () => running.errors(),
    end,
    again(more: Readonly<Record<string, string>> = {}) {
      running = kith({ args: ['start'], environment: { ...all, ...more } });
    },
    async [Symbol.asyncDispose]() {
      await end('SIGKILL');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

test.concurrent('Telegram calls the HTTP port of the program, through a restart, and nobody is answered twice', async () => {
  const server = await startTelegramServer({ redeliverAfter: 100 });
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  await using program = starting({
    ...server.environment,
    KITH_TELEGRAM_WEBHOOKURL: `${url}/`,
    KITH_HTTP_PORT: String(port),
  });
  const texts = () => server.shown('direct', 'Ana').filter(({ isUnfinished }) => !isUnfinished);
  try {
    const set = () => server.calls.find(({ method }) => method === 'setWebhook')?.params.url;
    const path = await until(set, 'no webhook was set', 15_000);
    await server.say({ who: 'Ana', text: 'Hello there' });
    await until(() => texts().length === 1, 'nobody answered', 10_000);
    for (const secret of ['', 'forged']) {
      const answer = await fetch(String(path), {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-telegram-bot-api-secret-token': secret },
        body: JSON.stringify({ update_id: 77, ...wrote('let me in') }),
      });
      expect(answer.status).toBe(401);
    }
    await server.sayAgain();
    await until(() => server.leftovers().length === 0, 'it was not taken', 10_000);

    expect((await program.end('SIGTERM')).code).toBe(0);
    await server.say({ who: 'Ana', text: 'Are you there?' });
    program.again();
    await until(() => texts().length === 2, 'what was said meanwhile was not answered', 15_000);
    await program.end('SIGKILL');
    program.again({ KITH_TELEGRAM_WEBHOOKURL: '' });
    await server.say({ who: 'Ana', text: 'And now?' });
    await until(() => texts().length === 3, 'asking for updates does not work after calls', 15_000);
    expect(texts()).toHaveLength(3);
    expect(server.violations).toEqual([]);
  } finally {
    await server.stop();
  }
}, 60_000);

test.concurrent('a reply to the first of several pages goes on with it, and lists are turned in place', async () => {
  const server = await startTelegramServer({ flood: false });
  const model = await startOpenAiServer({ reply: () => 'A long tale. '.repeat(450) });
  await using _program = starting({
    ...server.environment,
    OPENAI_BASE_URL: model.url,
    OPENAI_MODEL: 'test-model',
  });
  const whole = (where: string) =>
    server.shown(where as never, 'Ana').filter(({ isUnfinished }) => !isUnfinished);
  try {
    await server.ready(15_000);
    await server.say({ who: 'Ana', where: '#lobby', text: 'tell me', mentions: true });
    await until(() => whole('#lobby').length === 2, 'there are no two pages', 15_000);
    const [first = { id: '' }] = whole('#lobby');
    await server.say({ who: 'Ana', where: '#lobby', text: 'and then?', replyTo: first.id });
    await until(() => whole('#lobby').length === 4, 'the reply was not answered', 15_000);

    await server.command('Ana', '/persona list', 'direct');
    const list = () => whole('direct').at(-1);
    const turned = (page: number, button: string) =>
      until(
        () => list()?.buttons?.some((each) => each.includes(button)) && list(),
        `no page ${page}`,
        15_000,
      );
    const { id, text, buttons } = await turned(1, 'Next');
    await server.press('Ana', id, buttons.at(-1)!);
    const second = await turned(2, 'Previous');
    expect(second).toMatchObject({ id, edits: 1 });
    expect(second.text).not.toBe(text);
    expect(whole('direct')).toHaveLength(1);
    expect(server.violations).toEqual([]);
  } finally {
    await Promise.all([server.stop(), model.stop()]);
  }
}, 60_000);

test.concurrent('the program is at home with a server that knows hardly anything', async () => {
  await using bare = await startBare({ holdMs: 0 });
  await using program = starting({
    TELEGRAM_TOKEN: '123456:TEST-telegram-token-for-this-machine',
    TELEGRAM_API_ROOT: bare.root,
  });
  bare.update(wrote('Hello there'));
  await bare.had('sendMessage', 1, 15_000);
  bare.update(wrote('/affinity', { message_id: 12 }));
  const [, affinity] = await bare.had('sendMessage', 2, 15_000);
  expect(affinity).toMatchObject({ chat_id: 7001, text: expect.stringContaining('Alicia') });
  expect(program.errors()).not.toMatch(/"level":[56]0/);
  expect((await program.end('SIGTERM')).code).toBe(0);
}, 60_000);
