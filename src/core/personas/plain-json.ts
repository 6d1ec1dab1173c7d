import type { Json } from '../ports/records.ts';
import { type Problem, problem } from './problem.ts';

/** Deepest nesting any real persona reaches is about 8; past this, recursion over it would no longer be safe. */
const DEEPEST = 32;
/** A file of 1 MiB could hold half a million values; no persona needs a tenth of that. */
const MOST_VALUES = 50_000;
/** Keys that reach into JavaScript's own objects when somebody assigns them. */
const FORBIDDEN: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);

/**
 * A private copy of `input` that is safe to walk: plain objects and arrays only, bounded in depth and size,
 * without keys that could reach a prototype. Keys left out are warnings; what is no JSON at all is an error.
 */
export function plainJson(input: unknown): {
  readonly value: Json | undefined;
  readonly errors: readonly Problem[];
  readonly warnings: readonly Problem[];
} {
  const errors: Problem[] = [];
  const warnings: Problem[] = [];
  let left = MOST_VALUES;

  const copy = (value: unknown, path: readonly PropertyKey[]): Json | undefined => {
    left -= 1;
    if (left === 0)
      errors.push(problem('', input, `at most ${MOST_VALUES} values`, 'The file is too large.'));
    if (left <= 0) return undefined;
    if (value === null || typeof value === 'string' || typeof value === 'boolean') return value;
    if (typeof value === 'number') {
      // Kept as it is, so that the schema names the place and the range it missed.
      return value;
    }
    if (typeof value !== 'object') {
      if (value !== undefined) errors.push(problem(path, typeof value, 'a JSON value'));
      return undefined;
    }
    if (path.length >= DEEPEST) {
      errors.push(
        problem(path.slice(0, 4), value, `nesting of at most ${DEEPEST}`, 'The file is nested too deeply.'),
      );
      return undefined;
    }
    if (Array.isArray(value)) {
      const list: Json[] = [];
      for (let index = 0; index < value.length && left > 0; index++) {
        list.push(copy(value[index], [...path, index]) ?? null);
      }
      return list;
    }
    const entries: [string, Json][] = [];
    for (const key of Object.keys(value)) {
      if (left <= 0) break;
      if (FORBIDDEN.has(key)) {
        warnings.push(problem([...path, key], key, 'another name', `The key "${key}" is ignored.`));
        continue;
      }
      const kept = copy((value as Record<string, unknown>)[key], [...path, key]);
      if (kept !== undefined) entries.push([key, kept]);
    }
    return Object.fromEntries(entries);
  };

  try {
    const value = copy(input, []);
    return { value, errors, warnings };
  } catch {
    // Only an object with throwing accessors gets here; JSON text never does.
    errors.push(problem('', 'an object that cannot be read', 'plain JSON'));
    return { value: undefined, errors, warnings };
  }
}
