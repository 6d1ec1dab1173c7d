import type { MemoryDecay, MemoryLimits } from '../personas/persona.ts';
import type { Tier } from '../ports/records.ts';
import { type FadingMemory, fadesAt, isExempt, strengthAt } from './decay.ts';

/** Strength below which a memory counts as faded. */
const WARM = 0.2;
const DAY_MS = 86_400_000;

const cooler: Readonly<Record<Tier, Tier>> = { hot: 'warm', warm: 'cold', cold: 'cold' };
const warmer: Readonly<Record<Tier, Tier>> = { hot: 'hot', warm: 'hot', cold: 'warm' };
/** Hot from 0.6, warm from 0.2; 0.05 beyond a bound a memory changes its tier: below the first, from the second on. */
const leaves: Readonly<Record<Tier, number>> = { hot: 0.55, warm: 0.15, cold: Number.NEGATIVE_INFINITY };
const enters: Readonly<Record<Tier, number>> = { hot: 0.65, warm: 0.25, cold: Number.NEGATIVE_INFINITY };

export interface Rules {
  readonly decay: MemoryDecay;
  readonly limits: Pick<
    MemoryLimits,
    'hotMemorySize' | 'warmMemorySize' | 'coldMemoryRetention' | 'maxMemories'
  >;
}

export interface Faded<Memory> {
  /** Whose strength or tier changes. */
  readonly moved: readonly { readonly memory: Memory; readonly strength: number; readonly tier: Tier }[];
  /** What was cold longer than it is kept, or is weakest beyond the most that are kept. */
  readonly gone: readonly Memory[];
  /** What there is afterwards, by tier. */
  readonly tiers: Readonly<Record<Tier, number>>;
}

/**
 * Reckons the memories of one person with one persona anew. Exempt ones stay as they are and count first; of the others
 * the strongest fill the hot tier, then the warm one, as far as their strength allows.
 */
export function fade<Memory extends FadingMemory>(
  memories: readonly Memory[],
  { decay, limits }: Rules,
  now: number,
): Faded<Memory> {
  const exempt = memories.filter((memory) => isExempt(memory, decay));
  const fading = memories
    .filter((memory) => !isExempt(memory, decay))
    .map((memory) => ({ memory, strength: rounded(strengthAt(memory, decay, now)) }))
    .toSorted((one, other) => other.strength - one.strength || other.memory.at - one.memory.at);
  const isKept = ({ memory }: { readonly memory: Memory }) =>
    now < fadesAt(memory, decay, WARM) + limits.coldMemoryRetention * DAY_MS;
  const kept = fading.filter(isKept).slice(0, Math.max(0, limits.maxMemories - exempt.length));
  const stays = new Set(kept.map(({ memory }) => memory));

  const tiers = { hot: exempt.length, warm: 0, cold: 0 };
  const settled = kept.map(({ memory, strength }) => {
    let tier = tierOf(strength, memory.retention?.tier);
    if (tier === 'hot' && tiers.hot >= limits.hotMemorySize) tier = 'warm';
    if (tier === 'warm' && tiers.warm >= limits.warmMemorySize) tier = 'cold';
    tiers[tier]++;
    return { memory, strength, tier };
  });
  return {
    moved: settled.filter(
      ({ memory: { retention }, strength, tier }) =>
        retention?.strength !== strength || retention.tier !== tier,
    ),
    gone: fading.filter(({ memory }) => !stays.has(memory)).map(({ memory }) => memory),
    tiers,
  };
}

/**
 * The tier of a strength, coming from `before` (hot at first). It falls step by step and needs 0.05 beyond a bound, so
 * that one run after a month ends where thirty daily ones do.
 */
export function tierOf(strength: number, before: Tier = 'hot'): Tier {
  let tier = before;
  while (strength < leaves[tier]) tier = cooler[tier];
  while (tier !== 'hot' && strength >= enters[warmer[tier]]) tier = warmer[tier];
  return tier;
}

/** How well a memory counts as remembered now: as last reckoned, or at this moment where that is the persona's rule. */
export function retentionOf(
  memory: FadingMemory,
  decay: MemoryDecay,
  now: number,
): { readonly strength: number; readonly tier: Tier } {
  const { strength = 1, tier = 'hot' } = memory.retention ?? {};
  if (decay.decaySchedule !== 'continuous' || isExempt(memory, decay)) return { strength, tier };
  const present = rounded(strengthAt(memory, decay, now));
  return { strength: present, tier: tierOf(present, tier) };
}

/** To four places: what differs by less has not changed. */
function rounded(strength: number): number {
  return Math.round(strength * 10_000) / 10_000;
}
