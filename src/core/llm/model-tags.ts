import type { TextFilter } from './text-filter.ts';

export interface TagFilterOptions {
  /** `terminal`: only ANSI escapes go, markup of models stays. */
  readonly only?: 'terminal';
}

/** What the text after a tag is: shown, the name of a channel or role, or hidden until a closing tag. */
type Mode = 'shown' | 'header' | 'thought' | 'silence';

const THOUGHTS = ['think', 'thinking', 'thought', 'reasoning'];
const WORDS = [
  ...THOUGHTS.flatMap((name) => [`<${name}>`, `</${name}>`]),
  '<s>',
  '</s>',
  '<bos>',
  '<eos>',
  '<end_of_turn>',
  '<start_of_turn>',
  '[inst]',
  '[/inst]',
];
const LONGEST_WORD = Math.max(...WORDS.map((word) => word.length));
/** Tokens like `<|im_end|>`, `<｜end▁of▁sentence｜>`; 40 is longer than any that is known. */
const TOKEN = /<\|([a-z0-9_]{1,40})\|>|<｜([^｜<>\n]{1,40})｜>/iy;
const TOKEN_START = /^(?:<\|[a-z0-9_]{0,40}\|?|<｜[^｜<>\n]{0,40}｜?)$/i;
/** CSI and OSC sequences (7-bit and 8-bit), and the two-character ones; bounded, so that nothing is held for long. */
const ANSI =
  /(?:\x1b\[|\x9b)[0-?]{0,32}[ -/]{0,8}[@-~]|(?:\x1b\]|\x9d)[^\x07\x1b\x9c]{0,256}(?:\x07|\x1b\\|\x9c)|\x1b[ -/]{0,2}[0-Z\\^-~]/y;
const ANSI_START =
  /^(?:(?:\x1b\[|\x9b)[0-?]{0,32}[ -/]{0,8}|(?:\x1b\]|\x9d)[^\x07\x1b\x9c]{0,256}\x1b?|\x1b[ -/]{0,2})$/;
/** Longest piece any of the patterns above can hold. */
const WINDOW = 300;
/** End of a turn or of one message inside it. */
const CLOSERS = ['end', 'return', 'call', 'im_end', 'eot_id', 'eom_id', 'endoftext', 'end_of_turn', 's'];
/** A role or channel name never takes more; a header that does is text after all. */
const MAX_HEADER = 64;

/**
 * Takes a model's own markup out of its text: `<think>…</think>` and its like, Harmony channels
 * (`<|channel|>analysis<|message|>…<|end|>`), chat-template headers and control tokens, ANSI escapes.
 * A thought that is never closed hides the rest. A tag right behind a backtick is quoted, so it is text.
 */
export function createTagFilter(options: TagFilterOptions = {}): TextFilter {
  const isTerminalOnly = options.only === 'terminal';
  const opener = isTerminalOnly ? /[\x1b\x9b\x9d]/g : /[<[\x1b\x9b\x9d]/g;
  let mode: Mode = 'shown';
  let held = '';
  let header = '';
  let channel = '';
  let endsHeader: 'token' | 'line' = 'token';
  let before = '';

  /** Text between tags, by mode. */
  const take = (text: string): string => {
    if (text === '') return '';
    before = text.charAt(text.length - 1);
    if (mode === 'shown') return text;
    if (mode !== 'header') return '';
    return takeHeader(text);
  };

  const takeHeader = (text: string): string => {
    const room = MAX_HEADER - header.length;
    const line = endsHeader === 'line' ? text.indexOf('\n') : -1;
    if (line >= 0 && line < room) {
      header += text.slice(0, line);
      mode = isSomeoneElse(header) ? 'silence' : 'shown';
      return mode === 'shown' ? text.slice(line + 1) : '';
    }
    if (text.length < room) {
      header += text;
      return '';
    }
    mode = 'shown';
    const rest = header + text;
    header = '';
    return rest;
  };

  const begin = (ends: 'token' | 'line') => {
    mode = 'header';
    header = '';
    endsHeader = ends;
  };

  /** Moves to the mode a tag asks for; whatever it is, the tag itself is not text. */
  const turn = (tag: string): void => {
    const name = tag.toLowerCase().replace(/^[<[][|｜]?|[|｜]?[>\]]$/g, '');
    if (mode === 'thought') {
      if (name.startsWith('/') && THOUGHTS.includes(name.slice(1))) mode = 'shown';
    } else if (THOUGHTS.includes(name)) {
      if (mode !== 'silence') mode = 'thought';
    } else if (name === 'channel' || name === 'start' || name === 'start_header_id') {
      channel = '';
      begin('token');
    } else if (name === 'im_start' || name === 'start_of_turn') {
      begin('line');
    } else if (name === 'constrain' && mode === 'header') {
      channel ||= header.trim();
    } else if (name === 'message' && mode === 'header') {
      const spoken = (channel || header).trim().toLowerCase();
      mode = spoken === '' || spoken === 'final' || spoken === 'assistant' ? 'shown' : 'silence';
    } else if (name === 'end_header_id' && mode === 'header') {
      mode = isSomeoneElse(header) ? 'silence' : 'shown';
    } else if (isSomeoneElse(name)) {
      mode = 'silence';
    } else if (mode === 'header' || name === 'assistant' || CLOSERS.includes(name.replace('/', ''))) {
      mode = 'shown';
    }
  };

  const scan = (text: string, isLast: boolean): string => {
    let shown = '';
    let at = 0;
    while (at < text.length) {
      opener.lastIndex = at;
      const found = opener.exec(text)?.index ?? text.length;
      shown += take(text.slice(at, found));
      at = found;
      if (at >= text.length) break;
      const ansi = matchAt(ANSI, text, at);
      if (ansi !== '') {
        at += ansi.length;
        continue;
      }
      const isQuoted = before === '`' && mode === 'shown';
      const tag = isTerminalOnly || isQuoted ? '' : tagAt(text, at);
      if (tag !== '') {
        turn(tag);
        before = '';
        at += tag.length;
        continue;
      }
      const rest = text.slice(at, at + WINDOW);
      const isOpen = at + rest.length === text.length && mayBecome(rest, isTerminalOnly || isQuoted);
      if (isOpen && !isLast) {
        held = text.slice(at);
        return shown;
      }
      shown += take(text.charAt(at));
      at += 1;
    }
    held = '';
    return shown;
  };

  return {
    push: (text) => (text === '' ? '' : scan(held + text, false)),
    end() {
      // A header nobody finished is no text of the answer.
      return scan(held, true);
    },
  };
}

function matchAt(pattern: RegExp, text: string, at: number): string {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0] ?? '';
}

function tagAt(text: string, at: number): string {
  const token = matchAt(TOKEN, text, at);
  if (token !== '') return token;
  const start = text.slice(at, at + LONGEST_WORD).toLowerCase();
  return WORDS.find((word) => start.startsWith(word)) ?? '';
}

/** Whether `rest`, the end of what has come so far, may turn out to be a tag once more has come. */
function mayBecome(rest: string, isTerminalOnly: boolean): boolean {
  if (ANSI_START.test(rest)) return true;
  if (isTerminalOnly) return false;
  const lower = rest.toLowerCase();
  return TOKEN_START.test(rest) || WORDS.some((word) => word.startsWith(lower));
}

/** In a chat template only the assistant's turn is the answer; the others are made up. */
const isSomeoneElse = (role: string): boolean => /^\s*(?:user|system|human|tool|developer)\s*$/i.test(role);
