import type { Problem } from './problem.ts';

/** What an operator greps the log for, where a problem is of a kind that has a name of its own. */
export function problemEvent({ path, found }: Problem): string | undefined {
  if (/^(memory_config|memoryConfig)\b/.test(path)) return 'Invalid memory configuration';
  if (/^(system_prompt|prompt|templates)\b/.test(path)) return `Invalid template syntax: ${found}`;
  return undefined;
}
