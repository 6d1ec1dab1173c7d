import type { CommandAnswer, CommandContext } from '../commands/command.ts';
import type { CommandCall } from '../commands/parse.ts';
import { commands } from '../commands/table.ts';
import { wordsIn } from '../commands/words.ts';
import { answering } from '../people/answering.ts';
import { settingsOf } from './heed.ts';
import type { Parts } from './parts.ts';
import { type Asked, languageFor, say } from './say.ts';

/** Runs a command and answers it, to its author only. A command that fails is logged and said to have failed. */
export async function answerCommand(parts: Parts, event: Asked, call: CommandCall): Promise<void> {
  const answer = await answerTo(parts, event, call);
  await say(parts, event, {
    ...(typeof answer === 'string' ? { text: answer } : answer),
    visibleTo: 'author',
  });
}

async function answerTo(parts: Parts, event: Asked, call: CommandCall): Promise<CommandAnswer> {
  const person = await parts.store.people.ofAccount(event.author.account, event.at);
  const language = languageFor(parts, person, event);
  const words = wordsIn[language];
  const command = commands.find((each) => each.name === call.name);
  if (command === undefined) return words.unknownCommand(call.name);
  if (command.role === 'admin' && event.author.role !== 'admin') return words.onlyAdmins(call.name);
  const { store, cache, personas, recall, decisions, channels, clock, random, requestJob } = parts;
  const settings = await settingsOf(parts.store, event.place);
  const context: CommandContext = {
    call,
    eventId: event.eventId,
    person,
    persona: answering(personas, person, event.place, settings),
    place: event.place,
    settings,
    hasButtons: parts.channel(event.place.channel)?.capabilities(event.place).buttons ?? false,
    author: event.author,
    language,
    words,
    store,
    cache,
    personas,
    recall,
    decisions,
    channels,
    clock,
    random,
    requestJob,
  };
  try {
    return await command.run(context);
  } catch (error) {
    parts.log.error('Command failed', { command: call.name, error });
    return words.commandFailed;
  }
}
