import type { Language } from '../message.ts';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

interface Unit {
  readonly ms: number;
  readonly en: readonly [one: string, many: string];
  readonly es: readonly [one: string, many: string];
}

// Longest first. A month counts 30 days, a year 365, so that 30 days are a month and 14 days two weeks.
const units: readonly Unit[] = [
  { ms: 365 * day, en: ['year', 'years'], es: ['año', 'años'] },
  { ms: 30 * day, en: ['month', 'months'], es: ['mes', 'meses'] },
  { ms: 7 * day, en: ['week', 'weeks'], es: ['semana', 'semanas'] },
  { ms: day, en: ['day', 'days'], es: ['día', 'días'] },
  { ms: hour, en: ['hour', 'hours'], es: ['hora', 'horas'] },
  { ms: minute, en: ['minute', 'minutes'], es: ['minuto', 'minutos'] },
];

/**
 * How long before `nowMs` something was, the way people say it: whole units, rounded down. Less than a minute,
 * the future and times that are none are "just now".
 *
 * @example relativeAge(now - 14 * 86_400_000, now, 'es') // 'hace 2 semanas'
 */
export function relativeAge(thenMs: number, nowMs: number, language: Language): string {
  const age = nowMs - thenMs;
  const unit = Number.isFinite(age) ? units.find(({ ms }) => age >= ms) : undefined;
  if (unit === undefined) return language === 'es' ? 'ahora mismo' : 'just now';
  const count = Math.floor(age / unit.ms);
  if (unit.ms === day && count === 1) return language === 'es' ? 'ayer' : 'yesterday';
  const name = unit[language][count === 1 ? 0 : 1];
  return language === 'es' ? `hace ${count} ${name}` : `${count} ${name} ago`;
}
