// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are templates of persona files.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createPersona } from '../../../src/core/personas/create-persona.ts';
import { parsePersona } from '../../../src/core/personas/parse-persona.ts';
import { showTraits, standardTraits } from '../../../src/core/personas/traits.ts';
import { fullFile } from './fixture.ts';

const minimal = { name: 'ana', system_prompt: 'You are Ana.' };
const errorsOf = (changes: Record<string, unknown>) => parsePersona({ ...minimal, ...changes }).errors;
const pathsOf = (changes: Record<string, unknown>) => errorsOf(changes).map((each) => each.path);

describe('a persona file', () => {
  it('may have every block of the format', () => {
    expect(parsePersona(fullFile)).toMatchObject({ errors: [], warnings: [] });
  });

  it.each(Object.keys(fullFile).filter((key) => key !== 'name' && key !== 'system_prompt'))(
    'needs no %s',
    (key) => {
      const { [key as 'avatar']: _, ...rest } = fullFile;
      expect(parsePersona(rest).errors).toEqual([]);
    },
  );

  it.each(['BasicAssistant', 'TechExpert', 'a', 'tech_support-2'])('may be named %s', (name) => {
    expect(createPersona({ name, prompt: 'You are helpful.' })).toMatchObject({
      name,
      systemPrompt: 'You are helpful.',
      levels: [{ min: 0 }, { min: 21 }, { min: 41 }, { min: 61 }, { min: 81 }],
      moods: { neutral: { modifiers: {} } },
      affinityRules: { message: 1, compliment: 2, insult: -2 },
      memory: { maxMemories: 1000, summaryThreshold: 50, autoSummarize: true, shareable: true },
      retrieval: { recent: 10, facts: 10, episodes: 3, messages: 3 },
    });
  });

  it.each(['', 'two words', '../x', 'ñandú', 'a'.repeat(65), 5, null])('may not be named %j', (name) => {
    expect(pathsOf({ name })).toEqual(['name']);
  });

  it('tells every error at once, with place, finding and expectation', () => {
    const errors = errorsOf({
      name: undefined,
      system_prompt: 'Hello ${',
      advanced_parameters: { empathy: 1.5, warmth: 'high' },
      personality: { openness: 101, humor: -1, curiosity: 'x' },
      levels: [
        { name: 'one', min: 0 },
        { name: 'two', min: 1.5 },
        { name: 'one', min: 0 },
      ],
      moods: { shy: { emotion: 'shyness' } },
      mood_policy: { initial: 'furious' },
      affinity_rules: { message: 0.5 },
    });
    expect(errors.map((each) => each.path)).toEqual([
      'name',
      'system_prompt',
      'advanced_parameters.empathy',
      'advanced_parameters.warmth',
      'personality.openness',
      'personality.curiosity',
      'personality.humor',
      'levels[1].min',
      'moods.shy.emotion',
      'affinity_rules.message',
      'levels[2].name',
      'levels[2].min',
      'mood_policy.initial',
    ]);
    expect(errors[2]).toEqual({
      path: 'advanced_parameters.empathy',
      found: '1.5',
      expected: 'at most 1',
      message: 'advanced_parameters.empathy is 1.5; expected at most 1.',
    });
    expect(errors.at(-1)?.expected).toBe('one of the moods: neutral, shy');
  });

  it('needs a prompt, its own or that of a parent', () => {
    expect(parsePersona({ name: 'ana' }).errors).toMatchObject([{ path: 'system_prompt', found: 'nothing' }]);
    expect(parsePersona({ name: 'ana', parent: 'base' }).errors).toEqual([]);
  });

  it.each([0, 100])('takes %d on the scale of 100', (value) => {
    expect(errorsOf({ personality: { openness: value } })).toEqual([]);
  });

  it('takes influences from -100 to 100', () => {
    const trait = (impact: number) => ({
      personality: {
        customTraits: [{ name: 'wit', value: 70, influences: [{ behavior: 'tease', impact }] }],
      },
    });
    expect(errorsOf(trait(-100))).toEqual([]);
    expect(pathsOf(trait(101))).toEqual(['personality.customTraits[0].influences[0].impact']);
    expect(pathsOf(trait(-101))).toEqual(['personality.customTraits[0].influences[0].impact']);
  });

  it('brings both scales to one, and lets advanced_parameters win with a warning', () => {
    const file = { ...minimal, traits: { empathy: 1 }, personality: { empathy: 85, humor: 1 } };
    expect(createPersona(file).traits).toEqual({ empathy: 1, humor: 0.01 });
    expect(createPersona(file).personality).toEqual({ empathy: 85, humor: 1 });
    expect(parsePersona(file).warnings).toMatchObject([{ path: 'personality.empathy' }]);
  });

  it('is shown with the fourteen standard traits, 50 where it says nothing', () => {
    const shown = showTraits(createPersona({ ...minimal, personality: { empathy: 85 } }));
    expect(Object.keys(shown)).toEqual([...standardTraits]);
    expect(shown).toMatchObject({ empathy: 85, openness: 50 });
  });

  it('warns of unknown keys and guesses what was meant', () => {
    const { errors, warnings } = parsePersona({
      ...minimal,
      displayName: 'Ana',
      system_promt: 'x',
      zzz: 1,
      levels: [{ name: 'stranger', min: 0, modifers: {} }],
    });
    expect(errors).toEqual([]);
    expect(warnings.map((each) => [each.path, each.expected])).toEqual([
      ['levels[0].modifers', 'modifiers'],
      ['displayName', 'display_name'],
      ['system_promt', 'system_prompt'],
      ['zzz', 'a known key'],
    ]);
  });

  it('takes older spellings, and refuses two that contradict each other', () => {
    const older = {
      memoryConfig: { decayEnabled: false, decayRate: { rate: 0.1 }, pinnedMemoryExempt: false },
    };
    expect(createPersona({ ...minimal, ...older }).decay).toMatchObject({
      enabled: false,
      decayRate: 0.1,
      pinnedMemoriesExempt: false,
    });
    expect(pathsOf({ memory_config: { decayRate: 0.1 }, memory_decay: { decayRate: 0.2 } })).toEqual([
      'memory_config.decayRate',
    ]);
    expect(pathsOf({ prompt: 'You are Eva.' })).toEqual(['prompt']);
    expect(pathsOf({ traits: { a: 0.1 }, advanced_parameters: { a: 0.2 } })).toEqual(['traits']);
  });

  it('warns of a variable in its prompt that no answer has a value for', () => {
    const { warnings } = parsePersona({
      ...minimal,
      system_prompt: 'You are ${bot_name}, fond of ${colour}.',
    });
    expect(warnings.map((each) => each.found)).toEqual(['"${colour}"']);
  });

  it('cannot reach a prototype', () => {
    const text =
      '{"name":"ana","prompt":"x","__proto__":{"polluted":1},"traits":{"constructor":1,"__proto__":0.5}}';
    const { definition, warnings } = parsePersona(JSON.parse(text));
    expect(definition?.advanced).toEqual({});
    expect(warnings).toHaveLength(3);
    expect(({} as { polluted?: number }).polluted).toBeUndefined();
  });

  it('is frozen through and through', () => {
    const persona = createPersona(fullFile);
    expect(() => Object.assign(persona.traits, { empathy: 0 })).toThrow(TypeError);
    expect(() => Object.assign(persona.moods.shy!.modifiers, { empathy: 1 })).toThrow(TypeError);
    expect(() => Object.assign(persona.background, { x: 1 })).toThrow(TypeError);
  });

  it('is not harmed by depth, size, or values that are no JSON', () => {
    const deep = JSON.parse(`${'{"a":'.repeat(20_000)}1${'}'.repeat(20_000)}`);
    expect(pathsOf({ background: deep })).toHaveLength(1);
    expect(errorsOf({ background: { list: Array.from({ length: 60_000 }, () => 1) } })).toHaveLength(1);
    expect(pathsOf({ advanced_parameters: { a: Number.NaN, b: Infinity } })).toHaveLength(2);
    const circle: Record<string, unknown> = {};
    circle.self = circle;
    expect(pathsOf({ background: circle })).toHaveLength(1);
    const trap = {
      get name(): string {
        throw new Error('no');
      },
    };
    for (const json of [undefined, null, 1, 'x', [], trap, () => 1, Symbol('x'), 10n]) {
      expect(parsePersona(json).errors.length).toBeGreaterThan(0);
    }
  });

  it('never throws, whatever a valid file is changed into', () => {
    const paths = pathsIn(fullFile);
    const change = fc.record({
      path: fc.constantFrom(...paths),
      value: fc.oneof(fc.jsonValue({ maxDepth: 4 }), fc.double(), fc.string({ unit: 'binary' })),
    });
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 4 }), (changes) => {
        const file = structuredClone(fullFile) as unknown as Record<string, unknown>;
        for (const { path, value } of changes) put(file, path, value);
        const { definition, errors } = parsePersona(file);
        expect(definition === undefined).toBe(errors.length > 0);
      }),
      { numRuns: 400 },
    );
    fc.assert(
      fc.property(fc.jsonValue(), (json) => {
        expect(parsePersona(json)).toBeDefined();
      }),
    );
  });
});

type Path = readonly (string | number)[];

function pathsIn(value: unknown, path: Path = []): Path[] {
  if (typeof value !== 'object' || value === null) return [path];
  const inner = Object.entries(value).flatMap(([key, each]) =>
    pathsIn(each, [...path, Array.isArray(value) ? Number(key) : key]),
  );
  return path.length === 0 ? inner : [path, ...inner];
}

function put(file: Record<string, unknown>, path: Path, value: unknown): void {
  let at: Record<string | number, unknown> = file;
  for (const step of path.slice(0, -1)) {
    const next = at[step];
    if (typeof next !== 'object' || next === null) return;
    at = next as Record<string | number, unknown>;
  }
  at[path.at(-1)!] = value;
}
