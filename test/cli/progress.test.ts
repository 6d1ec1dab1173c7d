import { describe, expect, test } from 'vitest';
import { progress } from '../../src/cli/progress.ts';
import type { CliTools } from '../../src/cli/tools.ts';

function screen(isTTY: boolean) {
  let shown = '';
  const write = (text: string) => {
    shown += text;
    return true;
  };
  const streams = { errors: { isTTY, write } };
  return { tools: streams as unknown as CliTools, shown: () => shown };
}

describe('a progress bar', () => {
  test('fills up and goes away, leaving what came of it', () => {
    const { tools, shown } = screen(true);
    const bar = progress(tools, { title: 'Exporting', total: 4 });
    for (let step = 0; step < 4; step++) bar.step();
    bar.done('done');
    expect(shown().match(/\d+ %/g)).toEqual(['25 %', '50 %', '75 %', '100 %']);
    expect(shown().endsWith('\r\x1b[Kdone\n')).toBe(true);
  });

  test('is drawn a hundred times at most, however much there is', () => {
    const { tools, shown } = screen(true);
    const bar = progress(tools, { title: 'Exporting', total: 100_000 });
    for (let step = 0; step < 100_000; step++) bar.step();
    expect(shown().match(/%/g)).toHaveLength(100);
  });

  test.each([
    [false, true],
    [true, false],
  ])('is not drawn where nobody watches, nor into what is made (%j, %j)', (isTTY, isShown) => {
    const { tools, shown } = screen(isTTY);
    const bar = progress(tools, { title: 'Exporting', total: 2, isShown });
    bar.step();
    bar.step();
    expect(shown()).toBe('');
  });
});
