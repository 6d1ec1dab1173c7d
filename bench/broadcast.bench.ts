/**
 * An announcement to 5,000 places whose process is killed ten times by SIGKILL: how often a place was told twice, how many
 * were never told, how long it took. On SQLite, or on the MongoDB that KITH_BENCH_MONGO_URI names.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { placeId } from '../src/core/ids.ts';
import type { Subscription } from '../src/core/ports/broadcasts.ts';
import { openBroadcastStore } from './support/broadcast-square.ts';
import { temporaryFolder } from './support/lab.ts';
import { report } from './support/report.ts';

const TARGETS = 5_000;
const KILLS = 10;
const HOUR_MINUTES = 60;

const folder = temporaryFolder();
const where = process.env.KITH_BENCH_MONGO_URI ?? join(folder, 'kith.sqlite');
const kind = where.startsWith('mongodb') ? 'mongodb' : 'sqlite';

/** The platform: what readers of each place see. */
const told = new Map<string, number>();
const keys = new Set<string>();
let posts = 0;
let wake = () => {};
const platform = createServer((request, response) => {
  void text(request).then((body) => {
    const { place, key, isRepeat } = JSON.parse(body) as { place: string; key: string; isRepeat: boolean };
    if (!(isRepeat && keys.has(key))) told.set(place, (told.get(place) ?? 0) + 1);
    keys.add(key);
    posts++;
    wake();
    response.end(String(posts));
  });
});
platform.listen(0, '127.0.0.1');
await once(platform, 'listening');
const address = `http://127.0.0.1:${(platform.address() as AddressInfo).port}/`;

/** Every tenth place sleeps now, every twentieth opted out; half can be asked what they have. */
const minute = Math.floor(Date.now() / 60_000) % 1_440;
const store = await openBroadcastStore(where);
const all: Subscription[] = [];
for (let index = 0; index < TARGETS; index++) {
  const channel = index % 2 === 0 ? 'asked' : 'mute';
  const place = { id: placeId(`${channel}:${index}`), channel, audience: 'everyone' } as const;
  const quiet = { from: (minute + 1_380) % 1_440, to: (minute + 4 * HOUR_MINUTES) % 1_440, zone: 'UTC' };
  all.push({
    place,
    reach: `channel:${channel}`,
    state: index % 20 === 7 ? 'off' : 'on',
    language: 'en',
    ...(index % 10 === 3 ? { quiet } : {}),
    lastSentAt: 0,
    changedBy: '',
    updatedAt: 0,
  });
}
for (const each of all) await store.subscriptions.set(each);
const id = 'killedtentimes';
const now = Date.now();
await store.broadcasts.add({
  id,
  state: 'confirmed',
  announcement: 'New Feature Release',
  metadata: {},
  reach: 'all',
  createdAt: now,
  updatedAt: now,
  expiresAt: 0,
});

const poster = (hours = 0) =>
  spawn(
    process.execPath,
    [join(import.meta.dirname, 'support', 'broadcast-poster.ts'), where, address, String(hours)],
    { stdio: ['ignore', 'ignore', 'inherit'] },
  );

async function done(hours = 0): Promise<void> {
  const [code] = await once(poster(hours), 'exit');
  if (code !== 0) throw new Error(`The poster ended with ${String(code)}.`);
}

const begun = performance.now();
for (let kill = 0; kill < KILLS; kill++) {
  const until = posts + 150 + Math.floor(Math.random() * 250);
  const child = poster();
  await new Promise<void>((resolve) => {
    wake = () => {
      if (posts >= until) resolve();
    };
  });
  child.kill('SIGKILL');
  await once(child, 'exit');
}
wake = () => {};
const killed = performance.now();
const before = posts;
await done();
const rest = (performance.now() - killed) / 1000;
const rate = (posts - before) / rest;
const asleep = all.filter(({ quiet, state }) => quiet !== undefined && state === 'on');
const woken = asleep.filter(({ place }) => told.has(place.id)).length;
await done(5);
const seconds = (performance.now() - begun) / 1000;

const wanted = all.filter(({ state }) => state === 'on');
const unknown = new Set(
  (await store.broadcasts.targets(id, { state: 'unknown', after: '', limit: TARGETS })).map(
    ({ place }) => place,
  ),
);
const missing = wanted.filter(({ place }) => !told.has(place.id) && !unknown.has(place.id)).length;
const lost = wanted.filter(({ place }) => !told.has(place.id) && unknown.has(place.id)).length;
const uninvited = all.filter(({ state, place }) => state === 'off' && told.has(place.id)).length;
const twice = [...told.values()].filter((times) => times > 1).length;
const final = await store.broadcasts.get(id);
if (final?.state !== 'done') throw new Error(`The announcement is ${String(final?.state)}.`);
await store.close();
platform.close();
rmSync(folder, { recursive: true, force: true });

const figure = (name: string, what: string) => ({
  id: `broadcast.${kind}.${name}`,
  what: `${kind}: ${what}`,
});
report([
  { ...figure('twice', 'places told twice, of 5,000, killed ten times'), unit: '×', value: twice, target: 0 },
  { ...figure('uninvited', 'places told that had opted out'), unit: '×', value: uninvited, target: 0 },
  { ...figure('woken', 'places told in their quiet hours'), unit: '×', value: woken, target: 0 },
  { ...figure('missing', 'places never told without a reason'), unit: '×', value: missing, target: 0 },
  { ...figure('lost', 'lost where nobody can be asked'), unit: '×', value: lost },
  { ...figure('unknown', 'perhaps told, never again'), unit: '×', value: unknown.size },
  { ...figure('rate', 'posts a second'), unit: '/s', value: rate, better: 'more' },
  { ...figure('seconds', 'all of it, eleven starts included'), unit: 's', value: seconds },
]);
