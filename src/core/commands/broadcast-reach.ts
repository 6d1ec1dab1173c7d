import type { Place } from '../message.ts';

/** The reach of what everybody who subscribed gets. */
export const EVERYWHERE = 'all';

/** The reach of one community's announcements. */
export const reachOfCommunity = (community: string): string => `community:${community}`;

/** What is announced in a place reaches this: its community, or, where there is none, its own kind of places. */
export const reachOf = ({ community, channel }: Pick<Place, 'community' | 'channel'>): string =>
  community === undefined ? `channel:${channel}` : reachOfCommunity(community);

/** Whose announcements are heard in a place. */
export const reachesIn = (place: Pick<Place, 'community' | 'channel'>): readonly string[] => [
  EVERYWHERE,
  reachOf(place),
];
