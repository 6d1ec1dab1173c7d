import type { Purpose } from '../../core/ports/language-model.ts';

/** What the model answers next for a purpose. */
export type ScriptedAnswer =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'error'; readonly error: number | 'timeout' | 'cut' };

export type Step = { readonly line: number; readonly source: string } & (
  | { readonly kind: 'persona'; readonly name: string }
  | { readonly kind: 'jump'; readonly byMs?: number; readonly to?: number }
  | { readonly kind: 'script'; readonly purpose: Purpose; readonly answer: ScriptedAnswer }
  | { readonly kind: 'say'; readonly account: string; readonly place: string; readonly text: string }
  | { readonly kind: 'reply'; readonly pattern: string }
  | { readonly kind: 'state'; readonly words: readonly string[] }
  | { readonly kind: 'prompt'; readonly isWanted: boolean; readonly text: string }
);

export interface Transcript {
  readonly persona?: string;
  readonly settings: Readonly<Record<string, string>>;
  readonly model: 'scripted' | 'offline' | 'live';
  /** ms since the epoch. */
  readonly startsAt: number;
  readonly steps: readonly Step[];
}

/** A line that is not in the grammar. */
export interface TranscriptError {
  readonly line: number;
  readonly source: string;
  readonly expected: string;
}

const PURPOSES: readonly Purpose[] = ['reply', 'mood', 'facts', 'episode', 'summary'];
const DEFAULT_START = Date.parse('2026-01-01T12:00:00Z');
const UNITS: Readonly<Record<string, number>> = {
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
};

/** Reads a transcript. Every line that is not in the grammar is reported; the rest is read all the same. */
export function parseTranscript(content: string): {
  readonly transcript: Transcript;
  readonly errors: readonly TranscriptError[];
} {
  const settings: Record<string, string> = {};
  const steps: Step[] = [];
  const errors: TranscriptError[] = [];
  let persona: string | undefined;
  let model: Transcript['model'] = 'scripted';
  let startsAt = DEFAULT_START;
  let facts: Record<string, unknown>[] | undefined;

  content
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .forEach((raw, index) => {
      const source = raw.trim();
      const line = index + 1;
      const wrong = (expected: string) => errors.push({ line, source, expected });
      const add = (step: Step | undefined, expected: string) =>
        step === undefined ? wrong(expected) : steps.push(step);
      if (source === '' || source.startsWith('#')) return;

      const said = /^(?:([^\s<>=?~+@]\S*?)(?:\s+([#!]\S+))?)?>(?:\s(.*))?$/.exec(raw.trimStart());
      if (said !== null) {
        steps.push({
          kind: 'say',
          line,
          source,
          account: said[1] ?? 'user',
          place: said[2] ?? '',
          text: said[3] ?? '',
        });
        return;
      }
      const [word = ''] = source.split(/\s/, 1);
      const rest = source.slice(word.length).trim();
      switch (word) {
        case 'persona':
          if (rest === '') wrong('persona NAME or a path');
          else if (persona === undefined && steps.length === 0) persona = rest;
          else steps.push({ kind: 'persona', line, source, name: rest });
          return;
        case 'set': {
          const found = /^(\S+)\s+(.+)$/.exec(rest);
          if (found === null) wrong('set KEY VALUE');
          else settings[found[1]!] = found[2]!;
          return;
        }
        case 'model':
          if (rest === 'scripted' || rest === 'offline' || rest === 'live') model = rest;
          else wrong('model scripted, offline or live');
          return;
        case 'clock': {
          const at = Date.parse(rest);
          if (Number.isNaN(at)) wrong('clock 2026-01-05T10:00:00Z');
          else if (steps.length === 0) startsAt = at;
          else steps.push({ kind: 'jump', line, source, to: at });
          return;
        }
        case '@':
          add(jump(line, source, rest), '@ +1d (m, h, d) or @ 2026-01-05T10:00:00Z');
          return;
        case '~': {
          const [purpose = ''] = rest.split(/\s/, 1);
          const step = script(line, source, purpose, rest.slice(purpose.length).trim());
          facts =
            step?.kind === 'script' && step.purpose === 'facts' && step.answer.kind === 'text'
              ? factsIn(step.answer.text)
              : undefined;
          add(step, `~ ${PURPOSES.join('|')} ANSWER, raw TEXT, or error 429|timeout|cut`);
          return;
        }
        case '+': {
          const fact = rest.startsWith('facts ') ? readFact(rest.slice(6).trim()) : undefined;
          const last = steps.at(-1);
          if (fact === undefined || facts === undefined || last?.kind !== 'script') {
            wrong('+ facts CATEGORY/KEY VALUE [CONFIDENCE], right after a ~ facts line');
            return;
          }
          facts.push(fact);
          steps[steps.length - 1] = { ...last, answer: { kind: 'text', text: JSON.stringify({ facts }) } };
          return;
        }
        case '<': {
          const last = steps.at(-1);
          // Several lines in a row are one reply of several lines.
          if (last?.kind === 'reply' && last.line === line - 1)
            steps[steps.length - 1] = { ...last, line, pattern: `${last.pattern}\n${rest}` };
          else steps.push({ kind: 'reply', line, source, pattern: rest });
          return;
        }
        case '=':
          if (rest === '') wrong('= affinity 3 stranger, = mood shy 0.3, = fact CATEGORY/KEY VALUE, …');
          else steps.push({ kind: 'state', line, source, words: rest.split(/\s+/) });
          return;
        case '?': {
          const found = /^(has|lacks)\s+"(.*)"$/.exec(rest);
          if (found === null) wrong('? has "TEXT" or ? lacks "TEXT"');
          else steps.push({ kind: 'prompt', line, source, isWanted: found[1] === 'has', text: found[2]! });
          return;
        }
        default:
          wrong('persona, set, model, clock, @, ~, +, >, <, =, ? or # comment');
      }
    });
  return {
    transcript: { ...(persona === undefined ? {} : { persona }), settings, model, startsAt, steps },
    errors,
  };
}

function jump(line: number, source: string, rest: string): Step | undefined {
  const parts = [...rest.matchAll(/(\d+(?:\.\d+)?)\s*([smhdw])/g)];
  if (
    rest.startsWith('+') &&
    parts
      .map((part) => part[0])
      .join('')
      .replace(/\s/g, '') === rest.slice(1).replace(/\s/g, '')
  ) {
    const byMs = parts.reduce((sum, [, amount, unit]) => sum + Number(amount) * UNITS[unit!]!, 0);
    return { kind: 'jump', line, source, byMs };
  }
  const to = Date.parse(rest);
  return Number.isNaN(to) ? undefined : { kind: 'jump', line, source, to };
}

function script(line: number, source: string, purpose: string, rest: string): Step | undefined {
  if (!PURPOSES.includes(purpose as Purpose)) return undefined;
  const answer = readAnswer(purpose as Purpose, rest);
  return answer === undefined
    ? undefined
    : { kind: 'script', line, source, purpose: purpose as Purpose, answer };
}

function readAnswer(purpose: Purpose, rest: string): ScriptedAnswer | undefined {
  const failed = /^error\s+(timeout|cut|\d{3})$/.exec(rest);
  if (failed !== null) {
    const [, what = ''] = failed;
    return { kind: 'error', error: what === 'timeout' || what === 'cut' ? what : Number(what) };
  }
  if (rest.startsWith('raw ')) return { kind: 'text', text: rest.slice(4) };
  const value = (object: unknown): ScriptedAnswer => ({ kind: 'text', text: JSON.stringify(object) });
  switch (purpose) {
    case 'reply':
      return { kind: 'text', text: rest };
    case 'mood': {
      const found = /^(\S+)(?:\s+([\d.]+))?$/.exec(rest);
      return found === null
        ? undefined
        : value({ mood: found[1], intensity: found[2] === undefined ? null : Number(found[2]) });
    }
    case 'facts': {
      const fact = readFact(rest);
      return fact === undefined ? undefined : value({ facts: [fact] });
    }
    case 'episode': {
      const found = /^([\d.]+)\s+(.+)$/.exec(rest);
      return found === null
        ? undefined
        : value({ episode: { importance: Number(found[1]), title: found[2] } });
    }
    case 'summary':
      return value({ summary: rest });
  }
}

/** `preferences/anime Naruto 0.8` */
function readFact(text: string): Record<string, unknown> | undefined {
  const found = /^([^\s/]+)\/(\S+)\s+(.+?)(?:\s+(0(?:\.\d+)?|1(?:\.0+)?|\.\d+))?$/.exec(text);
  if (found === null) return undefined;
  return {
    category: found[1],
    key: found[2],
    value: found[3],
    ...(found[4] === undefined ? {} : { confidence: Number(found[4]) }),
  };
}

function factsIn(text: string): Record<string, unknown>[] | undefined {
  try {
    const { facts } = JSON.parse(text) as { facts?: Record<string, unknown>[] };
    return facts;
  } catch {
    return undefined;
  }
}
