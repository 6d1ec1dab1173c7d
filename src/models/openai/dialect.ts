import type { ModelRequest } from '../../core/ports/language-model.ts';
import { isContextExceeded, serverError } from './server-error.ts';

export type MaxTokensField = 'max_tokens' | 'max_completion_tokens' | 'auto';

/** What a server takes, richest first in every part. */
export interface Dialect {
  readonly streams: boolean;
  readonly streamUsage: boolean;
  readonly answer: 'json_schema' | 'json_object' | 'none';
  readonly maxTokens: 'max_completion_tokens' | 'max_tokens' | 'none';
  readonly temperature: boolean;
  readonly images: boolean;
}

export interface Step {
  readonly dialect: Dialect;
  /** Parameter that was taken out or replaced. */
  readonly leftOut: string;
  /** False where the value was at fault, not the parameter. */
  readonly isForGood: boolean;
}

export const initialDialect = (field: MaxTokensField): Dialect => ({
  streams: true,
  streamUsage: true,
  answer: 'json_schema',
  maxTokens: field === 'auto' ? 'max_completion_tokens' : field,
  temperature: true,
  images: true,
});

/** Statuses by which servers refuse a parameter; 501 is what some gateways say for "not implemented". */
const REFUSALS = [400, 404, 415, 422, 501];

/** llama.cpp finds fault with itself (500) when a model cannot see. */
const IMAGES = /\bimages?\b|image_url|multi-?modal|mmproj|\bvision\b|content must be a string/;

const NAMES: readonly (readonly [part: keyof Dialect, pattern: RegExp])[] = [
  ['images', IMAGES],
  ['streamUsage', /stream_options|include_usage/],
  ['answer', /response_format|json_schema|json_object|structured output|guided/],
  ['maxTokens', /max_completion_tokens|max_tokens/],
  ['temperature', /temperature/],
  ['streams', /\bstream(?:ing)?\b/],
];

/** The next simpler form of a request the server has refused, or undefined when the refusal has another reason. */
export function simplerDialect(dialect: Dialect, request: ModelRequest, error: unknown): Step | undefined {
  const { status, param, message } = serverError(error);
  const isBlind = status === 500 && isUsed('images', dialect, request) && IMAGES.test(message.toLowerCase());
  const isRefusal = status !== undefined && (REFUSALS.includes(status) || isBlind);
  if (!isRefusal || isContextExceeded(error)) return undefined;
  const blamed = partIn(param, dialect, request) ?? partIn(message, dialect, request);
  if (!blamed) return undefined;
  const isAboutValue = (blamed === 'images' ? ABOUT_IMAGE : ABOUT_VALUE).test(message.toLowerCase());
  return {
    dialect: { ...dialect, ...simpler(blamed, dialect, isAboutValue) },
    leftOut: blamed,
    isForGood: !isAboutValue,
  };
}

const ABOUT_VALUE = /too (?:large|big|high|low)|at (?:most|least)|less than|greater than/;
/** This picture, not every one; "at most 0 images" means every one. */
const ABOUT_IMAGE =
  /too (?:large|big|small|many)|at most [1-9]|(?:invalid|corrupt|malformed|broken|empty) (?:base64 )?image|(?:cannot|can't|could not|unable to|failed to) (?:decode|process|read|parse|load|identify)/;

/** The first part of the request, in the order of NAMES, that a text of the server names. */
function partIn(text: string, dialect: Dialect, request: ModelRequest): keyof Dialect | undefined {
  const lower = text.toLowerCase();
  return NAMES.find(([part, pattern]) => isUsed(part, dialect, request) && pattern.test(lower))?.[0];
}

function isUsed(part: keyof Dialect, dialect: Dialect, request: ModelRequest): boolean {
  if (part === 'streamUsage') return dialect.streams && dialect.streamUsage;
  if (part === 'answer') return request.answer !== undefined && dialect.answer !== 'none';
  if (part === 'maxTokens') return request.maxTokens !== undefined && dialect.maxTokens !== 'none';
  if (part === 'temperature') return dialect.temperature;
  if (part === 'images') return dialect.images && request.messages.some(({ images }) => images?.length);
  return dialect.streams;
}

function simpler(part: keyof Dialect, dialect: Dialect, isAboutValue: boolean): Partial<Dialect> {
  if (part === 'answer') return { answer: dialect.answer === 'json_schema' ? 'json_object' : 'none' };
  if (part === 'maxTokens') {
    return {
      maxTokens: dialect.maxTokens === 'max_completion_tokens' && !isAboutValue ? 'max_tokens' : 'none',
    };
  }
  return { [part]: false };
}
