import type { Persona } from '../personas/persona.ts';
import type { Session, Turn } from '../ports/records.ts';

/** Cache keys, each after the entity whose copy it holds. */
export const affinityKey = (of: Pick<Turn, 'person' | 'persona'>): string =>
  `affinity:${of.person}:${of.persona}`;
export const moodKey = (of: Pick<Turn, 'session'>): string => `mood:${of.session}`;
/** What the person asked to forget. */
export const forgottenKey = (of: Pick<Turn, 'person'>): string => `forgotten:${of.person}`;
export const episodesKey = (of: Pick<Turn, 'person' | 'persona'>): string =>
  `episodes:${of.person}:${of.persona}`;
export const summariesKey = (of: Pick<Turn, 'person' | 'persona'>): string =>
  `summaries:${of.person}:${of.persona}`;
export const factsKey = (of: Pick<Turn, 'person'>): string => `facts:${of.person}`;
/** What was announced of late that a persona knows of. */
export const announcementsKey = (of: Pick<Turn, 'persona'> & { readonly reach: string }): string =>
  `announcements:${of.persona}:${of.reach}`;

// For whoever looks from outside; see conversation/publish.ts.
export const personalityKey = (name: string): string => `personality:${name}`;
export const personalityPublishedKey = ({ name, hash }: Pick<Persona, 'name' | 'hash'>): string =>
  `published:${personalityKey(name)}:${hash.slice(0, 16)}`;
export const sessionKey = (session: Session['id']): string => `session:${session}`;
export const sessionAffinityKey = (session: Session['id']): string => `affinity:${session}`;
