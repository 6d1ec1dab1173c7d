import type { Clause } from './clauses.ts';
import {
  FILLERS_EN,
  FILLERS_ES,
  INSULT_EN,
  INSULT_ES,
  INSULT_ES_NOT_ESTAS,
  TRAITS_EN,
  TRAITS_ES,
} from './kind-words.ts';
import { ERES, isDirect, YOU_ARE } from './subject.ts';

const FILL_EN = `(?: (?:${FILLERS_EN})){0,5}`;
const FILL_ES = `(?: (?:${FILLERS_ES})){0,5}`;

const YOU_ARE_INSULTED = new RegExp(
  `\\b(?:${YOU_ARE}|(?:you|u) (?:look|sound|seem|smell)|your(?= (?:so|such|too)\\b))${FILL_EN} (?:${INSULT_EN})\\b(?! (?:at all|good|cute|funny|amount)\\b)`,
);
const ERES_INSULTED = new RegExp(`\\b(${ERES})${FILL_ES} (${INSULT_ES})\\b`);
const YOUR_TRAIT = new RegExp(
  `\\byour (?:\\w+ )?(?:${TRAITS_EN}) (?:is|are|sounds?|looks?)${FILL_EN} (?:${INSULT_EN})\\b|\\btus? (?:${TRAITS_ES}) (?:es|son|esta|suena)${FILL_ES} (?:${INSULT_ES}|(?:fe|estupid|tont|aburrid|horribl)[oae]s)\\b`,
);
const QUE_ERES = new RegExp(`\\bque${FILL_ES} (?:${INSULT_ES}) (?:que )?(?:eres|sos)\\b`);
const WHY_SO = new RegExp(
  `\\b(?:why|how) (?:are|r) (?:you|u) (?:so|such an?|this)${FILL_EN} (?:${INSULT_EN})\\b|\\b(?:por ?que|como) (?:eres|sos)${FILL_ES} (?:${INSULT_ES})\\b`,
);
const CALLED =
  /^(?:(?:you|hey|oye|ay|oh|eres|que|and|pero|so|just) )*(?:(?:fucking|stupid|dumb|damn|useless|worthless|ugly|maldit[oa]|pinche|puta?|estupid[oa]) )*(?:(?:idiot|moron|loser|dumbass|asshole|bitch|imbecile|jerk|bastard|cunt|whore|slut|retard|liar|scumbag)|(?:stupid|dumb|useless|fucking|worthless|damn) (?:bot|robot|ai|machine|thing|girl|program)|idiota|imbecil|estupid[oa]|tont[oa]|pendej[oa]|gilipollas|inutil|mentirosa|zorra|perra|puta|cabrona?|taradeo|tarad[oa]|asquerosa|hij[oa] de (?:puta|perra)|hijueputa|(?:bot|maquina|robot) (?:de mierda|estupid[oa]|tont[oa]|inutil|idiota|basura)|(?:estupid[oa]|maldit[oa]|pinche) (?:bot|maquina|robot|ia))$/;
const HATE =
  /\b(?:i|we) (?:really |fucking |just |absolutely |actually |so |truly |do )*(?:hate|despise|detest|loathe|can'?t stand) (?:you|u)\b(?! (?:guys )?(?:not|for making me laugh))|^hate (?:you|u)\b|\b(?:te|los|las) (?:odio|detesto|aborrezco)\b|\bme (?:caes (?:muy |tan |re )?mal|das asco|das pena ajena|tienes hart[oa])\b|\b(?:no te soporto|no te aguanto)\b/;
const COMMANDS =
  /^(?:(?:just|please|oh|and|so|now|ya|por favor|pues|mejor|porfa|simplemente|hey|oye) )*(?:(?:shut (?:the (?:fuck|hell) )?(?:up|it)|stfu|fuck (?:off|you|u)|fuck yourself|go (?:fuck yourself|to hell|die|away and die)|screw (?:you|u)|get lost|drop dead|kys|kill yourself|bite me|piss off|eat shit)\b|(?:callate|callese|cierra (?:la|el) (?:boca|pico|hocico)|vete (?:a la (?:mierda|verga|chingada)|al (?:diablo|infierno|carajo))|largate|jodete|muerete|que te (?:jodan|den|follen)|chinga tu madre|chingate|(?:andate|andá) a (?:la mierda|cagar)|a la mierda contigo|vete a la)\b)/;
const WORTH =
  /\byou (?:really |fucking |just |all )?(?:suck|disgust me|make me sick|piss me off|are dead to me|ruin everything|know nothing)\b|\b(?:nobody|no one) (?:likes|loves|wants) you\b|\b(?:no (?:sirves|vales)(?: para)? (?:nada|ni)|das asco|apestas|nadie te (?:quiere|soporta|aguanta)|me arruinas|te mereces lo peor)\b|\bfuck (?:you|u)\b/;

// Denials inside these patterns are part of the insult.
const DENYING = /^(?:no(?:body| one)?|nadie) |^no (?:te|sirves|vales)/;

/** Where a clause insults the persona, as offsets into the clause; undefined when it does not. */
export function findHostility(clause: Clause, written: string): readonly [number, number] | undefined {
  const match =
    YOU_ARE_INSULTED.exec(clause.text) ??
    eresInsulted(clause.text) ??
    [YOUR_TRAIT, QUE_ERES, WHY_SO, CALLED, HATE, COMMANDS, WORTH]
      .map((pattern) => pattern.exec(clause.text))
      .find((found) => found !== null);
  if (match === undefined) return undefined;
  const before = clause.text.slice(0, match.index);
  const isAsked =
    clause.isQuestion && !/^(?:why|how|por ?que|como)\b/.test(match[0]) && !/\bpor ?que $/.test(before);
  if (isAsked && YOU_ARE_OR_ERES.test(match[0])) return undefined;
  if (!DENYING.test(match[0]) && !isDirect(before, written.slice(clause.start))) return undefined;
  if (/^you are the shit$/.test(match[0])) return undefined;
  return [match.index, match.index + match[0].length];
}

const YOU_ARE_OR_ERES = new RegExp(`^(?:${YOU_ARE}|${ERES})\\b`);

function eresInsulted(text: string): RegExpExecArray | undefined {
  const match = ERES_INSULTED.exec(text);
  if (match === null) return undefined;
  return /^est|^te ves/.test(match[1]!) && INSULT_ES_NOT_ESTAS.test(match[2]!) ? undefined : match;
}
