import { afterEach, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { type SlackServer, type SlackServerOptions, startSlackServer } from './server.ts';
import { until } from './socket.ts';
import { type Json, stringOf } from './world.ts';

const open: SlackServer[] = [];
afterEach(async () => {
  for (const slack of open.splice(0)) await slack.stop();
});

interface Scene {
  readonly slack: SlackServer;
  /** Calls a method with JSON. */
  readonly call: (method: string, args?: Json, token?: string) => Promise<Json>;
  readonly lobby: string;
}

async function scene(options?: SlackServerOptions): Promise<Scene> {
  const slack = await startSlackServer(options);
  open.push(slack);
  const { SLACK_BOT_TOKEN: bot, SLACK_API_URL: api } = slack.environment;
  const call = async (method: string, args: Json = {}, token = bot): Promise<Json> => {
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
    const response = await fetch(`${api}${method}`, { method: 'POST', headers, body: JSON.stringify(args) });
    return (await response.json()) as Json;
  };
  return { slack, call, lobby: slack.world.channel('#lobby', 'Ana').id };
}

const button = (fields: Json = {}): Json => ({
  type: 'button',
  action_id: 'a',
  text: { type: 'plain_text', text: 'Go' },
  ...fields,
});
const section = (text: string): Json => ({ type: 'section', text: { type: 'mrkdwn', text } });

/** What a message must not be, with the error and the violation it earns. */
test.for<[string, Json, string]>([
  ['nothing at all', {}, 'no_text'],
  ['an empty text', { text: '' }, 'no_text'],
  ['Markdown beside text', { text: 'a', markdown_text: 'b' }, 'markdown_text_conflict'],
  ['Markdown too long', { markdown_text: 'a'.repeat(12_001) }, 'msg_too_long'],
  ['a section too long', { blocks: [section('a'.repeat(3001))] }, 'invalid_blocks'],
  ['an empty section', { blocks: [section('')] }, 'invalid_blocks'],
  ['fifty-one blocks', { blocks: Array.from({ length: 51 }, () => ({ type: 'divider' })) }, 'invalid_blocks'],
  ['an unknown block', { blocks: [{ type: 'paragraph' }] }, 'invalid_blocks'],
  [
    'one block id twice',
    { blocks: [1, 2].map(() => ({ type: 'divider', block_id: 'x' })) },
    'invalid_blocks',
  ],
  [
    'a header in mrkdwn',
    { blocks: [{ type: 'header', text: { type: 'mrkdwn', text: 'a' } }] },
    'invalid_blocks',
  ],
  [
    'one action id twice',
    { blocks: [{ type: 'actions', elements: [button(), button()] }] },
    'invalid_blocks',
  ],
  [
    'a long action id',
    { blocks: [{ type: 'actions', elements: [button({ action_id: 'a'.repeat(256) })] }] },
    'invalid_blocks',
  ],
  [
    'a long value',
    { blocks: [{ type: 'actions', elements: [button({ value: 'a'.repeat(2001) })] }] },
    'invalid_blocks',
  ],
  [
    'a long button',
    {
      blocks: [
        { type: 'actions', elements: [button({ text: { type: 'plain_text', text: 'a'.repeat(76) } })] },
      ],
    },
    'invalid_blocks',
  ],
  [
    'a button in mrkdwn',
    { blocks: [{ type: 'actions', elements: [button({ text: { type: 'mrkdwn', text: 'a' } })] }] },
    'invalid_blocks',
  ],
  [
    'too much in all',
    { blocks: Array.from({ length: 5 }, () => section('a'.repeat(2900))) },
    'msg_blocks_too_long',
  ],
])('a message is refused: %s', async ([, message, error]) => {
  const { slack, call, lobby } = await scene();
  expect(await call('chat.postMessage', { channel: lobby, ...message })).toMatchObject({ ok: false, error });
  expect(slack.violations).toEqual([expect.stringContaining(`chat.postMessage: ${error}`)]);
  expect(slack.shown('#lobby')).toEqual([]);
});

/** What Slack lets pass, to everybody's shame. */
test.for<[string, string, Json, string]>([
  ['a ping of a channel', 'chat.postMessage', { text: 'hey <!channel>' }, 'forbidden ping <!channel>'],
  [
    'a ping in Markdown',
    'chat.postMessage',
    { markdown_text: 'hey <!here|here>' },
    'forbidden ping <!here|here>',
  ],
  [
    'a ping in a block',
    'chat.postMessage',
    { blocks: [section('<!subteam^S1>')] },
    'forbidden ping <!subteam^S1>',
  ],
  ['half a character', 'chat.postMessage', { text: 'a \ud83d' }, 'a character is cut in two'],
  ['40 001 characters', 'chat.postMessage', { text: 'a'.repeat(40_001) }, 'was cut at 40000'],
  ['an argument it does not have', 'chat.postMessage', { text: 'a', colour: 'red' }, "no argument 'colour'"],
  ['a thread that is none', 'chat.postMessage', { text: 'a', thread_ts: '1.2' }, 'thread_ts 1.2'],
])('a message is noted: %s', async ([, method, message, note]) => {
  const { slack, call, lobby } = await scene();
  expect(await call(method, { channel: lobby, ...message })).toMatchObject({ ok: true });
  expect(slack.violations).toEqual([expect.stringContaining(note)]);
});

test('an escaped ping and a whole emoji are fine', async () => {
  const { slack, call, lobby } = await scene();
  await call('chat.postMessage', {
    channel: lobby,
    text: '&lt;!channel&gt; 😀 *bold* `<!here` <https://a.b|a link>',
  });
  expect(slack.shown('#lobby')).toMatchObject([{ text: '<!channel> 😀 bold <!here a link' }]);
  expect(slack.violations).toEqual([]);
});

test('an update is short, of an own message, and not of a stream', async () => {
  const { slack, call, lobby } = await scene();
  const foreign = await slack.say({ who: 'Ana', where: '#lobby', text: 'mine' });
  const own = await slack.sayAsBot('#lobby', 'hello');
  const update = (ts: unknown, text: string): Promise<Json> =>
    call('chat.update', { channel: lobby, ts, text });
  expect(await update(own, 'á'.repeat(2000))).toMatchObject({ ok: true });
  expect(await update(own, `${'á'.repeat(1999)}&`)).toMatchObject({ error: 'msg_too_long' });
  expect(await update(foreign, 'stolen')).toMatchObject({ error: 'cant_update_message' });
  const { ts } = await call('chat.startStream', {
    channel: lobby,
    thread_ts: foreign,
    recipient_user_id: slack.world.person('Ana').id,
    recipient_team_id: slack.world.team.id,
  });
  expect(await update(ts, 'too early')).toMatchObject({ error: 'streaming_state_conflict' });
  expect(await call('chat.delete', { channel: lobby, ts })).toMatchObject({ error: 'cant_delete_message' });
  expect(slack.violations).toHaveLength(4);
  expect(slack.leftovers()).toContain(`stream ${stringOf(ts)} in lobby is open`);
});

test('a stream names its reader, ends once and has a limit', async () => {
  const { slack, call, lobby } = await scene();
  const root = await slack.say({ who: 'Ana', where: '#lobby', text: 'tell' });
  const start = { channel: lobby, thread_ts: root };
  const user = { recipient_user_id: slack.world.person('Ana').id };
  const whole = { ...start, ...user, recipient_team_id: slack.world.team.id };
  expect(await call('chat.startStream', { channel: lobby })).toMatchObject({ error: 'invalid_arguments' });
  expect(await call('chat.startStream', start)).toMatchObject({ error: 'missing_recipient_user_id' });
  expect(await call('chat.startStream', { ...start, ...user })).toMatchObject({
    error: 'missing_recipient_team_id',
  });
  const { ts } = await call('chat.startStream', { ...whole, markdown_text: 'a'.repeat(8000) });
  const append = (text: string): Promise<Json> =>
    call('chat.appendStream', { channel: lobby, ts, markdown_text: text });
  expect(await append('a'.repeat(4001))).toMatchObject({ error: 'msg_too_long' });
  expect(await call('chat.appendStream', { channel: lobby, ts: root, markdown_text: 'a' })).toMatchObject({
    error: 'message_not_owned_by_app',
  });
  expect(await call('chat.stopStream', { channel: lobby, ts })).toMatchObject({ ok: true });
  expect(await append('more')).toMatchObject({ error: 'message_not_in_streaming_state' });
  expect(slack.violations).toHaveLength(6);
  const second = await call('chat.startStream', whole);
  slack.expireStreams();
  expect(await call('chat.stopStream', { channel: lobby, ts: second.ts })).toMatchObject({
    error: 'message_not_in_streaming_state',
  });
  expect(slack.violations).toHaveLength(6);
});

test('tokens, scopes and the state of the workspace decide', async () => {
  const { slack, call, lobby } = await scene({ scopes: ['chat:write', 'channels:read'] });
  const { SLACK_APP_TOKEN: app } = slack.environment;
  const post = { channel: lobby, text: 'a' };
  expect(await call('users.info', { user: 'U1' })).toMatchObject({
    error: 'missing_scope',
    needed: 'users:read',
  });
  expect(await call('chat.postMessage', { ...post, username: 'Mika' })).toMatchObject({
    needed: 'chat:write.customize',
  });
  expect(await call('chat.postMessage', { ...post, channel: 'C404' })).toMatchObject({
    error: 'channel_not_found',
  });
  slack.kick('#lobby');
  expect(await call('chat.postMessage', post)).toMatchObject({ error: 'not_in_channel' });
  slack.invite('#lobby');
  slack.archive('#lobby');
  expect(await call('chat.postMessage', post)).toMatchObject({ error: 'is_archived' });
  slack.revoke();
  expect(await call('auth.test')).toMatchObject({ error: 'token_revoked' });
  slack.revoke('account_inactive');
  expect(await call('auth.test')).toMatchObject({ error: 'account_inactive' });
  expect(slack.violations).toEqual([]);
  expect(await call('auth.test', {}, 'xoxb-wrong')).toMatchObject({ error: 'invalid_auth' });
  expect(await call('auth.test', {}, app)).toMatchObject({ error: 'not_allowed_token_type' });
  expect(await call('chat.shout', {})).toMatchObject({ error: 'account_inactive' });
  expect(slack.violations).toHaveLength(2);
});

test('what does not exist is named', async () => {
  const { slack, call } = await scene();
  expect(await call('chat.shout')).toMatchObject({ error: 'unknown_method' });
  await fetch(`${slack.environment.SLACK_API_URL}../nowhere`);
  expect(slack.violations).toEqual(['chat.shout: unknown_method', 'GET /nowhere is not known']);
});

test('a channel takes a burst, then one message a second', async () => {
  const { slack, call, lobby } = await scene({ burst: 2 });
  const post = (): Promise<Json> => call('chat.postMessage', { channel: lobby, text: 'a' });
  expect([await post(), await post(), await post()].map(({ error }) => error)).toEqual([
    undefined,
    undefined,
    'ratelimited',
  ]);
  slack.next({ kind: '429', on: 'auth', retryAfter: 3 });
  const response = await fetch(`${slack.environment.SLACK_API_URL}auth.test`, { method: 'POST' });
  expect([response.status, response.headers.get('retry-after')]).toEqual([429, '3']);
});

test('a cut call has or has not taken effect', async () => {
  const { slack, call, lobby } = await scene();
  const post = (): Promise<unknown> =>
    call('chat.postMessage', { channel: lobby, text: 'a' }).catch(() => 'cut');
  slack.next({ kind: 'cut before' }, { kind: 'cut after' });
  expect([await post(), slack.shown('#lobby').length]).toEqual(['cut', 0]);
  expect([await post(), slack.shown('#lobby').length]).toEqual(['cut', 1]);
});

test('a view is opened once, in time, with a short title', async () => {
  const { slack, call } = await scene();
  const view = (title: string, fields: Json = {}): Json => ({
    type: 'modal',
    title: { type: 'plain_text', text: title },
    blocks: [],
    ...fields,
  });
  const payloads = await listen(slack);
  void slack.shortcut('Ana', 'x');
  await until(() => payloads.length === 1, 1000, 'no shortcut');
  const { trigger_id: trigger } = payloads[0]?.payload ?? {};
  const input = {
    type: 'input',
    label: { type: 'plain_text', text: 'a' },
    element: { type: 'plain_text_input' },
  };
  expect(await call('views.open', { trigger_id: trigger, view: view('a'.repeat(25)) })).toMatchObject({
    error: 'invalid_arguments',
  });
  expect(
    await call('views.open', { trigger_id: trigger, view: view('a', { blocks: [input] }) }),
  ).toMatchObject({ error: 'invalid_arguments' });
  expect(await call('views.open', { trigger_id: 'none', view: view('a') })).toMatchObject({
    error: 'invalid_trigger_id',
  });
  expect(await call('views.open', { trigger_id: trigger, view: view('a') })).toMatchObject({ ok: true });
  expect(await call('views.open', { trigger_id: trigger, view: view('a') })).toMatchObject({
    error: 'exchanged_trigger_id',
  });
  expect(slack.violations).toHaveLength(4);
});

test('a response URL works five times', async () => {
  const { slack } = await scene();
  const payloads = await listen(slack);
  void slack.command('Ana', '/kith', '#lobby');
  await until(() => payloads.length === 1, 1000, 'no command');
  const { response_url: url } = (payloads[0]?.payload ?? {}) as { response_url: string };
  const headers = { 'content-type': 'application/json' };
  const answer = async (body: Json): Promise<number> =>
    (await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) })).status;
  for (let count = 0; count < 5; count += 1) expect(await answer({ text: `${count}` })).toBe(200);
  expect(await answer({ text: '6' })).toBe(404);
  expect(slack.violations).toEqual(['response_url: used_url']);
});

test('envelopes are acknowledged once, in time, and only if they were sent', async () => {
  const { slack } = await scene({ ackMs: 80, retryMs: 1 });
  const payloads = await listen(slack);
  await slack.say({ who: 'Ana', text: 'hello' });
  await until(() => slack.violations.length === 4, 2000, 'four attempts');
  expect(payloads.map(({ retry_attempt: retry }) => retry)).toEqual([0, 1, 2, 3]);
  expect(slack.violations[0]).toBe('socket: events_api message was not acknowledged within 0.08 s');
  await slack.say({ who: 'Ana', text: 'again' });
  await until(() => payloads.length === 5, 1000, 'no event');
  const { envelope_id: id, acknowledge } = payloads[4] as Envelope;
  acknowledge(id);
  acknowledge(id);
  acknowledge('made up');
  await until(() => slack.violations.length === 6, 1000, 'no complaint');
  expect(slack.violations.slice(4)).toEqual([
    expect.stringContaining('acknowledged twice'),
    'socket: no envelope made up was sent',
  ]);
});

test('several sockets share the events', async () => {
  const { slack } = await scene();
  const [first, second] = [await listen(slack), await listen(slack)];
  for (const text of ['one', 'two']) await slack.say({ who: 'Ana', text });
  await until(() => first.length + second.length === 2, 1000, 'two events');
  expect([first.length, second.length]).toEqual([1, 1]);
});

interface Envelope extends Json {
  readonly payload: Json;
  readonly envelope_id: string;
  acknowledge(id: string): void;
}

/** A bare socket that keeps what it hears and acknowledges nothing by itself. */
async function listen(slack: SlackServer): Promise<readonly Envelope[]> {
  const headers = { authorization: `Bearer ${slack.environment.SLACK_APP_TOKEN}` };
  const opened = await fetch(`${slack.environment.SLACK_API_URL}apps.connections.open`, {
    method: 'POST',
    headers,
  });
  const { url } = (await opened.json()) as { url: string };
  const socket = new WebSocket(url);
  const heard: Envelope[] = [];
  const acknowledge = (id: string): void => socket.send(JSON.stringify({ envelope_id: id, payload: {} }));
  let isGreeted = false;
  socket.on('message', (data: Buffer) => {
    const message = JSON.parse(data.toString()) as Envelope & { readonly type: string };
    if (message.type === 'hello') isGreeted = true;
    else heard.push({ ...message, acknowledge });
  });
  await until(() => isGreeted, 1000, 'no hello');
  return heard;
}
