import type { IncomingCommand, Outgoing, Place } from '../../../src/core/message.ts';
import { createWorld, message, modelThat, type SayOptions, type World } from '../conversation/world.ts';
import { fakeChannel } from '../delivery/fake-channel.ts';

/** What an adapter may say of the place and the person beside what a line of a test needs. */
export interface Asking extends SayOptions {
  readonly place?: Partial<Place>;
  readonly name?: string;
}

/** A world whose places have buttons, or not. */
export const worldWith = ({ buttons }: { readonly buttons: boolean }): Promise<World> =>
  createWorld({ model: modelThat(), channel: fakeChannel({ buttons }) });

/** Types a command; the answer as it was handed to the channel. */
export async function ask(world: World, text: string, asking: Asking = {}): Promise<Outgoing> {
  const typed = message(text, asking);
  return answerTo(world, {
    ...typed,
    place: { ...typed.place, ...asking.place },
    author: { ...typed.author, name: asking.name ?? typed.author.name },
  });
}

/** Gives a command the way a platform with options does. */
export async function choose(
  world: World,
  name: string,
  args: readonly string[],
  asking: Asking = {},
): Promise<Outgoing> {
  const { kind: _, id: __, text: ___, isAddressed: ____, ...envelope } = message('', asking);
  const command: IncomingCommand = {
    ...envelope,
    place: { ...envelope.place, ...asking.place },
    kind: 'command',
    name,
    args,
  };
  return answerTo(world, command);
}

async function answerTo(
  { conversation, channel }: World,
  event: Parameters<World['conversation']['accept']>[0],
): Promise<Outgoing> {
  const before = channel.said.length;
  await conversation.accept(event);
  const pages = channel.said.slice(before);
  const last = pages.at(-1);
  if (last === undefined) throw new Error('No answer');
  return { ...last, text: pages.map(({ text }) => text).join('') };
}

let people = 0;
/** Somebody nobody has met. */
export const somebody = (): string => `asker-${++people}`;
