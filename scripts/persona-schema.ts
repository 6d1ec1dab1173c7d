/** Writes schema/persona.schema.json, which editors complete persona files by; `--check` fails when it is out of date. */
import { readFileSync, writeFileSync } from 'node:fs';
import process from 'node:process';
import { z } from 'zod';
import { personaFileSchema } from '../src/core/personas/schema.ts';

const target = new URL('../schema/persona.schema.json', import.meta.url);
const { $schema, ...body } = z.toJSONSchema(personaFileSchema, {
  io: 'input',
  target: 'draft-2020-12',
  reused: 'ref',
});
const document = {
  $schema,
  title: 'Kith persona',
  description:
    'A persona: who it is, how it grows close to people, what moves it. Only a name and a prompt are required.',
  ...body,
  // A child may take its prompt from its parent.
  anyOf: [{ required: ['system_prompt'] }, { required: ['prompt'] }, { required: ['parent'] }],
};
const text = `${JSON.stringify(document, null, 2)}\n`;

if (process.argv.includes('--check')) {
  const current = read();
  if (current !== text) {
    process.stderr.write('schema/persona.schema.json is out of date; run: node scripts/persona-schema.ts\n');
    process.exitCode = 1;
  }
} else {
  writeFileSync(target, text);
}

function read(): string | undefined {
  try {
    return readFileSync(target, 'utf8');
  } catch {
    return undefined;
  }
}
