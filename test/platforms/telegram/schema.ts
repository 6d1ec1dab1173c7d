import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

export interface Parameter {
  readonly isRequired: boolean;
  /** Its type as TypeScript writes it. */
  readonly type: string;
}

/** One method of the Bot API. */
export interface Method {
  readonly name: string;
  readonly parameters: ReadonlyMap<string, Parameter>;
}

const folder = dirname(createRequire(import.meta.url).resolve('@grammyjs/types'));

/** Methods of the Bot API by lower-case name, as the type declarations of the SDK list them; names ignore case there. */
export const schema: ReadonlyMap<string, Method> = readSchema();

/** Emoji people and bots can react with. */
export const reactionEmoji: ReadonlySet<string> = new Set(
  /^ {4}emoji: ("👍" .*);$/m
    .exec(readFileSync(join(folder, 'message.d.ts'), 'utf8'))?.[1]
    ?.split(' | ')
    .map((quoted) => quoted.slice(1, -1)),
);

function readSchema(): ReadonlyMap<string, Method> {
  const methods = new Map<string, Method>();
  let parameters = new Map<string, Parameter>();
  for (const line of readFileSync(join(folder, 'methods.d.ts'), 'utf8').split('\n')) {
    const [, name] = /^ {4}(\w+)\(/.exec(line) ?? [];
    if (name !== undefined) {
      parameters = new Map();
      methods.set(name.toLowerCase(), { name, parameters });
    }
    const [, parameter, optional, type] = /^ {8}(\w+)(\??): (.*);$/.exec(line) ?? [];
    if (parameter !== undefined) parameters.set(parameter, { isRequired: optional === '', type: type ?? '' });
  }
  return methods;
}

/** A parameter that came as text (query, form) as the value JSON would have carried. */
export function asJson(text: string, { type }: Parameter): unknown {
  if (type === 'number' || (type.startsWith('number') && /^-?\d+$/.test(text))) return Number(text);
  if (type.includes('string') && !type.includes('[]') && !type.includes('Array')) return text;
  if (type === 'boolean' || type === 'true') return /^(true|1|yes)$/i.test(text);
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
