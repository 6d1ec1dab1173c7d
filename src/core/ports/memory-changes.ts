import type { PersonaName, PersonId, TurnId } from '../ids.ts';
import type { Tier } from './records.ts';
import type { Summary } from './summaries.ts';

/** An episode or a summary. */
export interface MemoryId {
  readonly kind: 'episode' | 'summary';
  readonly id: string;
}

/**
 * Keeps a summary and marks its messages as covered. Nothing happens when one of them was deleted meanwhile, or another
 * summary covers it.
 */
export interface SummaryChange {
  readonly kind: 'summary';
  readonly summary: Summary;
}

/** The summary goes; its messages count as unsummarised again. */
export interface SummaryEndChange {
  readonly kind: 'summary.end';
  readonly person: PersonId;
  readonly id: string;
}

/** Memories were asked for and told: they are as strong as at first. What was recalled later already stays. */
export interface RecallChange {
  readonly kind: 'recall';
  readonly person: PersonId;
  readonly memories: readonly MemoryId[];
  readonly at: number;
}

/** How well a memory is remembered, as reckoned at `at`; one recalled since stays as it is. */
export interface FadeChange {
  readonly kind: 'fade';
  readonly person: PersonId;
  readonly memory: MemoryId;
  /** 0–1. */
  readonly strength: number;
  readonly tier: Tier;
  readonly at: number;
}

/** A memory kept its time: it is deleted. Messages a summary covered stay covered. */
export interface FadedChange {
  readonly kind: 'faded';
  readonly person: PersonId;
  readonly memory: MemoryId;
}

/** A pinned memory does not fade. */
export interface PinChange {
  readonly kind: 'pin';
  readonly person: PersonId;
  readonly memory: MemoryId;
  readonly isPinned: boolean;
}

/** All memories of a persona were reckoned. */
export interface FadeRunChange {
  readonly kind: 'fade.run';
  readonly persona: PersonaName;
  readonly at: number;
}

/** A turn's look for an episode failed and is to be had again from `at` on; `looked`: it is no longer due. */
export interface MissedLookChange {
  readonly kind: 'look';
  readonly person: PersonId;
  readonly persona: PersonaName;
  readonly turn: TurnId;
  readonly state: 'missed' | 'looked';
  readonly at: number;
}

export type MemoryChange =
  | SummaryChange
  | SummaryEndChange
  | RecallChange
  | FadeChange
  | FadedChange
  | PinChange
  | FadeRunChange
  | MissedLookChange;
