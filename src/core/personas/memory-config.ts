/**
 * Whether a memory configuration is whole and sound: `max_memories` and `summary_threshold` positive whole
 * numbers, the threshold not above the maximum, `auto_summarize` a boolean. Strict on what is given; a persona
 * without any configuration has the defaults.
 */
export function isValidMemoryConfig(config: unknown): boolean {
  if (typeof config !== 'object' || config === null || Array.isArray(config)) return false;
  const { max_memories, summary_threshold, auto_summarize } = config as Record<string, unknown>;
  return (
    isPositiveWhole(max_memories) &&
    isPositiveWhole(summary_threshold) &&
    summary_threshold <= max_memories &&
    typeof auto_summarize === 'boolean'
  );
}

function isPositiveWhole(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) > 0;
}
