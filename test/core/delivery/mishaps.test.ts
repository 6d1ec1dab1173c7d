import { describe, expect, test } from 'vitest';
import type { Capabilities } from '../../../src/core/capabilities.ts';
import { startSpeech } from '../../../src/core/delivery/speak.ts';
import { placeId } from '../../../src/core/ids.ts';
import type { Outgoing, Place } from '../../../src/core/message.ts';
import { silentLog } from '../../../src/system/log.ts';
import { handClock } from '../llm/hand-clock.ts';
import { type FakeOptions, fakeChannel } from './fake-channel.ts';

const place: Place = { id: placeId('fake:here'), channel: 'fake', audience: 'one' };
const draft = { kind: 'reply', visibleTo: 'place' } as const;
const final = (text: string, notice?: string): Outgoing => ({
  ...draft,
  text,
  ...(notice === undefined ? {} : { notice }),
});
const breathe = () => new Promise<void>((resolve) => setImmediate(resolve));
const random = { next: () => 1, id: () => 'id' };

/** A speech with everything it may use, and what it keeps on record. */
function speaking(own: Partial<Capabilities>, options: FakeOptions = {}) {
  const clock = handClock();
  const channel = fakeChannel(own, { pageLength: 5, ...options });
  const kept: (readonly string[])[] = [];
  const stopping = new AbortController();
  const speech = startSpeech({
    channel,
    place,
    draft,
    key: 'turn',
    clock,
    log: silentLog,
    retry: { random, retries: 2, retryBaseMs: 100, retryMaxMs: 1_000 },
    signal: stopping.signal,
    onSpoken: async (ids) => void kept.push(ids),
  });
  /** Finishes, letting all the time pass that is waited for. */
  const finish = async (text: string, notice?: string) => {
    const sent = speech.finish(final(text, notice)).then(
      (all) => all.map(({ platformId }) => platformId),
      (error: unknown) => error,
    );
    await clock.pass(10_000);
    return sent;
  };
  return { clock, channel, kept, stopping, speech, finish };
}

const everyWay = [
  { stream: 'none', repeats: 'safe' },
  { stream: 'none', repeats: 'checked' },
  { stream: 'none', repeats: 'unchecked' },
] as const;

describe('a page', () => {
  test.each(everyWay)('that is refused for now is posted a little later (%o)', async (own) => {
    const { channel, finish } = speaking(own);
    channel.fail('send', 2);
    expect(await finish('Hola')).toEqual(channel.ids);
    expect(channel.shown).toEqual(['Hola']);
    expect(channel.calls).toEqual(['send', 'send', 'send']);
  });

  test.each(everyWay)(
    'that is refused too often or for good is given up, and leaves no trace (%o)',
    async (own) => {
      for (const how of ['refused', 'forbidden'] as const) {
        const { channel, finish, kept } = speaking(own);
        channel.fail('send', Number.POSITIVE_INFINITY, how);
        expect(await finish('Hola')).toMatchObject({ code: 'channel.failed' });
        expect(channel.calls).toHaveLength(how === 'refused' ? 3 : 1);
        expect(kept.at(-1) ?? []).toEqual([]);
      }
    },
  );

  test.each(['cut before', 'cut after'] as const)(
    'nobody knows of is asked for where the platform tells: once, whatever happened (%s)',
    async (how) => {
      const { channel, finish } = speaking({ repeats: 'checked' });
      channel.fail('send', 1, how);
      expect(await finish('Hola mundo')).toEqual(channel.ids);
      expect(channel.shown).toEqual(['Hola ', 'mundo']);
    },
  );

  test('nobody knows of twice counts as posted', async () => {
    const { channel, finish } = speaking({ repeats: 'checked' });
    channel.fail('send', 2, 'cut before');
    expect(await finish('Hola')).toEqual(['']);
    expect(channel.calls).toEqual(['send', 'send']);
  });

  test('that may stand is not said again where nobody can be asked', async () => {
    const { channel, finish } = speaking({ repeats: 'unchecked' });
    channel.fail('send', 1, 'cut after');
    expect(await finish('Hola mundo')).toEqual(['', channel.ids[1]]);
    expect(channel.shown).toEqual(['Hola ', 'mundo']);
  });

  test('that may stand counts as posted even where the next answer is a refusal', async () => {
    const { channel, finish } = speaking({ repeats: 'checked' });
    channel.fail('send', 1, 'cut after');
    const send = channel.send.bind(channel);
    let calls = 0;
    Object.assign(channel, {
      send: (...given: Parameters<typeof send>) => {
        if (++calls === 2) channel.fail('send', 1, 'forbidden');
        return send(...given);
      },
    });
    expect(await finish('Hola')).toEqual(['']);
    expect(channel.shown).toEqual(['Hola']);
  });

  test('is not waited for once the program stops, and is not taken for posted then', async () => {
    const { channel, clock, speech, stopping, kept } = speaking({ repeats: 'unchecked' });
    channel.fail('send');
    const finished = speech.finish(final('Hola'));
    const refused = expect(finished).rejects.toMatchObject({ code: 'channel.failed' });
    await clock.pass(0);
    stopping.abort();
    await refused;
    expect(channel.calls).toEqual(['send']);
    expect(kept).toEqual([[''], []]);
  });
});

describe('the record', () => {
  test('costs nothing where nothing is lost by a page that comes again', async () => {
    const { finish, kept } = speaking({ repeats: 'safe' });
    await finish('Hola mundo');
    expect(kept).toEqual([]);
  });

  test('has every page but the last, which is on record with the whole', async () => {
    const { channel, finish, kept } = speaking({ repeats: 'checked' });
    await finish('Hola mundo entero');
    const [one, two, three] = channel.ids;
    expect(channel.ids).toHaveLength(4);
    expect(kept).toEqual([[one], [one, two], [one, two, three]]);
  });

  test('has a page before it is posted where nobody could be asked for it', async () => {
    const { channel, finish, kept } = speaking({ repeats: 'unchecked' });
    const [one] = (await finish('Hola mundo')) as readonly string[];
    expect(kept).toEqual([[''], [one, '']]);
    expect(channel.shown).toEqual(['Hola ', 'mundo']);
  });

  test('that cannot be kept costs no answer', async () => {
    const channel = fakeChannel({ repeats: 'unchecked' }, { pageLength: 5 });
    const speech = startSpeech({
      channel,
      place,
      draft,
      key: 'turn',
      clock: handClock(),
      log: silentLog,
      onSpoken: () => Promise.reject(new Error('disk full')),
    });
    await speech.finish(final('Hola mundo'));
    expect(channel.shown).toEqual(['Hola ', 'mundo']);
  });

  test('holds up neither what is shown nor the end of the activity', async () => {
    const channel = fakeChannel({ repeats: 'checked', typing: true }, { pageLength: 5 });
    const kept = Promise.withResolvers<void>();
    const options = { channel, place, draft, key: 'turn', clock: handClock(), log: silentLog };
    let isOver = false;
    const speech = startSpeech({ ...options, onSpoken: () => kept.promise });
    const finished = speech.finish(final('Hola mundo')).then(() => {
      isOver = true;
    });
    for (let turn = 0; turn < 5; turn++) await breathe();
    expect(channel.shown).toEqual(['Hola ', 'mundo']);
    expect(channel.calls.at(-1)).toBe('quiet');
    expect(isOver).toBe(false);
    kept.resolve();
    await finished;
  });
});

describe('an answer that grows by edits', () => {
  const grows = { stream: 'edit', repeats: 'checked', editEveryMs: 10 } as const;

  test('is replaced where it cannot be edited any more', async () => {
    for (const how of ['forbidden', 'gone'] as const) {
      const { channel, speech, finish } = speaking(grows);
      speech.append('Ho');
      await breathe();
      if (how === 'gone') await channel.remove!({ platformId: channel.ids[0]! }, place);
      else channel.fail('edit', Number.POSITIVE_INFINITY, 'forbidden');
      expect(await finish('Hola mundo')).toEqual(channel.ids);
      expect(channel.shown.toSorted()).toEqual(['Hola ', 'mundo']);
    }
  });

  test('waits for a platform that takes no edit for now', async () => {
    const { channel, speech, finish } = speaking(grows);
    speech.append('Ho');
    await breathe();
    channel.fail('edit', 2);
    await finish('Hola');
    expect(channel.shown).toEqual(['Hola']);
    expect(channel.calls.filter((call) => call === 'send')).toHaveLength(1);
  });

  test('leaves a platform alone that refuses, however fast the model speaks', async () => {
    const { channel, clock, speech, finish } = speaking(grows, { pageLength: 1_000 });
    speech.append('Ho');
    await breathe();
    channel.fail('edit');
    for (let word = 0; word < 100; word++) {
      speech.append(' la');
      await clock.pass(1);
    }
    expect(channel.calls.length).toBeLessThan(6);
    channel.fail('edit', 0);
    await finish('Hola');
    expect(channel.shown).toEqual(['Hola']);
  });

  test('that cannot be cut into pages on the way stands at the end', async () => {
    const { channel, speech, finish } = speaking(grows);
    const { paginate } = channel;
    Object.assign(channel, {
      paginate: (message: Outgoing) => {
        if (message.text === 'Ho') throw new Error('no such page');
        return paginate(message, place);
      },
    });
    speech.append('Ho');
    await breathe();
    await finish('Hola');
    expect(channel.shown).toEqual(['Hola']);
  });

  test('shows the last words though no more come', async () => {
    const { channel, clock, speech } = speaking(grows);
    const held = Promise.withResolvers<void>();
    channel.hold('send', held.promise);
    speech.append('H');
    await breathe();
    speech.append('ola');
    held.resolve();
    await clock.pass(10);
    expect(channel.shown).toEqual(['Hola']);
  });

  test('is not kept waiting for its pace at the end', async () => {
    const { channel, speech } = speaking({ ...grows, editEveryMs: 60_000 });
    speech.append('Ho');
    await breathe();
    speech.append('la');
    await breathe();
    await speech.finish(final('Hola'));
    expect(channel.shown).toEqual(['Hola']);
  });

  test('stands with its notice though its words are all there', async () => {
    const { channel, speech, finish } = speaking(grows);
    speech.append('Hola');
    await breathe();
    await finish('Hola', '(I am an AI)');
    expect(channel.calls).toEqual(['send', 'edit']);
    const again = speaking(grows);
    again.speech.append('Hola');
    await breathe();
    await again.finish('Hola');
    expect(again.channel.calls).toEqual(['send']);
  });

  test.each(['cut before', 'cut after'] as const)(
    'stands once though its first words were lost sight of (%s)',
    async (how) => {
      for (const repeats of ['checked', 'unchecked'] as const) {
        const { channel, speech, finish } = speaking({ ...grows, repeats });
        channel.fail('send', 1, how);
        speech.append('Ho');
        await breathe();
        await finish('Hola');
        const isLost = repeats === 'unchecked' && how === 'cut after';
        expect(channel.shown).toEqual(isLost ? ['Ho', 'Hola'] : ['Hola']);
      }
    },
  );

  test('leaves nothing when it is taken back, on the platform or on record', async () => {
    const { channel, speech, kept } = speaking(grows);
    speech.append('Ho');
    await breathe();
    expect(kept).toEqual([channel.ids]);
    await speech.discard();
    expect(channel.shown).toEqual([]);
    expect(kept.at(-1)).toEqual([]);
  });

  test('stays on record where it cannot be taken back', async () => {
    const { channel, speech, kept } = speaking(grows, { without: ['remove'] });
    speech.append('Ho');
    await breathe();
    await speech.discard();
    expect(channel.shown).toEqual(['Ho']);
    expect(kept).toEqual([channel.ids]);
  });
});

describe('a stream', () => {
  test.each(['refused', 'forbidden', 'cut before', 'cut after'] as const)(
    'that cannot be finished is finished otherwise (%s)',
    async (how) => {
      for (const repeats of ['checked', 'unchecked'] as const) {
        const streams = repeats === 'checked' ? 'messages' : 'drafts';
        const { channel, speech, finish } = speaking({ stream: 'native', edits: true, repeats }, { streams });
        speech.append('Ho');
        await breathe();
        channel.fail('finish', 1, how);
        await finish('Hola mundo');
        const isLost = repeats === 'unchecked' && how === 'cut before';
        expect(channel.shown).toEqual(isLost ? ['mundo'] : ['Hola ', 'mundo']);
      }
    },
  );

  test('that nobody knows whether it was opened is looked for', async () => {
    const { channel, speech, finish } = speaking({ stream: 'native', edits: true, repeats: 'checked' });
    channel.fail('open', 1, 'cut after');
    speech.append('Ho');
    await finish('Hola mundo');
    expect(channel.shown).toEqual(['Hola ', 'mundo']);
  });

  test('that would outlive the process is on record as soon as it stands', async () => {
    const { channel, speech, kept } = speaking({ stream: 'native', repeats: 'checked' });
    speech.append('Ho');
    await breathe();
    expect(kept).toEqual([channel.ids]);
    await speech.discard();
    expect(kept.at(-1)).toEqual([]);
    expect(channel.shown).toEqual([]);
  });
});

test('an answer that is shorter the second time leaves no page of the first', async () => {
  const channel = fakeChannel({ stream: 'native', edits: true, repeats: 'checked' }, { pageLength: 5 });
  for (const [index, text] of ['Half ', 'of it'].entries())
    await channel.send({ ...draft, text }, place, { key: `turn#${index}` });
  const resumed = { spoken: [...channel.ids], isFinal: false };
  const options = { channel, place, draft, key: 'turn', clock: handClock(), log: silentLog };
  await startSpeech({ ...options, resumed }).finish(final('Whole'));
  expect(channel.shown).toEqual(['Whole']);
  expect(channel.ids).toEqual(resumed.spoken.slice(0, 1));
});
