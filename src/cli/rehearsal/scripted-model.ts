import { KithError } from '../../core/errors.ts';
import type { LanguageModel, ModelEvent, ModelRequest, Purpose } from '../../core/ports/language-model.ts';
import type { ScriptedAnswer } from './script-line.ts';

/** What a light question is answered when nothing was scripted: the call is made and finds nothing. */
const NOTHING: Readonly<Record<Purpose, string>> = {
  reply: '…',
  mood: '{"mood":null,"intensity":null}',
  facts: '{"facts":[]}',
  episode: '{"episode":null}',
  summary: '{"summary":""}',
};

export interface ScriptedModel extends LanguageModel {
  /** What it will answer next for a purpose, after what is queued already. */
  queue(purpose: Purpose, answer: ScriptedAnswer): void;
}

/** A model that says what a transcript tells it to. An error fails the call as it stands: no retry may mend it. */
export function createScriptedModel(): ScriptedModel {
  const queues = new Map<Purpose, ScriptedAnswer[]>();
  return {
    name: 'scripted',
    answersQuestions: true,
    queue(purpose, answer) {
      queues.set(purpose, [...(queues.get(purpose) ?? []), answer]);
    },
    async *generate({ purpose }): AsyncGenerator<ModelEvent, void, undefined> {
      const [answer = { kind: 'text', text: NOTHING[purpose] } as const, ...later] =
        queues.get(purpose) ?? [];
      queues.set(purpose, later);
      if (answer.kind === 'error') throw failure(answer.error);
      if (answer.text !== '') yield { kind: 'text', text: answer.text };
      yield { kind: 'end', finish: 'stop', usage: {} };
    },
  };
}

/** A model seen from outside: counts its calls and keeps the last prompt of a reply. */
export interface WatchedModel {
  readonly model: LanguageModel;
  calls(purpose: string): number;
  /** Every message of the last reply's prompt, in order; undefined before the first. */
  lastPrompt(): string | undefined;
}

/** Watches a model; `beside` is one watched already, whose calls count with this one's. */
export function watch(inner: LanguageModel, beside?: WatchedModel): WatchedModel {
  const counts = new Map<string, number>();
  let last: ModelRequest | undefined;
  return {
    model: {
      name: inner.name,
      answersQuestions: inner.answersQuestions,
      generate(request, signal) {
        counts.set(request.purpose, (counts.get(request.purpose) ?? 0) + 1);
        if (request.purpose === 'reply') last = request;
        return inner.generate(request, signal);
      },
    },
    calls: (purpose) => (counts.get(purpose) ?? 0) + (beside?.calls(purpose) ?? 0),
    lastPrompt: () => last?.messages.map((message) => message.content).join('\n') ?? beside?.lastPrompt(),
  };
}

function failure(error: number | 'timeout' | 'cut'): KithError {
  if (error === 'timeout') return new KithError('model.timeout', 'The script lets the call time out.');
  if (error === 'cut') return new KithError('model.cut', 'The script cuts the call.');
  return new KithError('model.http', `The script answers with status ${error}.`, {
    details: { status: error },
  });
}
