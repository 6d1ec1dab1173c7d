import type { z } from 'zod';
import type { ChatMessage, Purpose } from '../ports/language-model.ts';

/** A light structured question to a model: what to ask, and the shape any answer must have. */
export interface Question<Answer> {
  readonly purpose: Purpose;
  /** Name of the answer's shape for servers that want one: letters, digits, `_`. */
  readonly name: string;
  readonly messages: readonly ChatMessage[];
  /** Lenient on input (defaults for what may be missing); published to the server as strict JSON Schema. */
  readonly answer: z.ZodType<Answer>;
  readonly maxTokens: number;
}
