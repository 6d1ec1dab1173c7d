import type { Language } from '../message.ts';

/** The language of a locale Kith has words in: `es-MX`, `es_ES.UTF-8` → es; anything unknown → undefined. */
export function languageOfLocale(locale: string | undefined): Language | undefined {
  const tag = locale?.slice(0, 2).toLowerCase();
  return tag === 'en' || tag === 'es' ? tag : undefined;
}
