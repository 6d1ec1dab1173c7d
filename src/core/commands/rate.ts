import { answer } from './answer.ts';
import type { Command } from './command.ts';

const STARS = [1, 2, 3, 4, 5] as const;

export const rate: Command = {
  name: 'rate',
  localName: 'valorar',
  summary: {
    en: 'how much you like talking with them, 1 to 5',
    es: 'cuánto te gusta hablar con quien te responde, de 1 a 5',
  },
  usage: '[1–5]',
  options: [
    {
      name: 'stars',
      localName: 'estrellas',
      summary: { en: '1 (not at all) to 5 (very much)', es: 'de 1 (nada) a 5 (muchísimo)' },
      kind: 'text',
    },
  ],
  role: 'member',
  async run({ call, person, persona, store, words, eventId, clock }) {
    const [given] = call.args;
    if (given === undefined) {
      return answer(
        words.rateAsked(persona.displayName),
        STARS.map((stars) => ({ label: '★'.repeat(stars), command: `/rate ${stars}` })),
      );
    }
    const stars = STARS.find((each) => each === Number(given));
    if (stars === undefined) return words.usage('/rate 4');
    await store.apply(`command:${eventId}`, [
      { kind: 'rating', person: person.id, persona: persona.name, stars, at: clock.now() },
    ]);
    return words.rated(persona.displayName, stars);
  },
};
