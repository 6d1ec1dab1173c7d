import { describe, expect, test } from 'vitest';
import { startSpeech } from '../../../src/core/delivery/speak.ts';
import type { Speech } from '../../../src/core/delivery/speech.ts';
import { placeId } from '../../../src/core/ids.ts';
import type { Outgoing, Place } from '../../../src/core/message.ts';
import { silentLog } from '../../../src/system/log.ts';
import { handClock } from '../llm/hand-clock.ts';
import { type FakeChannel, fakeChannel } from './fake-channel.ts';

const place: Place = { id: placeId('fake:here'), channel: 'fake', audience: 'one' };
const draft = { kind: 'reply', visibleTo: 'place' } as const;
const final = (text: string): Outgoing => ({ ...draft, text });
const breathe = () => new Promise<void>((resolve) => setImmediate(resolve));

function speak(channel: FakeChannel, clock = handClock()): Speech {
  return startSpeech({ channel, place, draft, clock, log: silentLog });
}

describe('a place that can only be posted to', () => {
  test('sees the whole answer once, at the end, in pages that lose nothing', async () => {
    const channel = fakeChannel({}, { pageLength: 5 });
    const speech = speak(channel);
    speech.append('Hola ');
    expect(channel.calls).toEqual([]);
    expect(await speech.finish(final('Hola mundo, ¿qué tal?'))).toHaveLength(5);
    expect(channel.shown.join('')).toBe('Hola mundo, ¿qué tal?');
  });

  test('says nothing when the answer is taken back', async () => {
    const channel = fakeChannel();
    const speech = speak(channel);
    speech.append('Hola');
    await speech.discard();
    expect(channel.calls).toEqual([]);
  });

  test('a refusal reaches the caller', async () => {
    const channel = fakeChannel();
    channel.fail('send');
    await expect(speak(channel).finish(final('Hola'))).rejects.toMatchObject({ code: 'channel.failed' });
  });
});

describe('a place that edits', () => {
  test('sees the first words at once, then edits no faster than the place allows', async () => {
    const clock = handClock();
    const channel = fakeChannel({ stream: 'edit', editEveryMs: 1_000 });
    const speech = speak(channel, clock);
    speech.append('One');
    await breathe();
    expect(channel.shown).toEqual(['One']);
    for (const word of [' two', ' three', ' four']) speech.append(word);
    await clock.pass(999);
    expect(channel.shown).toEqual(['One']);
    await clock.pass(1);
    expect(channel.shown).toEqual(['One two three four']);
    await speech.finish(final('One two three four five'));
    expect(channel.shown).toEqual(['One two three four five']);
    expect(channel.calls).toEqual(['send', 'edit', 'edit']);
  });

  test('white space alone is not shown', async () => {
    const channel = fakeChannel({ stream: 'edit', editEveryMs: 0 });
    const speech = speak(channel);
    speech.append(' \n');
    await breathe();
    expect(channel.calls).toEqual([]);
    await speech.finish(final('Hola'));
    expect(channel.shown).toEqual(['Hola']);
  });

  test('what does not fit the first message follows it', async () => {
    const channel = fakeChannel({ stream: 'edit', editEveryMs: 0 }, { pageLength: 4 });
    const speech = speak(channel);
    speech.append('abcd');
    await breathe();
    const sent = await speech.finish(final('abcdefghij'));
    expect(channel.shown).toEqual(['abcd', 'efgh', 'ij']);
    expect(sent.map(({ platformId }) => platformId)).toEqual(channel.ids);
  });

  test('an edit that fails on the way is made good by the last one', async () => {
    const clock = handClock();
    const channel = fakeChannel({ stream: 'edit', editEveryMs: 10 });
    channel.fail('edit', 1);
    const speech = speak(channel, clock);
    speech.append('Hola');
    await breathe();
    speech.append(' Diego');
    await clock.pass(10);
    expect(channel.shown).toEqual(['Hola']);
    await speech.finish(final('Hola Diego'));
    expect(channel.shown).toEqual(['Hola Diego']);
  });

  test('a first post that fails is made good at the end, once', async () => {
    const channel = fakeChannel({ stream: 'edit', editEveryMs: 0 });
    channel.fail('send', 1);
    const speech = speak(channel);
    speech.append('Hola');
    await breathe();
    await speech.finish(final('Hola'));
    expect(channel.shown).toEqual(['Hola']);
  });
});

describe('a place that streams', () => {
  test('sees every delta in order, once, and the final text in the same message', async () => {
    const channel = fakeChannel({ stream: 'native' });
    const speech = speak(channel);
    for (const delta of ['Ho', 'la', '', ' Diego']) speech.append(delta);
    await breathe();
    expect(channel.shown).toEqual(['Hola Diego']);
    expect(await speech.finish(final('Hola Diego.'))).toEqual([{ platformId: channel.ids[0] }]);
    expect(channel.shown).toEqual(['Hola Diego.']);
    expect(channel.calls.filter((call) => call === 'append').length).toBeLessThanOrEqual(4);
  });

  test('gets a post where the stream cannot be opened', async () => {
    const channel = fakeChannel({ stream: 'native' });
    channel.fail('open');
    const speech = speak(channel);
    speech.append('Hola');
    await speech.finish(final('Hola'));
    expect(channel.shown).toEqual(['Hola']);
    expect(channel.calls).toEqual(['open', 'send']);
  });

  test('a delta that cannot be shown is shown at the end, and brings nothing down', async () => {
    const channel = fakeChannel({ stream: 'native' });
    channel.fail('append');
    const speech = speak(channel);
    speech.append('Hola');
    await breathe();
    await speech.finish(final('Hola Diego'));
    expect(channel.shown).toEqual(['Hola Diego']);
  });

  test('an answer without a single delta is posted', async () => {
    const channel = fakeChannel({ stream: 'native' });
    await speak(channel).finish(final('Hola'));
    expect(channel.calls).toEqual(['send']);
  });

  test('takes the unfinished message back', async () => {
    const channel = fakeChannel({ stream: 'native' });
    const speech = speak(channel);
    speech.append('Hola');
    await speech.discard();
    expect(channel.shown).toEqual([]);
  });
});

describe('activity', () => {
  const ways = [{ stream: 'none' }, { stream: 'edit', editEveryMs: 0 }, { stream: 'native' }] as const;
  test.each(ways)('begins at once and ends with the answer, however it ends (%o)', async (way) => {
    const answered = fakeChannel({ ...way, typing: true });
    const speech = speak(answered);
    expect(answered.calls).toEqual(['typing']);
    await speech.finish(final('Hola'));
    expect(answered.calls.at(-1)).toBe('quiet');

    const refused = fakeChannel({ ...way, typing: true });
    refused.fail('send');
    await expect(speak(refused).finish(final('Hola'))).rejects.toThrow();
    expect(refused.calls.at(-1)).toBe('quiet');

    const discarded = fakeChannel({ ...way, typing: true });
    await speak(discarded).discard();
    expect(discarded.calls.at(-1)).toBe('quiet');
  });

  test('is not shown where the place cannot', () => {
    const channel = fakeChannel({ typing: false });
    speak(channel);
    expect(channel.calls).toEqual([]);
  });
});
