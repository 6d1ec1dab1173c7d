import type { ChatRequest } from '../platforms/openai/behaviour.ts';
import type { Shown, Where } from '../platforms/platform.ts';
import type { PlatformName } from './town.ts';

/** A word nobody else says, and what it was told as: where, by whom. */
export interface Secret {
  readonly word: string;
  readonly on: PlatformName;
  readonly where: Where;
  readonly who: string;
}

/** Where something is said, and by whom it was asked for. */
export type Ear = Omit<Secret, 'word'>;

/** Secrets are told by their look: `Qbadofime`, letters no ordinary word begins with. */
const LOOK = /q(?:[bdfglmnprst][aeiou]){4}/gi;
/** Every line somebody says ends in the number of its step. */
const STEP = /step(\d+)x/g;

/** What was told where, and every place it turned up in where it must not. */
export function createSecrets() {
  const known = new Map<string, Secret>();
  const steps = new Map<number, Ear>();

  const inside = (text: string): readonly Secret[] =>
    [...new Set(text.match(LOOK)?.map((word) => word.toLowerCase()))].flatMap(
      (word) => known.get(word) ?? [],
    );

  return {
    fresh(ear: Ear): string {
      const word = spelt(known.size);
      known.set(word.toLowerCase(), { ...ear, word });
      return word;
    },
    /** One of their own that may be named there, or nonsense where none may. */
    any(ear: Ear, chance: () => number): string {
      const fit = [...known.values()].filter((one) => one.who === ear.who && mayHear(one, ear));
      return fit[Math.floor(chance() * fit.length)]?.word ?? 'nothing';
    },
    /** The mark of a line said there. */
    mark(ear: Ear): string {
      steps.set(steps.size, ear);
      return `step${steps.size - 1}x`;
    },
    inside,
    /** Secrets that no answer there may hold, if the one who asked there is the only reader of it, or the model. */
    unfitFor: (text: string, ear: Ear): readonly Secret[] => inside(text).filter((one) => !mayHear(one, ear)),
    /** Secrets a message shows in a place to people who must not see them. */
    unfitIn: ({ text, onlyFor }: Shown, on: PlatformName, where: Where, who: string): readonly Secret[] =>
      inside(text).filter(
        (one) =>
          one.on !== on ||
          (where === 'direct'
            ? one.who !== who
            : !isSameRoom(one.where, where) || (onlyFor !== undefined && !isHeardBy(one, onlyFor, where))),
      ),
    /** Where the line was said that a request to the model is about. */
    earOf(request: ChatRequest): Ear | undefined {
      const last = request.messages.at(-1)?.content ?? '';
      const numbers = [...last.matchAll(STEP)].map(([, number]) => Number(number));
      return steps.get(Math.max(...numbers));
    },
  };
}

function mayHear(secret: Secret, { on, where, who }: Ear): boolean {
  if (secret.on !== on) return false;
  if (where === 'direct') return secret.who === who;
  return secret.where === where || (isPublic(secret.where) && secret.who === who);
}

const isPublic = (where: Where): boolean => where.startsWith('#');
const isSameRoom = (told: Where, where: Where): boolean => told === where || isPublic(told);
const isHeardBy = (secret: Secret, who: string, where: Where): boolean =>
  secret.who === who || secret.where === where;

function spelt(index: number): string {
  let left = index * 7919 + 13;
  let word = 'Q';
  for (let at = 0; at < 4; at++) {
    word += `${'bdfglmnprst'[left % 11]}${'aeiou'[Math.floor(left / 11) % 5]}`;
    left = Math.floor(left / 55);
  }
  return word;
}

/**
 * The most talkative model there is: it repeats every secret it was given, and finds a fact and an episode in every secret
 * it was shown, wherever it was shown it.
 */
export function blab(request: ChatRequest): string {
  const given = request.messages.map(({ content }) => content).join('\n');
  const words = [...new Set(given.match(LOOK))].slice(-12);
  const schema = JSON.stringify(request.response_format ?? null);
  if (request.response_format === undefined) {
    const telling = given.split('\n').map((line) => line.match(LOOK)?.join(', '));
    const mark = request.messages.at(-1)?.content.match(STEP)?.at(-1);
    return `I was told: ${[...new Set(telling)].join('; ')}. ${mark}`;
  }
  if (schema.includes('"facts"'))
    return JSON.stringify({
      facts: words.map((word, at) => ({
        category: 'personal_info',
        key: `thing_${at}`,
        value: word,
        qualifier: null,
        confidence: 0.9,
      })),
    });
  if (schema.includes('"episode"') && words.length > 0)
    return JSON.stringify({
      episode: {
        title: `About ${words.slice(0, 3).join(' ')}`,
        summary: `They talked about ${words.join(' ')}`,
        importance: 9,
        sentiment: 0,
        type: 'moment',
        tags: words.slice(0, 3),
      },
    });
  return '{}';
}
