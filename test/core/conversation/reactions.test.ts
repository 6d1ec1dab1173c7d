import { expect, onTestFinished, test } from 'vitest';
import { personaName } from '../../../src/core/ids.ts';
import { fakeChannel } from '../delivery/fake-channel.ts';
import {
  createWorld,
  message,
  modelThat,
  reaction,
  type SayOptions,
  type World,
  type WorldOptions,
} from './world.ts';

const lobby: SayOptions = { where: '#lobby', audience: 'everyone' };
const by = (who: string, more: SayOptions = {}): SayOptions => ({ ...lobby, who, ...more });

/** A world in which Ana has said something to Alicia in public and was answered. */
async function answered(options: WorldOptions = {}): Promise<World> {
  const world = await createWorld({ model: modelThat(), ...options });
  onTestFinished(() => world.app.stop());
  await world.conversation.accept(message('Hola, Alicia', by('ana')));
  return world;
}

const verdicts = ({ parts }: World) => parts.store.feedback.ofPersona(personaName('alicia'), 100);
const latest = (world: World) => {
  const [decision] = world.parts.decisions.of(message('', lobby).place.id);
  return `${decision?.what}: ${decision?.why}`;
};

test('what people think of a reply counts once for each of them, the last one, until it is taken back', async () => {
  const world = await answered();
  const [reply] = world.channel.ids;
  const react = (...args: Parameters<typeof reaction>) => world.conversation.accept(reaction(...args));
  await react(reply, 'like', by('ana'));
  await react(reply, 'like', by('ana'));
  await react(reply, 'dislike', by('bob'));
  expect(await verdicts(world)).toEqual({ good: 1, bad: 1 });
  await react(reply, 'dislike', by('ana'));
  expect(await verdicts(world)).toEqual({ good: 0, bad: 2 });
  await react(reply, 'dislike', by('bob'), false);
  expect(await verdicts(world)).toEqual({ good: 0, bad: 1 });
  expect(latest(world)).toBe('react: dislike');
  expect(await world.affinity()).toMatchObject({ points: 1 });
});

test('a reaction to anything but a reply means nothing', async () => {
  const world = await answered();
  for (const meaning of ['like', 'dislike', 'remove', 'explain'] as const) {
    await world.conversation.accept(reaction('fake:unknown', meaning, by('ana')));
    expect(latest(world)).toBe('ignore: no reply');
  }
  expect(await verdicts(world)).toEqual({ good: 0, bad: 0 });
  expect(world.channel.said).toHaveLength(1);
});

test('a reply is removed, every page, for whom it was for or an administrator, and nothing else changes', async () => {
  const channel = () => fakeChannel({}, { pageLength: 3 });
  for (const [who, role, isRemoved] of [
    ['ana', 'member', true],
    ['bob', 'admin', true],
    ['bob', 'member', false],
  ] as const) {
    const world = await answered({ channel: channel() });
    const [, second] = world.channel.ids;
    expect(world.channel.shown).toEqual(['Fin', 'e.']);
    await world.conversation.accept(reaction(second, 'remove', by(who, { role })));
    expect(world.channel.shown).toEqual(isRemoved ? [] : ['Fin', 'e.']);
    expect(latest(world)).toBe(isRemoved ? 'react: remove' : 'ignore: not theirs');
    expect(await world.affinity()).toMatchObject({ points: 1 });
    const { id } = await world.person();
    expect(await world.parts.store.messages.history(id, personaName('alicia'), 10)).toHaveLength(2);
  }
});

test('taking a wish back removes nothing, and a page that is gone keeps no other', async () => {
  const world = await answered({ channel: fakeChannel({}, { pageLength: 3 }) });
  const [first] = world.channel.ids;
  await world.conversation.accept(reaction(first, 'remove', by('ana'), false));
  expect(world.channel.shown).toHaveLength(2);
  world.channel.fail('remove', 1);
  await world.conversation.accept(reaction(first, 'remove', by('ana')));
  expect(world.channel.shown).toEqual(['Fin']);
});

test('who asks is told who said it, to whom and why, in their language and alone', async () => {
  const world = await answered();
  const [reply] = world.channel.ids;
  await world.conversation.accept(reaction(reply, 'explain', by('bob', { locale: 'es-MX' })));
  expect(world.channel.said.at(-1)).toMatchObject({
    kind: 'command',
    visibleTo: 'author',
    text: expect.stringMatching(/^Alicia .*ana.*llamaba a una persona por su nombre.*\/persona info alicia/),
  });
  await world.conversation.accept(reaction(reply, 'explain', by('eva', { locale: 'en' })));
  expect(world.channel.said.at(-1)?.text).toMatch(
    /^Alicia .*ana.*called a persona by name.*\/persona info alicia/,
  );
});

test('a reply of an earlier run is explained as far as it is on record', async () => {
  const world = await answered();
  const [reply] = world.channel.ids;
  for (let each = 0; each < 50; each++)
    await world.conversation.accept(message('hola', by('ana', { more: { isAddressed: false } })));
  await world.conversation.accept(reaction(reply, 'explain', by('bob')));
  expect(world.channel.said.at(-1)?.text).toMatch(/^Alicia .*ana\. .*\/persona info alicia/);
});

test('where a platform cannot remove, the reply stays and nobody is worse off', async () => {
  const world = await answered({ channel: fakeChannel({}, { without: ['remove'] }) });
  await world.conversation.accept(reaction(world.channel.ids[0], 'remove', by('ana')));
  expect(world.channel.shown).toEqual(['Fine.']);
});
