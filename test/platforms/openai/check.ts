import type { ChatRequest } from './behaviour.ts';

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
    const parts = Array.isArray(content) && role === 'user' ? content : undefined;
    if (parts !== undefined) faults.push(...checkParts(parts, `message ${at}`));
    else if (typeof content !== 'string') faults.push(`message ${at} has no text`);
    else if (!content.isWellFormed()) faults.push(`message ${at} holds half a surrogate pair`);
    return faults;
  });
}

const IMAGE_URL =
  /^data:image\/(?:png|jpeg|gif|webp);base64,(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

function checkParts(parts: readonly unknown[], at: string): string[] {
  if (parts.length === 0) return [`${at} has no part`];
  return parts.flatMap((part, index) => {
    const { type, text, image_url: image } = isObject(part) ? part : {};
    if (type === 'text') {
      if (typeof text !== 'string') return [`${at}: part ${index} has no text`];
      return text.isWellFormed() ? [] : [`${at}: part ${index} holds half a surrogate pair`];
    }
    const url = isObject(image) ? image.url : undefined;
    if (type !== 'image_url') return [`${at}: part ${index} has type ${String(type)}`];
    return typeof url === 'string' && IMAGE_URL.test(url) ? [] : [`${at}: part ${index} is no picture`];
  });
}

function checkFormat({ response_format: format, messages }: ChatRequest): string[] {
  if (!format) return [];
  if (format.type === 'json_object') {
    const saysJson = messages.some((message) => /json/i.test(JSON.stringify(message.content)));
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

/** The body of a request as tests look at it: parts of a message taken apart. Anything else stays as it came. */
export function chatRequest(body: unknown): ChatRequest {
  if (!isObject(body) || !Array.isArray(body.messages)) return body as ChatRequest;
  const messages = body.messages.map((message: unknown) => {
    if (!isObject(message) || !Array.isArray(message.content)) return message;
    const parts = message.content.filter(isObject);
    const images = parts.flatMap(({ image_url: image }) => (isObject(image) ? [image.url] : []));
    return { ...message, content: parts.map(({ text = '' }) => text).join(''), images };
  });
  return { ...body, messages } as unknown as ChatRequest;
}
