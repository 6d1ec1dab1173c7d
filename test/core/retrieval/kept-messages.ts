import { messageId, personaName, personId, placeId, sessionId, turnId } from '../../../src/core/ids.ts';
import type { StoredMessage } from '../../../src/core/ports/records.ts';
import type { MessageRepository } from '../../../src/core/ports/store.ts';
import { words } from '../../../src/core/retrieval/words.ts';

export const ana = personId('ana');
export const alicia = personaName('alicia');
export const start = Date.UTC(2026, 0, 5);

let made = 0;

/** A stored message with everything but what the test is about filled in. */
export function said(text: string, fields: Partial<StoredMessage> = {}): StoredMessage {
  made += 1;
  return {
    id: messageId(`m${made}`),
    turn: turnId(`t${made}`),
    session: sessionId('s1'),
    person: ana,
    persona: alicia,
    speaker: 'user',
    text,
    at: start + made * 60_000,
    venue: { place: placeId('terminal:direct:ana'), audience: 'one' },
    platformIds: [],
    ...fields,
  };
}

type Messages = Pick<MessageRepository, 'ofPair' | 'count' | 'get' | 'search'>;

/** The part of a store that recall reads, over a list the test may change; counts its calls. */
export function keptMessages(list: StoredMessage[]): {
  messages: Messages;
  calls: Record<keyof Messages, number>;
} {
  const calls = { ofPair: 0, count: 0, get: 0, search: 0 };
  const ofPair = (person: string, persona: string) =>
    list
      .map((message, at) => ({ message, seq: at + 1 }))
      .filter(({ message }) => message.person === person && message.persona === persona);
  return {
    calls,
    messages: {
      async ofPair(person, persona, { afterSeq, limit }) {
        calls.ofPair += 1;
        const page = ofPair(person, persona)
          .filter(({ seq }) => seq > afterSeq)
          .slice(0, limit);
        return { messages: page.map(({ message }) => message), seq: page.at(-1)?.seq ?? afterSeq };
      },
      async count(person, persona) {
        calls.count += 1;
        return list.filter(
          (each) => each.person === person && (persona === undefined || each.persona === persona),
        ).length;
      },
      async get(id) {
        calls.get += 1;
        return list.find((each) => each.id === id);
      },
      async search(person, persona, stems, limit) {
        calls.search += 1;
        return ofPair(person, persona)
          .map(({ message }) => ({
            message,
            score: words(message.text).filter((word) => stems.includes(word)).length,
          }))
          .filter(({ score }) => score > 0)
          .sort((one, other) => other.score - one.score)
          .slice(0, limit);
      },
    },
  };
}
