// Plays a scene on local stand-ins of Discord, Telegram and Slack, with the real Kith between them, and shows in this
// terminal what people on each of them would see. Nothing leaves the machine; nothing is kept.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { styleText } from 'node:util';
import { createApp } from '../src/app.ts';
import { loadConfig } from '../src/config.ts';
import { startDiscordServer } from '../test/platforms/discord/server.ts';
import type { Platform, Shown } from '../test/platforms/platform.ts';
import { startSlackServer } from '../test/platforms/slack/server.ts';
import { startTelegramServer } from '../test/platforms/telegram/server.ts';
import { type Beat, scene } from './demo-scene.ts';

const PAUSE_MS = process.argv.includes('--fast') ? 0 : 900;
/** Longest an answer is waited for, ms. */
const PATIENCE_MS = 20_000;
const COLOURS = { discord: 'magenta', telegram: 'cyan', slack: 'yellow' } as const;

const data = mkdtempSync(join(tmpdir(), 'kith-demo-'));
const platforms: Readonly<Record<Beat['on'], Platform>> = {
  discord: await startDiscordServer(),
  telegram: await startTelegramServer(),
  slack: await startSlackServer(),
};
const directory = resolve(import.meta.dirname, '..', 'config');
const environment = Object.assign(
  { KITH_DATA_DIR: data, KITH_LOG_LEVEL: 'error', KITH_HTTP_PORT: '0', PATH: process.env.PATH },
  ...['OPENAI_API_KEY', 'OPENAI_BASE_URL', 'OPENAI_MODEL'].map((name) => ({ [name]: process.env[name] })),
  ...Object.values(platforms).map((platform) => platform.environment),
);
const app = await createApp(loadConfig({ directory, environment }));
let problems = 0;
try {
  await app.start();
  await Promise.all(Object.values(platforms).map((platform) => platform.ready(PATIENCE_MS)));
  print(`\n${bold('Kith')} serves three platforms that run in this process. Ana is on all of them.\n`);
  for (const beat of scene) await play(beat);
  await sleep(500);
  for (const [name, platform] of Object.entries(platforms)) {
    for (const problem of [...platform.violations, ...platform.leftovers()]) {
      problems++;
      print(`${name}: ${problem}`);
    }
  }
  print(dim(problems === 0 ? '\nNo platform had anything to complain about.' : `\n${problems} complaints.`));
} finally {
  await app.stop();
  await Promise.all(Object.values(platforms).map((platform) => platform.stop()));
  rmSync(data, { recursive: true });
}
// The scheduler's library keeps a timer of up to a minute for each job it ran; nobody waits for them.
process.exit(problems === 0 ? 0 : 1);

/** One thing somebody does, and what they see of it. */
async function play(beat: Beat): Promise<void> {
  if (beat.says !== undefined) print(`\n${dim(beat.says)}`);
  const platform = platforms[beat.on];
  const where = beat.where ?? 'direct';
  const before = new Map(platform.shown(where, beat.who).map((message) => [message.id, message.text]));
  const place = styleText(
    COLOURS[beat.on],
    `${beat.on} ${where === 'direct' ? '(direct)' : where}`.padEnd(18),
  );
  await sleep(PAUSE_MS);
  print(`${place} ${bold(beat.who.padEnd(7))} ${beat.text ?? beat.command ?? `presses “${beat.press}”`}`);
  await act(platform, beat, where);
  for (const message of await seen(platform, beat, where, before)) {
    const lines = message.text.split('\n').map((line) => `${' '.repeat(27)}${line}`);
    const only = message.onlyFor === undefined ? '' : dim(' (only for them)');
    print(`${place} ${bold(message.speaker.padEnd(7))} ${lines.join('\n').trimStart()}${only}`);
    if (message.buttons.length > 0)
      print(`${' '.repeat(27)}${message.buttons.map((label) => dim(`[ ${label} ]`)).join(' ')}`);
  }
}

async function act(platform: Platform, beat: Beat, where: string): Promise<void> {
  if (beat.command !== undefined) await platform.command(beat.who, beat.command, where);
  else if (beat.press !== undefined) {
    const message = platform
      .shown(where, beat.who)
      .findLast(({ buttons }) => buttons.includes(beat.press ?? ''));
    if (message !== undefined) await platform.press(beat.who, message.id, beat.press);
  } else {
    await platform.say({ who: beat.who, where, text: beat.text ?? '', mentions: beat.mentions ?? false });
  }
}

/** What is new or reads otherwise once the whole answer stands. */
async function seen(
  platform: Platform,
  beat: Beat,
  where: string,
  before: ReadonlyMap<string, string>,
): Promise<readonly Shown[]> {
  const until = performance.now() + (beat.isUnanswered === true ? 1_500 : PATIENCE_MS);
  const fresh = () => platform.shown(where, beat.who).filter(({ id, text }) => before.get(id) !== text);
  while (performance.now() < until) {
    await sleep(50);
    if (fresh().length === 0) continue;
    await app.conversation.idle();
    return fresh();
  }
  if (beat.isUnanswered !== true) problems++;
  print(
    `${' '.repeat(27)}${dim(beat.isUnanswered === true ? '(nobody answers, as it should be)' : '(no answer came)')}`,
  );
  return [];
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

function bold(text: string): string {
  return styleText('bold', text);
}

function dim(text: string): string {
  return styleText('dim', text);
}
