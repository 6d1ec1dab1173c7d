import type { OpenAI } from 'openai';
import { fetchWithReasons } from './fetch.ts';

/** The SDK always has a timeout; the longest a Node timer can take stands for none. Deadlines are the caller's. */
const NO_TIMEOUT = 2 ** 31 - 1;

/** Everything the SDK would otherwise read from the environment is said here, so that config alone decides. */
export async function connect({
  apiKey,
  baseUrl,
}: {
  readonly apiKey?: string;
  readonly baseUrl?: string;
}): Promise<OpenAI> {
  const { OpenAI: Client } = await import('openai');
  return new Client({
    apiKey: apiKey ?? 'none',
    baseURL: baseUrl ?? null,
    organization: null,
    project: null,
    adminAPIKey: null,
    maxRetries: 0,
    timeout: NO_TIMEOUT,
    // Its console lines would carry prompts and break the log's format; errors reach us as values.
    logLevel: 'off',
    fetch: fetchWithReasons,
    ...(apiKey === undefined ? { defaultHeaders: { Authorization: null } } : {}),
  });
}

/** Host and port, for the operator's eye. */
export function hostOf(baseUrl: string | undefined): string {
  if (baseUrl === undefined) return 'api.openai.com';
  return URL.parse(baseUrl)?.host ?? 'an address that is no URL';
}
