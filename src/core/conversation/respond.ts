import { wordsIn } from '../commands/words.ts';
import type { Incoming, IncomingMessage } from '../message.ts';
import type { Persona } from '../personas/persona.ts';
import type { Person, PlaceSettings } from '../ports/records.ts';
import { answerCommand } from './answer-command.ts';
import type { Attention } from './attend.ts';
import type { BotCap } from './bot-cap.ts';
import { careful } from './careful.ts';
import { copyFor } from './copies.ts';
import type { Floor } from './floor.ts';
import { heed, joinThread, speakersFor, takesPart } from './heed.ts';
import type { Parts } from './parts.ts';
import { languageFor, say } from './say.ts';
import { takeTurn } from './turn.ts';

/** What answering goes by beside the parts: who speaks where now, and what bots have had. */
export interface Manners {
  readonly floor: Floor;
  readonly bots: BotCap;
  readonly decided: (event: Incoming, what: string, why: string) => void;
  /** Told when the answer to a message stands. */
  readonly answered: (message: IncomingMessage) => void;
}

/** Messages that are answered together, by the same personas. */
interface Utterance {
  readonly kind: 'utterance';
  readonly messages: readonly IncomingMessage[];
  /** The latest of them: the answer goes where it was said. */
  readonly last: IncomingMessage;
  readonly person: Person;
  readonly speakers: readonly Persona[];
  readonly settings: readonly PlaceSettings[];
  readonly why: string;
}

/** A command typed as text, or a refusal: dealt with by itself. */
interface Order {
  readonly kind: 'order';
  readonly message: IncomingMessage;
  readonly attention: Extract<Attention, { readonly kind: 'command' | 'refuse' }>;
}

/**
 * Answers a burst: its commands one by one, the messages between them together as far as they are for the same personas
 * in the same thread. What is for nobody breaks no burst. None fails with another.
 */
export async function respond(
  parts: Parts,
  manners: Manners,
  burst: readonly IncomingMessage[],
): Promise<void> {
  let open: Utterance | undefined;
  for (const message of burst) {
    const next = await consider(parts, manners, message);
    if (next === undefined) continue;
    if (next.kind === 'utterance' && open !== undefined && isSame(open, next)) {
      open = { ...next, messages: [...open.messages, message] };
      continue;
    }
    if (open !== undefined) await converse(parts, manners, open);
    open = next.kind === 'utterance' ? next : undefined;
    if (next.kind === 'order') await obey(parts, manners, next);
  }
  if (open !== undefined) await converse(parts, manners, open);
}

/** What is to be done about a message, if anything. Never throws. */
async function consider(
  parts: Parts,
  { decided }: Manners,
  message: IncomingMessage,
): Promise<Utterance | Order | undefined> {
  const decide = async (): Promise<Utterance | Order | undefined> => {
    const { attention, settings, ...known } = await heed(parts, message, { isToAnswer: true });
    if (attention.kind === 'ignore') {
      decided(message, 'ignore', attention.why);
      return undefined;
    }
    if (attention.kind !== 'answer') return { kind: 'order', message, attention };
    const person = known.person ?? (await parts.store.people.ofAccount(message.author.account, message.at));
    const speakers = speakersFor(parts, person, message.place, attention.called, settings);
    return {
      kind: 'utterance',
      messages: [message],
      last: message,
      person,
      speakers,
      settings,
      why: attention.why,
    };
  };
  if (message.isAddressed || message.place.audience === 'one') return careful(parts, message, decide);
  // Somebody who only passed by is not told of a failure.
  return decide().catch((error: unknown) => {
    parts.log.error('Event failed', { eventId: message.eventId, error });
    return undefined;
  });
}

function isSame(one: Utterance, other: Utterance): boolean {
  return (
    isSameThread(one, other) &&
    one.speakers.length === other.speakers.length &&
    one.speakers.every((persona, index) => persona.name === other.speakers[index]?.name)
  );
}

/** Where every message opens a thread of its own, those nobody talks in yet are one and the same. */
function isSameThread(one: Utterance, other: Utterance): boolean {
  const [here, there] = [one.last.place, other.last.place];
  if (here.thread === there.thread) return true;
  if (here.thread === undefined || there.thread === undefined) return false;
  return !takesPart(here, one.settings) && !takesPart(there, other.settings);
}

/** Each persona that was asked answers once, one after the other; they think about it side by side. */
async function converse(
  parts: Parts,
  { floor, bots, decided, answered }: Manners,
  { messages, last, person, speakers, settings, why }: Utterance,
): Promise<void> {
  const all = (what: string, because: string) => {
    for (const message of messages.slice(0, -1)) decided(message, 'merge', because);
    decided(last, what, because);
  };
  if (last.author.isBot && !bots.take(last.place.id)) {
    for (const message of messages) decided(message, 'ignore', 'too many bots');
    return;
  }
  const turns: Promise<boolean | undefined>[] = [];
  let joining: Promise<void> | undefined;
  for (const [index, persona] of speakers.entries()) {
    const leave = await floor.take(last.place.id, persona.name);
    const onAnswered = () => {
      leave();
      for (const message of messages) answered(message);
      joining ??= joinThread(parts, last, persona, settings);
    };
    const turn = careful(parts, last, async () => {
      if (index === 0) return takeTurn(parts, messages, person, persona, { onAnswered });
      const copies = messages.map((message) => ({ ...message, id: copyFor(message.id, persona.name) }));
      // Read again: the one before may have changed what is known of them.
      const now = await parts.store.people.ofAccount(last.author.account, last.at);
      return takeTurn(parts, copies, now, persona, { onAnswered });
    }).finally(leave);
    turns.push(turn);
  }
  const taken = await Promise.all(turns);
  await joining;
  if (taken.includes(true)) all('answer', why);
  else if (taken.includes(false)) all('ignore', 'duplicate');
  else all('fail', 'failed');
}

async function obey(parts: Parts, { decided }: Manners, { message, attention }: Order): Promise<void> {
  if (attention.kind === 'command') {
    decided(message, 'command', 'typed');
    await careful(parts, message, () => answerCommand(parts, message, attention.call));
    return;
  }
  decided(message, 'refuse', attention.why);
  await careful(parts, message, async () => {
    const person = await parts.store.people.ofAccount(message.author.account, message.at);
    const text = wordsIn[languageFor(parts, person, message)].tooLong(attention.length, attention.limit);
    await say(parts, message, { text, visibleTo: 'place' });
  });
}
