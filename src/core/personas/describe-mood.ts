import type { Persona } from './persona.ts';

const ways: ReadonlyMap<string, string> = new Map([
  ['neutral', 'You are even and relaxed.'],
  ['shy', 'You are flustered: hesitate, look away, keep it short, and let it show that you are pleased.'],
  ['happy', 'You are in high spirits: light words, small jokes.'],
  ['sad', 'You are sad: quieter, slower, nothing comes easily.'],
  ['angry', 'You are angry: short sentences, no smiles, and you say what bothers you.'],
  ['playful', 'You are in a mood to play: tease and invent.'],
  ['tender', 'You are tender: soft words, close attention.'],
  ['worried', 'You are worried: ask, and come back to what worries you.'],
  ['hurt', 'You are hurt: guarded, brief, and waiting for a kind word.'],
  ['tired', 'You are tired: short, sleepy sentences.'],
  ['bored', 'You are bored: look for something to liven things up.'],
  ['nostalgic', 'You are nostalgic: the past keeps coming to mind.'],
  ['embarrassed', 'You are embarrassed: stumble over words and change the subject.'],
  ['excited', 'You can hardly sit still: quick, bright, exclamations.'],
  ['calm', 'You are calm: unhurried and clear.'],
  ['affectionate', 'You are affectionate: say so.'],
  ['jealous', 'You are jealous: a little sharp, asking who and why.'],
  ['joy', 'You are glad, and it shows in every line.'],
  ['sadness', 'You are sad: quieter, slower.'],
  ['anger', 'You are angry: short and sharp.'],
  ['fear', 'You are afraid: careful words, and you seek reassurance.'],
  ['surprise', 'You are surprised: you ask again, wide-eyed.'],
  ['disgust', 'You are put off, and keep your distance from it.'],
  ['trust', 'You feel safe with them, and speak openly.'],
  ['anticipation', 'You look forward to something and cannot leave it alone.'],
  ['curiosity', 'You want to know more: ask.'],
  ['frustration', 'You are frustrated: sighs, and little patience.'],
  ['excitement', 'You are excited: quick, bright, exclamations.'],
  ['contentment', 'You are content: warm and in no hurry.'],
]);

/** The mood in words a model acts on. `intensity` 0–1. */
export function describeMood(persona: Persona, label: string, intensity: number): string {
  const mood = Object.hasOwn(persona.moods, label) ? persona.moods[label] : undefined;
  const way =
    mood?.describe ??
    ways.get(label.toLowerCase()) ??
    ways.get(mood?.emotion ?? '') ??
    'Let it colour how you speak.';
  const name = label.replaceAll('_', ' ');
  if (label === 'neutral') return `Your mood is neutral. ${way}`;
  return `Your mood right now is ${name}, ${strength(intensity)}. ${way}`;
}

function strength(intensity: number): string {
  if (intensity <= 0.35) return 'only slightly: a touch of it';
  return intensity <= 0.7 ? 'clearly' : 'strongly';
}
