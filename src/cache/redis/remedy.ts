/** What stands in the way, by what the server or the connection says, and what an operator can do. */
const REMEDIES: readonly (readonly [RegExp, string])[] = [
  [/WRONGPASS|NOAUTH|AUTH/, 'Redis refuses the password: check the one in REDIS_URL.'],
  [
    /NOPERM|can't run this command|ACL failure/,
    'The Redis user may not do this: allow it get, set, del, eval and evalsha on every key of the prefix.',
  ],
  [/^OOM/, 'Redis is full: raise maxmemory, or set maxmemory-policy to allkeys-lru.'],
  [/^READONLY/, 'REDIS_URL names a replica: name the primary.'],
  [/^MISCONF/, 'Redis cannot save to its disk and takes no writes: see its log.'],
  [/^LOADING/, 'Redis is reading its data; nothing needs to be done.'],
  [/slow/, 'Redis is too busy or too far away: look at its load, or allow more (KITH_REDIS_COMMANDMS).'],
  [/ENOTFOUND|EAI_AGAIN/, 'There is no such host: check REDIS_URL.'],
];

const OTHERWISE = 'Is Redis running, and does REDIS_URL name it?';

/** One sentence for the operator. */
export function remedyFor(error: Error): string {
  return REMEDIES.find(([said]) => said.test(error.message))?.[1] ?? OTHERWISE;
}
