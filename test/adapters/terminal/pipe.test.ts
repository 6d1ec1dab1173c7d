import { describe, expect, test } from 'vitest';
import type { Incoming, Outgoing, Place } from '../../../src/core/message.ts';
import { terminal, until } from './terminal.ts';

const reply = (text: string, more: Partial<Outgoing> = {}): Outgoing => ({
  kind: 'reply',
  text,
  visibleTo: 'place',
  ...more,
});

/** A pipe whose every line is answered by `answer`, which may take its time; undefined: not answered at all. */
async function answering(answer: (text: string) => Promise<Outgoing | undefined> | Outgoing | undefined) {
  const under = terminal({ isScreen: false });
  const { channel } = under;
  const heard: Incoming[] = [];
  await channel.listen(async (event) => {
    heard.push(event);
    const said = await answer(event.kind === 'message' ? event.text : '');
    if (said !== undefined) await channel.send(said, channel.seat.place);
  });
  return { ...under, heard, lines: () => under.raw().split('\n').slice(0, -1) };
}

describe('a pipe', () => {
  test('gives one line for each line, in order', async () => {
    const { input, lines, ends } = await answering((text) => reply(`<${text}>`));
    input.end('one\ntwo\nthree\n');
    await until(() => ends() > 0);
    expect(lines()).toEqual(['<one>', '<two>', '<three>']);
  });

  test('a reply of several lines is one line, and so is what comes with it', async () => {
    const { input, lines, ends } = await answering((text) =>
      text === 'list'
        ? reply('**A**\n- b\n- c', { kind: 'command' })
        : reply('Uno.\n\nDos.', { notice: '(Soy una IA)' }),
    );
    input.end('hi\nlist\n');
    await until(() => ends() > 0);
    expect(lines()).toEqual(['Uno. Dos. (Soy una IA)', 'A | - b | - c']);
  });

  test('an empty line, and one nobody answers, still get their line', async () => {
    const { input, lines, ends } = await answering((text) => (text === '' ? undefined : reply(text)));
    input.end('\n   \nthree\n');
    await until(() => ends() > 0);
    expect(lines()).toEqual(['(nothing to answer)', '(nothing to answer)', 'three']);
  });

  test('line ends of Windows, and none at the end of all', async () => {
    const { input, heard, lines, ends } = await answering((text) => reply(text));
    input.end('one\r\ntwo\r\nthree');
    await until(() => ends() > 0);
    expect(lines()).toEqual(['one', 'two', 'three']);
    expect(heard.map((event) => event.kind === 'message' && event.text)).toEqual(['one', 'two', 'three']);
  });

  test('what comes while a reply is slow waits for its turn, and nothing is lost', async () => {
    const slow = Promise.withResolvers<void>();
    let running = 0;
    let most = 0;
    const { input, lines, ends } = await answering(async (text) => {
      most = Math.max(most, ++running);
      if (text === 'slow') await slow.promise;
      running--;
      return reply(text);
    });
    input.write('before\nslow\nafter 1\n');
    await until(() => lines().length === 1);
    input.end('after 2\n');
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect(lines()).toEqual(['before']);
    slow.resolve();
    await until(() => ends() > 0);
    expect(lines()).toEqual(['before', 'slow', 'after 1', 'after 2']);
    expect(most).toBe(1);
  });

  test('lines may come in pieces, and letters too', async () => {
    const { input, lines, ends } = await answering((text) => reply(text));
    const bytes = Buffer.from('¿Qué tal, 🐈?\n');
    for (const byte of bytes) input.write(Buffer.from([byte]));
    input.end();
    await until(() => ends() > 0);
    expect(lines()).toEqual(['¿Qué tal, 🐈?']);
  });

  test('a hundred thousand characters are a line like any other', async () => {
    const { input, lines, ends } = await answering((text) => reply(`${text.length}`));
    input.end(`${'x'.repeat(100_000)}\nshort\n`);
    await until(() => ends() > 0);
    expect(lines()).toEqual(['100000', '5']);
  });

  test('what belongs elsewhere goes beside the conversation', async () => {
    const { channel, raw, diagnostics } = terminal({ isScreen: false });
    // Before anybody listens: the answer to a line of an earlier run.
    await channel.send(reply('late'), channel.seat.place);
    expect(raw()).toBe('');
    await until(() => diagnostics() === '(finished an interrupted reply: late)\n');
    await channel.listen(async () => {});
    const elsewhere: Place = { ...channel.seat.place, id: 'terminal:direct:diego' as Place['id'] };
    await channel.send(reply('for somebody else'), elsewhere);
    expect(raw()).toBe('');
    channel.note('**Kith** of its own');
    await until(() => diagnostics().includes('Kith of its own\n'));
    expect(raw()).toBe('');
  });

  test('no colours, no prompts, no activity', async () => {
    const { channel, input, raw, ends } = await answering((text) => reply(`**${text}** \`code\``));
    expect(channel.capabilities(channel.seat.place)).toMatchObject({
      stream: 'none',
      typing: false,
      announce: false,
    });
    input.end('hi\n');
    await until(() => ends() > 0);
    expect(raw()).toBe('hi code\n');
  });
});
