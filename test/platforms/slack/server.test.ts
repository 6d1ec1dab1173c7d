import type { App } from '@slack/bolt';
import type { KnownBlock } from '@slack/types';
import { afterEach, expect, test } from 'vitest';
import { type ConnectedBolt, connectBolt } from './bolt.ts';
import { type SlackServer, type SlackServerOptions, startSlackServer } from './server.ts';
import { until } from './socket.ts';

const open: { stop(): Promise<unknown> }[] = [];
afterEach(async () => {
  for (const one of open.splice(0).toReversed()) await one.stop();
});

async function scene(
  register?: (app: App) => void,
  options?: SlackServerOptions,
): Promise<ConnectedBolt & { readonly slack: SlackServer }> {
  const slack = await startSlackServer(options);
  open.push(slack);
  const bolt = await connectBolt(slack, register);
  open.push(bolt);
  return { ...bolt, slack };
}

const soon = (condition: () => boolean): Promise<void> => until(condition, 3000, 'it did not happen');

const BUTTONS: KnownBlock[] = [
  { type: 'section', text: { type: 'mrkdwn', text: '*Sure*?' } },
  {
    type: 'actions',
    elements: [{ type: 'button', action_id: 'yes', value: '7', text: { type: 'plain_text', text: 'Yes' } }],
  },
];

test('a mention arrives twice, a direct message once', async () => {
  const { slack, heard, seen } = await scene((app) => {
    app.event('app_mention', async ({ event, say }) => {
      await say({ text: '*Hello* <@U1> &amp; all', thread_ts: event.ts });
    });
  });
  const id = await slack.say({ who: 'Ana', where: '#lobby', text: 'a < b?', mentions: true });
  await slack.say({ who: 'Ana', text: 'psst' });
  await seen(4);
  const [first, second] = heard;
  expect([first?.type, second?.type]).toEqual(['message', 'app_mention']);
  expect(first?.ts).toBe(second?.ts);
  expect(first?.id).not.toBe(second?.id);
  expect(first?.text).toBe(`<@${slack.world.bot.user}> a &lt; b?`);
  expect(heard.find(({ channel_type: type }) => type === 'im')).toMatchObject({ text: 'psst' });
  expect(heard.find(({ bot_id: bot }) => bot !== undefined)).toMatchObject({
    user: slack.world.bot.user,
    thread_ts: id,
  });
  expect(slack.shown('#lobby')).toMatchObject([{ text: 'Hello @U1 & all', thread: id, speaker: 'Alicia' }]);
  expect(slack.violations).toEqual([]);
  expect(slack.leftovers()).toEqual([]);
});

test('threads, broadcasts, private channels and files', async () => {
  const { slack, heard, seen } = await scene();
  const root = await slack.say({ who: 'Ana', where: '!den', text: 'root' });
  const reply = await slack.say({ who: 'Ben', where: '!den', text: 'in it', thread: root });
  await slack.say({ who: 'Ana', where: '!den', text: 'also', replyTo: reply, isBroadcast: true });
  const content = new Uint8Array([1, 2, 3]);
  await slack.say({
    who: 'Ana',
    where: '!den',
    text: 'look',
    files: [{ name: 'a.png', type: 'image/png', content }],
  });
  await seen(4);
  expect(heard.map(({ subtype, thread_ts: thread, channel_type: type }) => [subtype, thread, type])).toEqual([
    [undefined, undefined, 'group'],
    [undefined, root, 'group'],
    ['thread_broadcast', root, 'group'],
    ['file_share', undefined, 'group'],
  ]);
  const [file] = (heard[3]?.files ?? []) as { url_private: string }[];
  const headers = { authorization: `Bearer ${slack.environment.SLACK_BOT_TOKEN}` };
  const fetched = await fetch(file?.url_private ?? '', { headers });
  expect(new Uint8Array(await fetched.arrayBuffer())).toEqual(content);
  expect(slack.violations).toEqual([]);
});

test('a command is answered by its response URL, for one person', async () => {
  const { slack } = await scene((app) => {
    app.command('/kith', async ({ ack, respond, command }) => {
      await ack();
      await respond({ text: `you asked _${command.text}_` });
    });
    app.command('/affinity', async ({ ack }) => ack('at once'));
  });
  await slack.command('Ana', '/kith affinity why', '#lobby');
  await slack.command('Ana', '/affinity');
  await soon(() => slack.shown('#lobby', 'Ana').length === 1);
  expect(slack.shown('#lobby', 'Ana')).toMatchObject([{ text: 'you asked affinity why', onlyFor: 'Ana' }]);
  expect(slack.shown('#lobby', 'Ben')).toEqual([]);
  expect(slack.shown('direct', 'Ana')).toMatchObject([{ text: 'at once', onlyFor: 'Ana' }]);
  expect(slack.violations).toEqual([]);
});

test('a button is pressed, and replaced by the answer', async () => {
  const { slack, app } = await scene((bolt) => {
    bolt.action('yes', async ({ ack, respond, action }) => {
      await ack();
      await respond({
        replace_original: true,
        blocks: [],
        text: `chosen ${(action as { value: string }).value}`,
      });
    });
  });
  const channel = slack.world.channel('#lobby').id;
  const { ts = '' } = await app.client.chat.postMessage({ channel, text: 'Sure?', blocks: BUTTONS });
  expect(slack.shown('#lobby')).toMatchObject([{ text: 'Sure?', buttons: ['Yes'] }]);
  await slack.press('Ana', ts, 'Yes');
  await soon(() => slack.shown('#lobby')[0]?.edits === 1);
  expect(slack.shown('#lobby')).toMatchObject([{ text: 'chosen 7', buttons: [], edits: 1 }]);
  expect(slack.violations).toEqual([]);
});

test('a form is opened, refused once and taken', async () => {
  const taken: unknown[] = [];
  const { slack } = await scene((app) => {
    app.shortcut('write', async ({ ack, client, body }) => {
      await ack();
      const view = {
        type: 'modal' as const,
        callback_id: 'note',
        title: { type: 'plain_text' as const, text: 'A note' },
        submit: { type: 'plain_text' as const, text: 'Keep' },
        blocks: [
          {
            type: 'input' as const,
            block_id: 'b',
            label: { type: 'plain_text' as const, text: 'Text' },
            element: { type: 'plain_text_input' as const, action_id: 'text' },
          },
        ],
      };
      await client.views.open({ trigger_id: body.trigger_id, view });
    });
    app.view('note', async ({ ack, view }) => {
      const { value } = view.state.values.b?.text ?? {};
      if (value === 'no') return ack({ response_action: 'errors', errors: { b: 'say more' } });
      taken.push(value);
      return ack();
    });
  });
  await slack.shortcut('Ana', 'write');
  await soon(() => slack.form('Ana') !== undefined);
  expect(slack.form('Ana')).toMatchObject({ title: 'A note', fields: [{ name: 'text', label: 'Text' }] });
  await slack.form('Ana')?.submit({ text: 'no' });
  expect(slack.formErrors('Ana')).toEqual({ b: 'say more' });
  await slack.form('Ana')?.submit({ text: 'yes' });
  expect(slack.form('Ana')).toBeUndefined();
  expect(taken).toEqual(['yes']);
  expect(slack.violations).toEqual([]);
});

test('the Home tab is published and its buttons work', async () => {
  const pressed: unknown[] = [];
  const { slack } = await scene((app) => {
    app.event('app_home_opened', async ({ event, client }) => {
      await client.views.publish({ user_id: event.user, view: { type: 'home', blocks: BUTTONS } });
    });
    app.action('yes', async ({ ack, body }) => {
      await ack();
      pressed.push((body as { view?: { type: string } }).view?.type);
    });
  });
  await slack.openHome('Ana');
  await soon(() => slack.home('Ana') !== undefined);
  expect(slack.home('Ana')).toEqual({ text: 'Sure?', buttons: ['Yes'] });
  await slack.press('Ana', 'home', 'Yes');
  expect(pressed).toEqual(['home']);
  expect(slack.violations).toEqual([]);
});

test('a stream under a face of its own grows and ends', async () => {
  const { slack, app } = await scene();
  const root = await slack.say({ who: 'Ana', where: '#lobby', text: 'tell' });
  const channel = slack.world.channel('#lobby').id;
  await app.client.assistant.threads.setStatus({
    channel_id: channel,
    thread_ts: root,
    status: 'is thinking',
  });
  expect(slack.isTyping('#lobby')).toBe(true);
  expect(slack.leftovers()).toHaveLength(1);
  const { ts = '' } = await app.client.chat.startStream({
    channel,
    thread_ts: root,
    recipient_team_id: slack.world.team.id,
    recipient_user_id: slack.world.person('Ana').id,
    username: 'Mika',
    icon_emoji: ':fox:',
    markdown_text: '**Once** ',
  });
  await app.client.chat.appendStream({ channel, ts, markdown_text: 'upon' });
  expect(slack.shown('#lobby')).toMatchObject([
    { text: 'Once upon', isUnfinished: true, speaker: 'Mika', avatar: ':fox:' },
  ]);
  await app.client.chat.stopStream({
    channel,
    ts,
    chunks: [{ type: 'markdown_text', text: ' a time' }],
    blocks: BUTTONS,
  });
  expect(slack.shown('#lobby')).toMatchObject([
    { text: 'Once upon a time\nSure?', isUnfinished: false, buttons: ['Yes'], edits: 2 },
  ]);
  expect(slack.isTyping('#lobby')).toBe(false);
  expect(slack.leftovers()).toEqual([]);
  expect(slack.violations).toEqual([]);
});

test('edits, deletions and reactions come as events', async () => {
  const { slack, heard, seen, app } = await scene();
  const id = await slack.say({ who: 'Ana', where: '#lobby', text: 'one' });
  await slack.edit(id, 'two');
  await slack.react('Ana', id, '👍');
  await slack.unreact('Ana', id, '👍');
  await slack.erase(id);
  const own = await slack.sayAsBot('#lobby', 'mine');
  await app.client.chat.update({ channel: slack.world.channel('#lobby').id, ts: own, text: 'mine!' });
  await seen(7);
  expect(heard.map(({ type, subtype }) => subtype ?? type)).toEqual([
    'message',
    'message_changed',
    'reaction_added',
    'reaction_removed',
    'message_deleted',
    'message',
    'message_changed',
  ]);
  expect(heard[1]).toMatchObject({ message: { text: 'two', ts: id }, previous_message: { text: 'one' } });
  expect(heard[2]).toMatchObject({ reaction: '+1', item: { ts: id } });
  expect(heard[4]).toMatchObject({ deleted_ts: id, previous_message: { text: 'two' } });
  expect(heard[6]).toMatchObject({ message: { bot_id: slack.world.bot.id, text: 'mine!' } });
});

test('an unacknowledged event comes again under the same id', async () => {
  const { slack, heard, seen } = await scene();
  slack.loseAcks(2);
  await slack.say({ who: 'Ana', text: 'hear me' });
  await seen(3);
  await slack.sayAsBot('direct', 'an echo', 'Ana');
  await slack.sayAgain();
  await seen(5);
  const again = heard.filter(({ text }) => text === 'hear me');
  expect(new Set(again.map(({ id }) => id)).size).toBe(1);
  expect(again.map(({ retry }) => retry)).toEqual([undefined, 1, 1, 2]);
  expect(slack.violations).toEqual([]);
});

test('the client comes back after a goodbye and after a cut, and misses nothing', async () => {
  const { slack, heard, seen } = await scene();
  slack.socket.askToLeave('refresh_requested');
  await soon(() => slack.socket.sockets.ever() === 2);
  await slack.ready();
  await slack.disconnect();
  await slack.say({ who: 'Ana', text: 'are you there?' });
  await seen(1);
  expect(slack.socket.sockets.ever()).toBe(3);
  expect(heard).toMatchObject([{ text: 'are you there?' }]);
  expect(slack.violations).toEqual([]);
});

test('people, channels and what was said can be looked up', async () => {
  const { slack, app, seen } = await scene();
  slack.describe('Ana', { locale: 'es-ES', isAdmin: true });
  const root = await slack.say({ who: 'Ana', where: '!den', text: 'one' });
  await slack.say({ who: 'Ben', where: '!den', text: 'two', thread: root });
  const last = await slack.say({ who: 'Ben', where: '!den', text: 'three' });
  await seen(3);
  const { client } = app;
  const { id: channel, members } = slack.world.channel('!den');
  const ana = slack.world.person('Ana').id;
  const { user } = await client.users.info({ user: ana, include_locale: true });
  expect(user).toMatchObject({ locale: 'es-ES', is_admin: true, is_owner: false, is_bot: false });
  const { channel: info } = await client.conversations.info({ channel });
  expect(info).toMatchObject({ name: 'den', is_private: true, is_member: true });
  expect((await client.conversations.members({ channel })).members).toEqual([...members]);
  const { messages } = await client.conversations.history({ channel, limit: 1 });
  expect(messages).toMatchObject([{ ts: last, text: 'three' }]);
  const earlier = await client.conversations.history({ channel, latest: last });
  expect(earlier.messages).toMatchObject([{ ts: root, reply_count: 1 }]);
  const thread = await client.conversations.replies({ channel, ts: root });
  expect(thread.messages?.map(({ text }) => text)).toEqual(['one', 'two']);
  const { channel: direct } = await client.conversations.open({ users: ana });
  expect(direct?.id).toBe(slack.world.channel('direct', 'Ana').id);
  expect(slack.violations).toEqual([]);
});

test('the assistant pane and what is looked at are told', async () => {
  const { slack, heard, seen } = await scene();
  await slack.openHome('Ana', 'messages');
  const thread = await slack.openAssistant('Ana');
  await slack.changeContext('Ana', '#lobby');
  await seen(3);
  const value = slack.world.channel('#lobby').id;
  expect(heard).toMatchObject([
    { type: 'app_home_opened', tab: 'messages' },
    { type: 'assistant_thread_started', assistant_thread: { thread_ts: thread } },
    { type: 'app_context_changed', context: { entities: [{ value }] } },
  ]);
});
