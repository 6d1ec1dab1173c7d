import type { MemoryDecay } from '../personas/persona.ts';

const DAY_MS = 86_400_000;
const everyDays: Readonly<Record<MemoryDecay['decaySchedule'], number>> = {
  // Reckoned on every read; the daily round only takes away what was kept its time.
  continuous: 1,
  daily: 1,
  weekly: 7,
};

/** Whether a persona's memories are to be reckoned again: once in a UTC day, or in seven of them. */
export function isFadingDue(
  { decaySchedule }: MemoryDecay,
  lastRun: number | undefined,
  now: number,
): boolean {
  if (lastRun === undefined) return true;
  return Math.floor(now / DAY_MS) - Math.floor(lastRun / DAY_MS) >= everyDays[decaySchedule];
}
