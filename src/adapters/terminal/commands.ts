import { commands } from '../../core/commands/table.ts';

/** What the Tab key offers after a slash; readline's own shape: the candidates and what they complete. */
export function complete(line: string): [string[], string] {
  if (!line.startsWith('/')) return [[], line];
  const words = commands.filter(({ isUnlisted }) => isUnlisted !== true).map(({ name }) => `/${name}`);
  const matching = words.filter((word) => word.startsWith(line));
  return [matching.length > 0 ? matching : words, line];
}
