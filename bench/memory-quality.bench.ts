import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadConfig } from '../src/config.ts';
import { createPartitionIndex } from '../src/core/retrieval/partition-index.ts';
import { wordForms } from '../src/core/retrieval/word-forms.ts';
import { stems } from '../src/core/retrieval/words.ts';
import { createLocalEmbedder } from '../src/models/local-embedder.ts';

interface Turn {
  readonly speaker: string;
  readonly dia_id: string;
  readonly text: string;
  readonly blip_caption?: string;
}
interface Question {
  readonly question: string;
  readonly evidence: readonly string[];
  readonly category: number;
}
interface Dialogue {
  readonly qa: readonly Question[];
  readonly conversation: Readonly<Record<string, string | readonly Turn[]>>;
}
interface Variant {
  readonly name: string;
  readonly withCaptions: boolean;
  /** With our own vectors, weighed as shipped. */
  readonly withLikeness?: boolean;
  /** Every longer word of a question lacks its third letter. */
  readonly isMisspelt?: boolean;
}
interface Tally {
  questions: number;
  readonly found: number[];
}
interface Measured {
  readonly tallies: ReadonlyMap<number, Tally>;
  readonly messages: number;
  readonly indexing: number;
  readonly p50: number;
  readonly p95: number;
}

/** recall@5, @10, @20: below `floor` is a defect, `good` is the aim. */
const cuts = [5, 10, 20] as const;
const floor = [62, 70, 76] as const;
const good = [69, 77, 83] as const;
const categoryNames = ['', 'multi-hop', 'temporal', 'open-domain', 'single-hop'];

const { vectorWeight: weight, vectorFloor: floorOfLikeness } = loadConfig({
  directory: join(import.meta.dirname, '..', 'config'),
  environment: {},
}).retrieval;
const embedder = createLocalEmbedder();
const embed = (texts: readonly string[]) => embedder.embed(texts, new AbortController().signal);

const folder = process.env.KITH_EVAL_DIR ?? join(import.meta.dirname, '..', '..', 'shared', 'data');
const file = join(folder, 'locomo_dev.json');

if (existsSync(file)) {
  const dialogues = JSON.parse(readFileSync(file, 'utf8')) as readonly Dialogue[];
  for (const variant of [
    { name: 'text and date', withCaptions: false },
    { name: 'text, date and image captions', withCaptions: true },
    { name: 'text and date, with likeness', withCaptions: false, withLikeness: true },
    { name: 'text, date and image captions, with likeness', withCaptions: true, withLikeness: true },
    { name: 'misspelt questions', withCaptions: false, isMisspelt: true },
    { name: 'misspelt questions, with likeness', withCaptions: false, isMisspelt: true, withLikeness: true },
  ]) {
    report(variant.name, await measure(dialogues, variant));
  }
} else {
  print(
    `memory-quality: ${file} is not there, nothing measured. Put LoCoMo's JSON there or set KITH_EVAL_DIR.`,
  );
}

/** Mean over questions of (evidence turns among the first k) / (evidence turns), by category; 0 = all of 1–4. */
async function measure(dialogues: readonly Dialogue[], variant: Variant): Promise<Measured> {
  const { withCaptions, withLikeness = false, isMisspelt = false } = variant;
  const tallies = new Map<number, Tally>();
  const times: number[] = [];
  let messages = 0;
  let indexing = 0;
  for (const { conversation, qa } of dialogues) {
    const speakers = [textOf(conversation.speaker_a), textOf(conversation.speaker_b)] as const;
    const turns = turnsOf(conversation, withCaptions);
    const index = createPartitionIndex();
    const started = performance.now();
    for (const { id, session, speaker, text, at } of turns) {
      index.add({ id, session, speaker: speaker === speakers[0] ? 'user' : 'assistant', text, at });
    }
    indexing += performance.now() - started;
    messages += turns.length;
    const vectors = withLikeness ? await embed(turns.map(({ text }) => text)) : [];

    for (const { question: written, evidence, category } of qa) {
      if (category > 4 || evidence.length === 0) continue;
      const question = isMisspelt ? misspelt(written) : written;
      const asked = performance.now();
      const wanted = stems(question);
      const unsaid = new Set(wanted.filter((stem) => !index.knows(stem, () => true)));
      const forms = withLikeness ? wordForms(question, (stem) => unsaid.has(stem)) : [];
      const [sought] = forms.length > 0 ? await embed([forms.join(' ')]) : [];
      const ranked = index.search(wanted, {
        limit: 20,
        about: aboutOf(question, speakers),
        alike: sought && {
          weight: (weight * unsaid.size) / wanted.length,
          of: (position) => likeness(sought, vectors[position]!),
        },
      });
      times.push(performance.now() - asked);
      const ids = ranked.map(({ position }) => turns[position]?.id);
      for (const key of [0, category]) {
        const tally = tallies.get(key) ?? { questions: 0, found: [0, 0, 0] };
        tallies.set(key, tally);
        tally.questions += 1;
        cuts.forEach((cut, at) => {
          const top = new Set(ids.slice(0, cut));
          tally.found[at]! += evidence.filter((id) => top.has(id)).length / evidence.length;
        });
      }
    }
  }
  times.sort((one, other) => one - other);
  return {
    tallies,
    messages,
    indexing,
    p50: times[times.length >> 1]!,
    p95: times[Math.floor(times.length * 0.95)]!,
  };
}

/** Cosine, or 0 below the floor. */
function likeness(one: Float32Array, other: Float32Array): number {
  const cosine = one.reduce((sum, value, at) => sum + value * other[at]!, 0);
  return cosine < floorOfLikeness ? 0 : cosine;
}

/** Names stay: whom a question is about is read from them. */
function misspelt(question: string): string {
  return question.replace(/(?<=\s)[a-z]{2}[a-z]{3,}/g, (word) => word.slice(0, 2) + word.slice(3));
}

function textOf(field: string | readonly Turn[] | undefined): string {
  return typeof field === 'string' ? field : '';
}

function turnsOf(conversation: Dialogue['conversation'], withCaptions: boolean) {
  return Object.entries(conversation).flatMap(([session, turns]) => {
    if (typeof turns === 'string') return [];
    const at = timeOf(textOf(conversation[`${session}_date_time`]));
    return turns.map(({ dia_id, speaker, text, blip_caption }) => ({
      id: dia_id,
      session,
      speaker,
      text: withCaptions && blip_caption !== undefined ? `${text} ${blip_caption}` : text,
      at,
    }));
  });
}

/** `1:56 pm on 8 May, 2023` */
function timeOf(written: string): number {
  return Date.parse(`${written.split(' on ')[1]?.replace(',', '')} 12:00 UTC`);
}

/** The names say whose messages are meant; in a chat `I` and `you` do. */
function aboutOf(question: string, speakers: readonly [string, string]): 'user' | 'assistant' | undefined {
  const [first, second] = speakers.map((name) => question.toLowerCase().includes(name.toLowerCase()));
  if (first === second) return undefined;
  return first ? 'user' : 'assistant';
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

function report(name: string, { tallies, messages, indexing, p50, p95 }: Measured): void {
  const percent = (value: number) => (100 * value).toFixed(1).padStart(6);
  print(`\nLoCoMo evidence recall, ${name} (${messages} messages)`);
  print(`${'category'.padEnd(14)} questions    @5    @10    @20`);
  for (const [category, { questions, found }] of [...tallies].sort(([one], [other]) => one - other)) {
    const label = (categoryNames[category] || 'all').padEnd(14);
    print(
      `${label}${String(questions).padStart(10)}${found.map((sum) => percent(sum / questions)).join(' ')}`,
    );
  }
  print(
    `${'floor / good'.padEnd(24)}${cuts.map((_, at) => `${floor[at]}/${good[at]}`.padStart(6)).join(' ')}`,
  );
  print(
    `index ${((1000 * indexing) / messages).toFixed(1)} ms per 1,000 messages, search p50 ${p50.toFixed(2)} ms, p95 ${p95.toFixed(2)} ms`,
  );
}
