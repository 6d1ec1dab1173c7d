import type { LanguageModel, ModelEvent, ModelRequest } from '../../../src/core/ports/language-model.ts';

export const HANG = Symbol('hang');
export type Script = readonly (
  | string
  | Error
  | typeof HANG
  | Promise<void>
  | { readonly finish: 'stop' | 'length' }
)[];

export interface ScriptedModel extends LanguageModel {
  readonly requests: readonly ModelRequest[];
  /** Attempts whose generator has been left properly. */
  closed(): number;
}

/** A model that plays one script per attempt, and ends after the last line of each by itself. Ignores its signal. */
export function scriptedModel(...scripts: readonly Script[]): ScriptedModel {
  const requests: ModelRequest[] = [];
  let closed = 0;
  return {
    name: 'scripted',
    answersQuestions: true,
    requests,
    closed: () => closed,
    async *generate(request): AsyncGenerator<ModelEvent> {
      requests.push(request);
      const script = scripts[requests.length - 1] ?? ['…'];
      try {
        for (const line of script) {
          if (typeof line === 'string') yield { kind: 'text', text: line };
          else if (line instanceof Error) throw line;
          else if (line instanceof Promise) await line;
          else if (line === HANG) await new Promise(() => {});
          else {
            yield { kind: 'end', finish: line.finish, usage: { promptTokens: 7 } };
            return;
          }
        }
        yield { kind: 'end', finish: 'stop', usage: { promptTokens: 7, completionTokens: 3 } };
      } finally {
        closed += 1;
      }
    },
  };
}
