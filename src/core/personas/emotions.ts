/** The twelve emotions a mood may stand for and a trigger may cause. */
export const emotions = [
  'joy',
  'sadness',
  'anger',
  'fear',
  'surprise',
  'disgust',
  'trust',
  'anticipation',
  'curiosity',
  'frustration',
  'excitement',
  'contentment',
] as const;

export type EmotionType = (typeof emotions)[number];
