import type { z } from 'zod';
import type { Json } from '../ports/records.ts';
import { nearestName } from './nearest-name.ts';
import type { JsonObject } from './persona.ts';
import { plainJson } from './plain-json.ts';
import { type Problem, problem } from './problem.ts';
import { expectedFormat } from './schema-parts.ts';

export interface CheckedFile<Value> {
  /** The file as it stands, safe to walk, without unknown keys; absent when it is no JSON object at all. */
  readonly file?: JsonObject;
  /** Absent exactly when there are errors. */
  readonly value?: Value;
  readonly errors: readonly Problem[];
  readonly warnings: readonly Problem[];
}

const MOST_GUESSES = 50;

/** Checks a file against a schema of strict objects. Unknown keys are warnings. Never throws. */
export function checkFile<Value>(schema: z.ZodType<Value>, json: unknown): CheckedFile<Value> {
  const plain = plainJson(json);
  if (!isObject(plain.value) || plain.errors.length > 0) {
    const errors =
      plain.errors.length > 0 ? plain.errors : [problem('', json, 'an object: { "name": …, … }')];
    return { errors, warnings: plain.warnings };
  }
  const file = plain.value;
  const warnings = [...plain.warnings, ...withoutUnknownKeys(schema, file)];
  const result = check(schema, file);
  if (result.success) return { file, value: result.data, errors: [], warnings };
  return { file, errors: result.error.issues.map(toProblem), warnings };
}

/** Unrecognised keys carry the known ones in their message, one a line: the issue itself does not tell them. */
function check<Value>(schema: z.ZodType<Value>, file: JsonObject): z.ZodSafeParseResult<Value> {
  return schema.safeParse(file, {
    reportInput: true,
    error: (issue) => (issue.code === 'unrecognized_keys' ? knownKeys(issue.inst).join('\n') : undefined),
  });
}

function knownKeys(inst: unknown): readonly string[] {
  const shape = (inst as { _zod?: { def?: { shape?: object } } } | undefined)?._zod?.def?.shape;
  return shape === undefined ? [] : Object.keys(shape);
}

/** Takes unknown keys out of `file`, which is ours, and says which they were. */
function withoutUnknownKeys(schema: z.ZodType, file: JsonObject): readonly Problem[] {
  const warnings: Problem[] = [];
  const result = check(schema, file);
  if (result.success) return warnings;
  for (const issue of result.error.issues) {
    if (issue.code !== 'unrecognized_keys') continue;
    const holder = reach(file, issue.path);
    const known = issue.message.split('\n');
    for (const key of issue.keys) {
      // Guessing compares with every known key; a file of thousands of strangers is no slip of the pen.
      const meant = warnings.length < MOST_GUESSES ? nearestName(key, known) : undefined;
      const remedy = meant === undefined ? '' : ` Did you mean ${meant}?`;
      const path = [...issue.path, key];
      warnings.push(problem(path, key, meant ?? 'a known key', `Nothing reads the key "${key}".${remedy}`));
      if (holder !== undefined) delete holder[key];
    }
  }
  return warnings;
}

function reach(file: JsonObject, path: readonly PropertyKey[]): Record<string, Json> | undefined {
  let at: unknown = file;
  for (const step of path) at = (at as Record<PropertyKey, unknown> | undefined)?.[step];
  return at as Record<string, Json> | undefined;
}

function toProblem(issue: z.core.$ZodIssue): Problem {
  return problem(issue.path, issue.input, expectation(issue));
}

function expectation(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return article(issue.expected);
    case 'too_small':
      return `${sizeOf(issue.origin)}at least ${issue.minimum}`;
    case 'too_big':
      return `${sizeOf(issue.origin)}at most ${issue.maximum}`;
    case 'invalid_value':
      return `one of ${issue.values.map(String).join(', ')}`;
    case 'invalid_key':
      return 'a name of letters, digits, spaces, _ or -, at most 64';
    case 'invalid_format':
      return expectedFormat(issue.pattern);
    case 'custom':
      return String(issue.params?.expected ?? 'something else');
    default:
      return 'one of the forms the documentation shows';
  }
}

function sizeOf(origin: string): string {
  return origin === 'string' ? 'a text of ' : origin === 'array' ? 'a list of ' : '';
}

function article(type: string): string {
  switch (type) {
    case 'int':
      return 'a whole number';
    case 'array':
      return 'a list';
    case 'record':
    case 'object':
      return 'an object';
    case 'string':
      return 'a text';
    case 'boolean':
      return 'true or false';
    default:
      return `a ${type}`;
  }
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
