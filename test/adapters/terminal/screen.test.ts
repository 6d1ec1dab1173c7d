import { afterEach, describe, expect, test, vi } from 'vitest';
import type { IncomingMessage, Outgoing } from '../../../src/core/message.ts';
import { type TerminalUnderTest, terminal, until } from './terminal.ts';

const speaker = { persona: 'alicia' as never, displayName: 'Alicia' };
const draft = { kind: 'reply', visibleTo: 'place', speaker } as const;
const streaming = { key: 'turn#0', onShown: () => {} };
const reply = (text: string, notice?: string): Outgoing => ({
  ...draft,
  text,
  ...(notice === undefined ? {} : { notice }),
});

interface Turn {
  readonly event: IncomingMessage;
  /** Ends the work on a line, reflection included. */
  readonly done: () => void;
}

/** A screen that listens; each line typed becomes a turn that goes on until it is done. */
async function sitting(options: Parameters<typeof terminal>[0] = {}) {
  const under = terminal(options);
  const turns: Turn[] = [];
  await under.channel.listen((event) => {
    const { promise, resolve } = Promise.withResolvers<void>();
    turns.push({ event: event as IncomingMessage, done: resolve });
    return promise;
  });
  opened.push(under);
  const type = async (text: string) => {
    const before = turns.length;
    under.input.write(`${text}\r`);
    await until(() => turns.length > before);
    return turns.at(-1)!;
  };
  /** The lines, without those that are empty. */
  const lines = () => under.screen().filter((line) => line !== '');
  return { ...under, turns, type, lines, place: under.channel.seat.place };
}

const opened: TerminalUnderTest[] = [];
afterEach(async () => {
  vi.unstubAllEnvs();
  for (const { channel } of opened.splice(0)) await channel.stop();
});

describe('a screen', () => {
  test('shows the prompt, and the answer as it grows', async () => {
    const { channel, type, lines, place } = await sitting();
    expect(lines()).toEqual(['ana ›']);
    const { event, done } = await type('Hola');
    expect(event).toMatchObject({ text: 'Hola', isAddressed: true, author: { role: 'admin', name: 'ana' } });

    const live = await channel.openStream!(draft, place, streaming);
    live.append('\n');
    live.append('Hola, ');
    live.append('Ana');
    expect(lines()).toEqual(['ana › Hola', 'Alicia › Hola, Ana']);
    live.append('. ¿Qué tal?');
    await live.finish(reply('Hola, Ana. ¿Qué tal?', '(Soy una IA)'));
    expect(lines()).toEqual(['ana › Hola', 'Alicia › Hola, Ana. ¿Qué tal?', '(Soy una IA)', 'ana ›']);
    done();
  });

  test('the prompt comes back with the answer, before anybody has thought about it', async () => {
    const { channel, type, lines, place, turns } = await sitting();
    await type('Hola');
    const live = await channel.openStream!(draft, place, streaming);
    live.append('Sí.');
    await live.finish(reply('Sí.'));
    expect(lines().at(-1)).toBe('ana ›');
    // And the next line can be typed at once.
    await type('¿Segura?');
    expect(turns).toHaveLength(2);
    // The end of the first one's reflection is not the answer to the second.
    turns[0]!.done();
    await new Promise((resolve) => setTimeout(resolve, 10));
    expect(lines().at(-1)).toBe('ana › ¿Segura?');
  });

  test('an answer that could not stream brings the prompt back too', async () => {
    const { channel, type, lines, place } = await sitting();
    await type('Hola');
    await channel.send(reply('Se me fueron las palabras.'), place);
    expect(lines()).toEqual(['ana › Hola', 'Alicia › Se me fueron las palabras.', 'ana ›']);
  });

  test('a line nobody answers, and an empty one, bring the prompt back', async () => {
    const { input, type, lines, turns } = await sitting();
    const { done } = await type('…');
    done();
    await until(() => lines().length === 2);
    expect(lines()).toEqual(['ana › …', 'ana ›']);
    input.write('\r   \r\x1b[D\r');
    await until(() => lines().length === 5);
    expect(turns).toHaveLength(1);
  });

  test('activity is shown while somebody thinks, and leaves nothing', async () => {
    const { channel, type, lines, raw, place } = await sitting();
    const { done } = await type('Hola');
    const typing = new AbortController();
    channel.typing!(place, typing.signal);
    await until(() => raw().includes('·'));
    const live = await channel.openStream!(draft, place, streaming);
    live.append('Hola.');
    await live.finish(reply('Hola.'));
    typing.abort();
    done();
    const written = raw().length;
    await new Promise((resolve) => setTimeout(resolve, 400));
    expect(raw()).toHaveLength(written);
    expect(lines()).toEqual(['ana › Hola', 'Alicia › Hola.', 'ana ›']);
  });

  test('a sentence that was taken back is followed by what counts', async () => {
    const { channel, type, lines, place } = await sitting();
    await type('Hola');
    const live = await channel.openStream!(draft, place, streaming);
    live.append('Whole sentence. Half a sen');
    await live.finish(reply('Whole sentence.'));
    expect(lines()).toEqual([
      'ana › Hola',
      'Alicia › Whole sentence. Half a sen',
      '↺ Whole sentence.',
      'ana ›',
    ]);
  });

  test('more than was streamed is added in place, spaces at the end are no matter', async () => {
    const { channel, type, lines, place } = await sitting();
    await type('a');
    const one = await channel.openStream!(draft, place, streaming);
    one.append('Uno dos ');
    await one.finish(reply('Uno dos tres.'));
    await type('b');
    const two = await channel.openStream!(draft, place, streaming);
    two.append('Uno dos. \n');
    await two.finish(reply('Uno dos.'));
    expect(lines()).toEqual(['ana › a', 'Alicia › Uno dos tres.', 'ana › b', 'Alicia › Uno dos.', 'ana ›']);
  });

  test('a new level has a line of its own, and the prompt stands below it', async () => {
    const { channel, type, lines, place } = await sitting();
    const { done } = await type('Hola');
    await channel.send(reply('Hola.'), place);
    await channel.announce!('♥ Tú y Alicia ahora sois: Cara conocida', place);
    done();
    expect(lines()).toEqual([
      'ana › Hola',
      'Alicia › Hola.',
      '♥ Tú y Alicia ahora sois: Cara conocida',
      'ana ›',
    ]);
  });

  test('what is typed during an answer stands in the next prompt, not in the answer', async () => {
    const { channel, input, type, place, lines } = await sitting();
    await type('Hola');
    const live = await channel.openStream!(draft, place, streaming);
    live.append('Hola, ');
    input.write('y tú');
    await new Promise((resolve) => setTimeout(resolve, 10));
    live.append('Ana.');
    await live.finish(reply('Hola, Ana.'));
    expect(lines()).toEqual(['ana › Hola', 'Alicia › Hola, Ana.', 'ana › y tú']);
  });

  test('lines pasted at once are shown one by one, each above its answer', async () => {
    const { channel, input, turns, place, lines } = await sitting();
    input.write('uno\rdos\rtres\r');
    await until(() => turns.length === 3);
    for (const { event } of turns) await channel.send(reply(`<${event.text}>`), place);
    expect(lines()).toEqual([
      'ana › uno',
      'Alicia › <uno>',
      'ana › dos',
      'Alicia › <dos>',
      'ana › tres',
      'Alicia › <tres>',
      'ana ›',
    ]);
  });

  test('bold is shown as it comes, and no star is left of it', async () => {
    const { channel, type, place, lines } = await sitting();
    await type('Hola');
    const live = await channel.openStream!(draft, place, streaming);
    for (const piece of ['Un *', '*ga', 'to*', '* y 2 * 3', ' **a']) live.append(piece);
    await live.finish(reply('Un **gato** y 2 * 3 **a'));
    expect(lines()).toEqual(['ana › Hola', 'Alicia › Un gato y 2 * 3 a', 'ana ›']);
  });

  test('long answers break between words, at the width of the screen', async () => {
    const { channel, type, lines, place } = await sitting({ columns: 30 });
    await type('Hola');
    const live = await channel.openStream!(draft, place, streaming);
    for (const piece of 'Llegas en buen momento: el arroz ya se quemó, así que peor no puede ir.'.split(
      /(?<=.{3})/,
    ))
      live.append(piece);
    await live.finish(reply('Llegas en buen momento: el arroz ya se quemó, así que peor no puede ir.'));
    expect(lines().slice(1, -1)).toEqual([
      'Alicia › Llegas en buen',
      'momento: el arroz ya se quemó,',
      'así que peor no puede ir.',
    ]);
  });

  test('nothing a model says reaches the terminal as an order to it', async () => {
    const { channel, type, raw, place } = await sitting();
    await type('Hola');
    const before = raw().length;
    const live = await channel.openStream!(draft, place, streaming);
    live.append('a\x1b[2J\x07b\x9b');
    live.append('\x1b]0;title\x07c');
    await live.finish(reply('a[2Jb]0;titlec', '\x1b[2Jnotice'));
    await channel.announce!('\x1b[2Jlevel', place);
    expect(raw().slice(before)).not.toMatch(/\x1b\[2J|\x07|\x9b|\x1b\]/);
  });

  test('NO_COLOR means no colour', async () => {
    vi.stubEnv('NO_COLOR', '1');
    vi.stubEnv('FORCE_COLOR', undefined);
    const { channel, type, raw, place } = await sitting();
    await type('Hola');
    await channel.send(reply('**Hola** `x`', 'notice'), place);
    channel.note('**Alicia**');
    expect(raw()).not.toMatch(/\x1b\[[\d;]*m/);
  });

  test('with colours, who speaks is told apart', async () => {
    vi.stubEnv('NO_COLOR', undefined);
    vi.stubEnv('FORCE_COLOR', '1');
    const { channel, raw, place } = await sitting();
    await channel.send(reply('**Hola**'), place);
    expect(raw()).toMatch(/\x1b\[3\dm.*Alicia/);
    expect(raw()).toMatch(/\x1b\[1mHola/);
  });

  test('Ctrl-C and Ctrl-D tell the end; what runs may still be shown', async () => {
    for (const key of ['\x03', '\x04']) {
      const { channel, input, type, ends, lines, place } = await sitting();
      const { done } = await type('Hola');
      input.write(key);
      await until(() => ends() > 0);
      await channel.stop();
      const live = await channel.openStream!(draft, place, streaming);
      live.append('Adiós.');
      await live.finish(reply('Adiós.'));
      done();
      expect(lines()).toContain('Alicia › Adiós.');
      // No prompt for somebody who has left.
      expect(lines().at(-1)).toBe('Alicia › Adiós.');
    }
  });

  test('the answers of another place are not shown here', async () => {
    const { channel, raw } = await sitting();
    const before = raw();
    const elsewhere = { ...channel.seat.place, id: 'terminal:direct:diego' as never };
    await channel.send(reply('x'), elsewhere);
    const live = await channel.openStream!(draft, elsewhere, streaming);
    live.append('x');
    await live.finish(reply('x'));
    await channel.announce!('x', elsewhere);
    channel.typing!(elsewhere, new AbortController().signal);
    expect(raw()).toBe(before);
  });

  test('notes of the shell are set in and broken between words', async () => {
    const { channel, screen } = terminal({ columns: 24 });
    channel.note('**Alicia** · stranger\n\nDries other people’s photographs.');
    await until(() => screen().length > 4);
    expect(screen()).toEqual(['  Alicia · stranger', '', '  Dries other people’s', '  photographs.', '']);
  });
});
