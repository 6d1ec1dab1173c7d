import type { Turn } from '../ports/records.ts';

/** Cache keys, each after the entity whose copy it holds. */
export const personalityKey = (name: string): string => `personality:${name}`;
export const affinityKey = (of: Pick<Turn, 'person' | 'persona'>): string =>
  `affinity:${of.person}:${of.persona}`;
export const moodKey = (of: Pick<Turn, 'session'>): string => `mood:${of.session}`;
/** What the person asked to forget. */
export const forgottenKey = (of: Pick<Turn, 'person'>): string => `forgotten:${of.person}`;
export const episodesKey = (of: Pick<Turn, 'person' | 'persona'>): string =>
  `episodes:${of.person}:${of.persona}`;
export const factsKey = (of: Pick<Turn, 'person'>): string => `facts:${of.person}`;
/** What was announced of late that a persona knows of. */
export const announcementsKey = (of: Pick<Turn, 'persona'> & { readonly reach: string }): string =>
  `announcements:${of.persona}:${of.reach}`;
