/** Bits of Discord's permissions that Kith looks at, by the names its settings show. */
export const permissions = {
  Administrator: 1n << 3n,
  'Manage Server': 1n << 5n,
  'View Channels': 1n << 10n,
  'Send Messages': 1n << 11n,
  'Read Message History': 1n << 16n,
  'Manage Webhooks': 1n << 29n,
  'Send Messages in Threads': 1n << 38n,
} as const;

export type Permission = keyof typeof permissions;

/** What the bot asks for when it is let into a server: exactly what it uses. */
export const wanted: readonly Permission[] = [
  'View Channels',
  'Send Messages',
  'Send Messages in Threads',
  'Read Message History',
  'Manage Webhooks',
];

export interface Overwrite {
  /** Of a role or of a member. */
  readonly id: string;
  readonly allow?: string;
  readonly deny?: string;
}

/** Whom permissions are asked for. */
export interface Holder {
  /** Absent: somebody with no role but @everyone. */
  readonly user?: string;
  /** Ids of roles, @everyone's (the server's own id) left out. */
  readonly roles: readonly string[];
}

export interface Rules {
  readonly guild: string;
  readonly owner: string | undefined;
  /** Permissions of the roles by id, @everyone's under the server's id. */
  readonly roles: ReadonlyMap<string, string>;
}

/** Permissions in a server, or in one of its channels: roles first, then overwrites as Discord applies them. */
export function permissionsOf(rules: Rules, holder: Holder, overwrites: readonly Overwrite[] = []): bigint {
  if (holder.user !== undefined && holder.user === rules.owner) return EVERYTHING;
  const held = [rules.guild, ...holder.roles];
  const base = union(held.map((role) => rules.roles.get(role) ?? '0'));
  if (has(base, 'Administrator')) return EVERYTHING;
  const levels = [
    overwrites.filter(({ id }) => id === rules.guild),
    overwrites.filter(({ id }) => holder.roles.includes(id)),
    overwrites.filter(({ id }) => id === holder.user),
  ];
  return levels.reduce(
    (bits, level) => (bits & ~union(level.map(({ deny }) => deny))) | union(level.map(({ allow }) => allow)),
    base,
  );
}

export const has = (bits: bigint, permission: Permission): boolean => (bits & permissions[permission]) !== 0n;

/** Whether somebody runs the server. */
export const isKeeper = (bits: bigint): boolean => has(bits, 'Administrator') || has(bits, 'Manage Server');

const union = (bits: readonly (string | undefined)[]): bigint =>
  bits.reduce((sum, each) => sum | bitsOf(each), 0n);

/** Permissions as Discord writes them; none where it says nothing. */
export const bitsOf = (text: string | undefined): bigint =>
  /^\d+$/.test(text ?? '') ? BigInt(text ?? '') : 0n;

const EVERYTHING = (1n << 53n) - 1n;
