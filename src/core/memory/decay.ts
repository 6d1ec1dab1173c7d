import type { MemoryDecay } from '../personas/persona.ts';
import type { Retention } from '../ports/records.ts';

/** An episode or a summary, as far as fading goes. */
export interface FadingMemory {
  /** Of an episode; a summary has none. */
  readonly type?: string;
  readonly tags?: readonly string[];
  /** 0–10. */
  readonly importance: number;
  /** When it happened, ms. */
  readonly at: number;
  readonly retention?: Retention;
}

const DAY_MS = 86_400_000;

/** The share that is left after `t` half-lives: three curves that meet at half of it. */
const curves: Readonly<Record<MemoryDecay['decayFunction'], (halfLives: number) => number>> = {
  linear: (t) => Math.max(0, 1 - t / 2),
  exponential: (t) => 2 ** -t,
  logarithmic: (t) => 1 / (1 + Math.log2(1 + t)),
};

/** The other way round: half-lives until only `left` (0–1) is left. */
const reach: Readonly<Record<MemoryDecay['decayFunction'], (left: number) => number>> = {
  linear: (left) => 2 * (1 - left),
  exponential: (left) => -Math.log2(left),
  logarithmic: (left) => 2 ** (1 / left - 1) - 1,
};

/**
 * How well a memory is remembered at `now`, 0–1: a function of when it was last recalled (else when it happened), of
 * `now` and of the rule alone, so that no run of a job counts twice and none that was missed is missing. 1 for what does
 * not fade.
 * @example strengthAt({ type: 'moment', tags: [], importance: 0, at: now - 10 * DAY_MS }, rule, now) // 0.6065
 */
export function strengthAt(memory: FadingMemory, rule: MemoryDecay, now: number): number {
  if (isExempt(memory, rule)) return 1;
  const days = Math.max(0, now - anchorOf(memory)) / DAY_MS;
  return curves[rule.decayFunction](days === 0 ? 0 : days / halfLifeDays(memory, rule));
}

/** When only `left` (0–1) will be left of a memory that is not recalled before, ms; Infinity for what does not fade. */
export function fadesAt(memory: FadingMemory, rule: MemoryDecay, left: number): number {
  if (isExempt(memory, rule)) return Number.POSITIVE_INFINITY;
  return anchorOf(memory) + reach[rule.decayFunction](left) * halfLifeDays(memory, rule) * DAY_MS;
}

/**
 * Days until half of a memory is left: ln 2 / decayRate, the half-life of exponential decay at that rate, three times as
 * long for the most important memory, and longer with every recall: × (1 + importance/5) × (1 + 0.5·ln(1 + recalls)).
 */
export function halfLifeDays({ importance, retention }: FadingMemory, { decayRate }: MemoryDecay): number {
  if (decayRate <= 0) return Number.POSITIVE_INFINITY;
  const recalls = retention?.recalls ?? 0;
  return (Math.LN2 / decayRate) * (1 + importance / 5) * (1 + 0.5 * Math.log1p(recalls));
}

/** Whether a memory does not fade: nothing does, it is pinned, important enough, or of a kind or tag that is exempt. */
export function isExempt(
  { type = 'summary', tags = [], importance, retention }: FadingMemory,
  rule: MemoryDecay,
): boolean {
  if (!rule.enabled || importance >= rule.highImportanceThreshold) return true;
  if (rule.pinnedMemoriesExempt && retention?.isPinned === true) return true;
  const names = new Set([type, ...tags].map((name) => name.toLowerCase()));
  return rule.exemptCategories.some((category) => names.has(category.toLowerCase()));
}

/** Since when a memory fades: its last recall, else when it happened. */
function anchorOf({ at, retention }: FadingMemory): number {
  return retention?.recalledAt ?? at;
}
