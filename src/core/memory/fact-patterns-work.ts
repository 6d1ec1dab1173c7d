import { type Finder, isHedged, valueFrom } from './fact-statement.ts';
import { OCCUPATIONS } from './fact-words.ts';

const BEING =
  /\b(?:i'?m|i am|im|(?:yo )?soy) (?:currently |now |actually |also |still )?(?:(?:an?|un|una) )?/g;
const AS =
  /\b(?:i (?:\w+ )?work as(?: an?)?|i'?m working as(?: an?)?|trabajo (?:de|como)(?: un[ao]?)?|my job is(?: an?)?|mi (?:trabajo|profesion|oficio) es(?: ser)?|me dedico a(?: ser)?(?: la| el)?) /;
const AT =
  /\b(?:i (?:(?:currently|now|still|also) )*work (?:at|for|in)|i'?m working (?:at|for|in)|(?:yo )?trabajo (?:ahora |actualmente )?(?:en|para)|i (?:just )?(?:got|have) a job (?:at|in)|consegui trabajo en) /;
const NO_MORE_AT =
  /\b(?:i (?:no longer|don'?t|do not|used to) work (?:at|for|in)|ya no trabajo (?:en|para)|no trabajo en|(?:yo )?(?:antes )?trabajaba (?:en|para)|i (?:quit|left) my job at|renuncie a(?: mi trabajo en)?|deje mi trabajo en) /;
const NO_MORE_AS =
  /\b(?:i (?:no longer|don'?t) work as(?: an?)?|ya no (?:trabajo (?:de|como)|soy)|i'?m no longer an?) /;
const STUDYING =
  /\b(?:i(?:'m| am)? (?:currently )?(?:study|studying|majoring in|major in)|(?:yo )?(?:estudio|estoy estudiando)) /;
const NO_PLACE =
  /^(?:home|the (?:morning|evening|night|afternoon|office|same|field)|night|day|weekends?|nights|my(?:self)?|fun|money|free|peace|team|a team|general|it|this|that|him|her|them|you|casa|la (?:noche|manana|tarde)|equipo|el (?:turno|mismo)|mi |eso|esto|ello|turnos?|hard|for|exam|an exam|un examen|el examen|el dia|vacaciones|a las)/;
const WORK_STOPS =
  / (?:and|y|with|con|as|como|for \d|por|every|todos?|todas?|from|de (?:lunes|\d)|on|los|at night|part time|full time|desde|until|hasta|hard|mucho|to|para|lately|in the (?:morning|evening|afternoon))\b.*$/;

const findOccupation: Finder = (statement) => {
  const { folded } = statement;
  const ended = NO_MORE_AS.exec(folded);
  if (ended !== null) {
    const value = valueFrom(statement, ended.index + ended[0].length, WORK_STOPS);
    return isOccupation(value) ? [{ category: 'work', key: 'occupation', value, ends: true }] : [];
  }
  const as = AS.exec(folded);
  if (as !== null && !isHedged(folded.slice(0, as.index))) {
    const value = valueFrom(statement, as.index + as[0].length, WORK_STOPS);
    const isJob = value !== '' && value.split(/\s+/).length <= 5 && !NO_PLACE.test(value.toLowerCase());
    const isGeneral = /^(?:my job|mi |me dedico)/.test(as[0]);
    return isJob && (!isGeneral || isOccupation(value))
      ? [{ category: 'work', key: 'occupation', value }]
      : [];
  }
  for (const being of folded.matchAll(BEING)) {
    if (isHedged(folded.slice(0, being.index))) continue;
    const whole = valueFrom(statement, being.index + being[0].length, WORK_STOPS);
    const value = whole.split(/ (?:in|at|en|for|who|que|from|living) /)[0]!;
    if (isOccupation(value)) return [{ category: 'work', key: 'occupation', value }];
  }
  return [];
};

/** "software engineer" ends in one, "profesora de matemáticas" begins with one. */
function isOccupation(value: string): boolean {
  const words = value.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase().split(/\s+/);
  if (words.length > 5) return false;
  return (
    OCCUPATIONS.has(words.at(-1) ?? '') ||
    (OCCUPATIONS.has(words[0]!) && (words[1] === 'de' || words[1] === 'en' || words.length === 2))
  );
}

const findWorkplace: Finder = (statement) => {
  const { folded } = statement;
  const ended = NO_MORE_AT.exec(folded);
  const match = ended ?? AT.exec(folded);
  if (match === null || (ended === null && isHedged(folded.slice(0, match.index)))) return [];
  const start = match.index + match[0].length;
  if (NO_PLACE.test(folded.slice(start))) return [];
  const value = valueFrom(statement, start, WORK_STOPS);
  if (value === '' || value.split(/\s+/).length > 6 || /^\d/.test(value)) return [];
  return [{ category: 'work', key: 'workplace', value, ...(ended === null ? {} : { ends: true }) }];
};

const findStudies: Finder = (statement) => {
  const match = STUDYING.exec(statement.folded);
  if (match === null || isHedged(statement.folded.slice(0, match.index))) return [];
  const start = match.index + match[0].length;
  if (
    /^(?:for|a lot|hard|with|at|in|every|mucho|para|con|en|todos|toda|un rato|to|here|aqui|por|al|la noche|las?|when|it|this)\b/.test(
      statement.folded.slice(start),
    )
  )
    return [];
  const value = valueFrom(
    statement,
    start,
    / (?:at|in|en|with|con|for|para|by|every|todos|and|y (?!\p{L}+$))\b.*$/u,
  );
  return value === '' || value.split(/\s+/).length > 4 ? [] : [{ category: 'work', key: 'studies', value }];
};

/** What the person does for a living, and where. */
export const workFinders: readonly Finder[] = [findOccupation, findWorkplace, findStudies];
