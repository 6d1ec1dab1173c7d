import { describe, expect } from 'vitest';
import { type MessageId, messageId, type PersonId, personaName, personId } from '../../src/core/ids.ts';
import type { MessageVector, VectorRepository } from '../../src/core/ports/vectors.ts';
import { fresh } from '../store/samples.ts';
import { checks, closing } from './contract.ts';

const alicia = personaName('alicia');
const mika = personaName('mika');

/** What every place for vectors does. */
export const vectorsContract = (name: string, open: () => Promise<VectorRepository>): void => {
  const check = checks([]);
  describe(`vectors: ${name}`, () => {
    const opened = closing(open);

    check('vectors come back as they were put, of this pair and this model only', async () => {
      const vectors = await opened();
      const [ana, diego] = [person(), person()];
      const own = vector(ana, { embedding: Float32Array.of(0.6, -0.8, 0) });
      await vectors.put([
        own,
        vector(ana, { persona: mika }),
        vector(ana, { model: 'another' }),
        vector(diego),
      ]);
      const found = await ofPair(vectors, ana);
      expect(found).toMatchObject([{ message: own.message, embedding: own.embedding }]);
    });

    check('many are read, a part at a time', async () => {
      const vectors = await opened();
      const ana = person();
      const many = Array.from({ length: 1_203 }, (_, at) => vector(ana, { embedding: Float32Array.of(at) }));
      await vectors.put(many);
      const found = await ofPair(vectors, ana);
      expect(new Set(found.map(({ message }) => message)).size).toBe(1_203);
      expect(Math.max(...found.map(({ embedding }) => embedding[0] ?? -1))).toBe(1_202);
    });

    check(
      'missing is what has no vector of this model; a new one takes the place of the old one',
      async () => {
        const vectors = await opened();
        const ana = person();
        const [one, other] = [vector(ana), vector(ana)];
        await vectors.put([one]);
        const ids = [one.message, other.message];
        expect(await vectors.missing(ids, 'small')).toEqual(new Set([other.message]));
        expect(await vectors.missing(ids, 'large')).toEqual(new Set(ids));
        await vectors.put([{ ...one, model: 'large', embedding: Float32Array.of(1, 0) }]);
        expect(await vectors.missing(ids, 'small')).toEqual(new Set(ids));
        expect(await ofPair(vectors, ana, 'large')).toMatchObject([{ embedding: Float32Array.of(1, 0) }]);
        expect(await vectors.missing([], 'small')).toEqual(new Set());
      },
    );

    check('what is removed is gone, and so is a person', async () => {
      const vectors = await opened();
      const [ana, diego] = [person(), person()];
      const [first, second, his] = [vector(ana), vector(ana), vector(diego)];
      await vectors.put([first, second, his]);
      await vectors.remove([first.message, messageId('never was')]);
      expect((await ofPair(vectors, ana)).map(({ message }) => message)).toEqual([second.message]);
      expect(await vectors.people()).toEqual(expect.arrayContaining([ana, diego]));
      expect(await vectors.forget(ana)).toBe(1);
      expect(await vectors.forget(ana)).toBe(0);
      expect(await ofPair(vectors, ana)).toEqual([]);
      expect(await ofPair(vectors, diego)).toHaveLength(1);
      expect(await vectors.people()).not.toContain(ana);
    });
  });
};

const person = (): PersonId => personId(fresh('person'));

const vector = (of: PersonId, more: Partial<MessageVector> = {}): MessageVector => ({
  message: messageId(fresh('message')),
  person: of,
  persona: alicia,
  embedding: Float32Array.of(1, 0, 0),
  model: 'small',
  ...more,
});

async function ofPair(vectors: VectorRepository, of: PersonId, model = 'small') {
  const found: { readonly message: MessageId; readonly embedding: Float32Array }[] = [];
  for await (const some of vectors.ofPair(of, alicia, model)) found.push(...some);
  return found;
}
