import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { personId, placeId } from '../../../src/core/ids.ts';
import { mergeFact } from '../../../src/core/memory/merge-fact.ts';
import type { Fact, Json } from '../../../src/core/ports/records.ts';
import { day, factOf, mika, monday } from '../../store/samples.ts';

const ana = personId('ana');
const said = (other: Partial<Fact>): Fact => factOf(ana, other);
const held = said({ key: 'name', value: 'José', confidence: 0.6 });

describe('telling a fact', () => {
  test('for the first time keeps it', () => {
    expect(mergeFact(undefined, held)).toEqual({ kind: 'insert', fact: held });
  });
  test.each([['josé'], ['JOSE'], ['  Jose\n']])('%j again is the same name', (value) => {
    const merge = mergeFact(held, said({ key: 'name', value, updatedAt: monday + 1 }));
    expect(merge.kind).toBe('restate');
    expect(merge.fact).toMatchObject({ id: held.id, value: 'José', updatedAt: monday + 1 });
  });
  test('another value replaces it, keeps the first date and moves the old one to the history', () => {
    const english = said({ value: 'english', firstMentioned: monday + day, updatedAt: monday + day });
    const spanish = said({ value: 'spanish' });
    const merge = mergeFact(spanish, english);
    expect(merge).toEqual({
      kind: 'supersede',
      fact: { ...english, firstMentioned: monday },
      past: { ...spanish, endedAt: monday + day, endedBecause: 'superseded' },
    });
  });
  test('again on another day makes it surer; twice in a row does not', () => {
    const again = (after: number) =>
      mergeFact(held, said({ key: 'name', value: 'José', confidence: 0.5, updatedAt: monday + after })).fact;
    expect(again(day).confidence).toBeCloseTo(0.8);
    expect(again(day - 1).confidence).toBe(0.6);
  });
  test('a command corrects the spelling', () => {
    const merge = mergeFact(said({ value: 'diego' }), said({ value: 'Diego', source: 'command' }));
    expect(merge.fact).toMatchObject({ value: 'Diego', source: 'command' });
  });
  test('a qualifier is taken from the newer telling and kept when it has none', () => {
    const max = said({ key: 'pet_name', value: 'Max' });
    const died = mergeFact(max, said({ key: 'pet_name', value: 'max', qualifier: 'deceased' })).fact;
    expect(died.qualifier).toBe('deceased');
    expect(mergeFact(died, max).fact.qualifier).toBe('deceased');
  });
  test('said in front of more people it may be known there, said in private it stays as known', () => {
    const lobby = {
      place: placeId('terminal:channel:lobby'),
      audience: 'everyone',
      community: 'home',
    } as const;
    expect(mergeFact(held, { ...held, venue: lobby }).fact.venue).toEqual(lobby);
    expect(mergeFact({ ...held, venue: lobby }, held).fact.venue).toEqual(lobby);
  });
  test('told to a persona that shares, a secret of another is shared; the reverse hides nothing', () => {
    const secret = { ...held, isShareable: false };
    expect(mergeFact(secret, { ...held, persona: mika }).fact).toMatchObject({
      isShareable: true,
      persona: mika,
    });
    expect(mergeFact(held, { ...secret, persona: mika }).fact).toMatchObject({ isShareable: true });
  });
  test('a guess from a pattern does not overturn what was told the same day', () => {
    const guess = said({
      key: 'name',
      value: 'Cansado',
      source: 'pattern',
      confidence: 0.3,
      updatedAt: monday + 1,
    });
    expect(mergeFact(held, guess)).toEqual({ kind: 'keep', fact: held });
    expect(mergeFact(held, { ...guess, updatedAt: monday + day }).kind).toBe('supersede');
    expect(mergeFact(held, { ...guess, confidence: 0.4 }).kind).toBe('supersede');
    expect(mergeFact({ ...held, source: 'pattern' }, guess).kind).toBe('supersede');
  });
  test('an older telling that arrives late undoes nothing', () => {
    const late = said({ key: 'name', value: 'Pepe', updatedAt: monday - 1, firstMentioned: monday - 1 });
    expect(mergeFact(held, late)).toEqual({ kind: 'keep', fact: held });
  });
  test('marks that are letters in other scripts make another value', () => {
    expect(mergeFact(said({ value: 'कि' }), said({ value: 'की' })).kind).toBe('supersede');
  });
  test('the order of the keys of an object does not matter', () => {
    const merge = mergeFact(said({ value: { a: 1, b: ['X'] } }), said({ value: { b: ['x'], a: 1 } }));
    expect(merge.kind).toBe('restate');
  });
  test('any value said twice is one telling, and no confidence leaves 0–1', () => {
    const unit = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(fc.jsonValue(), unit, unit, fc.nat(10 * day), (value, first, second, later) => {
        const before = said({ value: value as Json, confidence: first });
        const merge = mergeFact(before, { ...before, confidence: second, updatedAt: monday + later });
        expect(merge.kind).toBe('restate');
        expect(merge.fact.confidence).toBeGreaterThanOrEqual(Math.max(first, second) - 1e-9);
        expect(merge.fact.confidence).toBeLessThanOrEqual(1);
        expect(merge.fact.firstMentioned).toBe(monday);
      }),
    );
  });
  test('very long text is compared whole', () => {
    const long = 'á '.repeat(50_000);
    expect(mergeFact(said({ value: long }), said({ value: long.toUpperCase() })).kind).toBe('restate');
    expect(mergeFact(said({ value: long }), said({ value: `${long}!` })).kind).toBe('supersede');
  });
});
