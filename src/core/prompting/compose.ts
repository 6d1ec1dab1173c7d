import type { Language } from '../message.ts';
import type { CompiledPersona } from '../personas/compile.ts';
import type { ChatMessage, ModelImage, ModelRequest, Scene } from '../ports/language-model.ts';
import type { StoredMessage } from '../ports/records.ts';
import type { TokenCounter } from '../ports/tokens.ts';
import type { Recollections } from '../retrieval/gather.ts';
import { type Announced, announcementsSection } from './announcements.ts';
import { fitToBudget, type Trimmable } from './budget.ts';
import { factsSection, memoriesSection, personalitySection, recentSection, userSection } from './sections.ts';

export interface Composition {
  readonly compiled: CompiledPersona;
  readonly recollections: Recollections;
  /** Newest first. */
  readonly announcements?: readonly Announced[];
  /** Oldest first, without the messages being answered. */
  readonly recent: readonly StoredMessage[];
  /** The messages being answered, oldest first; more than one when a burst was merged. */
  readonly texts: readonly string[];
  /** Something came with them that is only named. */
  readonly isUnseen?: boolean;
  /** Pictures that came with them, for a model that can see. */
  readonly images?: readonly ModelImage[];
  readonly language: Language;
  /** A line to begin with, when the two meet for the first time. */
  readonly opening?: string;
  /** "2 weeks ago", when the recent messages are of an earlier session. */
  readonly lastAge?: string;
  readonly scene: Scene;
  /** Tokens for the prompt: the window less the reply. */
  readonly budget: number;
  readonly replyTokens: number;
  readonly temperature: number;
}

type Part =
  | { readonly kind: 'announcement'; readonly announced: Announced }
  | { readonly kind: 'memory'; readonly recollections: Partial<Recollections> }
  | { readonly kind: 'recent'; readonly message: StoredMessage };

/** What one picture may cost, in the resolution models look at unasked. */
const IMAGE_TOKENS = 800;

/**
 * Personality, facts, memories, recent conversation, what the user says: in this order, within the budget.
 * Persona and message always stay; when something must go, memories go before the conversation, and old turns
 * before new ones. Pure.
 */
export function compose(input: Composition, tokens: TokenCounter): ModelRequest {
  const { compiled, recollections, recent, texts, language, images = [] } = input;
  const personality = personalitySection(compiled.prompt, language, input);
  const says = userSection(texts);

  const announcements = (input.announcements ?? []).map(
    (announced): Trimmable<Part> => ({
      item: { kind: 'announcement', announced },
      text: announcementsSection([announced]),
    }),
  );
  const parts: Trimmable<Part>[] = [
    ...announcements.reverse(),
    ...recollections.messages.map((found) => memory({ messages: [found] })).reverse(),
    ...recollections.summaries.map((found) => memory({ summaries: [found] })).reverse(),
    ...recollections.episodes.map((found) => memory({ episodes: [found] })).reverse(),
    ...recollections.facts.map((found) => memory({ facts: [found] })).reverse(),
    ...recent.map((message): Trimmable<Part> => ({ item: { kind: 'recent', message }, text: message.text })),
  ];
  const kept = fitToBudget([personality, says], parts, input.budget - images.length * IMAGE_TOKENS, tokens);

  const memories = kept
    .filter((part) => part.kind === 'memory')
    .map((part) => part.recollections)
    .reverse();
  const remembered: Recollections = {
    facts: memories.flatMap((part) => part.facts ?? []),
    episodes: memories.flatMap((part) => part.episodes ?? []),
    summaries: memories.flatMap((part) => part.summaries ?? []),
    messages: memories.flatMap((part) => part.messages ?? []),
  };
  const turns = kept.filter((part) => part.kind === 'recent').map((part) => part.message);

  const system = [
    personality,
    factsSection(remembered.facts),
    memoriesSection(remembered),
    announcementsSection(
      kept.flatMap((part) => (part.kind === 'announcement' ? [part.announced] : [])).reverse(),
    ),
    recentSection(turns, input.lastAge),
  ];
  const messages: ChatMessage[] = [
    { role: 'system', content: system.filter((section) => section !== '').join('\n\n') },
    ...turns.map((turn): ChatMessage => ({ role: turn.speaker, content: turn.text })),
    { role: 'user', content: says, ...(images.length === 0 ? {} : { images }) },
  ];
  return {
    purpose: 'reply',
    messages,
    maxTokens: input.replyTokens,
    temperature: input.temperature,
    scene: input.scene,
  };

  function memory(recollection: Partial<Recollections>): Trimmable<Part> {
    const whole: Recollections = { facts: [], episodes: [], summaries: [], messages: [], ...recollection };
    return {
      item: { kind: 'memory', recollections: recollection },
      text: factsSection(whole.facts) + memoriesSection(whole),
    };
  }
}
