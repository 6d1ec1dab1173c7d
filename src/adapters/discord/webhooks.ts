import { createBounded } from '../../core/bounded.ts';
import type { KithError } from '../../core/errors.ts';
import type { Log } from '../../core/ports/log.ts';
import type { Atlas } from './atlas.ts';
import type { RawChannel } from './packet.ts';
import type { Rest } from './rest.ts';

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
/** What stands in the way, by Discord's code. */
const WHY: Readonly<Record<number, string>> = {
  30007: 'the channel has 15 webhooks already; delete one',
  50013: 'the bot lacks the permission Manage Webhooks',
};
const LACKS = WHY[50013] ?? '';
/** The channel, the server, or the way to them is gone: whatever is said there fails alike. */
const OUT_OF_REACH: readonly unknown[] = [10003, 10004, 50001];

interface RawWebhook {
  readonly id: string;
  readonly token?: string;
  readonly application_id?: string | null;
  readonly user?: { readonly id: string };
}

export function createWebhooks({ rest, atlas, log }: WebhooksOptions): Webhooks {
  const known = createBounded<Promise<Webhook | undefined>>(2_000);
  const refused = createBounded<true>(2_000);
  const told = new Set<string>();
  const asked = createBounded<Promise<void>>(2_000);

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

  /** Made by the application, or by us where Discord does not say by which. */
  const isOurs = ({ application_id: application, user }: RawWebhook) =>
    application === undefined ? user?.id === atlas.self.user : application === atlas.self.application;

  async function present(home: string): Promise<Webhook | undefined> {
    const path = `/channels/${home}/webhooks` as const;
    const all = (await rest.ask({ method: 'GET', path })) as readonly RawWebhook[];
    for (const one of all)
      if (isOurs(one) && one.token !== undefined) return { id: one.id, token: one.token };
    return undefined;
  }

  async function make(home: string): Promise<Webhook> {
    const path = `/channels/${home}/webhooks` as const;
    const { id, token } = (await rest.once({ method: 'POST', path, body: { name: NAME } })) as Webhook;
    return { id, token };
  }

  /** A channel nobody announced may be a thread, which has no webhooks of its own. */
  async function chart(channel: string): Promise<void> {
    const asking = rest.ask({ method: 'GET', path: `/channels/${channel}` });
    await asking.then(
      (raw) => atlas.learn({ t: 'CHANNEL_UPDATE', d: raw as RawChannel }),
      (error: unknown) => log.debug('A channel could not be looked at', { error }),
    );
  }

  async function of(channel: string): Promise<Webhook | undefined> {
    if (!atlas.isCharted(channel)) {
      const asking = asked.get(channel) ?? chart(channel);
      asked.set(channel, asking);
      await asking;
    }
    const home = atlas.homeOf(channel);
    // A thread nobody said the channel of has none.
    if (refused.has(home) || atlas.isThread(home)) return undefined;
    if (!atlas.may(home, 'Manage Webhooks')) return refuse(home, LACKS);
    const one = known.get(home) ?? find(home);
    known.set(home, one);
    const again = () => known.delete(home);
    one.then((found) => found ?? again(), again);
    return one;
  }

  async function find(home: string): Promise<Webhook | undefined> {
    try {
      const found =
        (await present(home)) ??
        (await make(home).catch(async (error: unknown) => {
          // It may have been made all the same.
          if ((error as KithError).details?.mayStand !== true) throw error;
          return (await present(home)) ?? make(home);
        }));
      atlas.own(found.id);
      return found;
    } catch (error) {
      const { code, details, message } = error as KithError;
      const discordCode = details?.discordCode;
      if (code === 'channel.refused' || OUT_OF_REACH.includes(discordCode)) throw error;
      if (typeof details?.status === 'number' && details.status < 500) {
        refused.set(home, true);
        return refuse(home, WHY[Number(discordCode)] ?? message);
      }
      // For now: the next answer looks again.
      log.debug('A webhook could not be had', { error });
      return undefined;
    }
  }

  return {
    isPossible: (channel) => {
      const home = atlas.homeOf(channel);
      return !atlas.isThread(home) && !refused.has(home) && atlas.may(home, 'Manage Webhooks');
    },
    of,
    forget(channel) {
      const home = atlas.homeOf(channel);
      known.delete(home);
      refused.delete(home);
    },
  };
}
