/** An error answer of the REST API. */
export class DiscordRefusal extends Error {
  readonly status: number;
  readonly code: number;
  /** What the client did wrong; empty where the world is such that no client can know. */
  readonly faults: readonly string[];

  constructor(status: number, code: number, message: string, faults: readonly string[] = []) {
    super(message);
    this.status = status;
    this.code = code;
    this.faults = faults;
  }
}

/** @throws DiscordRefusal 50035 if there are faults. */
export function refuseFaults(faults: readonly string[]): void {
  if (faults.length > 0) throw new DiscordRefusal(400, 50035, 'Invalid Form Body', faults);
}

export const unknown = {
  channel: () => new DiscordRefusal(404, 10003, 'Unknown Channel'),
  guild: () => new DiscordRefusal(404, 10004, 'Unknown Guild'),
  member: () => new DiscordRefusal(404, 10007, 'Unknown Member'),
  message: () => new DiscordRefusal(404, 10008, 'Unknown Message'),
  user: () => new DiscordRefusal(404, 10013, 'Unknown User'),
  webhook: () => new DiscordRefusal(404, 10015, 'Unknown Webhook'),
  command: () => new DiscordRefusal(404, 10063, 'Unknown application command'),
} as const;

export const missingAccess = (): DiscordRefusal => new DiscordRefusal(403, 50001, 'Missing Access');
export const missingPermissions = (): DiscordRefusal => new DiscordRefusal(403, 50013, 'Missing Permissions');
