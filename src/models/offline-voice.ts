import { KithError } from '../core/errors.ts';
import type { LanguageModel, ModelEvent, ModelRequest, Scene } from '../core/ports/language-model.ts';
import { offlineReply } from './offline/reply.ts';

/**
 * A voice for when no language model is configured: it speaks from the persona's own lines, memory, mood and
 * level, in the person's language, and says what it is when asked. Deterministic: the same scene gives the
 * same reply. It reads `request.scene` only, never the prompt.
 */
export function createOfflineVoice(): LanguageModel {
  return {
    name: 'offline',
    answersQuestions: false,
    async *generate(request, signal): AsyncGenerator<ModelEvent> {
      if (request.purpose !== 'reply') {
        throw new KithError(
          'model.refused',
          `The offline voice only writes replies, not "${request.purpose}"; configure a model for that.`,
        );
      }
      // One word at a time, as a model would, so that streaming is exercised without an account.
      for (const word of offlineReply(request.scene ?? bareScene(request)).match(/\s*\S+/g) ?? []) {
        if (signal.aborted) return;
        yield { kind: 'text', text: word };
      }
      if (!signal.aborted) yield { kind: 'end', finish: 'stop', usage: {} };
    },
  };
}

/** What can be known of a request that carries no scene: the last thing said. */
function bareScene({ messages }: ModelRequest): Scene {
  return {
    persona: { name: 'kith', displayName: 'Kith', description: '', voice: {}, traits: {} },
    level: '',
    closeness: 0,
    mood: 'neutral',
    moodIntensity: 0,
    language: 'en',
    userText: messages.findLast(({ role }) => role === 'user')?.content ?? '',
    recent: [],
    memories: [],
    asksAboutPast: false,
    hour: 12,
    turnNumber: messages.filter(({ role }) => role === 'user').length,
  };
}
