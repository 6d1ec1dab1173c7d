/**
 * Macro-F1 of the emotion word lists on two public test sets, which are not part of the project:
 *   node bench/emotion.bench.ts        reads KITH_EVAL_DIR, or ../shared/data beside the repository
 * Columns: id, text, …, Ekman labels separated by commas. Prints one row per language; exits 0 without data.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { scoreEmotions } from '../src/core/mood/emotion-scores.ts';
import type { EmotionType } from '../src/core/personas/emotions.ts';

const EKMAN: Readonly<Record<EmotionType, string>> = {
  joy: 'joy',
  excitement: 'joy',
  contentment: 'joy',
  trust: 'joy',
  anticipation: 'joy',
  sadness: 'sadness',
  anger: 'anger',
  frustration: 'anger',
  fear: 'fear',
  disgust: 'disgust',
  surprise: 'surprise',
  curiosity: 'surprise',
};

/** Same as the least score of detectEmotion: the bench measures what ships. */
const LEAST = 0.6;

const SETS = [
  { name: 'en', file: 'emotion_goemotions_en_dev.tsv', neutral: true, floor: 45, good: 52 },
  { name: 'es', file: 'emotion_brighter_es_dev.tsv', neutral: false, floor: 45, good: 54 },
];

const print = (line: string): void => void process.stdout.write(`${line}\n`);
const directory = process.env.KITH_EVAL_DIR ?? join(import.meta.dirname, '..', '..', 'shared', 'data');
for (const { name, file, neutral, floor, good } of SETS) {
  const path = join(directory, file);
  if (!existsSync(path)) {
    print(`${name}: left out, ${file} is not in ${directory} (set KITH_EVAL_DIR)`);
    continue;
  }
  const rows = readFileSync(path, 'utf8')
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => line.split('\t'));
  const started = performance.now();
  const judged = rows.map((row) => ({
    gold: new Set(row.at(-1)!.split(',')),
    found: labels(row[1]!, neutral),
    row,
  }));
  const micros = ((performance.now() - started) * 1000) / rows.length;
  const classes = ['joy', 'sadness', 'anger', 'fear', 'disgust', 'surprise', ...(neutral ? ['neutral'] : [])];
  const scores = classes.map((label) => f1(judged, label));
  const macro = scores.reduce((sum, score) => sum + score, 0) / scores.length;
  const grade = macro >= good ? 'good' : macro >= floor ? 'above the floor' : 'BELOW THE FLOOR';
  print(
    `${name}: macro-F1 ${macro.toFixed(1)} over ${rows.length} (floor ${floor}, good ${good}: ${grade}), ${micros.toFixed(0)} µs each`,
  );
  print(`    ${classes.map((label, index) => `${label} ${scores[index]!.toFixed(1)}`).join('  ')}`);
}

function labels(text: string, neutral: boolean): ReadonlySet<string> {
  const found = new Set<string>();
  for (const [emotion, { score }] of scoreEmotions(text)) {
    if (score >= LEAST) found.add(EKMAN[emotion]);
  }
  if (found.size === 0 && neutral) found.add('neutral');
  return found;
}

function f1(
  judged: readonly { gold: ReadonlySet<string>; found: ReadonlySet<string> }[],
  label: string,
): number {
  const count = (test: (entry: (typeof judged)[number]) => boolean): number => judged.filter(test).length;
  const both = count(({ gold, found }) => gold.has(label) && found.has(label));
  const all = count(({ gold }) => gold.has(label)) + count(({ found }) => found.has(label));
  return all === 0 ? 0 : (200 * both) / all;
}
