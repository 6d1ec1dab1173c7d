import { expect, test } from 'vitest';
import { parsePersona } from '../../../src/core/personas/parse-persona.ts';
import { problemEvent } from '../../../src/core/personas/problem-event.ts';

const minimal = {
  schema_version: '1.1.0',
  name: 'ana',
  display_name: 'Ana',
  description: 'A friend',
  system_prompt: 'You are Ana.',
};
const eventsOf = (more: object) => [
  ...new Set(parsePersona({ ...minimal, ...more }).errors.map(problemEvent)),
];

test.for([
  [{ memory_config: { max_memories: 5, summary_threshold: 10 } }, 'Invalid memory configuration'],
  [{ system_prompt: 'Hello ${' }, 'Invalid template syntax: "Hello ${"'],
  [{ templates: { one: 'Hi ${' } }, 'Invalid template syntax: "Hi ${"'],
  [{ name: '' }, undefined],
] as const)('%j is told as %s', ([more, event]) => {
  expect(eventsOf(more)).toEqual([event]);
});
