import type { EmotionType } from '../personas/emotions.ts';

/** Emoji and emoticons by the emotion they show. */
export const EMOTION_MARKS: Readonly<Partial<Record<EmotionType, readonly string[]>>> = {
  joy: [
    ...'😀😃😄😁😆😅😂🤣😊😇🙂😍🥰😘😗😙😚😋😜🤪😝🤗😎🥳😺😸😹😻❤🧡💛💚💙💜🖤💖💗💓💞💕💘💝♥👏🎉🎊👍👌💪🙌🌹🌸✨🔥💯😌',
    ':)',
    ':d',
    '<3',
    ':3',
    ';)',
    'c:',
    '=)',
    ':p',
  ],
  trust: [...'🙏🤝'],
  excitement: [...'🤩🚀'],
  contentment: [...'☺'],
  sadness: [...'😢😭😿💔😞😔😟🙁☹😥😓😩🥺😣', ':(', ":'(", 'd:', ':c', '=('],
  anger: [...'😠😡🤬👿💢🖕😤👎', '>:('],
  frustration: [...'😫😖🙄'],
  fear: [...'😨😰😱😧😦👻'],
  disgust: [...'🤢🤮🤧💩🙅', '-_-'],
  surprise: [...'😮😲😯🤯😳🙀', ':o'],
  curiosity: [...'🤔🧐'],
};
