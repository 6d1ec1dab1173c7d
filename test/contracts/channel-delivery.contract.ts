import { expect, test } from 'vitest';
import { KithError } from '../../src/core/errors.ts';
import type { Outgoing, Sent } from '../../src/core/message.ts';
import type { Attempts } from '../../src/core/ports/channel.ts';
import type { ChannelUnderTest } from './channel.contract.ts';

const reply = (text: string): Outgoing => ({ kind: 'reply', text, visibleTo: 'place' });
const draft = { kind: 'reply', visibleTo: 'place' } as const;

/** What is said stands once, can be made another, and can be taken back, as far as the place says. */
export function deliveryContract(listening: () => Promise<ChannelUnderTest>): void {
  let keys = 0;
  /** A listening channel with a key of its own for every page. */
  async function speaking() {
    const under = await listening();
    const { channel, place } = under;
    const capabilities = channel.capabilities(place);
    const key = () => `turn-${++keys}#0`;
    /** How often each text is shown now; as wanted where that cannot be read back. */
    const seen = (wanted: Readonly<Record<string, number>>) => {
      const shown = under.shown?.();
      if (shown === undefined) return;
      const texts = Object.keys(wanted);
      expect(Object.fromEntries(texts.map((text) => [text, shown.split(text).length - 1]))).toEqual(wanted);
    };
    return { ...under, capabilities, key, seen };
  }

  test('a page that may have been posted is not shown twice', async () => {
    const { channel, place, capabilities, key, seen } = await speaking();
    if (capabilities.repeats !== 'checked') return;
    const own = key();
    const first = await channel.send(reply('Once and never again.'), place, { key: own });
    const second = await channel.send(reply('Once and never again.'), place, { key: own, isRepeat: true });
    expect(second).toEqual(first);
    const lost = await channel.send(reply('It was lost.'), place, { key: key(), isRepeat: true });
    expect(lost.platformId).not.toBe(first.platformId);
    seen({ 'Once and never again.': 1, 'It was lost.': 1 });
  });

  test('a page nobody can be asked about is told of right before it leaves, and when it was refused', async () => {
    const { channel, place, capabilities, key, seen, refuse } = await speaking();
    if (capabilities.repeats !== 'unchecked') return;
    const told: string[] = [];
    const attempts = (text: string): Attempts => ({
      async onSending() {
        told.push('sending');
        await new Promise((resolve) => setTimeout(resolve, 20));
        seen({ [text]: 0 });
      },
      async onRefused() {
        told.push('refused');
      },
    });
    await channel.send(reply('It leaves.'), place, { key: key(), ...attempts('It leaves.') });
    expect(told.splice(0)).toEqual(['sending']);
    refuse?.();
    await channel.send(reply('It comes back.'), place, { key: key(), ...attempts('It comes back.') });
    expect(told.splice(0)).toEqual(refuse === undefined ? ['sending'] : ['sending', 'refused', 'sending']);
    const over = AbortSignal.abort();
    await expect(
      channel.send(reply('It stays.'), place, { key: key(), signal: over, ...attempts('It stays.') }),
    ).rejects.toBeInstanceOf(KithError);
    expect(told.splice(0)).toEqual([]);
    const because = new KithError('aborted', 'It must not.');
    const unwanted = { ...attempts('It must not.'), onSending: () => Promise.reject(because) };
    await expect(channel.send(reply('It must not.'), place, { key: key(), ...unwanted })).rejects.toBe(
      because,
    );
    expect(told.splice(0)).toEqual([]);
    seen({ 'It leaves.': 1, 'It comes back.': 1, 'It stays.': 0, 'It must not.': 0 });
    if (capabilities.stream !== 'native') return;
    const live = await channel.openStream!(draft, place, {
      key: key(),
      onShown: () => {},
      ...attempts('All of it.'),
    });
    live.append('All ');
    await live.finish(reply('All of it.'));
    expect(told).toEqual(['sending']);
    seen({ 'All of it.': 1 });
  });

  test('two answers with the same words are both said', async () => {
    const { channel, place, key, seen } = await speaking();
    const one = await channel.send(reply('The same words.'), place, { key: key() });
    const two = await channel.send(reply('The same words.'), place, { key: key() });
    expect(two.platformId).not.toBe(one.platformId);
    seen({ 'The same words.': 2 });
  });

  test('what stands is made another in place, as often as one likes', async () => {
    const { channel, place, capabilities, key, seen } = await speaking();
    if (!capabilities.edits) return;
    const sent = await channel.send(reply('The first words'), place, { key: key() });
    for (const text of ['Other words.', 'Other words.', 'The last words.'])
      await channel.edit!(sent, reply(text), place);
    seen({ 'The first words': 0, 'Other words.': 0, 'The last words.': 1 });
  });

  test('what stands is taken back, and what is gone already is no error', async () => {
    const { channel, place, capabilities, key, seen } = await speaking();
    if (channel.remove === undefined) return;
    const sent = await channel.send(reply('Nevermore.'), place, { key: key() });
    await channel.send(reply('It stays.'), place, { key: key() });
    await channel.remove(sent, place);
    await channel.remove(sent, place);
    seen({ 'Nevermore.': 0, 'It stays.': 1 });
    if (!capabilities.edits) return;
    const error = await channel.edit!(sent, reply('Again.'), place).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(KithError);
    // Trying again would not bring it back: it is posted anew.
    expect(error).toMatchObject({ code: 'channel.failed', retryable: false });
    expect((error as KithError).details.mayStand).not.toBe(true);
  });

  test('what would outlive the process is told of at once, and is part of the answer', async () => {
    const { channel, place, capabilities, key, seen } = await speaking();
    if (capabilities.stream !== 'native') return;
    const told: Sent[] = [];
    const onShown = (sent: Sent) => void told.push(sent);
    const live = await channel.openStream!(draft, place, { key: key(), onShown });
    live.append('Words that grow ');
    const [first] = channel.paginate(reply(`Words that grow long.${' And longer.'.repeat(2_000)}`), place);
    const sent = await live.finish(first!);
    const ids = sent.map(({ platformId }) => platformId);
    expect(ids).toEqual(expect.arrayContaining(told.map(({ platformId }) => platformId)));
    // A page is one page: nothing follows it.
    expect(sent).toHaveLength(1);
    if (!capabilities.edits) return;
    await channel.edit!(sent[0]!, reply('The last word.'), place);
    seen({ 'Words that grow': 0, 'The last word.': 1 });
  });

  test('a stream that is taken back leaves no message', async () => {
    const { channel, place, capabilities, key, seen } = await speaking();
    if (capabilities.stream !== 'native') return;
    const told: Sent[] = [];
    const live = await channel.openStream!(draft, place, {
      key: key(),
      onShown: (sent) => void told.push(sent),
    });
    live.append('Nevermore, said the stream.');
    await live.discard();
    // What goes by itself is not told of.
    if (told.length > 0) seen({ 'Nevermore, said the stream.': 0 });
  });
}
