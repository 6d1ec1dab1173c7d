import { afterEach, describe, expect, test } from 'vitest';
import { createLocalEmbedder } from '../../src/models/local-embedder.ts';
import { createOpenAiEmbedder } from '../../src/models/openai-embedder.ts';
import { type OpenAiServer, startOpenAiServer } from '../platforms/openai/server.ts';

const signal = new AbortController().signal;
const product = (one: Float32Array, other: Float32Array) =>
  one.reduce((sum, value, at) => sum + value * other[at]!, 0);

describe('our own embedder', () => {
  const { embed, dimensions } = createLocalEmbedder();
  const likeness = async (one: string, other: string) => {
    const [first, second] = await embed([one, other], signal);
    return product(first!, second!);
  };

  test('the same text gives the same vector, of length 1; nothing gives zeros', async () => {
    const [one, same, nothing] = await embed(
      ['Mi perro se llama Max', 'mi PERRO se llama max', '¿?'],
      signal,
    );
    expect(one).toEqual(same);
    expect(one).toHaveLength(dimensions!);
    expect(product(one!, one!)).toBeCloseTo(1, 5);
    expect(nothing!.every((value) => value === 0)).toBe(true);
    expect(await embed([], signal)).toEqual([]);
  });

  test.each([
    ['gitar', 'guitar', 'kitchen'],
    ['gitarra', 'guitarra', 'cocina'],
    ['birthdey', 'birthday', 'holiday'],
    ['vacasiones', 'vacaciones', 'hermano'],
    ['photografy', 'photographer', 'geography teacher'],
  ])('%s is more like %s than like %s', async (written, meant, other) => {
    expect(await likeness(written, meant)).toBeGreaterThan(0.25);
    expect(await likeness(written, meant)).toBeGreaterThan((await likeness(written, other)) + 0.1);
  });
});

describe("a server's embedder", () => {
  let server: OpenAiServer;
  afterEach(() => server.stop());

  test('vectors come in the order of their texts, whatever their number', async () => {
    server = await startOpenAiServer();
    const embedder = createOpenAiEmbedder({ baseUrl: server.url, model: 'small' });
    expect(embedder.dimensions).toBeUndefined();
    const texts = Array.from({ length: 150 }, (_, at) => `number ${at}`);
    const vectors = await embedder.embed(texts, signal);
    expect(vectors).toHaveLength(150);
    expect(embedder).toMatchObject({ name: 'small', dimensions: 32, likeness: 'meaning' });
    const [alone] = await embedder.embed(['number 149'], signal);
    expect(vectors[149]).toEqual(alone);
    expect(product(alone!, alone!)).toBeCloseTo(1, 5);
    expect(server.violations).toEqual([]);
    expect(server.requests).toHaveLength(4);
  });

  test('a refused key, a server that is gone and a call that was called off are told apart', async () => {
    server = await startOpenAiServer({ apiKey: 'sk-right' });
    const wrong = createOpenAiEmbedder({ baseUrl: server.url, apiKey: 'sk-wrong', model: 'small' });
    await expect(wrong.embed(['x'], signal)).rejects.toMatchObject({ code: 'model.refused' });
    const off = AbortSignal.abort();
    await expect(wrong.embed(['x'], off)).rejects.toMatchObject({ code: 'aborted' });
    await server.stop();
    await expect(wrong.embed(['x'], signal)).rejects.toMatchObject({ code: 'model.unreachable' });
  });
});
