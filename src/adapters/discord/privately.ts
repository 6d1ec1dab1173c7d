import { createBounded } from '../../core/bounded.ts';
import type { KithError } from '../../core/errors.ts';
import type { Place, Sent } from '../../core/message.ts';
import type { SendOptions } from '../../core/ports/channel.ts';
import type { Atlas } from './atlas.ts';
import type { Page } from './encode.ts';
import { causeOf, messageOf, snowflakeOf } from './ids.ts';
import type { Post } from './post.ts';
import { codeOf, type Rest } from './rest.ts';
import { languageOf, wordsIn } from './words.ts';

export interface PrivatelyOptions {
  readonly rest: Rest;
  readonly atlas: Atlas;
  readonly post: Post;
}

/**
 * Says in a person's direct chat what was asked for among others. Where they take no direct messages, one line in the
 * place says so, without the content.
 */
export function createPrivately({ rest, atlas, post }: PrivatelyOptions) {
  const directs = createBounded<string>(2_000);
  /** Answers whose reader was told already that they cannot have them. */
  const told = createBounded<Sent>(500);

  async function reader(page: Page, place: Place): Promise<string> {
    const cause = page.answers === undefined ? undefined : causeOf(page.answers);
    if (cause !== undefined) return cause;
    const message = snowflakeOf(page.replyTo ?? '');
    const path = `/channels/${snowflakeOf(place.id)}/messages/${message}` as const;
    return ((await rest.ask({ method: 'GET', path })) as { author: { id: string } }).author.id;
  }

  async function directOf(user: string): Promise<Place> {
    const known = directs.get(user);
    if (known !== undefined) return atlas.place(known);
    const body = { recipient_id: user };
    const { id } = (await rest.ask({ method: 'POST', path: '/users/@me/channels', body })) as { id: string };
    directs.set(user, id);
    return atlas.place(id);
  }

  return async function privately(
    page: Page,
    place: Place,
    options: Partial<SendOptions> = {},
  ): Promise<Sent> {
    const answer = page.answers ?? page.replyTo ?? '';
    const { replyTo: _, ...alone } = page;
    try {
      const user = await reader(page, place);
      const direct = await directOf(user);
      return await post.send(alone, direct, options);
    } catch (error) {
      if (codeOf(error) !== 50007) throw error as KithError;
      const known = told.get(answer);
      if (known !== undefined) return known;
      const words = wordsIn[languageOf(atlas.localeOf(place.community ?? ''))];
      const reply = messageAsked(page);
      const sent = await post.send(
        {
          kind: 'command',
          text: words.directClosed,
          visibleTo: 'place',
          ...(reply === undefined ? {} : { replyTo: reply }),
        },
        place,
        { ...options, ...(options.key === undefined ? {} : { key: `${options.key}:closed` }) },
      );
      told.set(answer, sent);
      return sent;
    }
  };
}

/** The typed command a private answer belongs to, so that the public line hangs on it. */
function messageAsked({ replyTo, answers }: Page): Page['replyTo'] {
  const [, id] = /^message:(\d+):/.exec(answers ?? '') ?? [];
  return replyTo ?? (id === undefined ? undefined : messageOf(id));
}
