import { expect, test } from 'vitest';
import { createDecisions } from '../../../src/core/conversation/decisions.ts';
import { messageId, placeId } from '../../../src/core/ids.ts';

const decision = (message: string) => ({
  at: 1,
  who: 'Ana',
  what: 'answer',
  why: 'direct',
  message: messageId(message),
});

test('the latest of a place come first, and only so many are kept', () => {
  const decisions = createDecisions({ perPlace: 2 });
  const here = placeId('here');
  for (const message of ['a', 'b', 'c']) decisions.record(here, decision(message));
  expect(decisions.of(here).map(({ message }) => message)).toEqual(['c', 'b']);
  expect(decisions.of(placeId('there'))).toEqual([]);
});

test('the place where nothing happens is forgotten first', () => {
  const decisions = createDecisions({ places: 2 });
  for (const place of ['a', 'b', 'a', 'c']) decisions.record(placeId(place), decision('m'));
  expect(['a', 'b', 'c'].map((place) => decisions.of(placeId(place)).length)).toEqual([2, 0, 1]);
});

test('what was given out does not change', () => {
  const decisions = createDecisions();
  const here = placeId('here');
  decisions.record(here, decision('a'));
  const before = decisions.of(here);
  decisions.record(here, decision('b'));
  expect(before).toHaveLength(1);
});
