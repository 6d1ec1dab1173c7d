import type { Purpose } from '../../core/ports/language-model.ts';
import { unescaped } from './pattern.ts';

/** What the model answers next for a purpose. */
export type ScriptedAnswer =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'error'; readonly error: number | 'timeout' | 'cut' };

export interface ScriptedFact {
  readonly category: string;
  readonly key: string;
  readonly value: string;
  readonly confidence?: number;
}

/** A `~` line; `facts` is there while `+ facts` lines may add to it. */
export interface Script {
  readonly purpose: Purpose;
  readonly answer: ScriptedAnswer;
  readonly facts?: readonly ScriptedFact[];
}

export const PURPOSES: readonly Purpose[] = ['reply', 'mood', 'facts', 'episode', 'summary'];

/** Reads what stands after `~`; undefined when it is not in the grammar. */
export function readScript(text: string): Script | undefined {
  const [word = ''] = text.split(/\s/, 1);
  const purpose = PURPOSES.find((each) => each === word);
  if (purpose === undefined) return undefined;
  const rest = text.slice(word.length).trim();

  const failed = /^error\s+(timeout|cut|[1-5]\d\d)$/.exec(rest)?.[1];
  if (failed !== undefined) {
    const error = failed === 'timeout' || failed === 'cut' ? failed : Number(failed);
    return { purpose, answer: { kind: 'error', error } };
  }
  const raw = /^raw(?:\s(.*))?$/.exec(rest);
  if (raw !== null) return { purpose, answer: { kind: 'text', text: raw[1] ?? '' } };
  return answered(purpose, rest);
}

function answered(purpose: Purpose, rest: string): Script | undefined {
  const isNothing = /^(?:none|null|nothing|-)$/i.test(rest);
  switch (purpose) {
    case 'reply':
      return { purpose, answer: { kind: 'text', text: unescaped(rest) } };
    case 'summary':
      return { purpose, answer: json({ summary: rest }) };
    case 'mood': {
      if (isNothing) return { purpose, answer: json({ mood: null, intensity: null }) };
      const found = /^(.*?\D)(?:\s+(-?(?:\d+\.?\d*|\.\d+)))?$/.exec(rest);
      if (found === null) return undefined;
      const intensity = found[2] === undefined ? null : Number(found[2]);
      return { purpose, answer: json({ mood: found[1]!.trim(), intensity }) };
    }
    case 'facts': {
      if (isNothing) return withFacts([]);
      const fact = readFact(rest);
      return fact && withFacts([fact]);
    }
    case 'episode': {
      if (isNothing) return { purpose, answer: json({ episode: null }) };
      const found = /^(-?\d+(?:\.\d+)?)\s+(.+)$/.exec(rest);
      if (found === null) return undefined;
      return { purpose, answer: json({ episode: { importance: Number(found[1]), title: found[2] } }) };
    }
  }
}

/** The answer to the question for facts that lists these. */
export const withFacts = (facts: readonly ScriptedFact[]): Script => ({
  purpose: 'facts',
  answer: json({ facts }),
  facts,
});

/** `preferences/anime Naruto 0.8`; the last word is a confidence when it is a number from 0 to 1 after a value. */
export function readFact(text: string): ScriptedFact | undefined {
  const found = /^([^\s/]+)\/(\S+)\s+(.+?)(?:\s+(0?\.\d+|[01](?:\.0+)?))?$/.exec(text);
  if (found === null) return undefined;
  const [, category = '', key = '', value = '', confidence] = found;
  return { category, key, value, ...(confidence === undefined ? {} : { confidence: Number(confidence) }) };
}

const json = (value: unknown): ScriptedAnswer => ({ kind: 'text', text: JSON.stringify(value) });
