import type { Clause } from './clauses.ts';
import {
  FILLERS_EN,
  FILLERS_ES,
  OTHERS,
  PRAISE_EN,
  PRAISE_ES,
  PRAISE_ES_NOT_ESTAS,
  TRAITS_EN,
  TRAITS_ES,
} from './kind-words.ts';
import { ERES, FEELING_EN, isDirect, YOU_ARE } from './subject.ts';

const FILL_EN = `(?: (?:${FILLERS_EN})){0,5}`;
const FILL_ES = `(?: (?:${FILLERS_ES})){0,5}`;

const YOU_ARE_PRAISED = new RegExp(
  `\\b(?:${YOU_ARE}|(?:you|u) (?:look|sound|seem|smell|are looking)|your(?= (?:so|very|really|such|too|the best)\\b))${FILL_EN} (${PRAISE_EN})\\b`,
);
const YOU_ARE_GOOD =
  /\b(?:you'?re|you are|u are|ur)(?:(?: (?:so|very|really|too|such|a|an|my|also|just|always)){1,4} good\b|(?: (?:so|very|really))? good (?:at|to me|for me|with)\b)(?! (?:for nothing|question|point|idea))/;
const ERES_PRAISED = new RegExp(`\\b(${ERES})${FILL_ES} (${PRAISE_ES})\\b(?! (?:de nada|para nada))`);
const YOUR_TRAIT_EN = new RegExp(
  `\\byour (?:\\w+ )?(?:${TRAITS_EN})(?: (?:\\w+ )?(?:is|are|sounds?|looks?))${FILL_EN} (${PRAISE_EN}|good)\\b`,
);
const YOUR_TRAIT_ES = new RegExp(
  `\\btus? (?:\\w+ )?(?:${TRAITS_ES}) (?:es|son|esta|estan|suena|se ve)${FILL_ES} (?:${PRAISE_ES}|(?:lind|hermos|bell|bonit|precios|divin|tiern|perfect)[oa]s|increibles|geniales|dulces)\\b`,
);
const YOU_HAVE_EN = new RegExp(
  `\\b(?:you have|you've got|you've|you got)${FILL_EN} (?:${PRAISE_EN}|good|soothing|sexy)(?: \\w+)? (?:${TRAITS_EN})\\b`,
);
const TIENES_ES = new RegExp(
  `\\btienes (?:\\w+ ){0,2}?(?:${TRAITS_ES})${FILL_ES} (?:${PRAISE_ES}|(?:lind|hermos|bell|bonit|precios|divin)[oa]s)\\b|\\btienes (?:\\w+ ){0,3}?(?:${PRAISE_ES}|(?:lind|hermos|bell|bonit|precios)[oa]s) (?:${TRAITS_ES})\\b`,
);
const LOVE_YOUR =
  /(?:\bi(?: (?:really|just|absolutely|so|totally|do|honestly|always|truly|also|kinda))*|^(?:really|just|absolutely)?) ?(?:love|like|adore|enjoy|admire) (?:(your) (?:\w+ )?(\w+)|the way you\b|how you\b|(?:talking|chatting|speaking|being|hanging out) (?:to|with) (?:you|u)\b)/;
const ENCANTA_TU =
  /\b(?:me (?:encantan?|gustan?|fascinan?)(?: (?:mucho|tanto|demasiado))?|amo|adoro) (?:(tus?) (\w+)|(?:como|la forma en que|la manera en que) (?:eres|hablas|escribes|piensas|hablas|cantas|te expresas|me hablas|me tratas)\b|(?:hablar|platicar|charlar|conversar|estar) (?:con ?tigo|con vos)\b)/;
const HOW_YOU = new RegExp(`\\bhow(?: (?:very|really))? (?:${PRAISE_EN}) you (?:are|look|sound)\\b`);
const WHAT_A = new RegExp(
  `\\bwhat an?${FILL_EN} (?:${PRAISE_EN}) (?:${TRAITS_EN})\\b(?! (?:she|he|they|it|i)\\b)`,
);
const QUE_ERES = new RegExp(
  `\\b(?:que|cuan|lo)${FILL_ES} (?:${PRAISE_ES}) (?:que )?(?:${ERES}|suenas|tu (?:${TRAITS_ES})|(?:${TRAITS_ES}) tienes)\\b|\\bque (?:${TRAITS_ES})${FILL_ES} (?:${PRAISE_ES})(?: tienes)?$`,
);
const HELLO_BEAUTIFUL =
  /^(?:hey|hi|hello|hiya|yo|hola|holi|holis|good (?:morning|night|evening)|buen(?:os|as) (?:dias|tardes|noches)|oye)(?: (?:there|my))?,? (?:beautiful|gorgeous|handsome|cutie|pretty|lovely|sexy|sunshine|guapa|guapo|hermosa|hermoso|preciosa|precioso|bonita|bonito|linda|lindo|bella|reina|princesa)$/;
const MAKES_ME =
  /\byou (?:always |really |just )?(?:make me (?:so |very |really )?(?:happy|smile|laugh|feel (?:so |very |much )?(?:good|better|safe|loved|special|happy))|made my day|make my day|light up my (?:life|day)|brighten my day|rock|are doing great|never fail to make me)\b|\bme (?:haces|hiciste) (?:muy |tan |siempre )?(?:feliz|reir|sonreir|sentir (?:muy |tan |mas )?(?:bien|mejor|feliz|querid[oa]|especial))\b|\bme alegras(?:te)? (?:el dia|la vida|la tarde|la noche)\b/;
const WELL_DONE =
  /^(?:(?:wow|omg|oh|yes|yay) )?(?:well done|(?:good|great|nice|amazing|awesome|excellent) (?:job|work)|bien hecho|(?:buen|gran|excelente) trabajo)(?: (?:alicia|my friend|amig[oa]|there|today|everyone))?$/;
const YOUR_BEAUTIFUL =
  /^(?:(?:omg|wow|oh|god|and) )*your (?:beautiful|pretty|cute|gorgeous|amazing|awesome|adorable|lovely|funny|smart)$/;
const NOT_BAD =
  /\b(?:you'?re|you are|your \w+ is) not (?:half )?bad at all\b|\b(?:no )?(?:eres|estas) nada mal\b|\bno estas nada mal\b|\bno eres nada (?:tont[oa]|fe[oa])\b/;

const RHETORICAL =
  /\b(?:why|how come|how) (?:are|r) (?:you|u)(?: (?:always|so|such|this|that|a|an|very))+ |\b(?:do|did) you know(?: that)? $|\b(?:has|have) (?:anyone|anybody|they|people) (?:ever )?told you(?: that)? $|\b(?:por ?que|como) (?:es que )?$|\b(?:sabes|sabias|sabes ya) (?:que )?$|\bte (?:han|habian) dicho (?:alguna vez )?(?:que )?$|\bte dije (?:ya )?que $/;
const WHY_SO_PRETTY = new RegExp(
  `\\b(?:why|how come|how) (?:are|r) (?:you|u) (?:so|such an?|this|that)${FILL_EN} (${PRAISE_EN})\\b`,
);

/** After "pretty", words that leave it an adjective; any other makes it an adverb ("pretty annoying"). */
const AFTER_PRETTY =
  /^(?:and|but|too|today|tonight|as|like|when|even|because|girl|woman|lady|boy|to|in|for|with|u|you|bro|lol|haha|xd|omg|my|tho|though|alicia|now|honestly|indeed|already|face|person|thing|dear|babe|baby|by)?$/;
const SPOILED_EN =
  /^(?:funny (?:looking|how|that)|smart ?ass|smart aleck|sweet talker|nice try|cool with|great deal|hot mess|special needs|kind of|best of luck|fun(?:ny)? to hate)\b/;
const NEGATED_AFTER = /^(?: \w+){0,2} (?:not|never)$/;

/** Where a clause praises the persona, as offsets into the clause; undefined when it does not. */
export function findPraise(clause: Clause, written: string): readonly [number, number] | undefined {
  const match = PRAISES.map((find) => find(clause, written)).find((found) => found !== undefined);
  if (match === undefined) return undefined;
  const before = clause.text.slice(0, match.index);
  const after = clause.text.slice(match.index + match[0].length);
  if (NEGATED_AFTER.test(after)) return undefined;
  if (clause.isQuestion && !isRhetorical(before, match[0])) return undefined;
  if (!isDirect(before, written.slice(clause.start)) && !RHETORICAL.test(before)) return undefined;
  return [match.index, match.index + match[0].length];
}

type Find = (clause: Clause, written: string) => RegExpExecArray | undefined;

const plain =
  (pattern: RegExp): Find =>
  ({ text }) =>
    pattern.exec(text) ?? undefined;

const PRAISES: readonly Find[] = [
  youArePraised,
  eresPraised,
  loveYour,
  ...[
    YOU_ARE_GOOD,
    YOUR_TRAIT_EN,
    YOUR_TRAIT_ES,
    YOU_HAVE_EN,
    TIENES_ES,
    HOW_YOU,
    WHAT_A,
    QUE_ERES,
    HELLO_BEAUTIFUL,
    MAKES_ME,
    WELL_DONE,
    NOT_BAD,
    YOUR_BEAUTIFUL,
    WHY_SO_PRETTY,
  ].map(plain),
];

function youArePraised(clause: Clause, written: string): RegExpExecArray | undefined {
  const match = YOU_ARE_PRAISED.exec(clause.text);
  if (match === null) return undefined;
  const word = match[1]!;
  const end = match.index + match[0].length;
  const rest = clause.text.slice(end);
  if (SPOILED_EN.test(word + rest)) return undefined;
  if (word !== 'pretty') return match;
  const next = /^ ?([\p{L}']*)/u.exec(rest)?.[1] ?? '';
  // A capital after it is a name: "You are pretty Alicia".
  const isName = /^\p{Lu}/u.test(written.slice(clause.start + end).trimStart());
  return AFTER_PRETTY.test(next) || isName ? match : undefined;
}

function eresPraised({ text }: Clause): RegExpExecArray | undefined {
  const match = ERES_PRAISED.exec(text);
  if (match === null) return undefined;
  const isEstas = /^est|^te ves|^luces|^parece/.test(match[1]!);
  if (isEstas && PRAISE_ES_NOT_ESTAS.test(match[2]!)) return undefined;
  // "eres mejor" compares; "eres la mejor" praises.
  if (match[2] === 'mejor' && !/ (?:la|el|lo|mi) mejor$/.test(match[0])) return undefined;
  return FEELING_EN.test(text) ? undefined : match;
}

function loveYour({ text }: Clause): RegExpExecArray | undefined {
  for (const pattern of [LOVE_YOUR, ENCANTA_TU]) {
    const match = pattern.exec(text);
    if (match !== null && !OTHERS.test(match[2] ?? '')) return match;
  }
  return undefined;
}

function isRhetorical(before: string, match: string): boolean {
  return (
    RHETORICAL.test(before) ||
    /^(?:why|how)/.test(match) ||
    /\b(?:por ?que|como) (?:eres|sos)\b/.test(before + match)
  );
}
