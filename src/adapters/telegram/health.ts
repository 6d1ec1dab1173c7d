import type { ChannelHealth } from '../../core/ports/channel.ts';
import type { Clock } from '../../core/ports/clock.ts';
import type { Log } from '../../core/ports/log.ts';

/** How the channel is doing; every change is said once in the log. */
export interface Health {
  now(): ChannelHealth;
  is(state: ChannelHealth['state'], says?: string): void;
}

export function createHealth(clock: Clock, log: Log): Health {
  let health: ChannelHealth = { state: 'connecting', since: clock.now() };
  return {
    now: () => health,
    is(state, says) {
      if (health.state === state && health.says === says) return;
      // A token that was refused is refused until it is taken again, however badly the line is.
      if (health.state === 'refused' && state === 'connecting') return;
      health = { state, since: clock.now(), ...(says === undefined ? {} : { says }) };
      const fields = says === undefined ? {} : { says };
      if (state === 'refused') log.error('Telegram refuses the bot', fields);
      else if (state === 'degraded') log.warn('Telegram is served in part', fields);
      else if (state === 'connecting') log.warn('Telegram is not reached', fields);
      else if (state === 'ready') log.info('Telegram is served', fields);
    },
  };
}
