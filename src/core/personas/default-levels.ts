import { freeze } from './freeze.ts';
import type { Level } from './persona.ts';

const level = (name: string, min: number, en: string, es: string): Level => ({
  name,
  min,
  modifiers: {},
  set: {},
  title: { en, es },
});

/** The relationship of a persona that declares no levels of its own. */
export const defaultLevels: readonly Level[] = freeze([
  level('stranger', 0, 'Stranger', 'Desconocido'),
  level('acquaintance', 21, 'Acquaintance', 'Conocido'),
  level('friend', 41, 'Friend', 'Amigo'),
  level('close_friend', 61, 'Close friend', 'Amigo íntimo'),
  level('soulmate', 81, 'Soulmate', 'Alma gemela'),
]);
