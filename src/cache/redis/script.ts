import { createHash } from 'node:crypto';
import type { Redis } from 'ioredis';

/** A Lua script, by its name where the server knows it already. One round trip, atomic. */
export type Script = (client: Redis, keys: readonly string[], args: readonly string[]) => Promise<unknown>;

/** Longest a copy may take to be brought, seconds. */
const LEASE_SECONDS = 10;
/** Life of an epoch nobody asks for, seconds. Its end makes every copy a miss. */
const EPOCH_SECONDS = 3_600;

// KEYS[1] is the key of the epoch. Every value begins with the epoch it was written in; a value of another one, like
// anything else that is not ours, counts as absent. The name of an epoch begins with the store its copies are of: what two
// installations keep in one Redis by mistake is never mixed up.
const epoch = `
local epoch = redis.pcall('GET', KEYS[1])
local mine = string.match(ARGV[1], '^%x+')
if type(epoch) ~= 'string' or string.match(epoch, '^(%x+)%-[%w_-]+$') ~= mine then
  epoch = ARGV[1]
  redis.call('SET', KEYS[1], epoch, 'EX', ${EPOCH_SECONDS})
elseif redis.call('TTL', KEYS[1]) < ${EPOCH_SECONDS / 2} then
  redis.call('EXPIRE', KEYS[1], ${EPOCH_SECONDS})
end
local head = '{"epoch":"' .. epoch .. '",'
`;

/** Gives the epoch, then for each further key its value or a lease. ARGV: a name for a new epoch or lease. */
export const lookupScript = script(`${epoch}
local found = { epoch }
local lease = head .. '"lease":"' .. ARGV[1] .. '"}'
for i = 2, #KEYS do
  local raw = redis.pcall('GET', KEYS[i])
  if type(raw) ~= 'string' or string.sub(raw, 1, #head) ~= head then
    redis.call('SET', KEYS[i], lease, 'EX', ${LEASE_SECONDS})
    raw = lease
  end
  found[i] = raw
end
return found`);

/** Replaces each lease by its copy, where it still is. ARGV: life in ms, then lease and copy for each key. */
export const fillScript = script(`
for i = 1, #KEYS do
  if redis.pcall('GET', KEYS[i]) == ARGV[2 * i] then
    redis.call('SET', KEYS[i], ARGV[2 * i + 1], 'PX', ARGV[1])
  end
end
return 1`);

/** Writes a value in the epoch that is. ARGV: a name for a new epoch, life in ms, the value's JSON. */
export const setScript = script(`${epoch}
redis.call('SET', KEYS[2], head .. '"value":' .. ARGV[3] .. '}', 'PX', ARGV[2])
return 1`);

/**
 * Sets what no process of this store has set: 1 when it was the first. ARGV: how each value of the store begins, the
 * value, life in ms. On some platforms two installations hear the same event under the same name.
 */
export const addScript = script(`
local raw = redis.pcall('GET', KEYS[1])
if type(raw) == 'string' and string.sub(raw, 1, #ARGV[1]) == ARGV[1] then
  return 0
end
redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3])
return 1`);

function script(lua: string): Script {
  const name = createHash('sha1').update(lua).digest('hex');
  return (client, keys, args) =>
    client.evalsha(name, keys.length, ...keys, ...args).catch((error: unknown) => {
      if (error instanceof Error && error.message.startsWith('NOSCRIPT'))
        return client.eval(lua, keys.length, ...keys, ...args);
      throw error;
    });
}

/** A new epoch: whatever was written before is absent from now on. The key goes first: a full server still deletes. */
export async function beginEpoch(client: Redis, key: string, name: string): Promise<void> {
  await Promise.all([client.del(key), client.set(key, name, 'EX', EPOCH_SECONDS)]);
}
