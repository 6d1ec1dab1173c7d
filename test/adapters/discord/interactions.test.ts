import { expect, test } from 'vitest';
import { createAtlas } from '../../../src/adapters/discord/atlas.ts';
import { createInteractions } from '../../../src/adapters/discord/interactions.ts';
import { type Call, createRest, type Wire } from '../../../src/adapters/discord/rest.ts';
import { commands } from '../../../src/core/commands/table.ts';
import { systemRandom } from '../../../src/system/random.ts';
import { aside, type Logged, logInto, movable, until } from './discord.ts';

/** Interactions whose wire notes what it is asked; `answer` may throw as the SDK does. */
function noted(answer: (call: Call) => unknown = () => ({ id: '900' })) {
  const calls: Call[] = [];
  const logs: Logged[] = [];
  const { clock, move } = movable();
  const wire: Wire = async (call) => {
    calls.push(call);
    return answer(call);
  };
  const atlas = createAtlas();
  atlas.learn({
    t: 'READY',
    d: { user: { id: '7', username: 'Kith' }, application: { id: '8' }, guilds: [] },
  } as never);
  const log = logInto(logs);
  const interactions = createInteractions({
    wire,
    rest: createRest({
      wire,
      clock,
      random: systemRandom,
      retryBaseMs: 1,
      retryMaxMs: 1,
      onRefused: () => {},
    }),
    atlas,
    clock,
    log,
    commands,
    suggest: () => [],
  });
  return { interactions, calls, logs, move };
}

const base = {
  id: '1180000000000000002',
  token: 'aW50',
  guild_id: '1001',
  channel: { id: '3001' },
  locale: 'es-419',
  member: { user: { id: '50', username: 'ana' }, permissions: '0', roles: [] },
};
const slash = { ...base, type: 2, data: { type: 1, name: 'affinity' } } as never;
const onMessage = (author: string, content: string) =>
  ({
    ...base,
    type: 2,
    data: {
      type: 3,
      name: 'Remember this',
      target_id: '5',
      resolved: { messages: { '5': { author: { id: author }, content } } },
    },
  }) as never;

test('a message of one’s own is remembered', async () => {
  const { interactions, calls } = noted();
  const event = await interactions.receive(onMessage('50', 'my dog is called Max'));
  expect(event).toMatchObject({ name: 'remember', args: ['my dog is called Max'] });
  expect(calls[0]).toMatchObject({
    path: '/interactions/1180000000000000002/aW50/callback',
    body: { type: 5, data: { flags: 64 } },
  });
});

test('a message of somebody else’s, or without words, is not, and says so to who asked', async () => {
  for (const [author, content] of [
    ['51', 'my dog is called Max'],
    ['50', ''],
  ] as const) {
    const { interactions, calls } = noted();
    expect(await interactions.receive(onMessage(author, content))).toBeUndefined();
    expect(calls).toMatchObject([
      { body: { type: 4, data: { flags: 64, content: expect.stringMatching(/recuerdo|texto/) } } },
    ]);
  }
});

test('nobody answered for 14 minutes: closed in their language, and later answers still find them', async () => {
  const { interactions, calls, move } = noted();
  const event = await interactions.receive(slash);
  move(13 * 60_000);
  expect(calls).toHaveLength(1);
  move(60_000);
  await until(() => calls.length === 2, 'not closed');
  expect(calls[1]).toMatchObject({
    method: 'PATCH',
    path: '/webhooks/8/aW50/messages/@original',
    auth: false,
    body: { content: expect.stringMatching(/inténtalo/) },
  });
  const page = aside('Here', { answers: event?.eventId ?? '' });
  expect(await interactions.answer(page)).toEqual({ platformId: 'discord:900' });
  move(60_000);
  expect(await interactions.answer(page)).toBeUndefined();
});

test('an acknowledgement that another process gave is said to the operator', async () => {
  const { interactions, logs } = noted(() => {
    throw Object.assign(new Error('acknowledged'), { status: 400, code: 40060 });
  });
  const event = await interactions.receive(slash);
  expect(event?.name).toBe('affinity');
  expect(logs).toMatchObject([{ level: 'warn', event: expect.stringMatching(/same token/) }]);
  expect(await interactions.answer(aside('Here', { answers: event?.eventId ?? '' }))).toBeUndefined();
});

test('an answer the person put away comes again after it', async () => {
  const { interactions, calls } = noted(({ method }) => {
    if (method === 'PATCH') throw Object.assign(new Error('gone'), { status: 404, code: 10008 });
    return { id: '901' };
  });
  const event = await interactions.receive(slash);
  const sent = await interactions.answer(aside('Here', { answers: event?.eventId ?? '' }));
  expect(sent).toEqual({ platformId: 'discord:901' });
  expect(calls.at(-1)).toMatchObject({ path: '/webhooks/8/aW50', body: { flags: 64 | 4 } });
});
