import type { PersonaName, PlaceId } from '../ids.ts';
import type { Clock } from '../ports/clock.ts';

export interface FloorOptions {
  readonly clock: Clock;
  /** Longest anybody waits for others to finish, ms. */
  readonly waitMs: number;
  /** Ends every wait. */
  readonly signal: AbortSignal;
}

/** Who speaks in a place: one persona at a time, to as many people as ask it. */
export interface Floor {
  /**
   * Waits until no other persona speaks there, first come, first served, at most `waitMs`: one that hangs must not
   * silence the rest. What it gives ends the speaking; calling it again does nothing.
   */
  take(place: PlaceId, speaker: PersonaName): Promise<() => void>;
}

interface Waiting {
  readonly speaker: PersonaName;
  readonly go: () => void;
}

interface Room {
  readonly speaking: PersonaName[];
  readonly waiting: Waiting[];
}

/** Keeps several personas of one channel from talking over each other. */
export function createFloor({ clock, waitMs, signal }: FloorOptions): Floor {
  const rooms = new Map<PlaceId, Room>();

  async function wait({ speaking, waiting }: Room, speaker: PersonaName): Promise<void> {
    const come = new AbortController();
    const self: Waiting = {
      speaker,
      go() {
        speaking.push(speaker);
        come.abort();
      },
    };
    waiting.push(self);
    await clock.sleep(waitMs, AbortSignal.any([come.signal, signal])).catch(() => {});
    const at = waiting.indexOf(self);
    if (at === -1) return;
    waiting.splice(at, 1);
    speaking.push(speaker);
  }

  function leave(place: PlaceId, { speaking, waiting }: Room, speaker: PersonaName): void {
    speaking.splice(speaking.indexOf(speaker), 1);
    if (speaking.length > 0) return;
    const [next] = waiting;
    if (next === undefined) rooms.delete(place);
    // Those who answer somebody else as the same persona need not wait for each other.
    else while (waiting[0]?.speaker === next.speaker) waiting.shift()?.go();
  }

  return {
    async take(place, speaker) {
      const room = rooms.get(place) ?? { speaking: [], waiting: [] };
      rooms.set(place, room);
      const isFree = room.waiting.length === 0 && room.speaking.every((other) => other === speaker);
      if (isFree) room.speaking.push(speaker);
      else await wait(room, speaker);
      let isOver = false;
      return () => {
        if (!isOver) leave(place, room, speaker);
        isOver = true;
      };
    },
  };
}
