import { expect, test } from 'vitest';
import { createDoubles } from '../../../src/adapters/discord/doubles.ts';
import { movable } from './discord.ts';

const said = (id: string, content: string, more: object = {}) =>
  ({ id, content, channel_id: '1', author: { id: '9', username: 'Ana' }, ...more }) as never;
const byWebhook = { webhook_id: '7', author: { id: '7', username: 'Lila', bot: true } };

test('deleted, and said by a webhook up to three seconds before or after: replaced', async () => {
  const { clock, move } = movable();
  const doubles = createDoubles({ clock, stopping: new AbortController().signal });
  doubles.note(said('10', 'L: hello'));
  doubles.note(said('11', 'L: again'));
  doubles.note(said('12', 'hello', byWebhook));
  move(2_900);
  expect(await doubles.isReplaced('10', '1')).toBe(true);
  const later = doubles.isReplaced('11', '1');
  move(2_900);
  doubles.note(said('13', 'again', byWebhook));
  expect(await later).toBe(true);
});

test('deleted and not said again, or elsewhere, or another thing, or long ago: deleted', async () => {
  const { clock, move } = movable();
  const doubles = createDoubles({ clock, stopping: new AbortController().signal });
  doubles.note(said('10', 'oops'));
  const deleted = doubles.isReplaced('10', '1');
  doubles.note(said('12', 'oops', { ...byWebhook, channel_id: '2' }));
  doubles.note(said('13', 'something else', byWebhook));
  doubles.note(said('14', 'oops'));
  move(3_000);
  expect(await deleted).toBe(false);
  doubles.note(said('15', 'oops', byWebhook));
  move(60_000);
  // No waiting for these: nothing moves the clock.
  expect(await doubles.isReplaced('14', '1')).toBe(false);
  expect(await doubles.isReplaced('99', '1')).toBe(false);
});

test('a stop ends the waiting', async () => {
  const { clock } = movable();
  const stopping = new AbortController();
  const doubles = createDoubles({ clock, stopping: stopping.signal });
  doubles.note(said('10', 'oops'));
  const deleted = doubles.isReplaced('10', '1');
  stopping.abort();
  expect(await deleted).toBe(false);
});
