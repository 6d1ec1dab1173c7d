import { isCommonTrait } from '../personas/describe-traits.ts';
import type { Command } from './command.ts';

export const preferences: Command = {
  name: 'preferences',
  localName: 'preferencias',
  summary: { en: 'how you like them to be with you', es: 'cómo te gusta que sea contigo' },
  usage: '[TRAIT 0–1|clear]',
  options: [
    {
      name: 'trait',
      localName: 'rasgo',
      summary: { en: 'a trait, or clear for none of your own', es: 'un rasgo, o clear para quitarlos todos' },
      kind: 'text',
      suggests: 'trait',
    },
    {
      name: 'value',
      localName: 'valor',
      summary: { en: 'from 0 (not at all) to 1 (very much)', es: 'de 0 (nada) a 1 (muchísimo)' },
      kind: 'text',
    },
  ],
  role: 'member',
  async run({ call, person, persona, store, words, eventId }) {
    const present = person.preferences[persona.name] ?? {};
    const [trait, amount] = call.args;
    if (trait === undefined) {
      const lines = Object.entries(present).map(([name, value]) => `- ${name}: ${value}`);
      if (lines.length === 0) return words.noPreferences(persona.displayName);
      return [words.preferencesTitle(persona.displayName), ...lines].join('\n');
    }
    const change = (traits: Readonly<Record<string, number>> | null) =>
      store.apply(`command:${eventId}`, [
        { kind: 'person', person: person.id, preferences: { persona: persona.name, traits } },
      ]);
    if (trait === 'clear') {
      await change(null);
      return words.preferencesCleared(persona.displayName);
    }
    const value = Number(amount?.replace(',', '.'));
    const isTrait = Object.hasOwn(persona.traits, trait) || isCommonTrait(trait);
    if (!isTrait) return words.unknownTrait(trait.slice(0, 40), Object.keys(persona.traits).join(', '));
    if (amount === undefined || !(value >= 0 && value <= 1)) return words.usage('/preferences formality 0.2');
    await change({ ...present, [trait]: value });
    return words.preferenceSet(persona.displayName, trait, value);
  },
};
