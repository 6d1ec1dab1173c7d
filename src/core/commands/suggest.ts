import type { Registry } from '../personas/registry.ts';

/** Most that platforms show while somebody types. */
const MOST = 25;

/** What is offered for an option while it is typed: what begins so first, then what contains it. From memory, at once. */
export function suggest(personas: Registry): (option: 'persona' | 'trait', typed: string) => readonly string[] {
  const names = personas.list().map(({ name }) => name as string);
  const traits = [...new Set(personas.list().flatMap((persona) => Object.keys(persona.traits)))].sort();
  return (option, typed) => {
    const wanted = fold(typed);
    const offered = (option === 'persona' ? names : traits).filter((word) => fold(word).includes(wanted));
    return offered
      .sort((a, b) => Number(fold(b).startsWith(wanted)) - Number(fold(a).startsWith(wanted)))
      .slice(0, MOST);
  };
}

const fold = (text: string): string => text.trim().toLowerCase().normalize('NFD').replace(/\p{M}/gu, '');
