import { basename, resolve } from 'node:path';
import type { FileProblems } from '../core/personas/registry.ts';
import { type CliTools, DONE, type ExitCode, FAILED } from './tools.ts';

/** Checks persona files, or all of the folder: every problem of every file, with what was found and what is allowed. */
export async function validate(
  tools: CliTools,
  files: readonly string[],
  { json = false }: { readonly json?: boolean },
): Promise<ExitCode> {
  const { personalities } = tools.config();
  const loaded = await tools.loadPersonas(
    personalities.dir,
    files.map((file) => resolve(file)),
  );
  const isMeant = (file: string) =>
    files.length === 0 ||
    files.some((each) => resolve(each) === file || resolve(personalities.dir, file) === resolve(each));
  const problems = loaded.problems.filter(({ file }) => isMeant(file));
  const warnings = loaded.warnings.filter(({ file }) => isMeant(file));
  if (json) {
    tools.output.write(
      `${JSON.stringify({ ok: problems.length === 0, personas: loaded.personas.map((each) => each.name), problems, warnings }, null, 2)}\n`,
    );
    return problems.length === 0 ? DONE : FAILED;
  }
  for (const entry of problems) tools.output.write(`FAIL ${entry.file}\n${listed(entry)}`);
  for (const entry of warnings) tools.output.write(`warn ${entry.file}\n${listed(entry)}`);
  if (problems.length === 0) {
    const what =
      files.length === 0
        ? `${loaded.personas.length} personas in ${personalities.dir}`
        : files.map((file) => basename(file)).join(', ');
    tools.output.write(`ok ${what}\n`);
  }
  return problems.length === 0 ? DONE : FAILED;
}

const listed = ({ problems }: FileProblems): string =>
  problems.map(({ path, message }) => `  ${path === '' ? '(file)' : path}: ${message}\n`).join('');
