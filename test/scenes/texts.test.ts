import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { wordsIn } from '../../src/core/commands/words.ts';
import type { Where } from '../platforms/platform.ts';
import { seeded } from '../process/kith.ts';
import { openTown, PATIENT, PLATFORMS, type PlatformName, TIRELESS, type Town, until } from './town.ts';

const LENGTHS = [1, 1_999, 2_000, 2_001, 3_999, 4_000, 4_001, 4_095, 4_096, 4_097];
const SEED = 4_711;

const TEXTS: readonly (readonly [string, string])[] = [
  ...LENGTHS.map((length) => [`${length} characters`, prose(length)] as const),
  ...[2_000, 4_096].map((length) => [`${length} of no space at all`, 'ñ'.repeat(length)] as const),
  ['2000 of emoji', '👩‍👩‍👧‍👦'.repeat(181)],
  ['5000 with fences', mixed(5_000, ['prose', 'fence'])],
  ['5000 of one long fence', `\`\`\`python\n${prose(5_000).replaceAll('. ', '\n')}\n\`\`\``],
  ['12000 of everything', mixed(12_000)],
  ['50000 of everything', mixed(50_000)],
  ['10000 of Chinese', '他们谈了很久，直到天亮。'.repeat(830)],
  ['10000 of Arabic', 'تحدثوا طويلاً حتى طلع الفجر، ثم ناموا. '.repeat(250)],
  ['8000 of mentions', mixed(8_000, ['hostile', 'hostileCode'])],
  ['8000 of tables', mixed(8_000, ['table'])],
];

let town: Town;
beforeAll(async () => {
  town = await openTown({
    model: {
      reply: ({ messages, response_format: form }) => {
        const asked = /text (\d+)/.exec(messages.at(-1)?.content ?? '');
        return form !== undefined ? '{}' : (TEXTS[Number(asked?.[1])]?.[1] ?? '');
      },
    },
    speed: 20,
    servers: TIRELESS,
    environment: { ...PATIENT, KITH_INBOX_BURSTMS: '0' },
  });
}, 60_000);
afterAll(() => town.stop());

describe.each(PLATFORMS)('on %s a reply of', (on) => {
  test('no character at all is the line for such a case', async () => {
    const { unavailable } = town.app.parts.personas.default;
    const lines = [...(unavailable.en ?? []), ...(unavailable.es ?? []), ...wordsIn.en.unavailable];
    expect(lines.map(letters)).toContain(withoutNotice((await answer(on, 'direct', 999)).text));
  });

  test.for(TEXTS.map(([name], index) => ({ name, index })))(
    '$name loses nothing',
    { timeout: 60_000 },
    async ({ index }) => {
      const said = letters(spoken(TEXTS[index]?.[1] ?? ''));
      const [direct, room] = await Promise.all([
        answer(on, 'direct', index),
        answer(on, `#room-${index}`, index),
      ]);
      expect(difference(said, withoutNotice(direct.text))).toBeUndefined();
      expect(difference(said, withoutNotice(room.text))).toBeUndefined();
      if (on !== 'telegram')
        for (const page of [...direct.pages, ...room.pages])
          expect(page.split('```').length % 2, page).toBe(1);
    },
  );
});

test('and no platform has anything to complain about', () => {
  expect(town.complaints()).toEqual([]);
});

/** Somebody new asks for a text, and reads all of the answer. */
async function answer(on: PlatformName, where: Where, index: number) {
  const who = `Reader${index}${where === 'direct' ? '' : 'Too'}`;
  const isHeard = () =>
    town.heard.some(
      (one) =>
        one.kind === 'message' && one.place.channel === on && one.text.endsWith(`text ${index} ${who}`),
    );
  await town.platforms[on].say({
    who,
    where,
    text: `Give me text ${index} ${who}`,
    mentions: where !== 'direct',
  });
  await until(isHeard);
  await town.app.conversation.idle();
  const pages = town.platforms[on].shown(where, who);
  return { text: pages.map(({ text }) => text).join('\n'), pages: pages.map(({ raw }) => raw) };
}

/** Where two texts part, with a little of both. */
function difference(said: string, shown: string): string | undefined {
  if (said === shown) return undefined;
  let from = 0;
  while (said[from] === shown[from]) from++;
  return `at ${from}: …${said.slice(Math.max(0, from - 60), from + 40)}… became …${shown.slice(Math.max(0, from - 60), from + 40)}…`;
}

/** What is left without marks, white space and signs nobody sees. */
const letters = (text: string): string =>
  text.replace(/[^\p{L}\p{M}\p{N}\p{Extended_Pictographic}]/gu, '').replaceAll('\ufe0f', '');

/** What of a text is no mark: the words of links without their addresses, fences without their language. */
const spoken = (text: string): string =>
  text.replace(/\]\(https?:[^)\s]*\)/g, ']').replace(/^```\w+$/gm, '```');

/** Everybody is told once, under their first answer, whom they talk with. */
function withoutNotice(text: string): string {
  const said = letters(text);
  // On Slack some commands have other names.
  const notices = [wordsIn.en.notice, wordsIn.en.notice.replace('/help', '/kith-help')].map(letters);
  const notice = notices.find((one) => said.endsWith(one));
  expect(notice, said.slice(-300)).toBeDefined();
  return said.slice(0, -(notice?.length ?? 0));
}

function prose(length: number): string {
  const sentences = Array.from({ length: length / 20 + 1 }, (_, at) => `Sentence number ${at} says it.`);
  return `${sentences.join(' ').slice(0, length - 1)}.`.slice(-length);
}

/** A text of many kinds of blocks, at least as long as asked. */
function mixed(length: number, only?: readonly string[]): string {
  const chance = seeded(SEED + length);
  const up = (most: number) => Math.floor(chance() * most) + 1;
  const list = (most: number, line: (at: number) => string) =>
    Array.from({ length: up(most) }, (_, at) => line(at));
  const makers: Readonly<Record<string, () => string>> = {
    prose: () => prose(up(900) + 20),
    fence: () =>
      `\`\`\`ts\n${list(40, (at) => `const value${at} = compute(${up(9_999)}); ${'x'.repeat(up(120))}`).join('\n')}\n\`\`\``,
    longLine: () => `\`\`\`\n${'abc0123456789 '.repeat(up(300))}\n\`\`\``,
    list: () =>
      list(20, (at) => `${'  '.repeat(at % 3)}- point ${at} with **bold** and *italic* words`).join('\n'),
    table: () =>
      [
        '| name | what it is | count |',
        '| --- | --- | ---: |',
        ...list(20, (at) => `| row ${at} | **thing** ${up(999)} | ${up(99)} |`),
      ].join('\n'),
    links: () =>
      list(8, (at) => `[link ${at}](https://example.org/a/${up(999)}?b=c&d=${at}) and more`).join(', '),
    emoji: () => `Look: ${'👩‍👩‍👧‍👦🏳️‍🌈👍🏽é'.repeat(up(30))}`,
    arabic: () => 'قال لها إنه يحب البحر والجبال. '.repeat(up(20)),
    chinese: () => '她说她喜欢大海和山。'.repeat(up(60)),
    quote: () => list(5, (at) => `> quoted line ${at}`).join('\n'),
    heading: () => `## Heading ${up(99)}`,
    hostile: () =>
      '@everyone @here <!channel> <!here> <@&1> <@U1> <#C1> <@123456789012345678> <!subteam^S1> @alicia_bot',
    hostileCode: () => 'Code: `@everyone <!channel>` and\n\n```\n@here @everyone <!channel> <@U1>\n```',
    signs: () => '1 < 2 && 3 > 2; a_b_c * d * e ~ f | g \\ h # i &amp; &lt;b&gt; <b>not bold</b>',
  };
  const names = only ?? Object.keys(makers);
  let text = '';
  while (text.length < length)
    text += `${text === '' ? '' : '\n\n'}${makers[names[up(names.length) - 1] ?? 'prose']?.()}`;
  return text;
}
