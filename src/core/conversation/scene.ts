import { renderFact } from '../memory/fact-label.ts';
import type { Language } from '../message.ts';
import type { CompiledPersona } from '../personas/compile.ts';
import type { Scene, SceneMemory } from '../ports/language-model.ts';
import type { Session } from '../ports/records.ts';
import type { Recollections } from '../retrieval/gather.ts';
import type { Intent } from '../retrieval/intent.ts';
import type { Context } from './context.ts';

export interface SceneInput {
  readonly compiled: CompiledPersona;
  readonly context: Context;
  readonly intent: Intent;
  readonly recollections: Recollections;
  readonly session: Session;
  readonly language: Language;
  readonly now: number;
  readonly userText: string;
  readonly userName?: string;
}

/** The structured counterpart of a prompt, for a voice that does not read prose. Pure. */
export function sceneOf(input: SceneInput): Scene {
  const { compiled, context, intent, recollections, session, language, now, userText, userName } = input;
  const { persona, mood, recent } = context;
  const rank = persona.levels.findIndex((level) => level.name === compiled.level);
  const memories: SceneMemory[] = [
    ...recollections.facts.map(({ fact }) => ({
      kind: 'fact' as const,
      label: fact.key,
      text: renderFact(fact, language).text,
      age: '',
    })),
    ...recollections.episodes.map(({ episode, age }) => ({
      kind: 'episode' as const,
      label: episode.title,
      text: episode.summary,
      age,
    })),
    ...recollections.messages.map(({ message, age }) => ({
      kind: 'message' as const,
      label: message.speaker,
      text: message.text,
      age,
    })),
  ];
  return {
    persona: {
      name: persona.name,
      displayName: persona.displayName,
      description: persona.description,
      voice: persona.voice,
      traits: compiled.traits,
    },
    level: compiled.level,
    closeness: persona.levels.length < 2 ? 0 : Math.max(0, rank) / (persona.levels.length - 1),
    mood: mood.label,
    moodIntensity: mood.intensity,
    language,
    ...(userName === undefined ? {} : { userName }),
    userText,
    recent: recent.map(({ speaker, text }) => ({ speaker, text })),
    memories,
    asksAboutPast: intent.asksAboutPast,
    hour: new Date(now).getHours(),
    turnNumber: session.userMessages,
  };
}
