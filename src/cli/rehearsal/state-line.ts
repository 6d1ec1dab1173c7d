import type { Purpose } from '../../core/ports/language-model.ts';
import { PURPOSES } from './script-line.ts';

/** What a `=` line says about the last speaker. */
export type StateCheck =
  | { readonly about: 'affinity'; readonly points: number; readonly level?: string }
  | { readonly about: 'mood'; readonly label: string; readonly intensity?: number }
  | { readonly about: 'fact'; readonly path: string; readonly value?: string }
  | { readonly about: 'no fact'; readonly path: string }
  | { readonly about: 'facts' | 'episodes' | 'messages'; readonly count: number }
  | { readonly about: 'calls'; readonly purpose: Purpose; readonly count: number };

/** What may stand after `=`, for whoever wrote something else. */
export const STATES =
  '= affinity POINTS [LEVEL], mood LABEL [INTENSITY], fact CATEGORY/KEY [VALUE], no fact CATEGORY/KEY, facts N, episodes N, messages N or calls PURPOSE N';

/** Reads what stands after `=`; undefined when it is not in the grammar. */
export function readState(text: string): StateCheck | undefined {
  const [about = '', ...values] = text.split(/\s+/);
  const rest = values.join(' ');
  switch (about) {
    case 'affinity': {
      const found = /^(\d+)(?: (.+))?$/.exec(rest);
      if (found === null) return undefined;
      return { about, points: Number(found[1]), ...(found[2] === undefined ? {} : { level: found[2] }) };
    }
    case 'mood': {
      const found = /^(.*?\D)(?: (\d+\.?\d*|\.\d+))?$/.exec(rest);
      if (found === null) return undefined;
      const intensity = found[2] === undefined ? {} : { intensity: Number(found[2]) };
      return { about, label: found[1]!, ...intensity };
    }
    case 'fact': {
      // The value as it was typed: spaces inside it count.
      const found = /^fact\s+([^\s/]+\/\S+)(?:\s+(.+))?$/.exec(text);
      if (found === null) return undefined;
      return { about, path: found[1]!, ...(found[2] === undefined ? {} : { value: found[2] }) };
    }
    case 'no': {
      const path = /^fact ([^\s/]+\/\S+)$/.exec(rest)?.[1];
      return path === undefined ? undefined : { about: 'no fact', path };
    }
    case 'facts':
    case 'episodes':
    case 'messages':
      return /^\d+$/.test(rest) ? { about, count: Number(rest) } : undefined;
    case 'calls': {
      const [word, count = ''] = values;
      const purpose = PURPOSES.find((each) => each === word);
      if (purpose === undefined || values.length !== 2 || !/^\d+$/.test(count)) return undefined;
      return { about, purpose, count: Number(count) };
    }
    default:
      return undefined;
  }
}
