import { describe, expect, it } from 'vitest';
import { voiceSchema } from '../../src/core/personas/voice.ts';
import { converse, english, files, read, reply, scene, spanish } from './offline-scenes.ts';

describe('the voices that come with Kith', () => {
  it.each(files)('%s holds a voice its schema accepts', (file) => {
    const voice = read(file).voice;
    expect(voiceSchema.safeParse(voice ?? {}).error).toBeUndefined();
  });

  it.each(['alicia.json', 'mika.json', 'yumi.json'])(
    '%s has lines for its own moods and all of its levels, in order',
    (file) => {
      const { voice, levels = [], moods = {} } = read(file);
      expect(Object.keys(voice?.levels ?? {})).toEqual(levels.map(({ name }) => name));
      expect(Object.keys(moods)).toEqual(expect.arrayContaining(Object.keys(voice?.moods ?? {})));
    },
  );

  it.each([
    ['alicia.json', 150],
    ['mika.json', 100],
    ['yumi.json', 100],
    ['friendly-assistant.json', 30],
    ['analytical-expert.json', 30],
    ['creative-collaborator.json', 30],
    ['base_assistant.json', 30],
    ['tech_support.json', 30],
    ['customer_service.json', 30],
    ['helpful_assistant.json', 30],
  ])('%s has at least %i lines, each of them once', (file, least) => {
    const all = [...strings(read(file).voice)];
    expect(all.length).toBeGreaterThanOrEqual(least);
    const long = all.filter((line) => line.length > 25);
    expect(new Set(long).size).toBe(long.length);
  });

  it.each(files)('%s talks ten turns in either language without repeating itself', async (file) => {
    for (const [language, lines] of [
      ['en', english],
      ['es', spanish],
    ] as const) {
      const replies = await converse(read(file), lines, { language });
      expect(new Set(replies).size, replies.join('\n')).toBe(10);
      for (const each of replies) {
        expect(each).not.toContain('${');
        expect(each).not.toContain('undefined');
      }
    }
  });

  it.each(files)('%s does not run dry when only greeted or only nodded at', async (file) => {
    for (const line of ['Hola', 'ok', 'asdf', '¿y eso?', '']) {
      const replies = await converse(
        read(file),
        Array.from({ length: 10 }, () => line),
        { language: 'es' },
      );
      const repeated = replies.filter((each, index) =>
        replies.slice(Math.max(0, index - 5), index).includes(each),
      );
      expect(repeated, line).toEqual([]);
    }
  });

  it('answers "Hello!" as a helpful assistant would', async () => {
    for (let turnNumber = 1; turnNumber <= 5; turnNumber++) {
      expect(await reply(scene(read('helpful_assistant.json'), { userText: 'Hello!', turnNumber }))).toMatch(
        /helpful/i,
      );
    }
  });
});

function* strings(value: unknown): Generator<string> {
  if (typeof value === 'string') yield value;
  else if (Array.isArray(value)) for (const each of value) yield* strings(each);
  else if (typeof value === 'object' && value !== null) {
    for (const [key, each] of Object.entries(value))
      if (key !== 'words' && key !== 'name') yield* strings(each);
  }
}
