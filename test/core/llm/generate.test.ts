import { describe, expect, test } from 'vitest';
import { KithError } from '../../../src/core/errors.ts';
import { createBreaker } from '../../../src/core/llm/breaker.ts';
import {
  type GenerateOptions,
  generate,
  type Spoken,
  type UsageReport,
} from '../../../src/core/llm/generate.ts';
import type { LanguageModel, ModelRequest } from '../../../src/core/ports/language-model.ts';
import { type HandClock, handClock } from './hand-clock.ts';
import { HANG, type Script, scriptedModel } from './scripted-model.ts';

const LIMITS = {
  firstTokenMs: 5_000,
  stallMs: 2_000,
  deadlineMs: 20_000,
  retries: 2,
  retryBaseMs: 100,
  retryMaxMs: 4_000,
  maxCharacters: 50,
};
const request: ModelRequest = { purpose: 'reply', messages: [{ role: 'user', content: 'Hola' }] };
const busy = (details = {}) => new KithError('model.http', 'busy', { retryable: true, details });
const broken = () => new KithError('model.refused', 'no key');

const optionsFor = (model: LanguageModel, clock: HandClock, more: Partial<GenerateOptions> = {}) => ({
  model,
  clock,
  random: { next: () => 1, id: () => 'id' },
  limits: LIMITS,
  ...more,
});

/** Follows a call in the background; what it said can be looked at while time passes. */
function follow(options: GenerateOptions, signal = new AbortController().signal) {
  const heard = {
    text: '',
    end: undefined as Spoken | undefined,
    error: undefined as unknown,
    isOver: false,
  };
  void (async () => {
    try {
      for await (const event of generate(options, request, signal)) {
        if (event.kind === 'text') heard.text += event.text;
        else heard.end = event;
      }
    } catch (error) {
      heard.error = error;
    }
    heard.isOver = true;
  })();
  return heard;
}

describe('a watched call', () => {
  test('passes text on as it comes and ends with the usage', async () => {
    const clock = handClock();
    const heard = follow(optionsFor(scriptedModel(['Hola, ', 'Diego']), clock));
    await clock.pass(0);
    expect(heard).toMatchObject({ text: 'Hola, Diego', end: { finish: 'stop', usage: { promptTokens: 7 } } });
    expect(clock.sleeping()).toBe(0);
  });

  test('gives a model that never begins firstTokenMs per attempt, even if it ignores its signal', async () => {
    const clock = handClock();
    const model = scriptedModel([HANG], [HANG], [HANG]);
    const heard = follow(optionsFor(model, clock));
    await clock.pass(4_999);
    expect(model.requests).toHaveLength(1);
    await clock.pass(15_001);
    expect(heard.error).toMatchObject({ code: 'model.timeout', retryable: true });
    expect(model.requests).toHaveLength(3);
    expect(clock.sleeping()).toBe(0);
  });

  test('keeps what was said when the model falls silent', async () => {
    const clock = handClock();
    const model = scriptedModel(['Hola <', HANG]);
    const heard = follow(optionsFor(model, clock));
    await clock.pass(1_999);
    expect(heard).toMatchObject({ text: 'Hola ', isOver: false });
    await clock.pass(1);
    expect(heard).toMatchObject({ text: 'Hola <', end: { kind: 'end', cutShort: true }, error: undefined });
    expect(clock.sleeping()).toBe(0);
  });

  test('does not mistake a slow reader for a silent model', async () => {
    const clock = handClock();
    const options = optionsFor(scriptedModel(['uno ', 'dos ', 'tres']), clock);
    const stream = generate(options, request, new AbortController().signal);
    let text = '';
    for await (const event of stream) {
      if (event.kind === 'text') text += event.text;
      else expect(event.cutShort).toBeUndefined();
      await clock.pass(4_000);
    }
    expect(text).toBe('uno dos tres');
  });

  test('takes hidden thinking as a sign of life, and the deadline as the end of it', async () => {
    const clock = handClock();
    const pauses = Array.from({ length: 10 }, () => Promise.withResolvers<void>());
    const script = pauses.flatMap(({ promise }) => ['', promise]);
    const model = scriptedModel([...script, 'Ya']);
    const heard = follow(optionsFor(model, clock));
    for (const { resolve } of pauses) {
      await clock.pass(1_900);
      resolve();
    }
    await clock.pass(0);
    expect(heard).toMatchObject({ text: 'Ya', error: undefined });
    const endless = scriptedModel(Array.from({ length: 30 }, () => ['', clock.sleep(0)]).flat());
    const unheard = follow(optionsFor(endless, clock, { limits: { ...LIMITS, deadlineMs: 0 } }));
    await clock.pass(10);
    expect(unheard.error).toMatchObject({ code: 'model.timeout' });
  });

  test('stops at the deadline in the middle of an answer', async () => {
    const clock = handClock();
    async function* drip() {
      for (;;) {
        yield { kind: 'text' as const, text: 'la ' };
        await clock.sleep(1_000);
      }
    }
    const model = { name: 'drip', answersQuestions: true, generate: drip };
    const heard = follow(optionsFor(model, clock, { limits: { ...LIMITS, maxCharacters: 5_000 } }));
    await clock.pass(20_000);
    expect(heard).toMatchObject({ end: { cutShort: true }, isOver: true });
    expect(heard.text.length).toBeGreaterThanOrEqual(57);
  });

  test('cuts an answer that is too long, never inside a character', async () => {
    const clock = handClock();
    const heard = follow(optionsFor(scriptedModel(['a', '😀'.repeat(1_000_000)]), clock));
    await clock.pass(0);
    expect(heard.end).toMatchObject({ finish: 'length' });
    expect(heard.text).toBe(`a${'😀'.repeat(24)}`);
  });

  test('stops listening to thinking without end', async () => {
    const clock = handClock();
    const heard = follow(optionsFor(scriptedModel(['<think>', 'x'.repeat(5_000_000)]), clock));
    await clock.pass(0);
    expect(heard.error).toMatchObject({ code: 'model.nonsense', retryable: false });
  });
});

describe('a call that fails', () => {
  test('is tried again with growing, jittered pauses', async () => {
    const clock = handClock();
    const model = scriptedModel([busy()], [busy()], ['Hola']);
    const heard = follow(optionsFor(model, clock, { random: { next: () => 0, id: () => '' } }));
    await clock.pass(49);
    expect(model.requests).toHaveLength(1);
    await clock.pass(1);
    expect(model.requests).toHaveLength(2);
    await clock.pass(99);
    expect(model.requests).toHaveLength(2);
    await clock.pass(1);
    expect(heard).toMatchObject({ text: 'Hola', isOver: true });
  });

  test('is not tried again once something was seen, nor when trying cannot help', async () => {
    const clock = handClock();
    const begun = scriptedModel(['Ho', 'la', busy()]);
    const heard = follow(optionsFor(begun, clock));
    const refused = scriptedModel([broken()]);
    const unheard = follow(optionsFor(refused, clock));
    await clock.pass(10_000);
    expect(heard).toMatchObject({ text: 'Hola', end: { cutShort: true } });
    expect(unheard.error).toMatchObject({ code: 'model.refused' });
    expect([begun.requests.length, refused.requests.length]).toEqual([1, 1]);
  });

  test('waits as long as the server asks, unless that is too long', async () => {
    const clock = handClock();
    const patient = scriptedModel([busy({ retryAfterMs: 3_000 })], ['Hola']);
    const heard = follow(optionsFor(patient, clock));
    await clock.pass(3_000);
    expect(heard.text).toBe('');
    await clock.pass(50);
    expect(heard.text).toBe('Hola');
    const hopeless = scriptedModel([busy({ retryAfterMs: 4_001 })], ['Hola']);
    const unheard = follow(optionsFor(hopeless, clock));
    await clock.pass(0);
    expect(unheard).toMatchObject({ isOver: true, error: { code: 'model.http' } });
  });

  test('is not tried again when the deadline would pass before', async () => {
    const clock = handClock();
    const model = scriptedModel([busy({ retryAfterMs: 3_000 })], ['Hola']);
    const heard = follow(optionsFor(model, clock, { limits: { ...LIMITS, deadlineMs: 2_000 } }));
    await clock.pass(0);
    expect(heard.isOver).toBe(true);
  });

  test('never lets a foreign error through', async () => {
    const clock = handClock();
    const inside = follow(optionsFor(scriptedModel([new TypeError('oops')]), clock));
    const generateBroken = () => {
      throw new RangeError('at once');
    };
    const atOnce = follow(
      optionsFor({ name: 'broken', answersQuestions: false, generate: generateBroken }, clock),
    );
    await clock.pass(0);
    for (const { error } of [inside, atOnce]) {
      expect(error).toBeInstanceOf(KithError);
      expect(error).toMatchObject({ code: 'model.nonsense', retryable: false });
    }
  });

  test('asks for shorter requests at most three times', async () => {
    const clock = handClock();
    const full = () => new KithError('model.context', 'too long');
    const model = scriptedModel([full()], [full()], [full()], [full()], ['never']);
    let asked = 0;
    const onContextExceeded = () => {
      asked += 1;
      return { ...request, messages: [{ role: 'user' as const, content: `${asked}` }] };
    };
    const heard = follow(optionsFor(model, clock, { onContextExceeded }));
    await clock.pass(0);
    expect(heard.error).toMatchObject({ code: 'model.context' });
    expect(model.requests.map(({ messages }) => messages[0]?.content)).toEqual(['Hola', '1', '2', '3']);
  });
});

describe('a caller', () => {
  test('who calls off is let go at once, whatever the model does', async () => {
    const clock = handClock();
    const scripts: readonly Script[] = [[HANG], ['Hola', HANG], [busy({ retryAfterMs: 3_000 })]];
    for (const script of scripts) {
      const abort = new AbortController();
      const heard = follow(optionsFor(scriptedModel(script), clock), abort.signal);
      await clock.pass(0);
      expect(heard.isOver).toBe(false);
      abort.abort();
      await clock.pass(0);
      expect(heard.error).toMatchObject({ code: 'aborted' });
      expect(clock.sleeping()).toBe(0);
    }
    const model = scriptedModel(['Hola']);
    const heard = follow(optionsFor(model, clock), AbortSignal.abort());
    await clock.pass(0);
    expect(heard.error).toMatchObject({ code: 'aborted' });
    expect(model.requests).toHaveLength(0);
  });

  test('who stops listening leaves nothing behind', async () => {
    const clock = handClock();
    const model = scriptedModel(['uno', 'dos', 'tres']);
    for await (const _ of generate(optionsFor(model, clock), request, new AbortController().signal)) break;
    await clock.pass(0);
    expect(model.closed()).toBe(1);
    expect(clock.sleeping()).toBe(0);
  });

  test('learns what every attempt cost', async () => {
    const clock = handClock();
    const reports: UsageReport[] = [];
    const onUsage = (report: UsageReport) => void reports.push(report);
    const model = scriptedModel([busy()], ['<think>hm</think>Hola', { finish: 'length' }]);
    follow(optionsFor(model, clock, { onUsage }));
    await clock.pass(100);
    expect(reports).toEqual([
      { purpose: 'reply', model: 'scripted', failed: true, promptTokens: 0, completionTokens: 0, ms: 0 },
      { purpose: 'reply', model: 'scripted', failed: false, promptTokens: 7, completionTokens: 6, ms: 0 },
    ]);
  });
});

describe('a breaker', () => {
  test('makes calls fail at once after failures in a row, and lets one try after the rest', async () => {
    const clock = handClock();
    const breaker = createBreaker({ clock, failures: 3, coolOffMs: 30_000 });
    const model = scriptedModel([busy()], [busy()], [busy()], [HANG], ['Hola'], ['¿Qué tal?']);
    const options = optionsFor(model, clock, { breaker });
    const first = follow(options);
    await clock.pass(1_000);
    expect(first.error).toMatchObject({ code: 'model.http' });
    const second = follow(options);
    await clock.pass(0);
    expect(second.error).toMatchObject({ code: 'model.resting', details: { retryAfterMs: 29_300 } });
    await clock.pass(29_300);
    const trial = follow(options);
    const beside = follow(options);
    await clock.pass(5_000);
    expect(beside.error).toMatchObject({ code: 'model.resting' });
    await clock.pass(200);
    expect(trial.error).toMatchObject({ code: 'model.timeout' });
    await clock.pass(30_000);
    const better = follow(options);
    await clock.pass(0);
    const best = follow(options);
    await clock.pass(0);
    expect([better.text, best.text]).toEqual(['Hola', '¿Qué tal?']);
    expect(model.requests).toHaveLength(6);
  });

  test('does not count what is not the server’s fault, and frees the trial of one who leaves', () => {
    const clock = handClock();
    const breaker = createBreaker({ clock, failures: 2, coolOffMs: 10 });
    breaker.admit()('failed');
    breaker.admit()('unknown');
    breaker.admit()('worked');
    breaker.admit()('failed');
    breaker.admit()('failed');
    expect(() => breaker.admit()).toThrow(KithError);
    return clock.pass(10).then(() => {
      const trial = breaker.admit();
      expect(() => breaker.admit()).toThrow(KithError);
      trial('unknown');
      breaker.admit()('worked');
      breaker.admit()('failed');
      expect(() => breaker.admit()).not.toThrow();
    });
  });
});
