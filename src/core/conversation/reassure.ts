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

/**
 * Each person is told once in each place and outage, at once, in Kith's own voice. A store that comes and goes while they
 * still wait is the same outage to them.
 */
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

  /** Whoever waits for nothing any more may be told again the next time. */
  function forget(): void {
    if (told.size === 0 || outage.isOn()) return;
    const patient = new Set([...waiting.values()].map(whoAndWhere));
    for (const who of told) if (!patient.has(who)) told.delete(who);
  }

  outage.onChange((isOn) => {
    if (isOn) for (const event of waiting.values()) tell(event);
    else forget();
  });
  return {
    heard(event) {
      // Programs, and our own words as the platform brings them back to us, wait for nothing.
      if (event.author.isSelf || event.author.isBot) return;
      waiting.set(event.eventId, event);
      if (outage.isOn()) tell(event);
    },
    answered({ eventId }) {
      if (waiting.delete(eventId)) forget();
    },
  };
}
