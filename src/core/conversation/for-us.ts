import type { Incoming } from '../message.ts';
import { calledIn } from './called.ts';
import { callableIn, heed } from './heed.ts';
import type { Parts } from './parts.ts';

/**
 * Whether an event may be written down before anything is done about it: it is for us, or about something that was. What
 * people say to each other is not. Nor is it where whoever waits for an answer is gone with the process.
 */
export function isForUs(parts: Parts, event: Incoming): boolean | Promise<boolean> {
  const { place } = event;
  const repeats = parts.channel(place.channel)?.capabilities(place).repeats ?? 'safe';
  if (repeats === 'safe') return false;
  const isDirect = place.audience === 'one';
  const { messages } = parts.store;
  switch (event.kind) {
    case 'command':
    case 'moved':
      return true;
    case 'message':
      return isDirect || heed(parts, event).then(({ attention }) => attention.kind !== 'ignore');
    case 'edit':
      return isDirect || event.isAddressed || messages.get(event.id).then((known) => known !== undefined);
    case 'deletion':
      return anyKnown(event.messages.map((id) => messages.get(id)));
    case 'reaction':
      return messages.ofPlatform(event.message).then((known) => known !== undefined);
  }
}

const anyKnown = async (looking: readonly Promise<unknown>[]): Promise<boolean> =>
  (await Promise.all(looking)).some((known) => known !== undefined);

/** Whether somebody surely waits for an answer; told without asking the store. */
export function isAsked(parts: Parts, event: Incoming): boolean {
  if (event.kind === 'command') return event.place.audience === 'one';
  if (event.kind !== 'message') return false;
  const { place, isAddressed, text } = event;
  return place.audience === 'one' || isAddressed || calledIn(text, callableIn(parts, place)).length > 0;
}
