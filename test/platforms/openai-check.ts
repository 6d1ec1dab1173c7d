import type { ChatRequest } from './openai-behaviour.ts';

const KEYS = [
  'model',
  'messages',
  'stream',
  'stream_options',
  'max_tokens',
  'max_completion_tokens',
  'temperature',
  'response_format',
  'top_p',
  'stop',
  'presence_penalty',
  'frequency_penalty',
  'seed',
  'n',
  'user',
];
const SCHEMA_KEYS = [
  'type',
  'properties',
  'required',
  'additionalProperties',
  'items',
  'enum',
  'anyOf',
  'description',
  '$ref',
  '$defs',
  'definitions',
  'const',
];

/** What OpenAI's own server would refuse in a chat completion request, in words; empty when in order. */
export function checkChat(body: unknown): readonly string[] {
  if (!isObject(body)) return ['the body is no JSON object'];
  const request = body as unknown as ChatRequest;
  const faults = Object.keys(body)
    .filter((key) => !KEYS.includes(key))
    .map((key) => `unknown parameter ${key}`);
  if (typeof request.model !== 'string' || request.model === '') faults.push('model is no name');
  faults.push(...checkMessages(request.messages));
  if (request.stream !== undefined && typeof request.stream !== 'boolean')
    faults.push('stream is no boolean');
  if (request.stream_options && !request.stream) faults.push('stream_options without stream');
  if (request.max_tokens !== undefined && request.max_completion_tokens !== undefined) {
    faults.push('max_tokens and max_completion_tokens at once');
  }
  const limit = request.max_completion_tokens ?? request.max_tokens;
  if (limit !== undefined && (!Number.isInteger(limit) || limit < 1)) faults.push('no positive token limit');
  const { temperature } = request;
  if (temperature !== undefined && !(temperature >= 0 && temperature <= 2))
    faults.push('temperature out of 0–2');
  faults.push(...checkFormat(request));
  return faults;
}

function checkMessages(messages: unknown): string[] {
  if (!Array.isArray(messages) || messages.length === 0) return ['messages is no list, or empty'];
  return messages.flatMap((message: unknown, at) => {
    if (!isObject(message)) return [`message ${at} is no object`];
    const { role, content } = message;
    const faults: string[] = [];
    if (!['system', 'developer', 'user', 'assistant'].includes(String(role))) {
      faults.push(`message ${at} has role ${String(role)}`);
    }
    if (typeof content !== 'string') faults.push(`message ${at} has no text`);
    else if (!content.isWellFormed()) faults.push(`message ${at} holds half a surrogate pair`);
    return faults;
  });
}

function checkFormat({ response_format: format, messages }: ChatRequest): string[] {
  if (!format) return [];
  if (format.type === 'json_object') {
    const saysJson = messages.some((message) => /json/i.test(message.content));
    return saysJson ? [] : ["'messages' must contain the word 'json' to use json_object"];
  }
  if (format.type !== 'json_schema') return format.type === 'text' ? [] : [`response_format ${format.type}`];
  const { name, schema } = format.json_schema ?? {};
  const faults = /^[\w-]{1,64}$/.test(name ?? '') ? [] : ['json_schema.name is no name'];
  if (!isObject(schema) || schema.type !== 'object') return [...faults, 'the schema is no object'];
  return [...faults, ...checkSchema(schema, 'schema')];
}

function checkSchema(schema: Readonly<Record<string, unknown>>, at: string): string[] {
  const faults = Object.keys(schema)
    .filter((key) => !SCHEMA_KEYS.includes(key))
    .map((key) => `${at}: keyword ${key} is not permitted`);
  if (schema.type === 'object') {
    const keys = Object.keys(isObject(schema.properties) ? schema.properties : {});
    const required = Array.isArray(schema.required) ? schema.required : [];
    if (schema.additionalProperties !== false) faults.push(`${at}: additionalProperties must be false`);
    for (const key of keys) if (!required.includes(key)) faults.push(`${at}: ${key} must be required`);
  }
  const children = [
    ...Object.entries(isObject(schema.properties) ? schema.properties : {}),
    ...Object.entries(isObject(schema.$defs) ? schema.$defs : {}),
    ...(Array.isArray(schema.anyOf)
      ? schema.anyOf.map((one, index) => [`anyOf ${index}`, one] as const)
      : []),
    ...(schema.items === undefined ? [] : [['items', schema.items] as const]),
  ];
  return [
    ...faults,
    ...children.flatMap(([key, child]) => (isObject(child) ? checkSchema(child, `${at}.${key}`) : [])),
  ];
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
