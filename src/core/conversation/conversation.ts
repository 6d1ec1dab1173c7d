import type { CommandContext } from '../commands/command.ts';
import type { CommandCall } from '../commands/parse.ts';
import { commands } from '../commands/table.ts';
import { wordsIn } from '../commands/words.ts';
import { startSpeech } from '../delivery/speak.ts';
import type { Incoming, IncomingMessage, Language } from '../message.ts';
import { answering } from '../people/answering.ts';
import { languageOfLocale } from '../people/language.ts';
import type { Person } from '../ports/records.ts';
import { type Attention, attend } from './attend.ts';
import { createInbox, type Inbox } from './inbox.ts';
import type { Parts } from './parts.ts';
import { takeTurn } from './turn.ts';

export type Conversation = Inbox;

/** Joins the inbox to what becomes of a message: an answer, a command's, or nothing, and never an exception. */
export function createConversation(parts: Parts): Conversation {
  const { rules, clock, cache, log } = parts;
  return createInbox({
    clock,
    cache,
    log,
    burstMaxMs: rules.inbox.burstMaxMs,
    duplicateSeconds: rules.inbox.duplicateMinutes * 60,
    burstMs(message) {
      const merges = parts.channel(message.place.channel)?.capabilities(message.place).bursts === 'merge';
      // A command typed as text is no part of a burst.
      return merges && attend(message, rules.inbox).kind === 'answer' ? rules.inbox.burstMs : 0;
    },
    onMessages: (burst) => respond(parts, burst),
    onCommand: (command) =>
      careful(parts, command, () =>
        runCommand(parts, command, { name: command.name, args: command.args, rest: command.args.join(' ') }),
      ),
  });
}

/** Answers a burst: its commands one by one, the messages between them together. None fails with another. */
async function respond(parts: Parts, burst: readonly IncomingMessage[]): Promise<void> {
  let together: IncomingMessage[] = [];
  for (const message of burst) {
    const attention = attend(message, parts.rules.inbox);
    if (attention.kind === 'answer') {
      together.push(message);
      continue;
    }
    await converse(parts, together);
    together = [];
    if (attention.kind === 'command')
      await careful(parts, message, () => runCommand(parts, message, attention.call));
    else if (attention.kind === 'refuse')
      await careful(parts, message, () => refuse(parts, message, attention));
    else parts.log.debug('Message ignored', { eventId: message.eventId, why: attention.why });
  }
  await converse(parts, together);
}

async function converse(parts: Parts, messages: readonly IncomingMessage[]): Promise<void> {
  const [first] = messages;
  if (first === undefined) return;
  await careful(parts, first, async () => {
    const person = await parts.store.people.ofAccount(first.author.account, first.at);
    await takeTurn(parts, messages, person, answering(parts.personas, person, first.place.id));
  });
}

/** Whatever fails in `work`, the person is told in a line of Kith's own, if they can be told. Never throws. */
async function careful(parts: Parts, event: Incoming, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    // What a stop calls off is finished by the next start.
    if (parts.stopping.aborted) return;
    parts.log.error('Event failed', { eventId: event.eventId, error });
    const language = languageOfLocale(event.author.locale) ?? parts.rules.language.default;
    await say(parts, event, wordsIn[language].commandFailed, 'author').catch((reason: unknown) =>
      parts.log.error('Answer could not be delivered', { eventId: event.eventId, error: reason }),
    );
  }
}

async function refuse(
  parts: Parts,
  message: IncomingMessage,
  { length, limit }: Extract<Attention, { kind: 'refuse' }>,
): Promise<void> {
  const person = await parts.store.people.ofAccount(message.author.account, message.at);
  const words = wordsIn[languageFor(parts, person, message)];
  await say(parts, message, words.tooLong(length, limit), 'place');
}

async function runCommand(parts: Parts, event: Incoming, call: CommandCall): Promise<void> {
  const person = await parts.store.people.ofAccount(event.author.account, event.at);
  const language = languageFor(parts, person, event);
  const words = wordsIn[language];
  const command = commands.find((each) => each.name === call.name);
  let text: string;
  if (command === undefined) text = words.unknownCommand(call.name);
  else if (command.role === 'admin' && event.author.role !== 'admin') text = words.onlyAdmins(call.name);
  else {
    const { store, cache, personas, recall, clock, random } = parts;
    const context: CommandContext = {
      call,
      eventId: event.eventId,
      person,
      persona: answering(personas, person, event.place.id),
      place: event.place,
      author: event.author,
      language,
      words,
      store,
      cache,
      personas,
      recall,
      clock,
      random,
    };
    try {
      text = await command.run(context);
    } catch (error) {
      parts.log.error('Command failed', { command: call.name, error });
      text = words.commandFailed;
    }
  }
  await say(parts, event, text, 'author');
}

async function say(
  parts: Parts,
  event: Incoming,
  text: string,
  visibleTo: 'place' | 'author',
): Promise<void> {
  const channel = parts.channel(event.place.channel);
  if (channel === undefined) return;
  const speech = startSpeech({
    channel,
    place: event.place,
    draft: { kind: 'command', visibleTo },
    clock: parts.clock,
    log: parts.log,
    signal: parts.stopping,
  });
  await speech.finish({ kind: 'command', text, visibleTo });
}

function languageFor({ rules }: Parts, person: Person, event: Incoming): Language {
  return person.language ?? languageOfLocale(event.author.locale) ?? rules.language.default;
}
