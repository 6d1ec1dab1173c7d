import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { createSlackChannel } from '../../../src/adapters/slack/index.ts';
import type { Incoming } from '../../../src/core/message.ts';
import type { Clock } from '../../../src/core/ports/clock.ts';
import { type HttpServer, startHttpServer } from '../../../src/http/server.ts';
import { systemClock } from '../../../src/system/clock.ts';
import { startSlackServer } from '../../platforms/slack/server.ts';
import { keptLog, optionsFor, placeOf, reply, type Scene, scene, soon } from './scene.ts';

const stateOf = ({ channel }: Scene) => channel.health!().state;
const texts = ({ heard }: Scene) => heard.map((event) => ('text' in event ? event.text : event.kind));

describe('Socket Mode', () => {
  test('brings in what happens, in order, once for each way it is told', async () => {
    const all = await scene();
    const id = await all.slack.say({ who: 'Ana', where: '#lobby', text: 'one' });
    await all.slack.say({ who: 'Ana', where: '#lobby', text: 'two', thread: id });
    await all.slack.edit(id, 'one and a half');
    await all.slack.react('Ana', id, '👍');
    await all.slack.unreact('Ana', id, '👍');
    await all.slack.erase(id);
    const heard = await all.until(6);
    expect(texts(all)).toEqual(['one', 'two', 'one and a half', 'reaction', 'reaction', 'deletion']);
    for (const event of heard) expect(event.place.id).toBe(heard[0]!.place.id);
    expect(heard[1]?.place.thread).toBe(id);
    expect(heard[5]).toMatchObject({ messages: [heard[0]?.kind === 'message' && heard[0].id] });
    expect(all.slack.violations).toEqual([]);
  });

  test.for([true, false])('a mention is one event, whichever comes first (%s)', async (isMentionFirst) => {
    const all = await scene({ isMentionFirst });
    await all.slack.say({ who: 'Ana', where: '!den', text: 'hi', mentions: true });
    const [first, second] = await all.until(2);
    expect(first).toEqual(second);
    expect(first).toMatchObject({ isAddressed: true, text: 'hi', place: { audience: 'members' } });
  });

  test('what one person says keeps its order while names are looked up', async () => {
    const all = await scene();
    all.slack.next({ kind: '429', on: 'users.info', retryAfter: 1 });
    await all.slack.say({ who: 'Ana', where: '#lobby', text: `one <@${all.slack.world.person('Ben').id}>` });
    await all.slack.say({ who: 'Ana', where: '#lobby', text: 'two' });
    await all.until(2);
    expect(texts(all)[1]).toBe('two');
  });

  test('people are looked up once an hour, and known by their id where that is not allowed', async () => {
    const all = await scene();
    for (const text of ['one', 'two', 'three']) await all.slack.say({ who: 'Ana', text });
    await all.until(3);
    const asked = all.slack.calls.filter(({ method }) => method === 'users.info');
    expect(asked).toHaveLength(2);
    const blind = await scene({ scopes: ['im:history', 'chat:write'] });
    await blind.slack.say({ who: 'Ana', text: 'one' });
    const [event] = await blind.until(1);
    expect(event).toMatchObject({ author: { name: blind.slack.world.person('Ana').id, role: 'member' } });
  });

  test('comes back at once after a goodbye and after a cut, and misses nothing', async () => {
    const all = await scene();
    all.slack.socket.askToLeave('refresh_requested');
    await soon(() => all.slack.socket.sockets.ever() === 2);
    await soon(() => stateOf(all) === 'ready');
    const begun = Date.now();
    await all.slack.disconnect();
    await all.slack.say({ who: 'Ana', text: 'still there?' });
    await all.until(1);
    expect(Date.now() - begun).toBeLessThan(1_000);
    expect(stateOf(all)).toBe('ready');
    expect(all.logged.filter(({ level }) => level === 'error')).toEqual([]);
    expect(all.slack.violations).toEqual([]);
  });

  test('goes on trying where Slack has trouble, and says how it is', async () => {
    const all = await scene();
    all.slack.next(
      ...(['500', 'cut before', '429', '500'] as const).map((kind) => ({
        kind,
        on: 'apps.connections.open',
      })),
    );
    await all.slack.disconnect();
    await soon(() => stateOf(all) === 'connecting');
    await soon(() => stateOf(all) === 'ready', 6_000);
    await all.slack.say({ who: 'Ana', text: 'back?' });
    await all.until(1);
    expect(all.slack.violations).toEqual([]);
  });

  test('a platform that cannot be reached at the start is tried again', async () => {
    const all = await scene({ listens: false });
    all.slack.next({ kind: '500', on: 'apps.connections.open' });
    await all.channel.listen(async (event, onTaken) => {
      all.heard.push(event);
      onTaken?.();
    });
    expect(stateOf(all)).toBe('connecting');
    await all.slack.ready();
    await soon(() => stateOf(all) === 'ready');
  });

  test('whoever is told to stop asks a platform that cannot be reached nothing more', async () => {
    const waits: number[] = [];
    const clock: Clock = {
      now: systemClock.now,
      async sleep(ms, signal) {
        waits.push(ms);
        await systemClock.sleep(ms, signal).finally(() => waits.splice(waits.indexOf(ms), 1));
      },
    };
    const all = await scene({ listens: false, with: { clock, retryBaseMs: 60_000, retryMaxMs: 60_000 } });
    all.slack.next({ kind: '500', on: 'auth.test' });
    const listening = all.channel.listen(async () => undefined);
    const isRetrying = () => waits.some((ms) => ms > 10_000);
    await soon(isRetrying);
    await all.channel.stop();
    await listening;
    expect(isRetrying()).toBe(false);
    expect(stateOf(all)).toBe('stopped');
  });

  test('events lost on the way are told again under the same id', async () => {
    const all = await scene();
    all.slack.loseAcks(1);
    await all.slack.say({ who: 'Ana', text: 'hear me' });
    const [first, second] = await all.until(2);
    expect(second).toEqual(first);
  });

  test('once it stops it acknowledges nothing more, and finishes what it sends', async () => {
    const all = await scene();
    const sending = all.channel.send(reply('last words'), placeOf(all.slack, '#lobby'), { key: 'k' });
    await all.channel.stop();
    await sending;
    expect(all.slack.shown('#lobby')).toHaveLength(1);
    expect(stateOf(all)).toBe('stopped');
    await soon(() => all.slack.socket.sockets.open() === 0, 500);
  });
});

describe('a token', () => {
  test.for([
    ['botToken', 'xoxb-wrong', 'SLACK_BOT_TOKEN'],
    ['appToken', 'xapp-wrong', 'SLACK_APP_TOKEN'],
  ])('that is wrong (%s) is refused at the start, with what to do', async ([name = '', token, remedy]) => {
    const all = await scene({ listens: false, with: { [name]: token } });
    await expect(all.channel.listen(async () => undefined)).rejects.toMatchObject({
      code: 'channel.refused',
      message: expect.stringContaining(remedy ?? ''),
    });
    expect(stateOf(all)).toBe('refused');
    const findings = await all.channel.examine!();
    const failed = findings.filter(({ state }) => state === 'FAIL');
    expect(failed.map(({ remedy: says }) => says).join()).toContain(remedy);
  });

  test('that is revoked ends it, with one line', async () => {
    const all = await scene();
    all.slack.revoke();
    await expect(
      all.channel.send(reply('hello'), placeOf(all.slack, 'direct'), { key: 'k' }),
    ).rejects.toMatchObject({ code: 'channel.refused' });
    await all.channel.send(reply('hello'), placeOf(all.slack, 'direct'), { key: 'k' }).catch(() => undefined);
    expect(stateOf(all)).toBe('refused');
    const calls = all.slack.calls.length;
    await soon(() => all.slack.socket.sockets.open() === 0);
    expect(all.slack.calls.length).toBe(calls);
    expect(all.logged.filter(({ level }) => level === 'error')).toHaveLength(1);
  });

  test('with every scope is fine, and what it lacks is named', async () => {
    const all = await scene();
    expect((await all.channel.examine!()).map(({ state }) => state)).toEqual(['ok', 'ok', 'ok']);
    const poor = await scene({ scopes: ['chat:write', 'im:history'], listens: false });
    const findings = await poor.channel.examine!();
    expect(findings.find(({ what }) => what === 'Slack scope users:read')).toMatchObject({ state: 'note' });
    expect(poor.slack.violations).toEqual([]);
  });
});

test('nothing goes to the console, and no secret into the log', async () => {
  const spies = (['log', 'info', 'warn', 'error', 'debug'] as const).map((name) => vi.spyOn(console, name));
  const all = await scene();
  all.slack.next({ kind: 'cut before', on: 'postMessage' }, { kind: '500', on: 'apps.connections.open' });
  await all.channel.send(reply('hush'), placeOf(all.slack, 'direct'), { key: 'k' });
  await all.slack.disconnect();
  await soon(() => all.slack.socket.sockets.ever() === 2);
  for (const spy of spies) expect(spy).not.toHaveBeenCalled();
  const said = JSON.stringify(all.logged.map(({ fields, ...rest }) => ({ ...rest, fields: flat(fields) })));
  expect(said).not.toMatch(/xoxb-|xapp-|ticket=(?!\[)|hush/);
  vi.restoreAllMocks();
});

/** Errors too, which JSON leaves out. */
const flat = (fields: object) =>
  Object.entries(fields).map(([name, value]) => [name, value instanceof Error ? value.stack : value]);

describe('HTTP', () => {
  async function served({ isEarly = false } = {}) {
    const slack = await startSlackServer({ mode: 'http' });
    const { log, logged } = keptLog();
    const channel = createSlackChannel(optionsFor(slack, log));
    const heard: Incoming[] = [];
    const listen = () =>
      channel.listen(async (event, onTaken) => {
        heard.push(event);
        onTaken?.();
      });
    if (!isEarly) await listen();
    const server: HttpServer = await startHttpServer({
      host: '127.0.0.1',
      port: 0,
      bodyBytes: 1_000_000,
      routes: channel.routes ?? [],
      log,
    });
    slack.deliverTo(`http://127.0.0.1:${server.port}/slack/events`);
    onTestFinished(async () => {
      await channel.stop();
      await slack.stop();
      await server.stop();
    });
    await slack.ready();
    if (isEarly) void listen();
    return { slack, channel, heard, logged };
  }

  test('takes events, commands, buttons and forms, answered at once', async () => {
    const { slack, channel, heard } = await served();
    expect(channel.health!().state).toMatch(/ready|degraded/);
    await slack.say({ who: 'Ana', where: '#lobby', text: 'hello <&>', mentions: true });
    await slack.sayAgain();
    await soon(() => heard.length === 4);
    expect(new Set(heard.map(({ eventId }) => eventId)).size).toBe(1);
    await slack.command('Ana', '/remember', '#lobby');
    await soon(() => slack.form('Ana') !== undefined);
    await slack.form('Ana')?.submit({ what: 'I like tea' });
    await soon(() => heard.some((event) => event.kind === 'command'));
    expect(heard.at(-1)).toMatchObject({ name: 'remember', args: ['I like tea'] });
    expect(slack.form('Ana')).toBeUndefined();
    expect(slack.violations).toEqual([]);
  });

  test.for(['wrong secret', 'changed body', 'stale', 'unsigned'] as const)(
    'refuses what is forged: %s',
    async (forgery) => {
      const { slack, heard } = await served();
      expect(await slack.forge(forgery)).toBe(401);
      expect(heard).toEqual([]);
    },
  );

  test('what comes while it starts waits a moment, and one refusal is one line', async () => {
    const { slack, heard, logged } = await served({ isEarly: true });
    await slack.say({ who: 'Ana', text: 'so early' });
    await soon(() => heard.length === 1);
    for (const _ of [1, 2, 3]) expect(await slack.forge('unsigned')).toBe(401);
    expect(logged.filter(({ event }) => event.includes('did not sign'))).toHaveLength(1);
    expect(slack.violations).toEqual([]);
  });

  test('sends events back once it has stopped, so that they come again', async () => {
    const { slack, channel, heard } = await served();
    await channel.stop();
    await slack.say({ who: 'Ana', text: 'too late' });
    expect(heard).toEqual([]);
  });

  test('needs one of the two secrets', async () => {
    const { log } = keptLog();
    const slack = await startSlackServer({ mode: 'http' });
    onTestFinished(() => slack.stop());
    const channel = createSlackChannel({ ...optionsFor(slack, log), signingSecret: '' });
    await expect(channel.listen(async () => undefined)).rejects.toMatchObject({ code: 'channel.refused' });
    await channel.stop();
  });
});
