// Writes the tables of the docs from the code they describe: docs/configuration.md, docs/commands.md,
// docs/capabilities.md and docs/metrics.md. With --check it writes nothing and fails when a file is not what it should be.
import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { z } from 'zod';
import * as discordPlaces from '../src/adapters/discord/capabilities.ts';
import * as slackPlaces from '../src/adapters/slack/capabilities.ts';
import * as telegramPlaces from '../src/adapters/telegram/capabilities.ts';
import { pipe, screen } from '../src/adapters/terminal/capabilities.ts';
import { leaves, OUTSIDE_NAMES, variableOf } from '../src/config.ts';
import { configSchema } from '../src/config-schema.ts';
import type { Capabilities } from '../src/core/capabilities.ts';
import type { Command } from '../src/core/commands/command.ts';
import { commands } from '../src/core/commands/table.ts';
import { COUNTS, DURATIONS, exposed, READINGS } from '../src/http/metrics.ts';

const root = resolve(import.meta.dirname, '..');
const GENERATED = '<!-- Written by npm run generate; do not edit. -->';

const defaults = JSON.parse(readFileSync(join(root, 'config/default.json'), 'utf8')) as Record<
  string,
  unknown
>;
const pages: Readonly<Record<string, string>> = {
  'docs/configuration.md': configuration(),
  'docs/commands.md': commandTable(),
  'docs/capabilities.md': capabilityMatrix(),
  'docs/metrics.md': metricsTable(),
};

let drifted = 0;
for (const [path, content] of Object.entries(pages)) {
  const file = join(root, path);
  if (!process.argv.includes('--check')) {
    writeFileSync(file, content);
    continue;
  }
  const present = (() => {
    try {
      return readFileSync(file, 'utf8');
    } catch {
      return '';
    }
  })();
  if (present === content) continue;
  drifted++;
  process.stderr.write(`${path} is not what the code says; npm run generate writes it anew.\n`);
}
process.exitCode = drifted === 0 ? 0 : 1;

function configuration(): string {
  const rows = leaves(defaults).map((key) => {
    const path = key.split('.');
    const value = path.reduce<unknown>((node, part) => (node as Record<string, unknown>)[part], defaults);
    return `| \`${key}\` | \`${value === '' ? '(empty)' : String(value)}\` | ${describe(path)} | \`${variableOf(key)}\` |`;
  });
  const outside = Object.entries(OUTSIDE_NAMES);
  return [
    '# Configuration',
    GENERATED,
    '',
    'Defaults are in `config/default.json`. `KITH_ENV=production` or `prod` lays `config/production.json` over them (`staging`,',
    '`development` or `dev`, and `test` likewise), and every key can be set in the environment. A wrong or unknown key stops the start; all of them are',
    'named at once. A path in a file is meant from the folder that holds `config/`, one in the environment from where you stand.',
    '',
    '| key | default | what it does | environment |',
    '|---|---|---|---|',
    ...rows,
    '',
    `Known by names of their own: ${outside.map(([name, key]) => `\`${name}\` sets \`${key}\``).join(', ')}.`,
    '`DATABASE_URL` sets `mongo.uri` when it begins with `mongodb://`, `store.file` when it begins with `sqlite:` or `file:`.',
    '`KITH_` names win over all of these.',
    '',
    '`KITH_CONFIG_DIR` names another folder of configuration files. `NO_COLOR` switches colours off.',
    '',
  ].join('\n');
}

function describe(path: readonly string[]): string {
  const shapeOf = (schema: z.ZodType | undefined) =>
    (schema as { readonly shape?: Readonly<Record<string, z.ZodType>> } | undefined)?.shape;
  const text = path.reduce<z.ZodType | undefined>(
    (schema, part) => shapeOf(schema)?.[part],
    configSchema,
  )?.description;
  if (text === undefined) throw new Error(`${path.join('.')} has no description in src/config-schema.ts`);
  return text.replaceAll('|', '\\|');
}

function commandTable(): string {
  const row = ({ name, localName, aliases = [], usage, summary }: Command) => {
    const line = `\`/${name}${usage === '' ? '' : ` ${usage.replaceAll('|', '\\|')}`}\``;
    const local = [localName, ...aliases].filter((word) => word !== name).map((word) => `\`/${word}\``);
    return `| ${line} | ${local.join(', ')} | ${summary.en} | ${summary.es} |`;
  };
  const table = (kept: (command: Command) => boolean) => [
    '| command | in Spanish | | |',
    '|---|---|---|---|',
    ...commands.filter(kept).map(row),
  ];
  return [
    '# Commands in a chat',
    GENERATED,
    '',
    'The same words on every channel, in either language, with or without accents. Where a platform has commands of its own',
    'they are registered with these names and ask for their arguments one by one; where it has buttons, an answer carries the',
    'next steps as buttons, and pressing one is the same as typing its command. Answers are only for the person who asked.',
    '',
    ...table(({ role }) => role === 'member'),
    '',
    '`/start` is what a platform sends by itself: when somebody presses Start, opens a link that names a persona, or comes to',
    'the home page. In a thread, `/persona use` is for the whole channel. `/persona use default` takes a choice back.',
    '`/affinity top` shows only people who said `/privacy list` in the same server, workspace or group.',
    '',
    '## For administrators',
    '',
    'Whoever may manage the server, workspace or group. `/persona use NAME here` sets who answers a place unless a member chose',
    'another, and `/persona use default here` takes that back; `/affinity add POINTS` moves their own points. In a thread,',
    '`/kith quiet` is for the whole channel.',
    '',
    ...table(({ role }) => role === 'admin'),
    '',
  ].join('\n');
}

function capabilityMatrix(): string {
  const { discord, telegram } = defaults as {
    readonly discord: { readonly editEveryMs: number };
    readonly telegram: { readonly editEveryMs: number };
  };
  const allowed = { faces: true, streams: true, status: true };
  const places: Readonly<Record<string, Capabilities>> = {
    'Discord, direct': discordPlaces.direct(discord.editEveryMs),
    'Discord, channel or thread': discordPlaces.shared(discord.editEveryMs, true),
    'Telegram, private': telegramPlaces.direct(telegram.editEveryMs, false),
    'Telegram, group or topic': telegramPlaces.group(telegram.editEveryMs, false),
    'Slack, direct': slackPlaces.flat(allowed),
    'Slack, thread': slackPlaces.threaded(allowed),
    'Slack, Home': slackPlaces.home,
    'terminal, a screen': screen,
    'terminal, a pipe': pipe,
  };
  const say = (value: unknown) => (value === true ? 'yes' : value === false ? 'no' : String(value));
  const rows: readonly (readonly [string, (can: Capabilities) => string])[] = [
    ['longest text', ({ text }) => `${text.limit.toLocaleString('en')} ${text.unit}`],
    ['streaming', ({ stream }) => stream],
    ['pause between edits', ({ stream, editEveryMs }) => (stream === 'edit' ? `${editEveryMs} ms` : 'none')],
    ['what stands can be changed', ({ edits }) => say(edits)],
    ['activity while thinking', ({ typing }) => say(typing)],
    ['answers only its asker sees', ({ ephemeral }) => (ephemeral ? 'here' : 'in their direct chat')],
    ["lines of Kith's own", ({ announce }) => say(announce)],
    ['quick messages in a row', ({ bursts }) => (bursts === 'merge' ? 'one answer' : 'one answer each')],
    ["the persona's own face", ({ face }) => face],
    ['buttons', ({ buttons }) => say(buttons)],
    ['forms', ({ forms }) => say(forms)],
    ['threads', ({ threads }) => threads],
    ['reactions come in', ({ reactions }) => say(reactions)],
    ['files come in', ({ attachments }) => say(attachments)],
    ['posting the same twice', ({ repeats }) => repeats],
  ];
  return [
    '# What each place can do',
    GENERATED,
    '',
    'What a place cannot do, core does without. The rows are the fields of `Capabilities`, in `src/core/capabilities.ts`.',
    '',
    `| | ${Object.keys(places).join(' | ')} |`,
    `|---|${Object.keys(places)
      .map(() => '---|')
      .join('')}`,
    ...rows.map(([title, cell]) => `| ${title} | ${Object.values(places).map(cell).join(' | ')} |`),
    '',
  ].join('\n');
}

function metricsTable(): string {
  const rows = (
    described: Readonly<Record<string, { readonly help: string; readonly labels: readonly string[] }>>,
    kind: string,
    ending = '',
  ) =>
    Object.entries(described).map(
      ([name, { help, labels }]) =>
        `| \`${exposed(name)}${ending}\` | ${kind} | ${help} | ${labels.map((label) => `\`${label}\``).join(', ')} |`,
    );
  return [
    '# Metrics',
    GENERATED,
    '',
    '`GET /metrics` on the HTTP port, in the text format of Prometheus. No label names a person, and none holds what was said.',
    'Prometheus takes no dots: what reads `personality.response_time` elsewhere is `personality_response_time` here. Every process',
    'counts what it did itself: add counters and histograms up over them; gauges read the store, and are the same everywhere,',
    'but for `kith_channel_up`.',
    '',
    '| name | kind | what | labels |',
    '|---|---|---|---|',
    ...rows(DURATIONS, 'histogram, seconds'),
    ...rows(COUNTS, 'counter', '_total'),
    ...rows(READINGS, 'gauge'),
    '',
    'Beside these, those of Node itself: `process_*` and `nodejs_*` (memory, processor time, event loop, garbage collection).',
    '',
  ].join('\n');
}
