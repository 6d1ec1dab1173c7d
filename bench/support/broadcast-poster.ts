/** A process that takes announcements to their places until it is done or killed: SQLite file or MongoDB, platform, hours ahead. */
import { join } from 'node:path';
import { createLruCache } from '../../src/cache/lru.ts';
import { deliverBroadcasts } from '../../src/core/community/deliver-broadcasts.ts';
import { KithError } from '../../src/core/errors.ts';
import { createRegistry } from '../../src/core/personas/registry.ts';
import type { Channel } from '../../src/core/ports/channel.ts';
import { loadPersonas } from '../../src/store/persona-files.ts';
import { isProcessAlive, thisProcess } from '../../src/system/owner.ts';
import { systemRandom } from '../../src/system/random.ts';
import { plain } from '../../test/core/delivery/fake-channel.ts';
import { openBroadcastStore, ROOT, RULES } from './broadcast-square.ts';

const [where = '', platform = '', hours = '0'] = process.argv.slice(2);
const ahead = Number(hours) * 3_600_000;
const store = await openBroadcastStore(where);
const { personas } = await loadPersonas(join(ROOT, 'personalities'));
const clock = {
  now: () => Date.now() + ahead,
  sleep: (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms)),
};

const channelOf = (name: string, repeats: 'checked' | 'unchecked'): Channel => ({
  name,
  capabilities: () => ({ ...plain, buttons: true, repeats }),
  listen: async () => {},
  stop: async () => {},
  paginate: (message) => [message],
  async send(_, place, { key, isRepeat = false, onSending } = { key: '' }) {
    if (repeats === 'unchecked') await onSending?.();
    const body = JSON.stringify({ place: place.id, key, isRepeat: isRepeat && repeats === 'checked' });
    const answer = await fetch(platform, { method: 'POST', body }).catch((cause: unknown) => {
      throw new KithError('channel.failed', 'No answer.', { details: { mayStand: true }, cause });
    });
    return { platformId: await answer.text() };
  },
});
const channels = [channelOf('asked', 'checked'), channelOf('mute', 'unchecked')];
const quiet = () => undefined;
const log = { debug: quiet, info: quiet, warn: quiet, error: quiet, child: () => log };

await deliverBroadcasts(
  {
    store,
    cache: createLruCache({ maxEntries: 100, clock }),
    clock,
    random: systemRandom,
    log,
    personas: createRegistry({ personas, problems: [], fallback: 'alicia' }),
    channel: (name) => channels.find((each) => each.name === name),
    owner: thisProcess(systemRandom.id()),
    rules: RULES,
  },
  { isAlive: isProcessAlive, signal: new AbortController().signal },
);
await store.close();
