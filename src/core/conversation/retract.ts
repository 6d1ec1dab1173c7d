import type { IncomingDeletion, IncomingEdit, IncomingMessage, Place } from '../message.ts';
import type { StoredMessage } from '../ports/records.ts';
import { type Attention, isOutOfCharacter } from './attend.ts';
import { originalOf } from './copies.ts';
import { ownWords } from './heard.ts';
import { heed } from './heed.ts';
import type { Parts } from './parts.ts';
import { type Manners, respond } from './respond.ts';
import { keptOf, readRest, relearn, undo } from './undo.ts';

type Ignored = Extract<Attention, { readonly kind: 'ignore' }>;

/** Why nobody answered a message that an edit may make one to answer. */
const UNHEEDED: ReadonlySet<string> = new Set<Ignored['why']>([
  'empty',
  'not addressed',
  'to another',
  'out of character',
]);

/** A message that was heard is gone: so is what it taught, and a reply that answered nothing else. */
export async function onDeletion(
  parts: Parts,
  { decided }: Manners,
  deletion: IncomingDeletion,
): Promise<void> {
  for (const id of deletion.messages) {
    const kept = await keptOf(parts, id);
    if (kept.length === 0) {
      const isOurs = (await parts.store.messages.ofPlatform(id)) !== undefined;
      decided(deletion, isOurs ? 'retract' : 'ignore', isOurs ? 'ours deleted' : 'unheard');
      continue;
    }
    const replies = parts.rules.manners.replyFollowsDeletion ? await repliesTo(parts, kept) : [];
    const undone = await undo(parts, { kept, because: 'deleted', at: deletion.at, cause: `delete:${id}` });
    decided(
      deletion,
      undone === undefined ? 'ignore' : 'retract',
      undone === undefined ? 'duplicate' : 'deleted',
    );
    if (undone === undefined) continue;
    for (const { place, reply } of replies) await removeReply(parts, place, reply);
    await readRest(parts, undone);
  }
}

/** A message that was answered reads otherwise: it teaches what it tells now. One nobody heeded may be answered yet. */
export async function onEdit(parts: Parts, manners: Manners, edit: IncomingEdit): Promise<void> {
  const { id, at, eventId } = edit;
  const kept = await keptOf(parts, id);
  const [first] = kept;
  if (first === undefined) return heardLate(parts, manners, edit);
  const own = edit.text.slice(0, parts.rules.inbox.maxCharacters);
  const before = ownWords(first.text);
  const cause = `retract:${eventId}`;
  const isSame = before === own;
  // A run that died before it had learned anew left the message as it reads now: the event is brought again.
  if (first.text === '' || (isSame && (await isUnknown(parts, cause, eventId, kept)))) {
    manners.decided(edit, 'ignore', first.text === '' ? 'deleted' : 'unchanged');
    return;
  }
  // What was sent along stays: edits do not tell of it.
  const text = `${own}${first.text.slice(before.length)}`.trimStart();
  const undone = await undo(parts, { kept, because: 'edited', text, at, cause });
  manners.decided(edit, 'edit', 'answered');
  // Something newer was written since.
  if (undone === undefined && !isSame) return;
  if (own.trim() !== '' && !isAside(edit.place, own)) {
    for (const message of kept) {
      await relearn(parts, { ...message, text: own }, learningOf(eventId, message), at);
    }
  }
  if (undone !== undefined) await readRest(parts, undone);
}

/** What learning from an edit is applied under. */
const learningOf = (eventId: string, { id }: StoredMessage) =>
  `edit:${eventId}${id.slice(originalOf(id).length)}`;

/** Whether nothing was done for this edit; then nothing ever will be, however often it is brought again. */
async function isUnknown(
  { store }: Parts,
  cause: string,
  eventId: string,
  kept: readonly StoredMessage[],
): Promise<boolean> {
  const nothing = kept.slice(0, 1).map(({ person }) => ({ kind: 'person' as const, person }));
  const { isNew } = await store.apply(cause, nothing);
  // Whoever is told next that the cause is known must not learn: it was heard as it reads.
  if (isNew) for (const message of kept) await store.apply(learningOf(eventId, message), nothing);
  return isNew;
}

const isAside = ({ audience }: Place, text: string) => audience !== 'one' && isOutOfCharacter(text);

/** Takes every page of a reply back; each may fail alone, and what is gone already is no failure. */
export async function removeReply(
  { channel, log }: Parts,
  place: Place,
  { id, platformIds }: StoredMessage,
): Promise<void> {
  const there = channel(place.channel);
  for (const platformId of platformIds) {
    if (platformId === '') continue;
    await there
      ?.remove?.({ platformId }, place)
      .catch((error: unknown) => log.warn('Reply could not be taken back', { message: id, error }));
  }
}

/** The replies of turns nothing else was said in. */
async function repliesTo(
  { store }: Parts,
  kept: readonly StoredMessage[],
): Promise<readonly { readonly place: Place; readonly reply: StoredMessage }[]> {
  const found = await Promise.all(
    kept.map(async ({ id, turn: turnId }) => {
      const [turn, messages] = await Promise.all([store.turns.get(turnId), store.messages.ofTurn(turnId)]);
      const reply = messages.find(({ speaker }) => speaker === 'assistant');
      const isAlone = messages.every((message) => message.speaker === 'assistant' || message.id === id);
      return turn === undefined || reply === undefined || !isAlone ? [] : [{ place: turn.place, reply }];
    }),
  );
  return found.flat();
}

async function heardLate(parts: Parts, manners: Manners, edit: IncomingEdit): Promise<void> {
  const { decisions, clock, rules } = parts;
  const { eventId, id, place, author, text, isAddressed } = edit;
  // Each edit leaves a decision of its own; the first is when it was said.
  const ignored = decisions.of(place.id).findLast(({ message, why }) => message === id && UNHEEDED.has(why));
  const isYoung = ignored !== undefined && clock.now() - ignored.at <= rules.manners.lateEditSeconds * 1_000;
  if (ignored === undefined || !isYoung) {
    manners.decided(edit, 'ignore', ignored === undefined ? 'unheard' : 'too late');
    return;
  }
  const message: IncomingMessage = {
    kind: 'message',
    eventId,
    id,
    place,
    author,
    at: ignored.at,
    text,
    isAddressed,
  };
  // An edit calls somebody, it commands nothing.
  const { attention } = await heed(parts, message);
  if (attention.kind === 'answer') return respond(parts, manners, [message]);
  manners.decided(edit, 'ignore', attention.kind === 'ignore' ? attention.why : 'not addressed');
}
