import { wordsIn } from '../commands/words.ts';
import { isInDoubt, postPage } from '../delivery/post.ts';
import { KithError } from '../errors.ts';
import type { Outgoing } from '../message.ts';
import { answering } from '../people/answering.ts';
import type { Broadcast, Subscription } from '../ports/broadcasts.ts';
import type { Channel } from '../ports/channel.ts';
import type { Person } from '../ports/records.ts';
import type { CommunityParts } from './community-parts.ts';

/** What became of a post, as far as anybody knows. */
export type Posted =
  /** It stands. */
  | { readonly kind: 'sent' }
  /** It may stand. */
  | { readonly kind: 'unknown' }
  /** It does not, and the platform will never let us write there. */
  | { readonly kind: 'gone' }
  /** It does not: `isLater`, but it may at another time. */
  | { readonly kind: 'failed'; readonly isLater: boolean }
  /** It was called off before anything left. */
  | { readonly kind: 'off' };

export interface TargetPost {
  readonly broadcast: Broadcast;
  readonly subscription: Subscription;
  readonly channel: Channel;
  /** An earlier try may have posted it. */
  readonly isRepeat: boolean;
  readonly signal: AbortSignal;
  /** A request that may post it is written next; false: it must not be. Called where nobody can be asked afterwards. */
  onSending(): Promise<boolean>;
  /** What `onSending` spoke of was surely not taken. */
  onRefused(): Promise<void>;
}

/** Posts a broadcast in one place, with the face of who answers there. */
export async function postTo(parts: CommunityParts, post: TargetPost): Promise<Posted> {
  const { clock, log, random, rules } = parts;
  const { broadcast, subscription, channel, isRepeat, signal } = post;
  const { place } = subscription;
  const message = await messageFor(parts, post);
  const key = `broadcast:${broadcast.id}:${place.id}`;
  const options = {
    channel,
    place,
    draft: message,
    key,
    clock,
    log,
    retry: { random, ...rules.delivery },
    signal,
  };
  let standing = 0;
  let isSure = true;
  let isOff = false;
  const hooks = {
    async onSending() {
      if (standing > 0 || (await post.onSending())) return;
      isOff = true;
      throw new KithError('aborted', 'The post was called off.');
    },
    onRefused: async () => (standing > 0 ? undefined : post.onRefused()),
  };
  const isUnchecked = channel.capabilities(place).repeats === 'unchecked';
  try {
    for (const [index, page] of channel.paginate(message, place).entries()) {
      const { platformId } = await postPage(options, page, {
        key: `${key}#${index}`,
        isRepeat,
        ...(isUnchecked ? hooks : {}),
      });
      isSure &&= platformId !== '';
      standing++;
    }
    return isSure ? { kind: 'sent' } : { kind: 'unknown' };
  } catch (error) {
    if (isOff) return { kind: 'off' };
    log.warn('Broadcast could not be posted', { broadcast: broadcast.id, place: place.id, error });
    const mayBeAskedAgain = channel.capabilities(place).repeats === 'checked';
    if (!(error instanceof KithError) || isInDoubt(error) || standing > 0)
      return mayBeAskedAgain ? { kind: 'failed', isLater: true } : { kind: 'unknown' };
    if (isGone(error)) return { kind: 'gone' };
    return { kind: 'failed', isLater: signal.aborted || isRetryable(error) };
  }
}

async function messageFor(
  { store, personas, rules }: CommunityParts,
  { broadcast, subscription, channel }: TargetPost,
): Promise<Outgoing> {
  const { place, language } = subscription;
  const around = await Promise.all(
    [place.id, ...(place.parent === undefined ? [] : [place.parent])].map((id) => store.places.get(id)),
  );
  const person = subscription.person && (await store.people.get(subscription.person));
  const persona = answering(
    personas,
    person ?? NOBODY,
    place,
    around.filter((each) => each !== undefined),
  );
  const { broadcast: words } = wordsIn[person?.language ?? language ?? rules.language.default];
  const command = '/broadcasts less';
  const { buttons } = channel.capabilities(place);
  return {
    kind: 'reply',
    text: [broadcast.announcement, ...(broadcast.details === undefined ? [] : [broadcast.details])].join(
      '\n\n',
    ),
    notice: words.notice(buttons ? undefined : command),
    visibleTo: 'place',
    speaker: {
      persona: persona.name,
      displayName: persona.displayName,
      ...(persona.avatar === undefined ? {} : { avatar: persona.avatar }),
      isDefault: persona.name === personas.default.name,
    },
    actions: [{ label: words.less, command }],
  };
}

/** Whoever reads a channel: they chose nothing. */
const NOBODY = { chosen: {} } as Person;

const isGone = (error: unknown): boolean =>
  error instanceof KithError && !error.retryable && error.details.isGone === true;

const isRetryable = (error: unknown): boolean => error instanceof KithError && error.retryable;
