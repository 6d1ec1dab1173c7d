import type { Purpose } from '../../core/ports/language-model.ts';
import { type Pattern, readPattern } from './pattern.ts';
import { PURPOSES, readFact, readScript, type ScriptedAnswer, withFacts } from './script-line.ts';
import { readState, STATES, type StateCheck } from './state-line.ts';
import { readMoment, readSpan } from './time-line.ts';

/** A line of the file, for whoever has to find it. */
export interface Line {
  /** Counted from 1. */
  readonly line: number;
  readonly source: string;
}

export type Step = Line &
  (
    | { readonly kind: 'persona'; readonly name: string }
    | { readonly kind: 'jump'; readonly byMs?: number; readonly to?: number }
    | { readonly kind: 'script'; readonly purpose: Purpose; readonly answer: ScriptedAnswer }
    | { readonly kind: 'say'; readonly account: string; readonly place: string; readonly text: string }
    /** All `<` lines that follow each other. */
    | { readonly kind: 'reply'; readonly lines: readonly (Line & { readonly pattern: Pattern })[] }
    | { readonly kind: 'state'; readonly check: StateCheck }
    | { readonly kind: 'prompt'; readonly isWanted: boolean; readonly text: string }
  );

export interface Transcript {
  readonly persona?: Line & { readonly name: string };
  readonly settings: readonly (Line & { readonly key: string; readonly value: string })[];
  readonly model: Line & { readonly kind: 'scripted' | 'offline' | 'live' };
  /** ms since the epoch. */
  readonly startsAt: number;
  readonly steps: readonly Step[];
}

/** A line that is not in the grammar. */
export interface TranscriptError extends Line {
  readonly expected: string;
}

const DEFAULT_START = Date.parse('2026-01-01T12:00:00Z');

/** `> Hola`, `diego> Hola`, `diego #lobby> Hola`, `!backroom> Hola`; spaces round `>` as one likes. */
const SAID = /^(?:([^\s<>=?~+@#!][^\s>]*)?\s*(?:(?<=^|\s)([#!][^\s>]+))?)\s*>(.*)$/;

/** Reads a transcript. Every line that is not in the grammar is reported; the rest is read all the same. */
export function parseTranscript(content: string): {
  readonly transcript: Transcript;
  readonly errors: readonly TranscriptError[];
} {
  const settings: Transcript['settings'][number][] = [];
  const steps: Step[] = [];
  const errors: TranscriptError[] = [];
  let persona: Transcript['persona'];
  let model: Transcript['model'] = { line: 0, source: '', kind: 'scripted' };
  let startsAt = DEFAULT_START;
  /** Where the facts are that a `+` line adds to. */
  let facts:
    | { readonly at: number; readonly listed: readonly NonNullable<ReturnType<typeof readFact>>[] }
    | undefined;

  content
    .replace(/^\uFEFF/, '')
    .split(/\r\n|\n|\r/)
    .forEach((raw, index) => {
      const here: Line = { line: index + 1, source: raw.trim() };
      const expected = read(here);
      if (expected !== undefined) errors.push({ ...here, expected });
    });
  return { transcript: { ...(persona && { persona }), settings, model, startsAt, steps }, errors };

  /** What should have stood there; undefined when the line is right. */
  function read(here: Line): string | undefined {
    const { source } = here;
    if (source === '' || source.startsWith('#')) return undefined;
    const said = SAID.exec(source);
    if (said !== null) {
      const [, account = 'user', place = '', text = ''] = said;
      steps.push({ ...here, kind: 'say', account, place, text: text.trim() });
      facts = undefined;
      return undefined;
    }
    const sigil = /^([@~+<=?])\s*(.*)$/.exec(source);
    if (sigil !== null) return readStep(here, sigil[1]!, sigil[2]!);
    const [, word = '', rest = ''] = /^(\S+)\s*(.*)$/.exec(source) ?? [];
    return readHead(here, word, withoutComment(rest));
  }

  function readHead(here: Line, word: string, rest: string): string | undefined {
    switch (word) {
      case 'persona': {
        const name = unquoted(rest);
        if (name === '') return 'persona NAME, or a path to its file';
        if (persona === undefined && steps.length === 0) persona = { ...here, name };
        else steps.push({ ...here, kind: 'persona', name });
        return undefined;
      }
      case 'set': {
        const found = /^([^\s=]+)(?:\s*=\s*|\s+)(.+)$/.exec(rest);
        if (found === null) return 'set KEY VALUE';
        settings.push({ ...here, key: found[1]!, value: unquoted(found[2]!) });
        return undefined;
      }
      case 'model':
        if (rest !== 'scripted' && rest !== 'offline' && rest !== 'live')
          return 'model scripted, model offline or model live';
        model = { ...here, kind: rest };
        return undefined;
      case 'clock': {
        const at = readMoment(rest);
        if (at === undefined) return 'clock 2026-01-05T10:00:00Z';
        if (steps.length === 0) startsAt = at;
        else steps.push({ ...here, kind: 'jump', to: at });
        return undefined;
      }
      default:
        return 'persona, set, model, clock, @, ~, +, >, ACCOUNT>, <, =, ? or # comment';
    }
  }

  function readStep(here: Line, sigil: string, text: string): string | undefined {
    switch (sigil) {
      case '@': {
        const moment = readMoment(withoutComment(text));
        const span = readSpan(withoutComment(text));
        if (moment !== undefined) steps.push({ ...here, kind: 'jump', to: moment });
        else if (span !== undefined) steps.push({ ...here, kind: 'jump', byMs: span });
        else return '@ +1d (s, m, h, d, w) or @ 2026-01-05T10:00:00Z';
        return undefined;
      }
      case '~': {
        const script = readScript(text);
        if (script === undefined) return `~ ${PURPOSES.join('|')} ANSWER, raw TEXT, or error 429|timeout|cut`;
        if (script.facts !== undefined) facts = { at: steps.length, listed: script.facts };
        else if (script.purpose === 'facts') facts = undefined;
        steps.push({ ...here, kind: 'script', purpose: script.purpose, answer: script.answer });
        return undefined;
      }
      case '+': {
        const fact = readFact(/^facts\s+(.*)$/.exec(text)?.[1] ?? '');
        const begun = facts && steps[facts.at];
        if (fact === undefined || facts === undefined || begun?.kind !== 'script')
          return '+ facts CATEGORY/KEY VALUE [CONFIDENCE], below the ~ facts line it belongs to';
        facts = { at: facts.at, listed: [...facts.listed, fact] };
        steps[facts.at] = { ...begun, answer: withFacts(facts.listed).answer };
        return undefined;
      }
      case '<': {
        const pattern = readPattern(text);
        if (pattern === undefined) return '< TEXT with * for anything, < /regexp/, or < - for no reply';
        const last = steps.at(-1);
        if (last?.kind === 'reply')
          steps[steps.length - 1] = { ...last, lines: [...last.lines, { ...here, pattern }] };
        else steps.push({ ...here, kind: 'reply', lines: [{ ...here, pattern }] });
        return undefined;
      }
      case '=': {
        const check = readState(text.startsWith('fact ') ? text : withoutComment(text));
        if (check === undefined) return STATES;
        steps.push({ ...here, kind: 'state', check });
        return undefined;
      }
      default: {
        const found = /^(has|lacks)\s*(.*)$/.exec(text);
        const wanted = unquoted(found?.[2] ?? '');
        // A quote that is not closed is more likely a slip than what is looked for.
        if (found === null || wanted === '' || (wanted === found[2] && /^["“]/.test(wanted)))
          return '? has "TEXT" or ? lacks "TEXT"';
        steps.push({ ...here, kind: 'prompt', isWanted: found[1] === 'has', text: wanted });
        return undefined;
      }
    }
  }
}

/** What follows ` # ` on a line that is no speech explains it. */
const withoutComment = (text: string): string => text.replace(/\s+#\s.*$/, '').trim();

function unquoted(text: string): string {
  const found = /^(?:"(.*)"|“(.*)”|'(.*)')$/.exec(text);
  return found === null ? text : (found[1] ?? found[2] ?? found[3] ?? '');
}
