import type { Language } from '../message.ts';
import { english } from './words-en.ts';
import { spanish } from './words-es.ts';

/** What Kith says in its own voice; every language has all of it. */
export type Words = typeof english;

export const wordsIn: Readonly<Record<Language, Words>> = { en: english, es: spanish };
