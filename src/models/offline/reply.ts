import type { VoiceSlot } from '../../core/personas/voice.ts';
import type { Scene } from '../../core/ports/language-model.ts';
import { askedFact } from './asked-fact.ts';
import { DEFAULT_LINES, type PlainLines } from './defaults.ts';
import { echo } from './echo.ts';
import { createRepertoire, type Repertoire, type Variables } from './lines.ts';
import { askableFact, listKnown, recollect } from './memory.ts';
import { type Moment, type Reading, readMoment } from './moment.ts';
import { findTopic } from './topic.ts';
import { cleanText, hash, shorten } from './words.ts';

/** Longest reply, in UTF-16 units. */
const LONGEST = 400;

interface Turn {
  readonly scene: Scene;
  readonly text: string;
  readonly reading: Reading;
  readonly repertoire: Repertoire;
  /** 0–99, the same for the same turn: chance without chance. */
  readonly luck: number;
}

/** One line of at most 400 characters, said from the persona's own material. Same scene, same line. */
export function offlineReply(scene: Scene): string {
  const text = cleanText(scene.userText);
  const reading = readMoment(text);
  const userName = shorten(cleanText(reading.name ?? scene.userName ?? ''), 40);
  const repertoire = createRepertoire(scene, text, userName);
  const luck = hash(scene.persona.name, scene.turnNumber, text, 'luck') % 100;
  const turn: Turn = { scene, text, reading, repertoire, luck };
  const line = answer(turn) ?? repertoire.say(['smallTalk', 'followUp', 'question']) ?? '…';
  return shorten(coloured(line, turn).replace(/\s+/g, ' ').trim(), LONGEST);
}

/** What outweighs a subject the persona could talk about. */
const WEIGHTY: ReadonlySet<Moment> = new Set<Moment>([
  'knows',
  'honest',
  'aboutMe',
  'sad',
  'scared',
  'angry',
  'insult',
  'love',
  'compliment',
  'thanks',
  'apology',
  'farewell',
  'howAreYou',
  'joke',
]);
/** What must not be passed over for the sake of a name. */
const GRAVE: ReadonlySet<Moment> = new Set<Moment>(['sad', 'scared', 'angry', 'insult']);
/** After these a question back is natural. */
const OPEN: ReadonlySet<VoiceSlot> = new Set<VoiceSlot>([
  'greet',
  'greetAgain',
  'greetMorning',
  'greetNight',
  'howAreYou',
  'aboutMe',
  'yes',
  'no',
  'thanks',
  'laugh',
  'smallTalk',
  'factNoted',
]);

function answer(turn: Turn): string | undefined {
  const { scene, text, reading, repertoire } = turn;
  const moment = reading.moments[0];
  if (text === '') return repertoire.say(['followUp', 'smallTalk']);
  if (reading.name !== undefined && !reading.moments.some((each) => GRAVE.has(each)))
    return repertoire.say(['learnedName']);
  if (moment === 'knows') {
    const memory = listKnown(scene);
    return memory === undefined ? repertoire.say(['knowsNothing']) : repertoire.say(['knows'], { memory });
  }
  const fact = reading.isQuestion ? askedFact(scene, reading.folded) : undefined;
  if (fact !== undefined) return repertoire.say(['recall'], { memory: fact, age: '' });
  if (scene.asksAboutPast && reading.isQuestion) return remembered(turn);
  if (moment !== undefined && WEIGHTY.has(moment)) return respond(turn, [moment]);
  const topic = findTopic(repertoire.voice.topics ?? [], reading.folded);
  if (topic !== undefined) {
    const line = repertoire.sayFrom(topic.key, topic.lines);
    if (line !== undefined) return withQuestion(line, turn, 45);
  }
  if (moment === 'greet') return respond(turn, greetings(turn));
  if (moment !== undefined) return respond(turn, [moment]);
  if (reading.isQuestion) return respond(turn, ['question']);
  return converse(turn);
}

function respond(turn: Turn, slots: readonly VoiceSlot[]): string | undefined {
  const { scene, repertoire, luck } = turn;
  const line = repertoire.say(slots, {
    description: cleanText(scene.persona.description),
  });
  if (line === undefined || !OPEN.has(slots[0]!)) return line;
  const isGreeting = slots[0]!.startsWith('greet');
  const asked = isGreeting && luck % 2 === 0 && !line.endsWith('?') ? askBack(turn) : undefined;
  return asked === undefined ? withQuestion(line, turn, 60) : `${line} ${asked}`;
}

function greetings({ scene, luck }: Turn): readonly VoiceSlot[] {
  // Facts are shared among personas: knowing something of a person is not having met them.
  const hasMet = scene.recent.length > 0 || scene.closeness > 0;
  const known: readonly VoiceSlot[] = ['greetAgain', 'greet'];
  if (!hasMet) return ['greet', 'greetAgain'];
  if (luck < 50) return known;
  if (scene.hour >= 23 || scene.hour < 5) return ['greetNight', ...known];
  return scene.hour < 12 ? ['greetMorning', ...known] : known;
}

function remembered({ scene, reading, repertoire }: Turn): string | undefined {
  const found = recollect(scene, reading.folded);
  if (found === undefined) return repertoire.say(['recallNothing']);
  const variables: Variables = { memory: found.memory, age: found.age };
  if (!found.isAskedFor)
    return (
      repertoire.sayFrom('recall-other', plain('other', scene), variables) ??
      repertoire.say(['recallNothing'])
    );
  const line =
    (found.age === '' ? undefined : repertoire.sayFrom('recall', withAge(repertoire, scene), variables)) ??
    repertoire.say(['recall'], variables);
  const comfort = found.isPainful ? repertoire.sayFrom('comfort', plain('comfort', scene)) : undefined;
  return [line, comfort].filter((part) => part !== undefined).join(' ') || undefined;
}

/** "When" matters as much as "what": where the age is known, only lines that tell it. */
function withAge({ voice }: Repertoire, scene: Scene) {
  return {
    [scene.language]: [
      ...(voice.recall?.[scene.language] ?? DEFAULT_LINES[scene.language].slots.recall ?? []),
    ].filter((line) => /\$\{age\}/.test(line) && /\$\{memory\}/.test(line)),
  };
}

/** Nothing was asked and nothing felt: take the words up, ask after something known, or think aloud. */
function converse(turn: Turn): string | undefined {
  const { scene, text, reading, repertoire, luck } = turn;
  const piece = echo(text, scene.language);
  const told: readonly VoiceSlot[] = luck % 2 === 0 ? ['reflect', 'factNoted'] : ['factNoted', 'reflect'];
  if (piece !== undefined && (reading.isAboutSelf || luck < 50)) return repertoire.say(told, { echo: piece });
  if (luck % 3 === 0) return askBack(turn) ?? repertoire.say(['followUp', 'smallTalk']);
  return respond(turn, ['smallTalk']);
}

function askBack({ scene, repertoire, luck }: Turn): string | undefined {
  const subjects = scene.memories
    .map((memory) => askableFact(memory, scene.language))
    .filter((each) => each !== undefined);
  if (subjects.length === 0) return undefined;
  return repertoire.sayFrom('ask', plain('ask', scene), { memory: subjects[luck % subjects.length] });
}

/** Adds a question back: the more curious the persona, the more often; `often` is for curiosity 0.5, percent. */
function withQuestion(line: string, turn: Turn, often: number): string {
  const curiosity = turn.scene.persona.traits.curiosity ?? 0.5;
  if (/[?]["”»)]?$/.test(line) || line.length > 220 || turn.luck >= often * (0.5 + curiosity)) return line;
  const question = turn.repertoire.say(['followUp']);
  return question === undefined ? line : `${line} ${question}`;
}

/** The mood's own words before or after the line, as long as they are not worn out. */
function coloured(line: string, { scene, repertoire, luck }: Turn): string {
  const mood = repertoire.voice.moods?.[scene.mood];
  // A faint mood shows in under half of what is said, a strong one nearly always.
  if (mood === undefined || luck >= 40 + 50 * scene.moodIntensity) return line;
  const before = luck % 2 === 0 ? repertoire.sayFrom(`${scene.mood}<`, mood.before) : undefined;
  // Nothing is said after a question: it wants its answer.
  const after =
    before === undefined && !line.endsWith('?')
      ? repertoire.sayFrom(`${scene.mood}>`, mood.after)
      : undefined;
  const lead =
    before ?? (after === undefined ? repertoire.sayFrom(`${scene.mood}<`, mood.before) : undefined);
  const whole = [lead, line, after].filter((part) => part !== undefined).join(' ');
  return whole.length > LONGEST ? line : whole;
}

const plain = (key: keyof PlainLines['memory'], { language }: Scene) => ({
  [language]: [...DEFAULT_LINES[language].memory[key]],
});
