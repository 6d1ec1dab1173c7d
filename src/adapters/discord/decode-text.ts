import { cleanText } from '../../core/llm/clean-text.ts';
import type { Atlas } from './atlas.ts';
import { nameOf } from './name.ts';
import type { Message } from './packet.ts';

/** A message as its readers see it: mentions as names, ours cut out, Discord's own marks gone. Pure. */
export function readText(
  message: Pick<Message, 'content' | 'mentions'>,
  atlas: Atlas,
  guild?: string,
): string {
  const names = new Map(
    (message.mentions ?? []).map((user) => {
      const nick = 'member' in user ? (user.member as { nick?: string | null } | undefined)?.nick : undefined;
      return [user.id, nameOf(user, nick)];
    }),
  );
  const role = (id: string) => (guild === undefined ? undefined : atlas.roleName(guild, id));
  const isOurs = (sign: string, id: string) =>
    sign === '@&'
      ? guild !== undefined && atlas.isOwnRole(guild, id)
      : sign !== '#' && id === atlas.self.user;
  const text = (message.content ?? '').replace(
    /([ \t]*)<(@!?|@&|#)(\d+)>([ \t]*)/g,
    (_, before: string, sign: string, id: string, after: string) => {
      if (isOurs(sign, id)) return before === '' || after === '' ? before + after : ' ';
      const name =
        sign === '#' ? atlas.nameOf(id) : `@${(sign === '@&' ? role(id) : names.get(id)) ?? 'somebody'}`;
      return before + (name ?? '#channel') + after;
    },
  );
  return cleanText(
    text
      .replace(/<a?:(\w+):\d+>/g, ':$1:')
      .replace(/<\/([^:<>]+):\d+>/g, '/$1')
      .replace(/\|\|([^|\n]+)\|\|/g, '$1')
      .replace(/^-# /gm, ''),
  ).replace(/^[,:]\s*/, '');
}

/** Whether a text mentions us by the role that was made for us. */
export function mentionsOwnRole(content: string, atlas: Atlas, guild: string | undefined): boolean {
  if (guild === undefined) return false;
  return [...content.matchAll(/<@&(\d+)>/g)].some(([, id = '']) => atlas.isOwnRole(guild, id));
}
