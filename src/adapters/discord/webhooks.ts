import { createBounded } from '../../core/bounded.ts';
import type { KithError } from '../../core/errors.ts';
import type { Log } from '../../core/ports/log.ts';
import type { Atlas } from './atlas.ts';
import { codeOf, type Rest } from './rest.ts';

export interface Webhook {
  readonly id: string;
  readonly token: string;
}

/** The one webhook of ours in each channel, by which personas show their own faces. */
export interface Webhooks {
  /** Whether personas have their own faces in a channel, as far as is known. */
  isPossible(channel: string): boolean;
  /** Finds or makes the webhook for a channel or for the channel of a thread; nothing where Discord forbids it. */
  of(channel: string): Promise<Webhook | undefined>;
  /** Looks again the next time: it was deleted, or permissions changed. */
  forget(channel: string): void;
}

export interface WebhooksOptions {
  readonly rest: Rest;
  readonly atlas: Atlas;
  readonly log: Log;
}

/** Name of the webhook in the settings of a channel. */
const NAME = 'Kith';
const LACKS = 'the bot lacks the permission Manage Webhooks';
const FULL = 'the channel has 15 webhooks already; delete one';

export function createWebhooks({ rest, atlas, log }: WebhooksOptions): Webhooks {
  const known = createBounded<Promise<Webhook | undefined>>(2_000);
  const refused = createBounded<true>(2_000);
  const told = new Set<string>();

  function refuse(home: string, why: string): undefined {
    const guild = atlas.guildOf(home) ?? home;
    // Once a server and reason: every channel of it would say the same.
    if (told.has(`${guild} ${why}`)) return undefined;
    told.add(`${guild} ${why}`);
    log.warn('Personas speak under the bot’s own name', {
      server: atlas.guilds().find(({ id }) => id === guild)?.name,
      channel: atlas.nameOf(home),
      why,
    });
    return undefined;
  }

  async function find(home: string): Promise<Webhook | undefined> {
    try {
      const all = (await rest.ask({ method: 'GET', path: `/channels/${home}/webhooks` })) as readonly {
        id: string;
        token?: string;
        application_id?: string | null;
      }[];
      const own = all.find(
        ({ application_id, token }) => application_id === atlas.self.application && token !== undefined,
      );
      if (own?.token !== undefined) return { id: own.id, token: own.token };
      // Made twice after a cut connection, the first that is found later serves.
      const made = await rest.ask({
        method: 'POST',
        path: `/channels/${home}/webhooks`,
        body: { name: NAME },
      });
      const { id, token } = made as Webhook;
      return { id, token };
    } catch (error) {
      const why = codeOf(error) === 50013 ? LACKS : codeOf(error) === 30007 ? FULL : undefined;
      if (why === undefined) throw error as KithError;
      refused.set(home, true);
      return refuse(home, why);
    }
  }

  return {
    isPossible: (channel) => {
      const home = atlas.homeOf(channel);
      return !refused.has(home) && atlas.may(home, 'Manage Webhooks');
    },
    of(channel) {
      const home = atlas.homeOf(channel);
      if (refused.has(home)) return Promise.resolve(undefined);
      if (!atlas.may(home, 'Manage Webhooks')) return Promise.resolve(refuse(home, LACKS));
      const one = known.get(home) ?? find(home);
      known.set(home, one);
      one.catch(() => known.delete(home));
      return one;
    },
    forget(channel) {
      const home = atlas.homeOf(channel);
      known.delete(home);
      refused.delete(home);
    },
  };
}
