import { expect, test } from 'vitest';
import { cliTools } from './cli-tools.ts';

test('kith broadcast says whom it would reach, goes on when told to, shows and cancels it', async () => {
  const first = cliTools();
  const again = () => cliTools({ directory: first.directory });
  const here = first.kith('chat', '--as', 'ana');
  first.input.end('/broadcasts on\n');
  expect(await here).toBe(0);

  const dry = again();
  expect(await dry.kith('broadcast', 'Cake at noon', '--all', '--dry-run')).toBe(0);
  expect(dry.out()).toBe('This would reach 1 place. The personas will know of it.\n');
  const asked = again();
  expect(await asked.kith('broadcast', 'Cake at noon', '--all')).toBe(2);
  expect(asked.err()).toContain('To go on, add --yes.');
  const none = again();
  expect(await none.kith('broadcast', '--status')).toBe(0);
  expect(none.out()).toBe('Nothing has been announced yet.\n');

  const sent = again();
  const words = ['Cake at noon', '--details', 'Bring a fork', '--priority', 'high', '--requires-action'];
  expect(await sent.kith('broadcast', ...words, '--all', '--yes')).toBe(0);
  const id = /^([0-9a-f]{10}) goes out to 1 place,/.exec(sent.out())?.[1] ?? '';
  const shown = again();
  expect(await shown.kith('broadcast', '--status', id)).toBe(0);
  expect(shown.out()).toMatch(new RegExp(`^${id}  .* all  about to be sent  Cake at noon\n`));
  const cancelled = again();
  expect(await cancelled.kith('broadcast', '--cancel', id)).toBe(0);
  expect(cancelled.out()).toBe(`${id} is cancelled: nothing more goes out.\n`);
  expect(await again().kith('broadcast', '--cancel', id)).toBe(2);
});

test.each([
  [['Cake'], /To whom/],
  [['Cake', '--all', '--community', '1'], /To whom/],
  [['--all'], /What shall be announced/],
  [['Cake', '--all', '--priority', 'urgent'], /low, normal, high/],
  [['a'.repeat(3_001), '--all'], /3000 characters/],
  [['--status', 'nothing'], /There is no announcement nothing/],
])('kith broadcast %j is refused', async (args, says) => {
  const cli = cliTools();
  expect(await cli.kith('broadcast', ...args)).toBe(2);
  expect(cli.err()).toMatch(says);
});
