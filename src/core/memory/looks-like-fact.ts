import { fold } from '../affinity/fold.ts';
import { findFacts } from './fact-patterns.ts';

const ABOUT_SELF = [
  // Name, work, home, health, languages.
  /\b(?:my|mi|mis|our|nuestr[oa]s?) (?:\p{L}+ ){0,2}?(?:name|nombre|birthday|cumple\p{L}*|age|edad|job|trabajo|work|boss|jefe|jefa|office|home|house|casa|apartment|departamento|piso|city|ciudad|town|pueblo|country|pais|school|escuela|colegio|university|universidad|college|class|clase|car|coche|carro|auto|bike|moto|phone|telefono|hobby|hobbies|dream|sueno|favou?rite|favorit[oa]s?|preferid[oa]|family|familia|parents|padres|mother|mom|mum|mama|madre|father|dad|papa|padre|sister|hermana|brother|hermano|hermanos|son|hijo|hijos|daughter|hija|kids|children|wife|esposa|husband|esposo|marido|girlfriend|novia|boyfriend|novio|partner|pareja|friend|amig[oa]|grandma|grandmother|abuela|grandpa|grandfather|abuelo|uncle|tio|aunt|tia|cousin|prim[oa]|dog|perr\p{L}+|cat|gat\p{L}+|pet|mascota|bird|rabbit|hamster|horse|doctor|health|salud|allergy|alergia|team|equipo|ex|roommate|boda|wedding|salary|timezone)\b/u,
  /\b(?:me llamo|llamame|call me|i'?m called|i was born|naci|cumplo|cumpli|tengo \d+|i turned)\b/,
  /\b(?:i|i've|i'd) (?:\p{L}+ ){0,2}?(?:live|lived|work|worked|study|studied|love|like|liked|enjoy|hate|prefer|adore|dislike|have a|have an|have two|have three|had a|own|play|speak|moved|grew up|graduated|got married|got a|bought|adopted|lost my|started|quit|suffer|dream of|believe in|collect|drive|drink|eat|can't stand|am allergic)\b/u,
  /\b(?:vivo|vivia|trabajo (?:en|como|de|para)|trabajaba|estudio|estudie|hablo|prefiero|odio|detesto|adoro|amo|colecciono|juego (?:al?|en)|toco|practico|sufro|padezco|naci|creci|me mude|me case|me gradue|me gusta\p{L}*|me encanta\p{L}*|me fascina\p{L}*|tengo (?:un|una|dos|tres|cuatro|cinco|\d+|alergia|miedo a|hambre de)|soy (?:de|fan|alergic[oa]|un|una|muy|del)|estoy (?:casad[oa]|solter[oa]|estudiando|trabajando|aprendiendo|embarazada)|compre|adopte|perdi a)\b/u,
  /\bi(?:'m| am) (?:an? |from |allergic|married|single|divorced|engaged|pregnant|studying|working|learning|living|vegan|vegetarian|into|\d+\b)/,
  /\b(?:remember that|don'?t forget|recuerda que|recuerda:|acuerdate|no olvides|ten en cuenta|keep in mind)\b/,
];

const QUESTION_ONLY = /^[^.!\n]*\?[\s\p{P}\p{Extended_Pictographic}]*$/u;
const TAGGED = /(?:,| y| and) (?:tu|vos|usted|you|what about you|y tu|and you)\s*\?/;
const ASKING =
  /^[\s¿]*(?:(?:hola|hello|hi|hey|oye|alicia),? )?(?:¿|do|does|did|are|is|am|can|could|will|would|have|has|what|who|when|where|why|how|which|remember|recuerdas?|te acuerdas|sabes|que|quien|cuando|donde|por ?que|como|cual|cuanto|puedes|podrias|crees)\b/;

/**
 * Whether a message is worth asking a model what facts it holds: the writer seems to speak of themselves, their
 * own, likes, work, home, family or health. Generous; plain talk, small talk and pure questions are not.
 * Never throws; reads the first 4,000 characters.
 */
export function looksLikeFact(text: string): boolean {
  const { folded } = fold(text);
  if (QUESTION_ONLY.test(folded) && ASKING.test(folded) && !TAGGED.test(folded)) return false;
  const toPersona = folded.replace(PRAISE_OF_PERSONA, ' ');
  return ABOUT_SELF.some((pattern) => pattern.test(toPersona)) || findFacts(text).length > 0;
}

// "I love you", "me encanta tu voz": about the persona, not about the writer.
const PRAISE_OF_PERSONA =
  /\b(?:i (?:\w+ ){0,2}?(?:love|like|hate|adore|enjoy) (?:you|u|your|it|that|this|talking|to talk|how|when)\b|me (?:gusta|encanta)n? (?:tus?|hablar|como|eso|esto|que)\b|(?:te|lo|la) (?:amo|adoro|odio)\b|(?:odio|amo|adoro) (?:eso|esto|tus?)\b)/g;
