import { deliverBroadcasts } from '../core/community/deliver-broadcasts.ts';
import type { Job } from './job.ts';

/** Takes announcements to the places that subscribed: those that were confirmed, and what waited for quiet hours. */
export const broadcast: Job = {
  name: 'broadcast',
  what: 'takes announcements that were confirmed to the places that subscribed',
  cadence: 'broadcastEveryMinutes',
  atStart: true,
  isShared: true,
  lockMs: 120_000,
  async run({ parts, isAlive }, { dryRun, signal, progress }) {
    if (!dryRun) return { ...(await deliverBroadcasts(parts, { isAlive, signal, progress })) };
    const active = await parts.store.broadcasts.active();
    const tallies = await Promise.all(active.map(({ id }) => parts.store.broadcasts.tally(id)));
    const waiting = tallies.flat().filter(({ state }) => state === 'waiting');
    return { broadcasts: active.length, waiting: waiting.reduce((sum, { count }) => sum + count, 0) };
  },
};
