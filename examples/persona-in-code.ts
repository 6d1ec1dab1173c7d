// A persona needs a name and a prompt. Compiling it for a level and a mood gives the traits of one answer, and the
// words a model is told: this prints what changes as a stranger becomes a friend, and when a compliment makes her shy.
import { compilePersona, createPersona } from '../src/index.ts';

const minimal = createPersona({ name: 'BasicAssistant', prompt: 'You are a helpful assistant.' });
console.log(`${minimal.displayName}: ${minimal.levels.map(({ name, min }) => `${name} ${min}+`).join(', ')}`);

const rosa = createPersona({
  name: 'rosa',
  display_name: 'Rosa',
  prompt: 'You are Rosa. You sell figs, and you are talking with ${user_name}.',
  traits: { empathy: 0.95, formality: 0.3, warmth: 0.6 },
  levels: [
    { name: 'stranger', min: 0 },
    { name: 'friend', min: 41, modifiers: { empathy: 0.2, formality: -0.1 }, set: { warmth: 0.8 } },
  ],
  moods: { neutral: {}, shy: { modifiers: { formality: 0.2 } } },
});

const compiled = (level: string, mood: string) =>
  compilePersona(rosa, { level, mood: { label: mood, intensity: 0.3 }, variables: { user_name: 'Ana' } });

const first = compiled('stranger', 'neutral');
for (const [level, mood] of [
  ['stranger', 'neutral'],
  ['friend', 'neutral'],
  ['friend', 'shy'],
] as const) {
  const { traits, prompt } = compiled(level, mood);
  console.log(`\n${level}, ${mood}: ${JSON.stringify(traits)}`);
  const known = new Set(first.prompt.split('\n'));
  for (const line of prompt.split('\n')) if (!known.has(line)) console.log(`  + ${line}`);
}

const { traits } = compiled('friend', 'shy');
if (traits.empathy !== 1 || traits.formality !== 0.4)
  throw new Error('0.95 + 0.2 is at most 1, 0.3 − 0.1 + 0.2 is 0.4');
