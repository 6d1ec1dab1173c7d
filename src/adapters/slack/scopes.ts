import type { Answer } from './web.ts';

/** Scopes of the bot token, and what goes without each. */
export const SCOPES = {
  'app_mentions:read': 'hearing mentions',
  'assistant:write': 'showing that somebody thinks, and suggested prompts',
  'channels:history': 'hearing public channels and looking whether a message was posted',
  'channels:read': 'knowing which channels are public',
  'chat:write': 'answering at all',
  'chat:write.customize': 'showing each persona under its own name and picture',
  commands: 'slash commands and shortcuts',
  'files:read': 'looking at pictures and files',
  'groups:history': 'hearing private channels',
  'groups:read': 'knowing which channels are private',
  'im:history': 'hearing direct messages',
  'im:write': 'opening a direct message from a shortcut',
  'mpim:history': 'hearing group direct messages',
  'reactions:read': 'understanding reactions',
  'users:read': 'names, languages and who is an administrator',
} as const satisfies Readonly<Record<string, string>>;

export const SCOPE_NAMES: readonly string[] = Object.keys(SCOPES);

/** The scopes an answer of `auth.test` names; undefined: Slack does not say, and each call shows what it may. */
export function scopesIn(answer: Answer): readonly string[] | undefined {
  const { scopes = [] } = (answer.response_metadata ?? {}) as { readonly scopes?: readonly string[] };
  const named = scopes.filter((scope) => scope !== '');
  return named.length === 0 ? undefined : named;
}

/** What goes without a scope, in the operator's words. */
export const usedFor = (scope: string): string =>
  Object.entries(SCOPES).find(([name]) => name === scope)?.[1] ?? 'something Kith does';
