import { KithError } from '../errors.ts';

/** Values for the `${name}` places of a template. */
export type Variables = Readonly<Record<string, string>>;

/** A template taken apart: literal text, or the variable that goes there. */
export type TemplatePart = string | { readonly variable: string };

const VARIABLE = /^[A-Za-z_][A-Za-z0-9_]{0,63}$/;

/**
 * Fills every `${name}` with its value, once: a value that itself holds `${other}` stays as it is. `$${` stands
 * for a literal `${`.
 *
 * @throws KithError `template.variable` naming every missing variable, or the place where the syntax is wrong.
 * @example renderTemplate('Hello ${name}!', { name: 'Ana' }) // 'Hello Ana!'
 */
export function renderTemplate(text: string, variables: Variables): string {
  return fillTemplate(parseTemplate(text), variables);
}

/** {@link renderTemplate} for a text already taken apart. */
export function fillTemplate(parts: readonly TemplatePart[], variables: Variables): string {
  let filled = '';
  const missing = new Set<string>();
  for (const part of parts) {
    if (typeof part === 'string') filled += part;
    else if (Object.hasOwn(variables, part.variable)) filled += variables[part.variable];
    else missing.add(part.variable);
  }
  if (missing.size > 0) {
    const names = [...missing];
    throw new KithError(
      'template.variable',
      `Template variable${names.length === 1 ? '' : 's'} without a value: ${names.join(', ')}. Give a value or take ${names.length === 1 ? 'it' : 'them'} out of the template.`,
      { details: { missing: names } },
    );
  }
  return filled;
}

/** Whether every `${` opens a well-formed variable. Anything but a string is not a template. */
export function isValidTemplate(text: unknown): boolean {
  return typeof text === 'string' && takeApart(text) !== undefined;
}

/** Names a template uses and `variables` lacks, each once, in order of appearance. */
export function missingVariables(text: string, variables: Variables): readonly string[] {
  const missing = new Set<string>();
  for (const part of parseTemplate(text)) {
    if (typeof part !== 'string' && !Object.hasOwn(variables, part.variable)) missing.add(part.variable);
  }
  return [...missing];
}

/** Takes a template apart. @throws KithError `template.variable` when its syntax is wrong. */
export function parseTemplate(text: string): readonly TemplatePart[] {
  const parts = takeApart(text);
  if (parts === undefined) {
    throw new KithError(
      'template.variable',
      `Invalid template syntax: ${JSON.stringify(text.slice(0, 50))}. A variable is \${name}; write $\${ for a literal \${.`,
    );
  }
  return parts;
}

function takeApart(text: string): readonly TemplatePart[] | undefined {
  const parts: TemplatePart[] = [];
  let literal = '';
  let at = 0;
  for (;;) {
    const open = text.indexOf('${', at);
    if (open === -1) break;
    if (open > at && text[open - 1] === '$') {
      literal += `${text.slice(at, open - 1)}\${`;
      at = open + 2;
      continue;
    }
    // A name has at most 64 characters, so the search for its end is bounded too.
    const close = text.slice(open + 2, open + 67).indexOf('}');
    const variable = close === -1 ? '' : text.slice(open + 2, open + 2 + close);
    if (!VARIABLE.test(variable)) return undefined;
    literal += text.slice(at, open);
    if (literal !== '') parts.push(literal);
    literal = '';
    parts.push({ variable });
    at = open + 3 + close;
  }
  literal += text.slice(at);
  if (literal !== '') parts.push(literal);
  return parts;
}
