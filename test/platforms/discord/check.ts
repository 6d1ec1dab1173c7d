import { checkComponents } from './check-components.ts';
import { textOf } from './text.ts';
import type { Bag } from './types.ts';

export const messageFlags = {
  suppressEmbeds: 1 << 2,
  ephemeral: 1 << 6,
  loading: 1 << 7,
  suppressNotifications: 1 << 12,
  voiceMessage: 1 << 13,
  componentsV2: 1 << 15,
} as const;

/** What Discord refuses in the body of a message, apart from its being empty. */
export function checkMessage(body: Bag): readonly string[] {
  const faults: string[] = [];
  const { content, embeds, components, flags } = body;
  if (content !== undefined && content !== null && typeof content !== 'string')
    faults.push('content: must be a string');
  if (typeof content === 'string' && [...content].length > 2000)
    faults.push(`content: must be 2000 or fewer in length (is ${[...content].length})`);
  if (embeds !== undefined && embeds !== null) faults.push(...checkEmbeds(embeds));
  const isV2 = typeof flags === 'number' && (flags & messageFlags.componentsV2) !== 0;
  if (components !== undefined && components !== null) faults.push(...checkComponents(components, isV2));
  if (isV2) {
    const unfit = ['content', 'embeds', 'poll', 'sticker_ids'].filter((name) => isFilled(body[name]));
    faults.push(...unfit.map((name) => `${name}: cannot be used with components v2`));
  }
  const { nonce } = body;
  if (nonce !== undefined && nonce !== null && textOf(nonce).length > 25)
    faults.push('nonce: must be 25 or fewer in length');
  faults.push(...checkAllowedMentions(body.allowed_mentions));
  return faults;
}

/** Whether nothing would be seen of a message. */
export function isEmptyMessage(body: Bag, files: number): boolean {
  const text = typeof body.content === 'string' ? body.content.trim() : '';
  const others = ['embeds', 'components', 'sticker_ids', 'poll'].some((name) => isFilled(body[name]));
  const isForward = (body.message_reference as Bag | undefined)?.type === 1;
  return text === '' && !others && files === 0 && !isForward;
}

/** Pings of everybody, of who is here or of a role that the message does not rule out. */
export function forbiddenPings(body: Bag): readonly string[] {
  const written = [body.content, ...textsOf(body.components)]
    .filter((one) => typeof one === 'string')
    .join('\n');
  const text = written.replace(/```[\s\S]*?```|`[^`\n]*`/gu, '');
  const allowed = body.allowed_mentions as { parse?: string[]; roles?: string[] } | null | undefined;
  const isOpen = (name: string): boolean => allowed?.parse?.includes(name) ?? !allowed;
  const pings: string[] = [];
  if (/@(?:everyone|here)/u.test(text) && isOpen('everyone')) pings.push('@everyone or @here');
  for (const [, id] of text.matchAll(/<@&(\d+)>/gu))
    if (isOpen('roles') || allowed?.roles?.includes(id ?? '')) pings.push(`role ${id}`);
  return pings.map((ping) => `forbidden ping: ${ping} is not ruled out by allowed_mentions`);
}

/** Paths of strings with half a surrogate pair, which no reader can be shown. */
export function loneSurrogates(value: unknown, path = 'body'): readonly string[] {
  if (typeof value === 'string') return value.isWellFormed() ? [] : [`${path}: holds half a surrogate pair`];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, one]) => loneSurrogates(one, `${path}.${key}`));
}

/** Texts of text displays, however deep. */
export function textsOf(components: unknown): readonly string[] {
  if (!Array.isArray(components)) return [];
  return (components as Bag[]).flatMap((one) => [
    ...(one.type === 10 ? [String(one.content)] : []),
    ...textsOf(one.components),
  ]);
}

const isFilled = (value: unknown): boolean =>
  Array.isArray(value) ? value.length > 0 : value !== undefined && value !== null && value !== '';

function checkAllowedMentions(value: unknown): readonly string[] {
  if (value === undefined || value === null) return [];
  const { parse = [], users, roles } = value as { parse?: unknown[]; users?: unknown[]; roles?: unknown[] };
  const faults: string[] = [];
  for (const one of parse)
    if (!['roles', 'users', 'everyone'].includes(String(one)))
      faults.push(`allowed_mentions.parse: ${String(one)} is not a kind of mention`);
  for (const [name, ids] of Object.entries({ users, roles })) {
    if ((ids?.length ?? 0) > 100) faults.push(`allowed_mentions.${name}: must be 100 or fewer`);
    if (ids?.length && parse.includes(name))
      faults.push(`allowed_mentions: parse:["${name}"] and ${name}: [ids...] are mutually exclusive`);
  }
  return faults;
}

function checkEmbeds(value: unknown): readonly string[] {
  if (!Array.isArray(value)) return ['embeds: must be a list'];
  const faults: string[] = [];
  if (value.length > 10) faults.push('embeds: must be 10 or fewer');
  let sum = 0;
  const limit = (path: string, text: unknown, most: number, isNeeded = false): void => {
    if (text === undefined || text === null || text === '') {
      if (isNeeded) faults.push(`${path}: this field is required`);
      return;
    }
    const length = [...textOf(text)].length;
    sum += length;
    if (length > most) faults.push(`${path}: must be ${most} or fewer in length`);
  };
  for (const [at, embed] of (value as Bag[]).entries()) {
    const path = `embeds.${at}`;
    const footer = embed.footer as Bag | undefined;
    const author = embed.author as Bag | undefined;
    const fields = (embed.fields as Bag[] | undefined) ?? [];
    limit(`${path}.title`, embed.title, 256);
    limit(`${path}.description`, embed.description, 4096);
    if (footer) limit(`${path}.footer.text`, footer.text, 2048, true);
    if (author) limit(`${path}.author.name`, author.name, 256, true);
    if (fields.length > 25) faults.push(`${path}.fields: must be 25 or fewer`);
    for (const [index, field] of fields.entries()) {
      limit(`${path}.fields.${index}.name`, field.name, 256, true);
      limit(`${path}.fields.${index}.value`, field.value, 1024, true);
    }
    const { color } = embed;
    if (color !== undefined && color !== null && !(Number(color) >= 0 && Number(color) <= 0xffffff))
      faults.push(`${path}.color: must be between 0 and 16777215`);
    const urls = [embed.url, ...['thumbnail', 'image', 'author', 'footer'].map((name) => urlOf(embed[name]))];
    for (const url of urls)
      if (typeof url === 'string' && !/^(?:https?|attachment):\/\/\S+$/u.test(url))
        faults.push(`${path}: ${url} is not a well formed URL`);
  }
  if (sum > 6000) faults.push('embeds: must hold 6000 or fewer characters together');
  return faults;
}

function urlOf(value: unknown): unknown {
  const bag = value as Bag | undefined | null;
  return bag?.url ?? bag?.icon_url ?? undefined;
}
