import type { InteractionKind } from './interaction.ts';

/** What one interaction is worth, as the ledger will record it. */
export interface Score {
  /** Integer points, before clamping and caps. */
  readonly delta: number;
  /** The rule that set the number, e.g. `affinity_rules.compliment`. */
  readonly rule: string;
  /** What happened; stays the kind even where the rule of another kind applied. */
  readonly cause: InteractionKind;
}

/** Points of an ordinary message where a persona has no rules at all. */
const ORDINARY = 1;

/** Whose rule applies when a kind has none of its own, before that of `message`. */
const NEAREST: Readonly<Partial<Record<InteractionKind, InteractionKind>>> = { affection: 'compliment' };

/**
 * Points for one interaction under a persona's `affinity_rules`. Exactly one rule applies: a compliment
 * replaces the point of its message instead of adding to it.
 *
 * Quality, novelty and cooldown belong here, as factors on `delta` that name themselves in `rule`; daily caps and
 * clamping belong to the store, which alone sees concurrent gains.
 */
export function scoreInteraction(
  kind: InteractionKind,
  affinityRules: Readonly<Record<string, number>>,
): Score {
  const candidates = [kind, NEAREST[kind], 'message'].filter((name) => name !== undefined);
  const ruled = candidates.find((name) => isRuled(name, affinityRules)) ?? 'message';
  const delta = isRuled(ruled, affinityRules) ? Math.round(affinityRules[ruled]!) : ORDINARY;
  return { delta, rule: `affinity_rules.${ruled}`, cause: kind };
}

function isRuled(name: string, rules: Readonly<Record<string, number>>): boolean {
  return Object.hasOwn(rules, name) && Number.isFinite(rules[name]);
}
