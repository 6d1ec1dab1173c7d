import { describe, expect, test } from 'vitest';
import { type PersonId, placeId } from '../../../src/core/ids.ts';
import type { Tier } from '../../../src/core/ports/records.ts';
import { chooseSummaries } from '../../../src/core/retrieval/choose-summaries.ts';
import { readIntent } from '../../../src/core/retrieval/intent.ts';
import { day, monday, place, summaryOf } from '../../store/samples.ts';

const person = 'p' as PersonId;
const lobby = placeId('lobby');
const boat = summaryOf({ person, text: 'The user has a boat and sails to Vigo.', at: monday });
const storms = summaryOf({ person, text: 'The user is afraid of storms at sea.', at: monday + day });
const elsewhere = summaryOf({
  person,
  text: 'They played chess.',
  at: monday + 2 * day,
  venue: { place: lobby, audience: 'everyone' },
});
const choose = (text: string, tiers: readonly Tier[] = ['hot', 'hot', 'hot'], limit = 2) =>
  chooseSummaries([boat, storms, elsewhere], {
    intent: readIntent(text),
    place: place.id,
    limit,
    tierOf: (summary) => tiers[[boat, storms, elsewhere].indexOf(summary)] ?? 'cold',
  }).map(({ summary, isAsked }) => [summary.text, isAsked]);

describe('summaries', () => {
  test('come along unasked: the latest hot one of this place', () => {
    expect(choose('Good morning')).toEqual([[storms.text, false]]);
    expect(choose('Good morning', ['hot', 'warm', 'hot'])).toEqual([[boat.text, false]]);
    expect(choose('Good morning', ['warm', 'cold', 'hot'])).toEqual([]);
  });

  test('are found by their words when the past is asked for, however faded they are', () => {
    expect(choose('Do you remember my boat?', ['cold', 'hot', 'hot'])).toEqual([[boat.text, true]]);
    expect(choose('Do you remember my bicycle?')).toEqual([]);
  });

  test('are the latest when the past in general is asked for', () => {
    expect(choose('What did we talk about?', ['cold', 'cold', 'cold'])).toEqual([
      [elsewhere.text, true],
      [storms.text, true],
    ]);
  });

  test('stay out where none are wanted', () => {
    expect(choose('What did we talk about?', ['hot', 'hot', 'hot'], 0)).toEqual([]);
  });
});
