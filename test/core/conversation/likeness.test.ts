import { afterEach, expect, test } from 'vitest';
import type { MessageId } from '../../../src/core/ids.ts';
import { temporary } from '../../cli/temporary.ts';
import { type OpenAiServer, startOpenAiServer } from '../../platforms/openai/server.ts';
import { alicia, createWorld, deletion, message, modelThat, type World, type WorldOptions } from './world.ts';

let world: World | undefined;
let server: OpenAiServer | undefined;
afterEach(async () => {
  await world?.app.stop();
  await server?.stop();
  world = undefined;
  server = undefined;
});

/** Somebody who told of a guitar before other things. */
async function told(rules: Readonly<Record<string, string>>, options: WorldOptions = {}) {
  const model = modelThat();
  world = await createWorld({ model, rules: { 'turn.recentMessages': '1', ...rules }, ...options });
  for (const text of ['I play the guitar', 'It rained all day', 'Soup for lunch', 'The bus was late'])
    await world.say(text);
  return { world, model };
}

async function promptFor(
  { world: asked, model }: Awaited<ReturnType<typeof told>>,
  text: string,
): Promise<string> {
  await asked.say(text);
  return JSON.stringify(
    model
      .of('reply')
      .at(-1)
      ?.messages.filter(({ role }) => role === 'system'),
  );
}

async function vectorsOf({ parts, person }: World): Promise<readonly MessageId[]> {
  const found: MessageId[] = [];
  const { likeness } = parts;
  if (likeness === undefined) return found;
  const of = [(await person()).id, alicia as never, likeness.embedder.name] as const;
  for await (const some of likeness.vectors.ofPair(...of)) found.push(...some.map(({ message: id }) => id));
  return found;
}

test('a slip of the pen finds what was said, with our own vectors and not without', async () => {
  const asked = 'Do you remember my gitar?';
  expect(await promptFor(await told({ 'retrieval.vectors': 'off' }), asked)).not.toContain('guitar');
  expect(world?.parts.likeness).toBeUndefined();
  await world?.app.stop();
  const local = await told({ 'storage.phase': '2' });
  expect(await promptFor(local, asked)).toContain('I play the guitar');
  expect(await vectorsOf(local.world)).toHaveLength(10);
});

test('words find the same with vectors as without', async () => {
  const asked = 'Do you remember my guitar?';
  const without = await promptFor(await told({}), asked);
  await world?.app.stop();
  expect(await promptFor(await told({ 'retrieval.vectors': 'local' }), asked)).toBe(without);
});

test('a server is asked only when its model is named and likeness is on', async () => {
  server = await startOpenAiServer();
  const rules = { 'model.baseUrl': server.url, 'model.name': 'big', 'model.embedding': 'small' };
  const embeddings = () => server!.requests.filter(({ path }) => path.endsWith('/embeddings'));
  await told(rules);
  expect(embeddings()).toEqual([]);
  await world?.app.stop();
  await told({ ...rules, 'model.embedding': '', 'storage.phase': '3' });
  expect(world?.parts.likeness?.embedder.name).toBe('kith-spelling-1');
  expect(embeddings()).toEqual([]);
  await world?.app.stop();
  await told({ ...rules, 'storage.phase': '3' });
  expect(embeddings().length).toBe(4);
  expect(await vectorsOf(world!)).toHaveLength(8);
});

test('a server that fails costs nobody an answer', async () => {
  server = await startOpenAiServer();
  const url = server.url;
  await server.stop();
  const rules = {
    'model.baseUrl': url,
    'model.name': 'big',
    'model.embedding': 'small',
    'storage.phase': '3',
  };
  const failing = await told(rules);
  expect(await promptFor(failing, 'Do you remember my guitar?')).toContain('I play the guitar');
  expect(failing.world.log.events.map(({ event }) => event)).toContain(
    'Vectors were not made; the next look finds them missing',
  );
});

test.each([
  ['beside the messages', {}],
  ['in memory', { 'storage.vectors': 'memory' }],
])('who is erased and what is deleted leaves no vector: %s', async (_, where) => {
  const { world: here } = await told(
    { 'storage.phase': '2', ...where },
    'storage.vectors' in where ? {} : { directory: temporary() },
  );
  const heard = message('I also play the flute');
  await here.conversation.accept(heard);
  const before = await vectorsOf(here);
  expect(before).toContain(heard.id);
  await here.conversation.accept(deletion(heard.place, heard));
  const after = await vectorsOf(here);
  expect(after).not.toContain(heard.id);
  expect(after.length).toBe(before.length - 2);
  await here.parts.store.erasePerson((await here.person()).id);
  expect(await here.parts.likeness?.vectors.people()).toEqual([]);
});
