import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type CliTools, DONE, type ExitCode, FAILED } from './tools.ts';

/** Runs the measurements of bench/ in a process of their own, so that nothing else warms or slows them. */
export async function bench({ root, errors }: CliTools, names: readonly string[]): Promise<ExitCode> {
  const script = join(root, 'bench', 'run.ts');
  if (!existsSync(script)) {
    errors.write('The measurements are part of the repository, not of the package: clone it to run them.\n');
    return FAILED;
  }
  const child = spawn(process.execPath, [script, ...names], { stdio: 'inherit' });
  const code = await new Promise<number | null>((resolve) => child.on('exit', resolve));
  return code === 0 ? DONE : FAILED;
}
