import type { KithError } from '../../core/errors.ts';
import type { ChannelHealth } from '../../core/ports/channel.ts';
import type { Clock } from '../../core/ports/clock.ts';
import type { Log } from '../../core/ports/log.ts';
import { usedFor } from './scopes.ts';

/** How the channel is doing, and the one place that says so in the log. */
export interface Health {
  now(): ChannelHealth;
  connecting(says?: string): void;
  ready(): void;
  /** Final: nothing but the operator can change it. */
  refused(failure: KithError): void;
  stopped(): void;
  /** The token lacks a scope; said once for each. */
  missing(scope: string): void;
  isRefused(): boolean;
}

export function createHealth(clock: Clock, log: Log): Health {
  const missing = new Set<string>();
  let health: ChannelHealth = { state: 'connecting', since: clock.now() };

  function turn(state: ChannelHealth['state'], says?: string): void {
    if (health.state === 'refused' && state !== 'stopped') return;
    const since = health.state === state ? health.since : clock.now();
    health = { state, since, ...(says === undefined ? {} : { says }) };
  }
  const served = () => {
    if (missing.size === 0) return turn('ready');
    const names = [...missing].join(', ');
    turn('degraded', `The Slack app lacks scopes: ${names}. ${REMEDY}`);
  };
  return {
    now: () => health,
    connecting: (says) => turn('connecting', says),
    ready: served,
    refused(failure) {
      if (health.state === 'refused') return;
      turn('refused', failure.message);
      log.error('Slack refused us', { error: failure });
    },
    stopped: () => turn('stopped'),
    missing(scope) {
      if (missing.has(scope)) return;
      missing.add(scope);
      log.warn('The Slack app lacks a scope', { scope, usedFor: usedFor(scope), remedy: REMEDY });
      if (health.state === 'ready' || health.state === 'degraded') served();
    },
    isRefused: () => health.state === 'refused',
  };
}

const REMEDY =
  'Add them under "OAuth & Permissions" of the app at api.slack.com/apps and install it to the workspace again.';
