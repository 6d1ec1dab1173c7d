import { wordsIn } from '../commands/words.ts';
import { isTakenOver } from './ours.ts';
import type { Parts } from './parts.ts';
import { type Asked, languageFor, say } from './say.ts';

/**
 * Whatever fails in `work`, the person is told in a line of Kith's own, if they can be told. Never throws; undefined
 * when it failed.
 */
export async function careful<T>(parts: Parts, event: Asked, work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    // What a stop calls off is finished by the next start.
    if (parts.stopping.aborted) return undefined;
    if (isTakenOver(error)) {
      parts.log.warn('Another process went on with it', { eventId: event.eventId });
      return undefined;
    }
    parts.log.error('Event failed', { eventId: event.eventId, error });
    const text = wordsIn[languageFor(parts, undefined, event)].commandFailed;
    await say(parts, event, { text, visibleTo: 'author' }).catch((reason: unknown) =>
      parts.log.error('Answer could not be delivered', { eventId: event.eventId, error: reason }),
    );
    return undefined;
  }
}
