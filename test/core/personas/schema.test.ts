import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

interface Node {
  readonly description?: string;
  readonly $ref?: string;
  readonly pattern?: string;
  readonly properties?: Readonly<Record<string, Node>>;
  readonly items?: Node;
  readonly additionalProperties?: Node | boolean;
  readonly required?: readonly string[];
  readonly anyOf?: readonly Node[];
  readonly $defs?: Readonly<Record<string, Node>>;
}

const root = JSON.parse(
  readFileSync(new URL('../../../schema/persona.schema.json', import.meta.url), 'utf8'),
) as Node;

describe('the schema editors complete persona files by', () => {
  it('describes every key', () => {
    const mute: string[] = [];
    const visit = (given: Node, path: string): void => {
      const node =
        given.$ref === undefined ? given : { ...root.$defs?.[given.$ref.replace('#/$defs/', '')], ...given };
      for (const [key, child] of Object.entries(node.properties ?? {})) {
        if (path === '' && key === 'voice') continue;
        const target =
          child.$ref === undefined ? undefined : root.$defs?.[child.$ref.replace('#/$defs/', '')];
        if ((child.description ?? target?.description) === undefined) mute.push(`${path}.${key}`);
        visit(child, `${path}.${key}`);
      }
      if (node.items !== undefined) visit(node.items, `${path}[]`);
      if (typeof node.additionalProperties === 'object' && !isAnyJson(node.additionalProperties)) {
        visit(node.additionalProperties, `${path}.*`);
      }
    };
    visit(root, '');
    expect(mute).toEqual([]);
  });

  it('requires a name, and a prompt unless there is a parent', () => {
    expect(root.required).toEqual(['name']);
    expect(root.anyOf).toEqual([
      { required: ['system_prompt'] },
      { required: ['prompt'] },
      { required: ['parent'] },
    ]);
  });

  it('takes the names the program takes', () => {
    expect(new RegExp(root.properties!.name!.pattern!, 'u').test('BasicAssistant')).toBe(true);
  });
});

/** What is inside `background` and the like is the author's own, and refers to itself. */
function isAnyJson(node: Node): boolean {
  const target = node.$ref === undefined ? node : root.$defs?.[node.$ref.replace('#/$defs/', '')];
  return target?.anyOf !== undefined && target.anyOf.length > 3;
}
