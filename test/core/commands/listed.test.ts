import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { keptName, shownName } from '../../../src/core/commands/shown-name.ts';
import type { World } from '../conversation/world.ts';
import { type Asking, ask, somebody, worldWith } from './asking.ts';

let world: World;
beforeAll(async () => {
  world = await worldWith({ buttons: false });
});
afterAll(() => world.app.stop());

let towns = 0;
/** A public place in a community nobody else is in. */
function town() {
  const place = { community: `town-${++towns}` };
  return { where: '#plaza', audience: 'everyone', place } as const satisfies Asking;
}

/** Somebody with that many points. */
async function neighbour(points: number, asking: Asking = {}) {
  const who = somebody();
  const says = async (text: string, more: Asking = {}) =>
    (await ask(world, text, { who, ...asking, ...more })).text;
  await says(`/affinity add ${points}`, { role: 'admin' });
  return { who, says };
}

describe('/affinity top', () => {
  test('shows nobody who did not agree, and how to', async () => {
    const here = town();
    await neighbour(50, { ...here, name: 'Bruno' });
    const ana = await neighbour(45, { ...here, name: 'Ana' });
    const before = await ana.says('/affinity top');
    expect(before).toBe(
      'Nobody is listed for Alicia here yet.\nOnly people who agreed are shown. /privacy list puts you on the list.',
    );
    expect(await ana.says('/privacy list')).toMatch(/everybody here sees you in \/affinity top, as Ana/);
    const after = await ana.says('/affinity top', { locale: 'es' });
    expect(after.split('\n').slice(0, 2)).toEqual([
      'Quienes más confianza tienen aquí con Alicia:',
      '1. Ana · De la casa (friend) · 45 puntos',
    ]);
    expect(after).not.toMatch(/Bruno|50/);
    expect(after).toMatch(/sales en la lista como Ana.+\/privacy unlist/);
  });

  test('is ordered by points, of one community and one persona', async () => {
    const here = town();
    const elsewhere = town();
    for (const [name, points] of [
      ['Ana', 30],
      ['Bruno', 60],
      ['Carla', 45],
    ] as const)
      await (await neighbour(points, { ...here, name })).says('/privacy list');
    const diego = await neighbour(70, { ...elsewhere, name: 'Diego' });
    await diego.says('/privacy list');
    const top = await diego.says('/affinity top', here);
    expect(top.match(/^\d\. \w+/gm)).toEqual(['1. Bruno', '2. Carla', '3. Ana']);
    expect(await diego.says('/affinity top', { place: {} })).toMatch(/^Nobody is listed/);
    await diego.says('/persona use mika', here);
    expect(await diego.says('/affinity top', here)).toMatch(/^Nobody is listed for Mika/);
  });

  test('shows nobody any more who took it back or was erased', async () => {
    const here = town();
    const ana = await neighbour(30, { ...here, name: 'Ana' });
    const bruno = await neighbour(40, { ...here, name: 'Bruno' });
    for (const { says } of [ana, bruno]) await says('/privacy list');
    expect(await bruno.says('/privacy')).toMatch(/listed here as Bruno/);
    expect(await bruno.says('/privacy unlist')).toBe('You are not listed here any more.');
    expect(await bruno.says('/privacy')).not.toMatch(/listed here/);
    expect((await ana.says('/affinity top')).match(/^\d\. \w+/gm)).toEqual(['1. Ana']);
    await ana.says('/privacy erase confirm');
    expect(await bruno.says('/affinity top')).toMatch(/^Nobody/);
  });

  test('takes a name for a name, whatever is in it', async () => {
    const here = town();
    const name = `**[Ana](https://x.test)**\n# \`root\` ${'x'.repeat(60)}`;
    const ana = await neighbour(30, { ...here, name });
    await ana.says('/privacy list');
    const kept = (await world.person(ana.who)).listed[here.place.community];
    expect(kept).toBe(keptName(name));
    expect([...(kept ?? '')]).toHaveLength(40);
    const line = (await ana.says('/affinity top')).split('\n')[1];
    expect(line).toContain('1. \\*\\*\\[Ana\\]\\(https://x.test\\)\\*\\* \\# \\`root\\` xx');
  });

  test('outside a community says who will see it', async () => {
    const ana = await neighbour(30, { name: 'Ana' });
    expect(await ana.says('/privacy list')).toMatch(/whoever talks with me outside a server/);
    expect((await world.person(ana.who)).listed).toEqual({ '': 'Ana' });
    expect(await ana.says('/privacy unlist', { locale: 'es' })).toBe('Ya no sales aquí en la lista.');
  });
});

test.each([
  ['  Ana \t María\n', 'Ana María'],
  ['\u202egnuoy', 'gnuoy'],
  ['', '?'],
  ['\u200b\u200b', '?'],
  ['\ud83d', '\ufffd'],
  ['👩‍👩‍👧', '👩‍👩‍👧'],
  ['😀'.repeat(50), '😀'.repeat(40)],
])('a name is kept as one readable line: %j', (name, kept) => {
  expect(keptName(name)).toBe(kept);
  expect(shownName(name)).toBe(kept);
});
