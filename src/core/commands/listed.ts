import { answer } from './answer.ts';
import type { CommandAnswer, CommandContext } from './command.ts';
import { keptName, shownName } from './shown-name.ts';

/** The person may be shown to others of this community, under the name they have there now. */
export async function agreeToBeListed(context: CommandContext): Promise<CommandAnswer> {
  const { author, place, words, hasButtons } = context;
  const name = keptName(author.name);
  await change(context, name);
  const told =
    place.community === undefined ? words.listedOutside(shownName(name)) : words.listedHere(shownName(name));
  return answer(hasButtons ? told : `${told} ${words.topLeave}`, [
    { label: words.buttons.top, command: '/affinity top' },
    { label: words.buttons.unlistMe, command: '/privacy unlist' },
  ]);
}

/** Nobody sees them there any more. */
export async function leaveTheList(context: CommandContext): Promise<CommandAnswer> {
  await change(context, null);
  return context.words.unlisted;
}

async function change({ store, person, place, eventId }: CommandContext, name: string | null): Promise<void> {
  const community = place.community ?? '';
  await store.apply(`command:${eventId}`, [
    { kind: 'person', person: person.id, listed: { community, name } },
  ]);
}
