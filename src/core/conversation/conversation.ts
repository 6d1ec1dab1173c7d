import { typed } from '../commands/parse.ts';
import { wordsIn } from '../commands/words.ts';
import type { IncomingMessage } from '../message.ts';
import { answering } from '../people/answering.ts';
import { answerCommand } from './answer-command.ts';
import { type Attention, attend } from './attend.ts';
import { createInbox, type Inbox } from './inbox.ts';
import type { Parts } from './parts.ts';
import { type Asked, languageFor, say } from './say.ts';
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
      careful(parts, command, () => answerCommand(parts, command, typed(command.name, command.args))),
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
      await careful(parts, message, () => answerCommand(parts, message, attention.call));
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
async function careful(parts: Parts, event: Asked, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    // What a stop calls off is finished by the next start.
    if (parts.stopping.aborted) return;
    parts.log.error('Event failed', { eventId: event.eventId, error });
    const text = wordsIn[languageFor(parts, undefined, event)].commandFailed;
    await say(parts, event, { text, visibleTo: 'author' }).catch((reason: unknown) =>
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
  await say(parts, message, { text: words.tooLong(length, limit), visibleTo: 'place' });
}
