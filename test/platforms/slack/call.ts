import { ALWAYS, METHODS } from './catalogue.ts';
import { type Channel, type Json, type Message, stringOf, type World } from './world.ts';

/** A request Slack answers with `ok: false`. */
export class Refusal extends Error {
  readonly code: string;
  /** Whether the client is to blame, and not the way the workspace is. */
  readonly isFault: boolean;
  readonly fields: Json;

  constructor(code: string, isFault = false, fields: Json = {}) {
    super(code);
    this.code = code;
    this.isFault = isFault;
    this.fields = fields;
  }
}

/** A refusal a correct client does not meet. */
export const fault = (code: string, ...messages: readonly string[]): Refusal =>
  new Refusal(
    code,
    true,
    messages.length === 0
      ? {}
      : { response_metadata: { messages: messages.map((text) => `[ERROR] ${text}`) } },
  );

/** What methods work with. */
export interface Desk {
  readonly world: World;
  /** Scopes of the bot token. */
  readonly scopes: ReadonlySet<string>;
  readonly streamLimit: number;
  /** Notes what a correct client would not have done, without refusing it. */
  violation(text: string): void;
  posted(message: Message): void;
  changed(message: Message, before: Json): void;
  erased(message: Message): void;
}

export type Arguments = Readonly<Record<string, unknown>>;
export type Method = (args: Arguments, desk: Desk) => Json;

/** The arguments of a request, with what travels as JSON inside a form read. */
export function argumentsOf(method: string, contentType: string, body: string, desk: Desk): Arguments {
  if (contentType.startsWith('application/json')) return parsed(body, 'invalid_json') as Arguments;
  const inner = METHODS[method]?.json ?? [];
  const pairs = [...new URLSearchParams(body)].map(([name, value]): [string, unknown] => {
    if (!inner.includes(name)) return [name, value];
    return [name, parsed(value, name === 'blocks' ? 'invalid_blocks_format' : 'invalid_arguments')];
  });
  if (!contentType.startsWith('application/x-www-form-urlencoded') && pairs.length > 0)
    desk.violation(`${method}: the content type ${contentType || '(none)'} is not one Slack reads`);
  return Object.fromEntries(pairs);
}

/** Refuses what lacks an argument or a scope; notes arguments the method does not have. */
export function checkCall(method: string, args: Arguments, desk: Desk): void {
  const facts = METHODS[method];
  if (facts === undefined) throw fault('unknown_method');
  const known = [...ALWAYS, ...facts.needs, ...facts.takes];
  for (const name of Object.keys(args).filter((one) => !known.includes(one)))
    desk.violation(`${method}: it has no argument '${name}'`);
  if (facts.scopes !== undefined && !facts.scopes.some((scope) => desk.scopes.has(scope)))
    throw missingScope(facts.scopes.join(','), desk);
  if (['username', 'icon_url', 'icon_emoji'].some((name) => name in args))
    needScope('chat:write.customize', desk);
  const missing = facts.needs.filter((name) => args[name] === undefined);
  if (missing.length === 0) return;
  if (missing.includes('channel')) throw fault('channel_not_found', 'missing required field: channel');
  throw fault('invalid_arguments', ...missing.map((name) => `missing required field: ${name}`));
}

export function needScope(scope: string, desk: Desk): void {
  if (!desk.scopes.has(scope)) throw missingScope(scope, desk);
}

const missingScope = (needed: string, desk: Desk): Refusal =>
  new Refusal('missing_scope', false, { needed, provided: [...desk.scopes].join(',') });

/** The channel of a call the bot may write in. */
export function openChannel(args: Arguments, desk: Desk, name = 'channel'): Channel {
  const channel = knownChannel(args[name], desk);
  if (channel.isArchived) throw new Refusal('is_archived');
  if (!channel.members.has(desk.world.bot.user))
    throw new Refusal(channel.kind === 'group' ? 'channel_not_found' : 'not_in_channel');
  return channel;
}

/** A channel by its id, or a person's direct chat by theirs. */
export function knownChannel(id: unknown, desk: Desk): Channel {
  const { world } = desk;
  const person = world.people.get(stringOf(id));
  const found = world.channels.get(stringOf(id)) ?? (person && world.channel('direct', person.name));
  if (found === undefined) throw new Refusal('channel_not_found');
  return found;
}

/** A message of ours in the channel of a call. */
export function ownMessage(args: Arguments, desk: Desk, foreign: string): Message {
  const channel = openChannel(args, desk);
  const message = desk.world.messages.get(stringOf(args.ts));
  if (message === undefined || message.channel !== channel || message.isGone || message.onlyFor !== undefined)
    throw new Refusal('message_not_found');
  if (!message.isOurs) throw fault(foreign);
  return message;
}

export const isTrue = (value: unknown): boolean => value === true || value === 'true' || value === '1';

function parsed(text: string, error: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw fault(error);
  }
}
