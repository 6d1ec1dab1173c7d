import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Line, Shown, Where } from '../platforms/platform.ts';
import { openTown, PLATFORMS, type PlatformName, TIRELESS, type Town, until } from './town.ts';

let town: Town;
beforeAll(async () => {
  town = await openTown({
    model: {
      reply: ({ messages, response_format: form }) =>
        form === undefined ? `You said: ${messages.at(-1)?.content}` : '{}',
    },
    servers: {
      discord: TIRELESS.discord,
      telegram: { flood: false, forums: ['#forum'], botAdminIn: ['#forum'] },
    },
    environment: { KITH_INBOX_BURSTMS: '150', KITH_DELIVERY_RETRYBASEMS: '50' },
  });
}, 60_000);
afterAll(() => town.stop());

describe.each(PLATFORMS)('a day on %s:', (on) => {
  const place = () => town.platforms[on];
  const shown = (where: Where, who: string): readonly Shown[] => place().shown(where, who);
  const answers = (where: Where, who: string, piece = 'You said'): readonly Shown[] =>
    shown(where, who).filter(({ text }) => text.includes(piece));
  /** Says it and waits until all of it was dealt with; the platform's id of it. */
  const say = async (line: Line): Promise<string> => {
    const id = await place().say(line);
    await until(() => answers(line.where ?? 'direct', line.who, line.text).length > 0);
    await town.app.conversation.idle();
    return id;
  };
  const command = async (who: string, line: string): Promise<string> =>
    (await town.command(on, who, line)).map(({ text }) => text).join('\n');

  test('a mention is answered once, in its place; what is meant for others is not', async () => {
    await place().say({ who: 'Ana', where: '#lobby', text: 'not for you' });
    await say({ who: 'Ana', where: '#lobby', text: 'good morning', mentions: true });
    expect(answers('#lobby', 'Ana')).toHaveLength(1);
    expect(answers('direct', 'Ana')).toHaveLength(0);
  });

  test('a direct message is answered once', async () => {
    await say({ who: 'Bea', text: 'good morning' });
    expect(answers('direct', 'Bea')).toHaveLength(1);
  });

  test('in a thread it answers unasked once it takes part, and not before', async () => {
    const [where, who] = ['#forum', 'Carl'];
    // Whatever has the number one in a forum of Telegram's is its general topic.
    const said = await place().say({ who, where, text: 'boats' });
    const thread = on === 'telegram' ? town.platforms.telegram.topic(who, where, 'Boats') : said;
    const line = { who, where, thread };
    await place().say({ ...line, text: 'first word' });
    await say({ ...line, text: 'second word', mentions: true });
    await say({ ...line, text: 'third word' });
    expect(answers(where, who).map(({ text }) => /first|second|third/.exec(text)?.[0])).toEqual([
      'second',
      'third',
    ]);
    expect(new Set(answers(where, who).map((one) => one.thread)).size).toBe(1);
    expect(answers(where, who)[0]?.thread).toBeDefined();
  });

  test('a reply to its words is answered', async () => {
    await say({ who: 'Dora', where: '#garden', text: 'look at this', mentions: true });
    const [first] = answers('#garden', 'Dora');
    await say({ who: 'Dora', where: '#garden', text: 'and at that', replyTo: first?.id ?? '' });
    expect(answers('#garden', 'Dora')).toHaveLength(2);
  });

  test('commands answer the one who asked, and their buttons turn pages', async () => {
    const who = 'Emil';
    // In rooms of their own, so that no platform asks for patience.
    const rooms = Array.from({ length: 12 }, (_, index) => `#page-${index}`);
    await Promise.all(
      rooms.map((where) => say({ who, where, text: `eres linda en ${where}`, mentions: true })),
    );
    expect(await command(who, '/affinity')).toMatch(/\d/);
    await command(who, '/affinity history');
    const page = shown('direct', who).findLast(({ buttons }) => buttons.length > 0);
    const next = page?.buttons.find((label) => /next|siguiente|older|más/i.test(label));
    expect(next, JSON.stringify(page?.buttons)).toBeDefined();
    const before = JSON.stringify(shown('direct', who));
    await place().press(who, page?.id ?? '', next ?? '');
    await until(() => JSON.stringify(shown('direct', who)) !== before);
    await town.app.conversation.idle();
    const turned = shown('direct', who).findLast(({ buttons }) => buttons.length > 0);
    expect(turned?.text).not.toBe(page?.text);
    expect(turned?.buttons.some((label) => /previous|anterior/i.test(label))).toBe(true);
  }, 40_000);

  test('a form asks for what a command lacks', async () => {
    const who = 'Fanny';
    await say({ who, text: 'hello' });
    await place().command(who, '/remember');
    const form = await until(() => place().form(who));
    const field = form.fields[0]?.name ?? '';
    await form.submit({ [field]: 'my dog is called Max' });
    await until(() => shown('direct', who).some(({ text }) => text.includes('Max')));
    await town.app.conversation.idle();
    expect(await command(who, '/facts')).toContain('Max');
  });

  test('an edit before the answer is what is answered', async () => {
    const who = 'Gil';
    const id = await place().say({ who, text: 'I like appels' });
    await place().edit(id, 'I like apples');
    await until(() => answers('direct', who, 'apples').length > 0);
    await town.app.conversation.idle();
    expect(answers('direct', who)).toHaveLength(1);
    expect(answers('direct', who, 'appels')).toHaveLength(0);
  });

  test('an edit after it changes what is known, not what was said', async () => {
    const who = 'Hugo';
    const id = await say({ who, text: 'My dog is called Max' });
    const heard = town.heard.length;
    await place().edit(id, 'My dog is called Toby');
    await until(() => town.heard.slice(heard).some(({ kind }) => kind === 'edit'));
    await town.app.conversation.idle();
    expect(answers('direct', who)).toHaveLength(1);
    const facts = await command(who, '/facts');
    expect(facts).toContain('Toby');
    expect(facts).not.toContain('Max');
  });

  // Telegram's bots hear nothing of deletions.
  test.skipIf(on === 'telegram')('what is deleted takes points and reply with it', async () => {
    const who = 'Ida';
    await say({ who, text: 'good evening' });
    const before = await points(on, who);
    const id = await say({ who, text: 'You are wonderful, thank you' });
    expect(await points(on, who)).toBeGreaterThan(before);
    await place().erase(id);
    await until(() => answers('direct', who, 'wonderful').length === 0);
    await town.app.conversation.idle();
    expect(await points(on, who)).toBe(before);
    expect(answers('direct', who)).toHaveLength(1);
  });

  test.skipIf(on === 'telegram')('what is deleted while it is answered leaves nothing behind', async () => {
    const [where, who] = ['#lobby', 'Igor'];
    town.model?.next({ kind: 'say', deltas: ['I', ' see', ' what', ' you mean.'], everyMs: 100 });
    const id = await place().say({ who, where, text: 'I have a secret', mentions: true });
    await until(() => answers(where, who, 'I').some(({ text }) => /^I\b/.test(text)));
    const from = town.heard.length;
    await place().erase(id);
    await until(() => town.heard.slice(from).some(({ kind }) => kind === 'deletion'));
    await town.app.conversation.idle();
    expect(answers(where, who, 'you mean')).toEqual([]);
    expect(await command(who, '/history')).not.toContain('secret');
  });

  test('a thumb is taken to heart in silence', async () => {
    const who = 'Jana';
    await say({ who, text: 'tell me a joke' });
    const [reply] = answers('direct', who);
    const from = town.heard.length;
    await place().react(who, reply?.id ?? '', '👍');
    await until(() => town.heard.slice(from).some(({ kind }) => kind === 'reaction'));
    await town.app.conversation.idle();
    expect(shown('direct', who)).toHaveLength(1);
  });

  test('what is delivered twice is answered once', async () => {
    for (const text of ['are you there', 'and now']) {
      await place().say({ who: 'Kurt', where: '#lobby', text, mentions: true });
      await place().sayAgain();
      await until(() => answers('#lobby', 'Kurt', text).length > 0);
      await place().sayAgain();
      await town.app.conversation.idle();
      expect(answers('#lobby', 'Kurt', text)).toHaveLength(1);
    }
  });

  test('ten mentions in a row get one answer', async () => {
    const who = 'Lola';
    const lines = Array.from({ length: 10 }, (_, index) => `line ${index} of ten`);
    for (const text of lines) await place().say({ who, where: '#shouting', text, mentions: true });
    await until(() => answers('#shouting', who, 'line 9 of ten').length > 0);
    await town.app.conversation.idle();
    expect(answers('#shouting', who)).toHaveLength(1);
    expect(answers('#shouting', who)[0]?.text).toContain('line 0 of ten');
  });

  // On the others a bot does not hear bots, or the local platform has none.
  test.runIf(on === 'discord')('other bots are no company', async () => {
    const [where, mentions] = ['#bots', true];
    await town.platforms.discord.sayAsBot({ who: 'Robo', where, text: 'beep', mentions });
    await town.platforms.discord.sayAsWebhook({ who: 'Proxy', where, text: 'Alicia, boop' });
    await say({ who: 'Mona', where, text: 'only me', mentions });
    expect(answers(where, 'Mona')).toHaveLength(1);
  });

  test.for(['429', '500', 'cut before', 'cut after'] as const)(
    'after %s there is one answer',
    async (kind) => {
      for (const where of ['direct', '#troubled']) {
        const text = `in spite of ${kind}`;
        place().next({ kind, retryAfter: 1 });
        await say({ who: 'Nora', where, text, mentions: where !== 'direct' });
        expect(answers(where, 'Nora', text)).toHaveLength(1);
      }
    },
  );

  test('a connection that breaks in the middle of an answer costs nothing', async () => {
    const who = 'Olga';
    const deltas = Array.from({ length: 12 }, (_, index) => `piece ${index}, `);
    town.model?.next({ kind: 'say', deltas: [...deltas, 'that is all.'], everyMs: 60 });
    await place().say({ who, text: 'count for me' });
    await until(() => (town.model?.pending() ?? 0) > 0);
    await place().disconnect();
    await until(() => answers('direct', who, 'that is all.').length > 0);
    await say({ who, text: 'once more' });
    expect(answers('direct', who, 'piece 0')).toHaveLength(1);
    expect(answers('direct', who, 'that is all.')).toHaveLength(1);
  }, 40_000);

  test('and nothing is left spinning, nor anything to complain about', () => {
    expect(town.complaints().filter((one) => one.startsWith(on))).toEqual([]);
  });
});

async function points(on: PlatformName, who: string): Promise<number> {
  const [answer] = await town.command(on, who, '/affinity');
  return Number(/(\d+) points?/.exec(answer?.text ?? '')?.[1]);
}
