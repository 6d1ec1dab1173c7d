// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the descriptions name the variables authors write.
import { z } from 'zod';

const line = z
  .string()
  .min(1)
  .max(600)
  .describe(
    'One thing the persona may say, on one line. May hold ${user_name} (the line is kept for people whose name is known), ${display_name}, and where the slot says so ${memory}, ${age}, ${echo}.',
  );

const lines = z
  .strictObject({
    en: z.array(line).max(200).optional().describe('Lines in English.'),
    es: z.array(line).max(200).optional().describe('Lines in Spanish.'),
  })
  .describe('The same moment in each language the persona speaks; more lines, fewer repetitions.');

const slot = (describe: string) => lines.optional().describe(describe);

const slots = {
  greet: slot('Answer to a hello from somebody new.'),
  greetAgain: slot('Answer to a hello from somebody the persona has talked with before.'),
  greetMorning: slot('Answer to a hello between 5 and 11 in the morning.'),
  greetNight: slot('Answer to a hello between 11 at night and 5 in the morning.'),
  farewell: slot('Answer to a goodbye.'),
  howAreYou: slot('Answer to "how are you?", "what are you doing?".'),
  aboutMe: slot('Answer to "who are you?", "tell me about yourself".'),
  honest: slot('Answer to "are you a bot?": said in character, and true.'),
  compliment: slot('Answer to something kind about the persona.'),
  insult: slot('Answer to something unkind about the persona.'),
  thanks: slot('Answer to thanks.'),
  apology: slot('Answer to "sorry".'),
  love: slot('Answer to "I love you", "te quiero".'),
  laugh: slot('Answer to laughter.'),
  yes: slot('Answer to a bare yes.'),
  no: slot('Answer to a bare no.'),
  sad: slot('Answer to sadness or bad news.'),
  happy: slot('Answer to joy or good news.'),
  angry: slot('Answer to anger at something or somebody else.'),
  scared: slot('Answer to fear or worry.'),
  joke: slot('Told when asked for a joke.'),
  story: slot('Told when asked for a story, or to tell something: a whole little scene in one line.'),
  question: slot('Answer to a question the persona has nothing particular to say about.'),
  smallTalk: slot('Said when nothing else fits: a thought, something seen today.'),
  followUp: slot('A question back, added to or said instead of an answer.'),
  reflect: slot('Takes up the words of the other: must hold ${echo}, e.g. "So ${echo}. Since when?".'),
  recall: slot('When asked about the past and something is remembered: holds ${memory} and ${age}.'),
  recallNothing: slot('When asked about the past and nothing is remembered.'),
  knows: slot('Answer to "what do you know about me?": holds ${memory}, a list.'),
  knowsNothing: slot('Answer to "what do you know about me?" when that is nothing.'),
  learnedName: slot('Answer to a name just given: holds ${user_name}.'),
  factNoted: slot('Answer to something the other tells about themselves: may hold ${echo}.'),
} as const;

const slotTable = z.strictObject(slots);

const topic = z
  .strictObject({
    name: z.string().max(60).optional().describe('For the author; never said.'),
    words: z
      .strictObject({
        en: z.array(z.string().min(2).max(60)).max(60).optional(),
        es: z.array(z.string().min(2).max(60)).max(60).optional(),
      })
      .describe(
        'Words or short phrases that bring the topic up; accents and case do not matter; a final * matches any ending.',
      ),
    lines: lines.describe('What the persona has to say about it.'),
  })
  .describe('Something the persona has opinions or stories about.');

const colour = z
  .strictObject({
    before: slot('Said just before a line, e.g. "Um… well."'),
    after: slot('Said just after a line, e.g. "…sorry, I talk too much."'),
  })
  .describe('How a mood colours whatever is said.');

/**
 * The lines a persona speaks from while no language model is configured. Every key is optional; what is
 * missing falls back to a few plain lines that use the persona's name and description.
 */
export const voiceSchema = z
  .strictObject({
    ...slots,
    topics: z.array(topic).max(100).optional().describe('Subjects, tried in order; the best match wins.'),
    moods: z.record(z.string().min(1).max(40), colour).optional().describe('Colour by the name of a mood.'),
    levels: z
      .record(z.string().min(1).max(40), slotTable)
      .optional()
      .describe(
        'Further lines by the name of a level, said from that level on. List the levels in rising order; one without lines of its own is {}.',
      ),
  })
  .describe('The lines the persona speaks from while no language model is configured.');

/** Material of the offline voice, as a persona file holds it under `voice`. */
export type Voice = z.infer<typeof voiceSchema>;

/** The same moment in each language. */
export type VoiceLines = z.infer<typeof lines>;

/** A moment a persona has lines for. */
export type VoiceSlot = keyof typeof slots;
