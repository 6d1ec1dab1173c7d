import { wordsIn } from '../commands/words.ts';
import type { IncomingReaction } from '../message.ts';
import type { StoredMessage } from '../ports/records.ts';
import { careful } from './careful.ts';
import { originalOf } from './copies.ts';
import type { Parts } from './parts.ts';
import type { Manners } from './respond.ts';
import { removeReply } from './retract.ts';
import { languageFor, say } from './say.ts';

/** What people think of a reply, and what they want done about it. Reactions to anything else mean nothing here. */
export async function onReaction(
  parts: Parts,
  { decided }: Manners,
  reaction: IncomingReaction,
): Promise<void> {
  const reply = await parts.store.messages.ofPlatform(reaction.message);
  if (reply?.speaker !== 'assistant') return decided(reaction, 'ignore', 'no reply');
  const { meaning, isAdded } = reaction;
  if (meaning === 'like' || meaning === 'dislike') {
    await rate(parts, reaction, reply);
    return decided(reaction, 'react', meaning);
  }
  if (!isAdded) return decided(reaction, 'ignore', 'taken back');
  if (meaning === 'explain') {
    await careful(parts, reaction, () => explain(parts, reaction, reply));
    return decided(reaction, 'react', meaning);
  }
  const turn = await parts.store.turns.get(reply.turn);
  const isTheirs = turn?.author.account === reaction.author.account;
  if (turn === undefined || !(isTheirs || reaction.author.role === 'admin'))
    return decided(reaction, 'ignore', 'not theirs');
  await removeReply(parts, turn.place, reply);
  return decided(reaction, 'react', meaning);
}

async function rate(
  { store }: Parts,
  { eventId, meaning, isAdded, author, at }: IncomingReaction,
  { id, persona }: StoredMessage,
): Promise<void> {
  const { id: person } = await store.people.ofAccount(author.account, at);
  const value = isAdded ? (meaning === 'like' ? 1 : -1) : 0;
  await store.apply(`feedback:${eventId}`, [{ kind: 'feedback', person, persona, message: id, value, at }]);
}

/** Tells who asks, and nobody else, who said it, to whom and why. */
async function explain(
  parts: Parts,
  reaction: IncomingReaction,
  { turn: turnId, persona: name }: StoredMessage,
): Promise<void> {
  const { store, personas, decisions } = parts;
  const person = await store.people.ofAccount(reaction.author.account, reaction.at);
  const words = wordsIn[languageFor(parts, person, reaction)];
  const [turn, messages] = await Promise.all([store.turns.get(turnId), store.messages.ofTurn(turnId)]);
  const asked = new Set(messages.map(({ id }) => originalOf(id)));
  const decision = decisions
    .of(reaction.place.id)
    .find(({ what, message }) => what === 'answer' && asked.has(message));
  const persona = personas.find(name)?.displayName ?? name;
  const why = decision && (words.reasons[decision.why] ?? decision.why);
  await say(parts, reaction, {
    text: words.explained(persona, turn?.author.name ?? '?', why, `/persona info ${name}`),
    visibleTo: 'author',
  });
}
