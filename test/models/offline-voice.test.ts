import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ModelEvent } from '../../src/core/ports/language-model.ts';
import { createOfflineVoice } from '../../src/models/offline-voice.ts';
import { bare, events, max, read, reply, scene } from './offline-scenes.ts';

describe('the offline voice', () => {
  it('is named, answers no structured questions, and streams words before one end', async () => {
    const model = createOfflineVoice();
    expect([model.name, model.answersQuestions]).toEqual(['offline', false]);
    const all = await events(scene(bare));
    expect(all.length).toBeGreaterThan(2);
    expect(all.at(-1)).toEqual({ kind: 'end', finish: 'stop', usage: {} });
    expect(all.slice(0, -1).every(({ kind }) => kind === 'text')).toBe(true);
  });

  it('refuses what is not a reply', async () => {
    const asked = createOfflineVoice().generate(
      { purpose: 'facts', messages: [] },
      new AbortController().signal,
    );
    await expect(asked[Symbol.asyncIterator]().next()).rejects.toMatchObject({
      code: 'model.refused',
      retryable: false,
    });
  });

  it('answers a request without a scene from its last message', async () => {
    const stream = createOfflineVoice().generate(
      { purpose: 'reply', messages: [{ role: 'user', content: 'Hello' }] },
      new AbortController().signal,
    );
    let text = '';
    for await (const event of stream) if (event.kind === 'text') text += event.text;
    expect(text).toContain('Kith');
  });

  it('stops when aborted, without an end', async () => {
    const controller = new AbortController();
    const seen: ModelEvent[] = [];
    for await (const event of createOfflineVoice().generate(
      { purpose: 'reply', messages: [], scene: scene(bare) },
      controller.signal,
    )) {
      seen.push(event);
      controller.abort();
    }
    expect(seen).toHaveLength(1);
    expect(await events(scene(bare), AbortSignal.abort())).toEqual([]);
  });

  it('says the same in the same scene, and not always the same in others', async () => {
    const alicia = read('alicia.json');
    expect(await reply(scene(alicia))).toBe(await reply(scene(alicia)));
    const greetings = await Promise.all(
      [1, 2, 3, 4, 5].map((turnNumber) => reply(scene(alicia, { turnNumber }))),
    );
    expect(new Set(greetings).size).toBeGreaterThan(2);
  });

  it.each([
    ['es', 'Me llamo diego', 'Diego'],
    ['es', 'Hola, soy Lucía', 'Lucía'],
    ['en', "Hi, I'm Zoë!", 'Zoë'],
    ['en', 'call me sam', 'Sam'],
  ] as const)('takes up a name in %s: %s', async (language, userText, name) => {
    for (const file of ['alicia.json', 'mika.json', 'yumi.json']) {
      expect(await reply(scene(read(file), { language, userText }))).toContain(name);
    }
    expect(await reply(scene(bare, { language, userText }))).toContain(name);
  });

  it.each(["I'm tired", 'I am Not sure', 'soy de Chile', 'Estoy cansado', 'call me later'])(
    'hears no name in: %s',
    async (userText) => {
      expect(await reply(scene(bare, { userText }))).not.toMatch(
        /pleased|Nice to meet you|should I know about you/,
      );
    },
  );

  it.each(['alicia.json', 'mika.json', 'yumi.json', 'tech_support.json', undefined])(
    'says what and when it remembers (%s)',
    async (file) => {
      const persona = file === undefined ? bare : read(file);
      for (let turnNumber = 1; turnNumber <= 6; turnNumber++) {
        const said = await reply(
          scene(persona, {
            language: 'es',
            userText: 'Recuerdas cuando te conté de Max?',
            userName: 'Diego',
            memories: max,
            asksAboutPast: true,
            turnNumber,
          }),
        );
        expect(said).toContain('Max');
        expect(said).toContain('hace 2 semanas');
        expect(said).toMatch(/\?$/);
      }
      const said = await reply(
        scene(persona, {
          userText: 'Do you remember Max?',
          memories: [{ kind: 'episode', label: 'Losing Max', text: 'The dog died', age: '2 weeks ago' }],
          asksAboutPast: true,
        }),
      );
      expect(said).toContain('Max');
      expect(said).toContain('2 weeks ago');
    },
  );

  it('does not pass another memory off as the one asked for', async () => {
    const said = await reply(
      scene(bare, {
        userText: 'Do you remember the trip to Paris?',
        memories: [{ kind: 'episode', label: 'Losing Max', text: 'The dog died', age: '2 weeks ago' }],
        asksAboutPast: true,
      }),
    );
    expect(said).toMatch(/^(That exactly I do not find|Not that)/);
    const nothing = await reply(
      scene(bare, { userText: 'Do you remember the trip to Paris?', asksAboutPast: true }),
    );
    expect(nothing).not.toContain('Paris');
  });

  it('lists what it knows, and admits when that is nothing', async () => {
    const said = await reply(scene(bare, { language: 'es', userText: '¿Qué sabes de mí?', memories: max }));
    expect(said).toContain('te llamas Diego');
    expect(said).toContain('Naruto');
    const nothing = await reply(scene(bare, { userText: 'What do you know about me?' }));
    expect(nothing).toMatch(/Very little|Nothing yet/);
  });

  it.each([
    ['city', 'Lima', 'en', 'you live in Lima'],
    ['likes_pizza', 'pizza', 'en', 'you like pizza'],
    ['favorite_song', 'Yesterday', 'es', 'tu canción favorita: Yesterday'],
    ['dogs', 'Toby y Luna', 'es', 'tus perros: Toby y Luna'],
    ['constructor', 'x', 'en', 'your constructor: x'],
    ['__proto__', 'x', 'es', 'x'],
  ] as const)('puts the fact %s into words', async (label, text, language, expected) => {
    const said = await reply(
      scene(bare, {
        language,
        userText: language === 'es' ? '¿Qué sabes de mí?' : 'What do you know about me?',
        memories: [{ kind: 'fact', label, text, age: '' }],
      }),
    );
    expect(said).toContain(expected);
  });

  it.each(['alicia.json', 'mika.json', 'yumi.json', 'analytical-expert.json', undefined])(
    'is honest about what it is (%s)',
    async (file) => {
      const persona = file === undefined ? bare : read(file);
      expect(await reply(scene(persona, { userText: 'Are you a bot?' }))).toMatch(/language model/);
      expect(await reply(scene(persona, { language: 'es', userText: '¿Eres una IA?' }))).toMatch(
        /modelo de lenguaje/,
      );
    },
  );

  it('lets the mood colour the wording', async () => {
    const alicia = read('alicia.json');
    const turns = [1, 2, 3, 4, 5, 6, 7, 8];
    const shy = await Promise.all(
      turns.map((turnNumber) =>
        reply(scene(alicia, { turnNumber, mood: 'shy', language: 'es', userText: '¿Qué tal?' })),
      ),
    );
    const plain = await Promise.all(
      turns.map((turnNumber) => reply(scene(alicia, { turnNumber, language: 'es', userText: '¿Qué tal?' }))),
    );
    expect(shy.filter((line, index) => line !== plain[index]).length).toBeGreaterThanOrEqual(5);
    expect(shy.some((line) => /^(Eh…|Yo, este…|Ay…|No me mires|Perdón)/.test(line))).toBe(true);
  });

  it('keeps the warm lines for those who are close', async () => {
    const alicia = read('alicia.json');
    const warm = alicia.voice?.levels?.friend?.greetAgain?.en ?? [];
    const heard = async (level: string): Promise<number> => {
      const said = await Promise.all(
        Array.from({ length: 12 }, (_, turn) =>
          reply(scene(alicia, { level, closeness: 0.5, turnNumber: turn + 1 })),
        ),
      );
      return said.filter((line) => warm.some((each) => line.startsWith(each))).length;
    };
    expect(await heard('acquaintance')).toBe(0);
    expect(await heard('friend')).toBeGreaterThan(2);
    expect(await heard('soulmate')).toBeGreaterThan(0);
  });

  it.each([
    ['en', 'My dog died yesterday', 'sad'],
    ['es', 'Me llamo Diego y mi perro Max murió ayer', 'sad'],
    ['es', 'Estoy muy triste', 'sad'],
    ['en', 'You are very pretty', 'compliment'],
    ['es', 'Hola Alicia, eres muy linda', 'compliment'],
    ['es', 'Te odio', 'insult'],
    ['en', 'thank you!', 'thanks'],
    ['es', 'Perdón', 'apology'],
    ['es', 'te quiero mucho', 'love'],
    ['en', 'I got the job!!', 'happy'],
    ['es', 'tengo miedo', 'scared'],
    ['en', 'tell me another joke', 'joke'],
  ] as const)('answers in %s "%s" as %s', async (language, userText, slot) => {
    const alicia = read('alicia.json');
    const said = await reply(scene(alicia, { language, userText }));
    expect(
      alicia.voice?.[slot]?.[language]?.some((line) => said.startsWith(line)),
      said,
    ).toBe(true);
  });

  it('never throws and stays one line of at most 400 characters, whatever is typed', async () => {
    const alicia = read('alicia.json');
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(
          fc.string({ unit: 'binary', maxLength: 300 }),
          fc.string({ unit: 'grapheme' }),
          fc.constantFrom('${user_name}', '\ud800', '\u0000', '\u202e abc', '$$${x'),
        ),
        fc.constantFrom<'en' | 'es'>('en', 'es'),
        fc.constantFrom(alicia, bare),
        fc.boolean(),
        fc.nat(30),
        async (text, language, persona, asksAboutPast, turnNumber) => {
          const said = await reply(
            scene(persona, {
              userText: text,
              language,
              asksAboutPast,
              turnNumber,
              userName: text,
              mood: 'shy',
              memories: [
                { kind: 'message', label: 'user', text, age: text },
                { kind: 'fact', label: text, text, age: '' },
              ],
            }),
          );
          expect(said.length).toBeGreaterThan(0);
          expect(said.length).toBeLessThanOrEqual(400);
          expect(said).not.toMatch(/[\n\r\u2028]/);
          expect(said).not.toContain('${');
          expect(said.isWellFormed()).toBe(true);
        },
      ),
      { numRuns: 300 },
    );
  });

  it.each(['a', 'soy ', 'my ', ' ', '¿', 'me llamo ', '\u0301', 'ja', '${', '. y '])(
    'takes 100,000 characters of %j in its stride',
    async (piece) => {
      const said = await reply(
        scene(bare, { userText: piece.repeat(100_000 / piece.length), asksAboutPast: true }),
      );
      expect(said.length).toBeLessThanOrEqual(400);
    },
  );

  it('treats material that is no voice as none', async () => {
    for (const voice of [null, 'x', { greet: 'x' }, { greet: { en: [1] } }]) {
      const plain = scene(bare);
      expect(await reply({ ...plain, persona: { ...plain.persona, voice } })).toContain('Rosa');
    }
  });
});
