import type { Shown, Where } from '../platform.ts';
import type { Draft, Stage } from './stage.ts';
import type { Post } from './world.ts';

/** What somebody sees of the bots in a place, drafts still being written last. */
export function shownIn({ world, drafts, now }: Stage, where: Where, who?: string): readonly Shown[] {
  const isSeen = (owner: string | undefined): boolean =>
    who === undefined || owner === undefined || owner === who;
  const places = world.placesOf(where).filter(({ person }) => isSeen(person?.name));
  const bots = new Set(world.accounts.map(({ user }) => user.id));
  const posts = world.posts.filter(
    ({ place, message, isErased, onlyFor }) =>
      places.includes(place) && bots.has(message.from?.id ?? 0) && !isErased && isSeen(onlyFor?.name),
  );
  const live = drafts.filter(({ place, until }) => places.includes(place) && until > now());
  return [...posts.map(shownPost), ...live.map(shownDraft)];
}

/** Presses without an answer, drafts without a message, typing without a word, updates a webhook did not take. */
export function leftoversOf({ callbacks, drafts, typing, updates, now }: Stage): readonly string[] {
  return [
    ...[...callbacks.values()]
      .filter(({ isAnswered }) => !isAnswered)
      .map(({ who, label }) => `the press of ${label} by ${who.name} is not answered`),
    ...drafts.map(({ id, place }) => `draft ${id} for ${place.person?.name} became no message`),
    ...[...typing]
      .filter(([, until]) => until > now())
      .map(([{ where }]) => `the bot types in ${where} and says nothing`),
    ...[...updates.values()]
      .map((one) => one.untaken())
      .filter((count) => count > 0)
      .map((count) => `${count} updates were not taken by the webhook`),
  ];
}

function shownPost({ id, message, raw, edits, onlyFor }: Post): Shown {
  const { reply_to_message: replied, message_thread_id: thread } = message;
  const markup = message.reply_markup as unknown as Keyboards | undefined;
  const rows = markup?.inline_keyboard ?? markup?.keyboard ?? [];
  return {
    id,
    text: message.text ?? message.caption ?? '',
    raw,
    speaker: message.from?.first_name ?? '',
    ...(onlyFor !== undefined && { onlyFor: onlyFor.name }),
    ...(replied !== undefined && { replyTo: `${message.chat.id}/${replied.message_id}` }),
    ...(message.is_topic_message === true && { thread: `${message.chat.id}/${thread}` }),
    buttons: rows.flat().map((button) => (typeof button === 'string' ? button : button.text)),
    edits,
    isUnfinished: false,
  };
}

const shownDraft = ({ account, place, id, text, raw, pieces }: Draft): Shown => ({
  id: `${place.chat.id}/draft/${id}`,
  text,
  raw,
  speaker: account.user.first_name,
  buttons: [],
  edits: pieces,
  isUnfinished: true,
});

interface Keyboards {
  readonly inline_keyboard?: readonly (readonly { readonly text: string }[])[];
  readonly keyboard?: readonly (readonly (string | { readonly text: string })[])[];
}
