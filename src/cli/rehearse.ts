import { readFile } from 'node:fs/promises';
import { rehearse } from './rehearsal/run.ts';
import { type CliTools, DONE, type ExitCode, FAILED } from './tools.ts';

/** Plays transcripts, prints a line for each, and what failed in it. */
export async function rehearseFiles(
  tools: CliTools,
  files: readonly string[],
  { json = false }: { readonly json?: boolean },
): Promise<ExitCode> {
  let failed = 0;
  for (const file of files) {
    const result = await readFile(file, 'utf8')
      .then((content) => rehearse(tools, content, file))
      .catch((error: Error) => ({
        checks: 0,
        failures: [
          { line: 0, source: '', expected: 'a transcript that can be played', actual: error.message },
        ],
      }));
    const isOk = result.failures.length === 0;
    if (!isOk) failed++;
    if (json) {
      tools.output.write(`${JSON.stringify({ file, ok: isOk, ...result })}\n`);
      continue;
    }
    tools.output.write(`${isOk ? 'ok' : 'FAIL'} ${file} (${result.checks} checks)\n`);
    for (const { line, source, expected, actual } of result.failures) {
      tools.output.write(
        `  line ${line}: ${source}\n    expected: ${indented(expected)}\n    actual:   ${indented(actual)}\n`,
      );
    }
  }
  return failed === 0 ? DONE : FAILED;
}

const indented = (text: string): string => text.replaceAll('\n', '\n              ');
