import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { describe, expect, test } from 'vitest';
import { until } from '../adapters/terminal/terminal.ts';
import { cliTools } from './cli-tools.ts';
import { temporary } from './temporary.ts';

/** Lines piped into `kith chat`, and what came out. */
async function piped(
  lines: readonly string[],
  { args = [], ...options }: Parameters<typeof cliTools>[0] & { readonly args?: readonly string[] } = {},
) {
  const cli = cliTools(options);
  const done = cli.kith('chat', ...args);
  cli.input.end(lines.map((line) => `${line}\n`).join(''));
  const code = await done;
  return { code, lines: cli.out().split('\n').slice(0, -1), err: cli.err(), directory: cli.directory };
}

/** Somebody at a screen. */
function seated(args: readonly string[], options: Parameters<typeof cliTools>[0] = {}) {
  const cli = cliTools({ ...options, isTerminal: true });
  Object.assign(cli.input, { setRawMode: () => cli.input });
  const done = cli.kith('chat', ...args);
  const shown = () => stripVTControlCharacters(cli.out());
  return { ...cli, done, shown, type: (text: string) => cli.input.write(`${text}\r`) };
}

describe('kith chat, piped', () => {
  test('one line in, one line out, for a newcomer and for somebody who comes back', async () => {
    const first = await piped(['Hello', "You're pretty", '/affinity', '', '/mood'], {
      args: ['--as', 'ana'],
    });
    expect(first.code).toBe(0);
    expect(first.lines).toHaveLength(5);
    expect(first.lines[0]).toContain('(I am an AI persona');
    expect(first.lines[2]).toMatch(/^Alicia · .*stranger.* · 3 points \| /);
    expect(first.lines[3]).toBe('(nothing to answer)');
    expect(first.lines[4]).toMatch(/^Alicia is shy \(30 %\)/);
    expect(first.err).toMatch(/^No language model is set: Alicia answers with the offline voice/);

    const again = await piped(['/affinity'], { args: ['--as', 'ana'], directory: first.directory });
    expect(again.lines[0]).toContain('3 points');
    const other = await piped(['/affinity'], { args: ['--as', 'diego'], directory: first.directory });
    expect(other.lines[0]).toContain('0 points');
  });

  test('the persona asked for stays in front of the person until they ask for another', async () => {
    const { directory, lines } = await piped(['/affinity'], {
      args: ['--as', 'Ana María', '--persona', 'Mika'],
    });
    expect(lines[0]).toContain('Mika');
    const again = await piped(['/affinity'], { args: ['--as', 'Ana María'], directory });
    expect(again.lines[0]).toContain('Mika');
    const back = await piped(['/affinity'], {
      args: ['--as', 'Ana María', '--persona', 'alicia'],
      directory,
    });
    expect(back.lines[0]).toContain('Alicia');
  });

  test('nothing at all is answered with nothing', async () => {
    expect(await piped([], { args: ['--as', 'ana'] })).toMatchObject({ code: 0, lines: [] });
  });

  test('an unknown persona, and a name that is none, are wrong use', async () => {
    const unknown = await piped(['Hi'], { args: ['--persona', 'nobody', '--as', 'ana'] });
    expect(unknown).toMatchObject({ code: 2, lines: [] });
    expect(unknown.err).toMatch(/^There is no persona "nobody"\. There are: .*alicia/);
    const nameless = await piped(['Hi'], { args: ['--as', '  '] });
    expect(nameless).toMatchObject({ code: 2, lines: [] });
    expect(nameless.err).toContain('--as needs a name');
  });

  test('a persona file that did not load is said once, and the others talk', async () => {
    const directory = temporary();
    writeFileSync(join(directory, 'rosa.json'), '{ "name": "rosa", "system_prompt": "You are Rosa." }');
    writeFileSync(join(directory, 'bad.json'), '{ "name": ');
    const environment = { KITH_PERSONALITIES_DIR: directory, KITH_PERSONA_DEFAULT: 'rosa' };
    const { code, lines, err } = await piped(['/affinity'], { args: ['--as', 'ana'], environment });
    expect(code).toBe(0);
    expect(lines[0]).toContain('stranger · 0 points');
    expect(err).toMatch(/^bad\.json did not load: .*not JSON.*\(npx kith validate shows everything\)$/m);
  });

  test('strange lines get a line each', async () => {
    const strange = [
      '\0',
      '\x1b[2J',
      '🐈‍⬛',
      'שלום',
      'x'.repeat(100_000),
      '/nonsense',
      '\\/help',
      '</div>',
      '   ',
    ];
    const { code, lines } = await piped(strange, { args: ['--as', 'ana'] });
    expect(code).toBe(0);
    expect(lines).toHaveLength(strange.length);
    for (const line of lines) expect(line.trim()).not.toBe('');
  });
});

describe('kith chat, at a screen', () => {
  test('welcomes, talks, and says where one left off the next time', async () => {
    const first = seated(['--as', 'ana']);
    await until(() => first.shown().includes('ana ›'));
    expect(first.shown()).toMatch(/^\n {2}Alicia · .*stranger.* · 0 points\n {2}Restores drowned/);
    expect(first.shown()).toContain('/help lists the commands, Ctrl-C leaves.');
    expect(first.shown()).toContain('No language model is set');
    expect(first.shown()).not.toContain('Where you left off');
    first.type("You're pretty");
    await until(() => /Alicia › .+\n[\s\S]*ana › $/.test(first.shown()));
    first.type('/affinity');
    await until(() => first.shown().includes('2 points'));
    first.input.write('\x03');
    expect(await first.done).toBe(0);

    const next = seated(['--as', 'ana'], { directory: first.directory });
    await until(() => next.shown().includes('ana ›'));
    expect(next.shown()).toContain('· 2 points');
    expect(next.shown()).toMatch(/Where you left off:\n {2}• You: You're pretty\n {2}• Alicia: /);
    next.input.write('\x04');
    expect(await next.done).toBe(0);
  });

  test('speaks the language the person was last heard in', async () => {
    const { directory } = await piped(['Hola, ¿qué tal estás hoy?'], { args: ['--as', 'ana'] });
    const { shown, input, done } = seated(['--as', 'ana'], { directory });
    await until(() => shown().includes('ana ›'));
    expect(shown()).toMatch(/· 1 punto\n/);
    expect(shown()).toContain('/help enumera las órdenes, Ctrl-C sale.');
    expect(shown()).toContain('No hay modelo de lenguaje');
    expect(shown()).toContain('• Tú: Hola, ¿qué tal estás hoy?');
    input.write('\x04');
    await done;
  });

  test('a new level is told at once, once', async () => {
    const { shown, type, input, done } = seated(['--as', 'ana']);
    await until(() => shown().includes('ana ›'));
    type('/affinity add 20');
    await until(() => shown().includes('20 points'));
    type('Hello');
    await until(() => shown().includes('♥ You and Alicia are now: Acquaintance'));
    type('Hello again');
    await until(() => (shown().match(/Alicia › /g) ?? []).length === 2);
    input.write('\x03');
    expect(await done).toBe(0);
    expect(shown().match(/♥/g)).toHaveLength(1);
  });

  test('a signal from outside ends it like Ctrl-C', async () => {
    const { shown, interrupt, done } = seated(['--as', 'ana']);
    await until(() => shown().includes('ana ›'));
    interrupt();
    expect(await done).toBe(0);
  });

  test('start, at a terminal and with no channel configured, is chat', async () => {
    const cli = cliTools({ isTerminal: true });
    Object.assign(cli.input, { setRawMode: () => cli.input });
    const done = cli.kith('start');
    await until(() => cli.out().includes('Ctrl-C'));
    await until(() => cli.out().includes('›'));
    cli.input.write('\x04');
    expect(await done).toBe(0);
  });
});
