import { readdirSync, readFileSync } from 'node:fs';
import type { Voice } from '../../src/core/personas/voice.ts';
import type { ModelEvent, Scene } from '../../src/core/ports/language-model.ts';
import { createOfflineVoice } from '../../src/models/offline-voice.ts';

export const folder = new URL('../../personalities/', import.meta.url);
export const files = readdirSync(folder).filter((file) => file.endsWith('.json'));

export interface PersonaJson {
  readonly name: string;
  readonly display_name: string;
  readonly description: string;
  readonly advanced_parameters?: Readonly<Record<string, number>>;
  readonly voice?: Voice;
  readonly levels?: readonly { readonly name: string }[];
  readonly moods?: Readonly<Record<string, unknown>>;
}

export const read = (file: string): PersonaJson => JSON.parse(readFileSync(new URL(file, folder), 'utf8'));

export const bare: PersonaJson = {
  name: 'rosa',
  display_name: 'Rosa',
  description: 'A gardener of few words.',
};

export function scene(persona: PersonaJson, over: Partial<Scene> = {}): Scene {
  return {
    persona: {
      name: persona.name,
      displayName: persona.display_name,
      description: persona.description,
      voice: persona.voice,
      traits: persona.advanced_parameters ?? {},
    },
    level: 'stranger',
    closeness: 0,
    mood: 'neutral',
    moodIntensity: 1,
    language: 'en',
    userText: 'Hello',
    recent: [],
    memories: [],
    asksAboutPast: false,
    hour: 15,
    turnNumber: 1,
    ...over,
  };
}

export async function events(
  of: Scene,
  signal = new AbortController().signal,
): Promise<readonly ModelEvent[]> {
  const all: ModelEvent[] = [];
  for await (const event of createOfflineVoice().generate(
    { purpose: 'reply', messages: [], scene: of },
    signal,
  )) {
    all.push(event);
  }
  return all;
}

export async function reply(of: Scene): Promise<string> {
  return (await events(of)).map((event) => (event.kind === 'text' ? event.text : '')).join('');
}

/** Says each line in turn with the last ten messages in view, as a conversation does. */
export async function converse(
  persona: PersonaJson,
  lines: readonly string[],
  over: Partial<Scene> = {},
): Promise<readonly string[]> {
  const recent: { speaker: 'user' | 'assistant'; text: string }[] = [];
  const replies: string[] = [];
  for (const [index, userText] of lines.entries()) {
    const text = await reply(
      scene(persona, { ...over, userText, recent: recent.slice(-10), turnNumber: index + 1 }),
    );
    recent.push({ speaker: 'user', text: userText }, { speaker: 'assistant', text });
    replies.push(text);
  }
  return replies;
}

export const max: Scene['memories'] = [
  {
    kind: 'episode',
    label: 'Pérdida de Max',
    text: 'Diego contó que su perro Max murió.',
    age: 'hace 2 semanas',
  },
  { kind: 'message', label: 'user', text: 'Mi perro Max murió ayer', age: 'hace 2 semanas' },
  { kind: 'fact', label: 'name', text: 'Diego', age: '' },
  { kind: 'fact', label: 'favorite_anime', text: 'Naruto', age: '' },
  { kind: 'fact', label: 'pet_name', text: 'Max (fallecido)', age: '' },
];

export const english = [
  'Hello',
  'How are you?',
  "I'm Sam",
  'I moved to a new flat last week',
  'Where do you live?',
  'Tell me a joke',
  'haha',
  'I am so happy today',
  'What is the meaning of life?',
  'Bye',
];
export const spanish = [
  'Hola',
  '¿Cómo estás?',
  'Me llamo Diego',
  'Ayer empecé un trabajo nuevo',
  '¿De dónde eres?',
  'Cuéntame un chiste',
  'jajaja',
  'Hoy estoy muy feliz',
  '¿Qué es lo más raro que has visto?',
  'Chao',
];
