/**
 * The measurements of this folder: node bench/run.ts [names…] [--rounds N] [--full] [--json] [--check] [--save]
 * Every round of every measurement is a process of its own; what is shown is the median over the rounds.
 */
import { readdirSync } from 'node:fs';
import { loadavg } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { readBaseline, saveBaseline } from './support/baseline.ts';
import { type Figure, overTarget } from './support/figure.ts';
import { machine } from './support/machine.ts';
import { median } from './support/quantile.ts';
import { verdict } from './support/report.ts';
import { runRound } from './support/round.ts';
import { shortNumber, table } from './support/table.ts';

/** With --check a figure may be this far over its target: the machine is shared. */
const TOLERANCE = 1.5;
const DEFAULT_ROUNDS = 3;
const SUFFIX = '.bench.ts';

const { values: options, positionals: wanted } = parseArgs({
  allowPositionals: true,
  options: {
    rounds: { type: 'string', default: String(DEFAULT_ROUNDS) },
    full: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    check: { type: 'boolean', default: false },
    save: { type: 'boolean', default: false },
  },
});
const rounds = Math.max(1, Math.trunc(Number(options.rounds)) || DEFAULT_ROUNDS);
const known = readdirSync(import.meta.dirname)
  .filter((file) => file.endsWith(SUFFIX))
  .map((file) => file.slice(0, -SUFFIX.length));
const unknown = wanted.filter((name) => !known.includes(name));
if (unknown.length > 0) {
  process.stderr.write(`There is no measurement ${unknown.join(', ')}. There are: ${known.join(', ')}.\n`);
  process.exit(2);
}
const names = wanted.length > 0 ? known.filter((name) => wanted.includes(name)) : known;
const say = (text: string) => (options.json ? process.stderr : process.stdout).write(text);
const here = machine();
const load = loadavg()[0]!;
say(
  `${here.description}; ${shortNumber(load)} of its cores were busy as this began\n${rounds} round${rounds === 1 ? '' : 's'}, each in a process of its own\n\n`,
);

const collected = new Map<string, Map<string, Figure[]>>();
const prose = new Map<string, string>();
const crashed: string[] = [];
// Round by round and not measurement by measurement: a busy minute of the machine falls on one round of each.
for (let round = 1; round <= rounds; round += 1) {
  for (const name of names) {
    // What prints its own table judges quality, which does not vary from round to round.
    if (prose.has(name) || crashed.includes(name)) continue;
    const begun = performance.now();
    const result = await runRound(join(import.meta.dirname, name + SUFFIX), options.full ? ['--full'] : []);
    const seconds = ((performance.now() - begun) / 1000).toFixed(1);
    say(`  round ${round}  ${name}  ${seconds} s${result.isFine ? '' : '  FAILED'}\n`);
    if (!result.isFine) {
      crashed.push(name);
      process.stderr.write(`${name} failed (${result.ending}):\n${result.errors}\n`);
    } else if (result.figures.length === 0) prose.set(name, result.output.trim());
    else {
      const figures = collected.get(name) ?? new Map<string, Figure[]>();
      collected.set(name, figures);
      for (const figure of result.figures)
        figures.set(figure.id, [...(figures.get(figure.id) ?? []), figure]);
    }
  }
}

const baseline = readBaseline();
const results = [...collected].map(([name, figures]) => ({
  name,
  figures: [...figures.values()].map((samples) => ({
    ...samples[0]!,
    value: median(samples.map(({ value }) => value)),
    rounds: samples.map(({ value }) => value),
  })),
}));
const all = results.flatMap(({ figures }) => figures);
const over = all.filter((figure) => verdict(figure) === 'over');
const failing = all.filter((figure) => (overTarget(figure) ?? 0) > TOLERANCE);

if (options.json) {
  process.stdout.write(
    `${JSON.stringify(
      {
        machine: here,
        load,
        rounds,
        full: options.full,
        figures: all.map((figure) => ({
          ...figure,
          verdict: verdict(figure) || undefined,
          ratio: ratio(figure),
        })),
        crashed,
      },
      undefined,
      2,
    )}\n`,
  );
} else {
  for (const { name, figures } of results) {
    say(`\n${name}\n`);
    say(table([heading(), ...figures.map(row)], [1, 2, 4]));
  }
  for (const [name, text] of prose) say(`\n${name}\n${text}\n`);
  say('\nall together\n');
  say(
    table(
      [
        ['measurement', 'promises', 'kept', 'over'],
        ...results.map(({ name, figures }) => kept(name, figures)),
      ],
      [1, 2],
    ),
  );
  if (baseline !== undefined && baseline.machine.description !== here.description) {
    say(`\nThe baseline is of another machine: ${baseline.machine.description}\n`);
  }
}

if (options.save) {
  saveBaseline(here, { rounds, figures: all });
  say('\nSaved as the baseline.\n');
}
if (crashed.length > 0) say(`\nfailed: ${crashed.join(', ')}\n`);
if (options.check && failing.length > 0) {
  say(`\nover target by more than half: ${failing.map(({ id }) => id).join(', ')}\n`);
}
process.exitCode = crashed.length > 0 || (options.check && failing.length > 0) ? 1 : 0;
if (!options.check && over.length > 0 && failing.length > 0) say('\n(--check makes that an error)\n');

function heading(): string[] {
  return ['what', 'median', 'target', '', 'baseline ×'];
}

function row(figure: Figure): string[] {
  const against = ratio(figure);
  return [
    figure.what,
    `${shortNumber(figure.value)} ${figure.unit}`,
    figure.target === undefined
      ? ''
      : `${figure.better === 'more' ? '≥' : '≤'} ${shortNumber(figure.target)} ${figure.unit}`,
    verdict(figure),
    against === undefined ? '' : against.toFixed(2),
  ];
}

function kept(name: string, figures: readonly Figure[]): string[] {
  const promised = figures.filter(({ target }) => target !== undefined);
  const missed = promised.filter((figure) => verdict(figure) === 'over');
  return [
    name,
    String(promised.length),
    String(promised.length - missed.length),
    missed.map((figure) => `${figure.id} ${(overTarget(figure) ?? 0).toFixed(2)}×`).join(', '),
  ];
}

/** Measured now against the baseline: above 1 is more. */
function ratio({ id, value }: Figure): number | undefined {
  const before = baseline?.figures[id]?.value;
  return before === undefined || before === 0 ? undefined : value / before;
}
