import { checkFile } from './check-file.ts';
import { crossChecks } from './cross-checks.ts';
import type { PersonaDefinition } from './definition.ts';
import { freeze } from './freeze.ts';
import { normalise } from './normalise.ts';
import type { Problem } from './problem.ts';
import { personaFileSchema } from './schema.ts';

export interface ParsedPersona {
  /** Absent exactly when there are errors. */
  readonly definition?: PersonaDefinition;
  readonly errors: readonly Problem[];
  readonly warnings: readonly Problem[];
}

/** Enough to mend a file by; a file of 40,000 wrong numbers need not name each. */
const MOST_PROBLEMS = 200;

/**
 * Reads a persona file. Every error comes at once; unknown keys and other doubts are warnings. Never throws.
 *
 * @example parsePersona({ name: 'ana', prompt: 'You are Ana.' }).definition?.systemPrompt // 'You are Ana.'
 */
export function parsePersona(json: unknown): ParsedPersona {
  const checked = checkFile(personaFileSchema, json);
  const across = checked.file === undefined ? { errors: [], warnings: [] } : crossChecks(checked.file);
  const errors = [...checked.errors, ...across.errors].slice(0, MOST_PROBLEMS);
  const warnings = [...checked.warnings, ...across.warnings].slice(0, MOST_PROBLEMS);
  if (checked.value === undefined || errors.length > 0) return { errors, warnings };
  return { definition: freeze(normalise(checked.value)), errors, warnings };
}
