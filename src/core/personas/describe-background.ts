import type { Json } from '../ports/records.ts';
import type { JsonObject, Persona, Relationship } from './persona.ts';

/** A nested background as an indented list, the author's keys spelled as words. */
export function describeBackground(background: JsonObject): string {
  return entries(background, '').join('\n');
}

/** What other personas are to this one, one a line. */
export function describeRelationships(persona: Persona): string {
  return persona.relationships.map(describeRelationship).join('\n');
}

function entries(object: JsonObject, indent: string): readonly string[] {
  return Object.entries(object).flatMap(([key, value]) => {
    const label = `${indent}- ${spell(key)}:`;
    if (isObject(value)) return [label, ...entries(value, `${indent}  `)];
    if (Array.isArray(value) && value.some((item: Json) => typeof item === 'object' && item !== null)) {
      return [label, ...value.flatMap((item: Json) => listItem(item, `${indent}  `))];
    }
    const text = Array.isArray(value)
      ? value
          .map(plain)
          .filter((item) => item !== '')
          .join(', ')
      : plain(value);
    return text === '' ? [] : [`${label} ${text}`];
  });
}

function listItem(item: Json, indent: string): readonly string[] {
  if (isObject(item)) {
    const [first, ...rest] = entries(item, `${indent}  `);
    return first === undefined ? [] : [`${indent}- ${first.trimStart().slice(2)}`, ...rest];
  }
  const text = Array.isArray(item) ? item.map(plain).join(', ') : plain(item);
  return text === '' ? [] : [`${indent}- ${text}`];
}

function plain(value: Json): string {
  if (value === null) return '';
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  return typeof value === 'object' ? JSON.stringify(value) : String(value).trim();
}

function describeRelationship({ persona, type, strength, description }: Relationship): string {
  const closeness = strength === undefined ? '' : `, ${bond(strength)}`;
  const more = description === undefined || description === '' ? '' : ` ${description}`;
  return `- ${spell(persona)} is your ${type.replaceAll('_', ' ')}${closeness}.${more}`;
}

function bond(strength: number): string {
  if (strength >= 0.75) return 'and you are very close';
  if (strength >= 0.4) return 'and you get on';
  return 'but you are not close';
}

function spell(key: string): string {
  const words = key
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .replaceAll('_', ' ')
    .trim();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

function isObject(value: Json): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
