import { expect, test } from 'vitest';
import { createFloor } from '../../../src/core/conversation/floor.ts';
import { personaName, placeId } from '../../../src/core/ids.ts';
import { handClock } from '../llm/hand-clock.ts';

const here = placeId('here');

function floorWith(stop = new AbortController()) {
  const clock = handClock();
  const floor = createFloor({ clock, waitMs: 1_000, signal: stop.signal });
  const order: string[] = [];
  const leaving = new Map<string, () => void>();
  const take = (who: string, name = who, place = here) =>
    floor.take(place, personaName(name)).then((leave) => {
      order.push(who);
      leaving.set(who, leave);
    });
  const leave = async (who: string) => {
    leaving.get(who)?.();
    await clock.pass(0);
  };
  return { clock, order, take, leave, stop };
}

test('one persona speaks at a time, first come, first served', async () => {
  const { order, take, leave, clock } = floorWith();
  for (const who of ['alicia', 'mika', 'yumi']) void take(who);
  await clock.pass(0);
  expect(order).toEqual(['alicia']);
  await leave('alicia');
  expect(order).toEqual(['alicia', 'mika']);
  await leave('alicia');
  expect(order).toEqual(['alicia', 'mika']);
  await leave('mika');
  expect(order).toEqual(['alicia', 'mika', 'yumi']);
  expect(clock.sleeping()).toBe(0);
});

test('the same persona answers several people at once, but passes nobody who waits', async () => {
  const { order, take, leave, clock } = floorWith();
  void take('to ana', 'alicia');
  void take('to bob', 'alicia');
  void take('mika');
  void take('to eva', 'alicia');
  void take('to fay', 'alicia');
  await clock.pass(0);
  expect(order).toEqual(['to ana', 'to bob']);
  await leave('to ana');
  expect(order).toHaveLength(2);
  await leave('to bob');
  expect(order.slice(2)).toEqual(['mika']);
  await leave('mika');
  expect(order.slice(3)).toEqual(['to eva', 'to fay']);
});

test('other places are other floors', async () => {
  const { order, take, clock } = floorWith();
  void take('alicia');
  void take('mika', 'mika', placeId('there'));
  await clock.pass(0);
  expect(order).toEqual(['alicia', 'mika']);
});

test('one that hangs is waited for only so long, and a stop ends the wait', async () => {
  const { order, take, leave, clock, stop } = floorWith();
  void take('alicia');
  void take('mika');
  await clock.pass(999);
  expect(order).toEqual(['alicia']);
  await clock.pass(1);
  expect(order).toEqual(['alicia', 'mika']);
  void take('yumi');
  await leave('alicia');
  expect(order).toHaveLength(2);
  stop.abort(new Error('stop'));
  await clock.pass(0);
  expect(order).toEqual(['alicia', 'mika', 'yumi']);
});
