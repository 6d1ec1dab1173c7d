import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type Rehearsal, rehearse } from './rehearsal/run.ts';
import { type CliTools, DONE, type ExitCode, FAILED } from './tools.ts';

/** Longest line of a prompt that is shown where a check failed, characters; `--json` has all of it. */
const LONGEST_LINE = 240;

/** Plays transcripts, prints a line for each, and what failed in it. A folder means the `.chat` files in it. */
export async function rehearseFiles(
  tools: CliTools,
  files: readonly string[],
  { json = false }: { readonly json?: boolean },
): Promise<ExitCode> {
  let failed = 0;
  for (const file of (await Promise.all(files.map(transcriptsIn))).flat()) {
    const result = await played(tools, file);
    const isOk = result.failures.length === 0;
    if (!isOk) failed++;
    if (json) {
      tools.output.write(`${JSON.stringify({ file, ok: isOk, ...result })}\n`);
      continue;
    }
    tools.output.write(`${isOk ? 'ok' : 'FAIL'} ${file} (${result.checks} checks)\n`);
    for (const { line, source, expected, actual } of result.failures) {
      const where = line === 0 ? source : `line ${line}: ${source}`;
      tools.output.write(
        `  ${where}\n    expected: ${indented(expected)}\n    actual:   ${indented(actual)}\n`,
      );
    }
  }
  return failed === 0 ? DONE : FAILED;
}

async function played(tools: CliTools, file: string): Promise<Rehearsal> {
  try {
    return await rehearse(tools, await readFile(file, 'utf8'), file);
  } catch (error) {
    const actual = error instanceof Error ? error.message : String(error);
    const failure = { line: 0, source: 'the file', expected: 'a transcript that can be played', actual };
    return { checks: 0, failures: [failure] };
  }
}

async function transcriptsIn(path: string): Promise<readonly string[]> {
  const isFolder = await stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
  if (!isFolder) return [path];
  const names = (await readdir(path)).filter((name) => name.endsWith('.chat')).sort();
  // A folder without any is shown like a file that is not there: silence would look like success.
  return names.length === 0 ? [join(path, '*.chat')] : names.map((name) => join(path, name));
}

const indented = (text: string): string =>
  text
    .split('\n')
    .map((line) => (line.length > LONGEST_LINE ? `${line.slice(0, LONGEST_LINE).toWellFormed()}…` : line))
    .join('\n              ');
