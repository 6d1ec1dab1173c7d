import { describe, expect, test } from 'vitest';
import { recoverTurns } from '../../../src/core/conversation/recover.ts';
import { personaName } from '../../../src/core/ids.ts';
import { fakeChannel, fakePlatform } from '../delivery/fake-channel.ts';
import { handClock } from '../llm/hand-clock.ts';
import { checkBooks, createWorld, modelThat, type World, watched } from './world.ts';

const alicia = personaName('alicia');
const HOUR = 3_600_000;
const gone = () => false;
const alive = () => true;
const here = { owner: 'here:1:now' };

/** A world in which another run, `there`, left turns at a step: everything after that step never happened. */
async function leftAt(step: 'open' | 'replied' | 'delivered', texts = ['Hello']) {
  let isDead = false;
  const never = new Promise<never>(() => {});
  const next = { open: 'messages.recent', replied: 'send', delivered: 'apply' }[step];
  const clock = handClock();
  const channel = fakeChannel();
  const model = modelThat({ reply: ({ messages }) => `Re: ${messages.at(-1)!.content}` });
  const world = await createWorld({
    clock,
    channel,
    model,
    owner: 'there:1:then',
    wrapStore: (store) => watched(store, (name, call) => (!isDead && name === next ? never : call())),
  });
  if (next === 'send') channel.hold('send', never);
  for (const [index, text] of texts.entries()) {
    void world.say(text, { who: `who${index}`, id: `left-${index}` });
    await clock.pass(10);
  }
  isDead = true;
  channel.hold('send', Promise.resolve());
  return { ...world, parts: { ...world.parts, ...here }, clock, before: channel.shown.length };
}

const books = async (world: World, account = 'who0') =>
  checkBooks(world.parts.store, (await world.person(account)).id, alicia);

describe('a turn somebody left behind', () => {
  test.each([
    ['open', ['Re: User says: Hello']],
    ['replied', ['Re: User says: Hello']],
    ['delivered', []],
  ] as const)('after it was %s is finished: said if it was not, settled once', async (step, said) => {
    const world = await leftAt(step);
    expect(await recoverTurns(world.parts, gone)).toEqual({ finished: 1, abandoned: 0, left: 0 });
    expect(world.channel.shown.slice(world.before)).toEqual(said);
    expect(await books(world)).toMatchObject({
      points: 1,
      sum: 1,
      rows: 1,
      users: ['Hello'],
      replies: ['Re: User says: Hello'],
      unfinished: 0,
    });
    expect(await recoverTurns(world.parts, gone)).toEqual({ finished: 0, abandoned: 0, left: 0 });
    await world.app.stop();
  });

  test('keeps the line of first contact its answer was stored with', async () => {
    const world = await leftAt('replied');
    await recoverTurns(world.parts, gone);
    expect(world.channel.said.at(-1)!.notice).toMatch(/AI persona/);
    expect(await world.person('who0')).toMatchObject({ isGreeted: true });
    await world.app.stop();
  });

  test('is left alone while its process runs', async () => {
    const world = await leftAt('open');
    expect(await recoverTurns(world.parts, alive)).toEqual({ finished: 0, abandoned: 0, left: 1 });
    expect(world.channel.shown).toHaveLength(world.before);
    await world.app.stop();
  });

  test('is taken over all the same once no turn can still be running that long', async () => {
    const world = await leftAt('open');
    await world.clock.pass(HOUR);
    expect(await recoverTurns(world.parts, alive)).toMatchObject({ finished: 1 });
    await world.app.stop();
  });

  test('is not answered a day late, but it counts', async () => {
    for (const step of ['open', 'replied'] as const) {
      const world = await leftAt(step);
      await world.clock.pass(25 * HOUR);
      expect(await recoverTurns(world.parts, gone)).toMatchObject({ finished: 1 });
      expect(world.channel.shown).toHaveLength(world.before);
      expect(await books(world)).toMatchObject({ points: 1, users: ['Hello'], unfinished: 0 });
      await world.app.stop();
    }
  });

  test('waits for its channel', async () => {
    const world = await leftAt('open');
    const deaf = { ...world.parts, channel: () => undefined };
    expect(await recoverTurns(deaf, gone)).toEqual({ finished: 0, abandoned: 0, left: 1 });
    expect(await recoverTurns(world.parts, gone)).toMatchObject({ finished: 1 });
    await world.app.stop();
  });

  test('waits until its channel is connected', async () => {
    const world = await leftAt('replied');
    const health = { state: 'connecting', since: 0 } as const;
    const away = { ...world.parts, channel: () => ({ ...world.channel, health: () => health }) };
    expect(await recoverTurns(away, gone)).toEqual({ finished: 0, abandoned: 0, left: 1 });
    expect(await recoverTurns(world.parts, gone)).toMatchObject({ finished: 1 });
    await world.app.stop();
  });

  test('that nobody lived to answer is settled unanswered: its point is not lost', async () => {
    const world = await leftAt('open');
    const { store } = world.parts;
    const [turn] = await store.turns.unfinished(1);
    let owner = turn!.owner;
    for (let attempt = 0; attempt < world.parts.rules.recover.attempts; attempt++) {
      const next = `run${attempt}`;
      await store.turns.takeOver(turn!.id, owner, next);
      owner = next;
    }
    const asked = (world.parts.model as ReturnType<typeof modelThat>).requests.length;
    expect(await recoverTurns(world.parts, gone)).toEqual({ finished: 1, abandoned: 0, left: 0 });
    expect(world.parts.model).toMatchObject({ requests: { length: asked } });
    expect(world.channel.shown).toHaveLength(world.before);
    expect(await books(world)).toMatchObject({
      points: 1,
      sum: 1,
      users: ['Hello'],
      replies: [],
      unfinished: 0,
    });
    await world.app.stop();
  });

  test('is given up after so many attempts, and kept for the operator to see', async () => {
    const world = await leftAt('open');
    const broken = {
      ...world.parts,
      store: watched(world.parts.store, (name, call) =>
        name === 'messages.ofTurn' ? Promise.reject(new Error('bad row')) : call(),
      ),
    };
    for (let attempt = 0; attempt < world.parts.rules.recover.attempts + 3; attempt++) {
      // Every attempt is another run's.
      const parts = { ...broken, owner: `run${attempt}` };
      expect(await recoverTurns(parts, gone)).toEqual({ finished: 0, abandoned: 0, left: 1 });
    }
    expect(await recoverTurns(broken, gone)).toEqual({ finished: 0, abandoned: 1, left: 0 });
    expect((await books(world)).users).toEqual(['Hello']);
    expect(await recoverTurns(world.parts, gone)).toEqual({ finished: 0, abandoned: 0, left: 0 });
    await world.app.stop();
  });

  test('that failed here is settled without a word out of nowhere', async () => {
    const world = await leftAt('open');
    const parts = { ...world.parts, owner: 'there:1:then' };
    expect(await recoverTurns(parts, alive)).toMatchObject({ left: 1 });
    await world.clock.pass(HOUR);
    expect(await recoverTurns(parts, alive)).toMatchObject({ finished: 1 });
    expect(world.channel.shown).toHaveLength(world.before);
    expect(await books(world)).toMatchObject({ points: 1, unfinished: 0 });
    await world.app.stop();
  });

  test('is finished where the store was asked twice to hand it over', async () => {
    const world = await leftAt('open');
    const store = watched(world.parts.store, async (name, call) => {
      const answer = await call();
      return name === 'turns.takeOver' ? false : answer;
    });
    expect(await recoverTurns({ ...world.parts, store }, gone)).toMatchObject({ finished: 1, left: 0 });
    expect(world.channel.shown.slice(world.before)).toEqual(['Re: User says: Hello']);
    await world.app.stop();
  });

  test('is taken by one of two that want it', async () => {
    const world = await leftAt('open');
    const reports = await Promise.all([
      recoverTurns({ ...world.parts, owner: 'one' }, gone),
      recoverTurns({ ...world.parts, owner: 'two' }, gone),
    ]);
    expect(reports.map(({ finished }) => finished).toSorted((one, other) => one - other)).toEqual([0, 1]);
    expect(world.channel.shown.slice(world.before)).toEqual(['Re: User says: Hello']);
    await world.app.stop();
  });
});

test('a model that hangs for one person holds up nobody else', async () => {
  const world = await leftAt('open', ['Hello', 'Hola', 'Hey']);
  const stuck = modelThat({
    reply: ({ messages }) =>
      messages.at(-1)!.content.includes('Hola') ? new Promise(() => {}) : 'Sorry I was away.',
  });
  const recovering = recoverTurns({ ...world.parts, model: stuck, light: stuck }, gone);
  for (let turn = 0; turn < 50; turn++) await new Promise((resolve) => setImmediate(resolve));
  expect(world.channel.shown.slice(world.before)).toEqual(['Sorry I was away.', 'Sorry I was away.']);
  await world.clock.pass(HOUR);
  await recovering;
  expect((await books(world, 'who1')).unfinished).toBe(0);
  await world.app.stop();
});

test('what a process sent as it died is looked for when it has had time to arrive', async () => {
  const platform = fakePlatform();
  const { promise: arrival, resolve: arrive } = Promise.withResolvers<void>();
  const dying = fakeChannel(
    { repeats: 'checked' },
    { platform, around: (call, step) => (call === 'send' ? arrival.then(step) : step()) },
  );
  const clock = handClock();
  const world = await createWorld({
    clock,
    channel: dying,
    model: modelThat({ reply: () => 'Hello yourself.' }),
    rules: { 'recover.graceMs': '1000' },
    owner: 'there:1:then',
  });
  void world.say('Hello');
  await clock.pass(10);
  const channel = fakeChannel({ repeats: 'checked' }, { platform });
  const recovering = recoverTurns({ ...world.parts, ...here, channel: () => channel }, gone);
  await clock.pass(500);
  expect(channel.shown).toEqual([]);
  arrive();
  await clock.pass(500);
  expect(await recovering).toMatchObject({ finished: 1 });
  expect(channel.shown).toEqual(['Hello yourself.']);
  await world.app.stop();
});
