import type { EmotionType } from '../personas/emotions.ts';

const NAMES: Readonly<Record<EmotionType, string>> = {
  joy: 'joy joyful happy happiness cheerful glad delighted playful alegre alegria feliz felicidad contenta contento',
  sadness: 'sadness sad down melancholic melancholy blue sorrowful triste tristeza melancolica melancolico',
  anger:
    'anger angry mad furious annoyed irritated enojada enojado enojo enfadada enfadado molesta molesto furiosa furioso ira',
  fear: 'fear afraid scared fearful anxious nervous worried miedo asustada asustado ansiosa ansioso nerviosa nervioso preocupada preocupado',
  surprise: 'surprise surprised amazed astonished sorpresa sorprendida sorprendido asombrada asombrado',
  disgust: 'disgust disgusted asco asqueada asqueado',
  trust: 'trust trusting grateful confianza confiada confiado agradecida agradecido',
  anticipation: 'anticipation expectant hopeful expectativa expectante esperanzada esperanzado',
  curiosity: 'curiosity curious intrigued curiosidad curiosa curioso intrigada intrigado',
  frustration: 'frustration frustrated frustracion frustrada frustrado',
  excitement:
    'excitement excited thrilled emocion emocionada emocionado entusiasmada entusiasmado entusiasmo',
  contentment:
    'contentment content calm peaceful relaxed serene tranquila tranquilo calma relajada relajado serena sereno',
};

const BY_NAME: ReadonlyMap<string, EmotionType> = new Map(
  Object.entries(NAMES).flatMap(([emotion, names]) =>
    names.split(' ').map((name) => [name, emotion as EmotionType] as const),
  ),
);

/** The emotion a mood's name means in English or Spanish ("alegre" → joy); undefined for neutral, shy and others. */
export function emotionOfMoodName(name: string): EmotionType | undefined {
  return BY_NAME.get(name.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase());
}
