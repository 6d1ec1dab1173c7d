import type {
  ChatCompletionCreateParams,
  ChatCompletionMessageParam,
} from 'openai/resources/chat/completions';
import type { AnswerSchema, ChatMessage, ModelRequest } from '../../core/ports/language-model.ts';
import type { Dialect } from './dialect.ts';

export interface RequestDefaults {
  readonly model: string;
  readonly temperature: number | undefined;
}

/** The Chat Completions body of a request, in a form the server's dialect allows. */
export function requestBody(
  request: ModelRequest,
  dialect: Dialect,
  defaults: RequestDefaults,
): ChatCompletionCreateParams {
  const { answer, maxTokens } = request;
  const temperature = request.temperature ?? defaults.temperature;
  return {
    model: defaults.model,
    messages: withShape(request.messages, answer, dialect).map((message) => messageOf(message, dialect)),
    stream: dialect.streams,
    ...(dialect.streams && dialect.streamUsage ? { stream_options: { include_usage: true } } : {}),
    ...(maxTokens !== undefined && dialect.maxTokens !== 'none' ? { [dialect.maxTokens]: maxTokens } : {}),
    ...(temperature !== undefined && dialect.temperature ? { temperature } : {}),
    ...(answer ? answerFormat(answer, dialect) : {}),
  };
}

function messageOf(
  { role, content, images = [] }: ChatMessage,
  dialect: Dialect,
): ChatCompletionMessageParam {
  // Half a surrogate pair is no JSON text for strict servers; Python ones answer 500 to it.
  const text = content.toWellFormed();
  if (role !== 'user' || images.length === 0 || !dialect.images) return { role, content: text };
  return {
    role,
    content: [
      { type: 'text', text },
      ...images.map(({ mediaType, base64 }) => ({
        type: 'image_url' as const,
        image_url: { url: `data:${mediaType};base64,${base64}` },
      })),
    ],
  };
}

function answerFormat(
  answer: AnswerSchema,
  dialect: Dialect,
): Pick<ChatCompletionCreateParams, 'response_format'> | undefined {
  if (dialect.answer === 'none') return undefined;
  if (dialect.answer === 'json_object') return { response_format: { type: 'json_object' } };
  const { name, schema } = answer;
  return { response_format: { type: 'json_schema', json_schema: { name, schema, strict: true } } };
}

/** A server that takes no schema is told it in words; json_object also demands that the word JSON occurs. */
function withShape(
  messages: readonly ChatMessage[],
  answer: AnswerSchema | undefined,
  dialect: Dialect,
): readonly ChatMessage[] {
  if (!answer || dialect.answer === 'json_schema') return messages;
  const shape = `Answer with one JSON object and nothing else. It must match this JSON Schema:\n${JSON.stringify(answer.schema)}`;
  const [first, ...rest] = messages;
  // Joined to the system message that is there: some templates allow only one, and only in front.
  return first?.role === 'system'
    ? [{ role: 'system', content: `${first.content}\n\n${shape}` }, ...rest]
    : [{ role: 'system', content: shape }, ...messages];
}
