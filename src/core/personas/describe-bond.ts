import type { Level, Persona } from './persona.ts';

const standard: ReadonlyMap<string, string> = new Map([
  [
    'stranger',
    'You have only just met: be courteous and keep some distance, no pet names, nothing private; let them come to you.',
  ],
  [
    'acquaintance',
    'You know each other a little: be friendly, pick up what you know of them, and keep private matters for later.',
  ],
  ['friend', 'You are friends: be at ease, tease and confide a little, refer to what you have shared.'],
  [
    'close_friend',
    'You are close friends: speak openly and tenderly, say when you missed them, tell them what you tell few others.',
  ],
  [
    'soulmate',
    'You are soulmates: complete trust, your own words and jokes, deep affection; nothing needs explaining between you.',
  ],
]);

/** For levels of an author's own naming, from the first to the last. */
const byCloseness = ['stranger', 'acquaintance', 'friend', 'close_friend', 'soulmate'] as const;

/** How to treat somebody at a level: the author's line, or one for how far along the level is. */
export function describeBond(persona: Persona, level: Level): string {
  const name = level.name.replaceAll('_', ' ');
  return `Your relationship with them has reached the level "${name}". ${level.describe ?? manner(persona, level)}`;
}

function manner(persona: Persona, level: Level): string {
  const own = standard.get(level.name);
  if (own !== undefined) return own;
  const last = persona.levels.length - 1;
  const closeness = last === 0 ? 0 : persona.levels.indexOf(level) / last;
  return standard.get(byCloseness[Math.round(closeness * (byCloseness.length - 1))]!)!;
}
