import { wordsIn } from '../commands/words.ts';
import { isAsked } from './for-us.ts';
import type { Parts } from './parts.ts';
import { type Asked, languageFor, say } from './say.ts';

/** Tells those who wait for an answer while the store cannot be reached that they are not forgotten. */
export interface Reassurance {
  /** Somebody said something; they wait for an answer until they are `answered`. */
  heard(event: Asked): void;
  answered(event: Asked): void;
}

const whoAndWhere = ({ place, author }: Asked): string => `${place.id}\n${author.account}`;

/** Each person is told once in each place and outage, at once, in Kith's own voice. */
export function createReassurance(parts: Parts): Reassurance {
  const { outage, log } = parts;
  const waiting = new Map<string, Asked>();
  const told = new Set<string>();

  function tell(event: Asked): void {
    const who = whoAndWhere(event);
    if (told.has(who) || !isAsked(parts, event)) return;
    told.add(who);
    const text = wordsIn[languageFor(parts, undefined, event)].storeAway;
    // Under a key of its own: the answer itself comes later.
    say(parts, event, { text, visibleTo: 'author', key: `${event.eventId}:later` }).catch((error: unknown) =>
      log.warn('Nobody could be told that the store is away', { eventId: event.eventId, error }),
    );
  }

  outage.onChange((isOn) => {
    if (isOn) for (const event of waiting.values()) tell(event);
    else told.clear();
  });
  return {
    heard(event) {
      waiting.set(event.eventId, event);
      if (outage.isOn()) tell(event);
    },
    answered: ({ eventId }) => void waiting.delete(eventId),
  };
}
