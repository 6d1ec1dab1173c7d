/**
 * What tells "Alicia, come here" from "Alicia is my sister", in both languages. Everything here is matched against
 * folded text: lower case, no accents, one kind of apostrophe.
 */

/** What people say before a name when they turn to somebody. A comma may follow, and several may come together. */
export const GREETING = words([
  'hola+',
  'holi',
  'hell+o',
  'hi+',
  'he+y+',
  'heya',
  'hiya',
  'ey',
  'eh',
  'oye',
  'oiga',
  'howdy',
  'greetings',
  'saludos',
  'buen dia',
  'buenos dias',
  'buenas(?: tardes| noches)?',
  'good (?:morning|afternoon|evening|night|day)',
  'morning',
  'gm',
  'gn',
  'que (?:tal|hay|pasa|hubo)',
  "what'?s up",
  'how are you',
  'como (?:estas|andas|te va)',
  '(?:muchas )?gracias',
  'thanks',
  'thank you',
  'thx',
  'de nada',
  'ok(?:ay)?',
  'vale',
  'dear',
  'querid[oa]',
  'estimad[oa]',
  'please',
  'por favor',
  'porfa',
  'perdona?',
  'disculpa',
  'sorry',
  'excuse me',
  'welcome(?: back)?',
  'bienvenid[oa]',
  'adios',
  'bye(?: bye)?',
  'goodbye',
  'chao',
  'see you',
  'hasta (?:luego|manana|pronto)',
  '(?:i )?(?:love|miss) you',
  'te (?:quiero|amo|extrano|echo de menos)',
  'felicidades',
  'enhorabuena',
  'congrat(?:s|ulations)',
  'feliz cumple(?:anos)?',
  'happy birthday',
  'lo siento',
  'escucha',
  'mira',
  'listen',
]);

/** Of somebody in their hearing: after "…, Alicia." at the end of a line it is said to her. */
export const TO_SOMEBODY = words([
  'tus?',
  'te',
  'ti',
  'contigo',
  'vos',
  'usted',
  'you',
  'yours?',
  'u',
  'eres',
  'estas',
  'sabes',
  'puedes',
  'quieres',
  'tienes',
  'crees',
  'dime',
  'cuentame',
  'ayudame',
  'tell me',
  'help me',
  'let me',
  'hola',
  'hello',
  'hi',
  'hey',
  'buenas',
  'buenos',
  'good (?:morning|afternoon|evening|night)',
  'gracias',
  'thanks?',
  'please',
  'por favor',
  'porfa',
  'lo siento',
  'sorry',
  'perdona?',
  'adios',
  'bye',
]);

const EN_VERBS = `said|says|told|tells|thinks|thought|knows|knew|likes|liked|loves|loved|hates|hated|wants|wanted|needs|
  needed|seems|seemed|looks|looked|went|goes|came|comes|got|gets|gave|gives|made|makes|took|takes|saw|sees|asked|asks|
  answered|answers|replied|replies|wrote|writes|talks|talked|speaks|spoke|lives|lived|works|worked|plays|played|sings|
  sang|left|leaves|forgot|forgets|remembers|remembered|keeps|kept|called|calls|used to`;
const EN_AUXILIARIES = `is|isn't|isnt|was|wasn't|wasnt|are|aren't|were|weren't|does|doesn't|doesnt|did|didn't|didnt|has|
  hasn't|had|hadn't|will|won't|would|wouldn't|can|can't|cant|cannot|could|couldn't|should|shouldn't|may|might|must`;
const ES_VERBS = `es|era|fue|sera|esta|estaba|estuvo|ha|habia|tiene|tenia|tuvo|dijo|dice|decia|sabe|sabia|va|iba|viene|
  vino|venia|quiere|queria|quiso|puede|podia|pudo|parece|parecia|hace|hizo|hacia|cree que|creia|piensa que|pensaba|vive|
  vivia|trabaja|trabajaba|llego|salio|hablo|pregunto|contesto|respondio|conto|mando|ayudo|gano|perdio|murio|nacio|
  son|eran|fueron|estan|estaban|han|tienen|tenian|van|vienen|vinieron|quieren|dicen|dijeron|saben|pueden|parecen|
  me cae|me caen`;

/** What follows a name in a sentence about somebody: a verb in the third person, or more of the subject. */
export const ABOUT_SOMEBODY = new RegExp(
  `^(?:${[
    `(?:(?:never|always|also|just|really|already|still|only|probably) )?(?:${list(EN_VERBS)})\\b`,
    // "Alicia is it raining?" turns to her, "Alicia is my sister" does not.
    `(?:${list(EN_AUXILIARIES)})\\b(?! (?:you|u|ya|i|we|he|she|it|they|this|that|there|these|those)\\b)`,
    `(?:and|&|with|or|than|from)\\b(?! (?:you|u|what|how|why|where|when|then|now|so)\\b)`,
    `(?:(?:no|ya|tambien|siempre|nunca|casi|solo|aun|todavia|me|te|se|le|les|lo|la|los|las|nos) ){0,3}(?:${list(ES_VERBS)})\\b`,
    `(?:y|e|o|u|con|de|del)\\b(?! (?:tu|vos|usted|que|quien|como|cuando|donde|cual|si|ahora|luego|por que|verdad|nada|acuerdo)\\b)`,
  ].join('|')})`,
  'u',
);

/** What begins like a sentence about somebody and is not one: "es verdad que…", "hace frío". */
export const IMPERSONAL = new RegExp(
  `^(?:${[
    '(?:no )?(?:es|era|sera) (?:verdad|cierto|posible|hora|tarde|temprano|broma|que|lo que|igual|mejor|peor|facil|dificil|justo|normal|urgente|importante)',
    '(?:fue|ha sido|es|sera) (?:un|una) (?:placer|gusto|honor|pena|lastima|alegria)',
    'esta (?:vez|noche|tarde|manana|semana|es)',
    'hace (?:frio|calor|sol|viento|mucho|tiempo|anos|dias|falta|un rato|buen|mal)',
    'se (?:puede|pueden)',
    'va a',
  ].join('|')})\\b`,
  'u',
);

function list(lines: string): string {
  return lines.replace(/\s*\n\s*/g, '');
}

function words(each: readonly string[]): string {
  return `(?:${each.join('|')})`;
}
