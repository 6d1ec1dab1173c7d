import { typed } from '../commands/parse.ts';
import { type MessageId, messageId } from '../ids.ts';
import { authorOf, type Incoming } from '../message.ts';
import { answerCommand } from './answer-command.ts';
import { createBotCap } from './bot-cap.ts';
import { careful } from './careful.ts';
import { createFloor } from './floor.ts';
import { isForUs } from './for-us.ts';
import { heed } from './heed.ts';
import { createInbox, type Inbox } from './inbox.ts';
import { createKeeping } from './keeping.ts';
import { onMove } from './move.ts';
import { longestTurnMs } from './ours.ts';
import type { Parts } from './parts.ts';
import { onReaction } from './reactions.ts';
import { createReassurance } from './reassure.ts';
import { type Manners, respond } from './respond.ts';
import { onDeletion, onEdit } from './retract.ts';

export type Conversation = Inbox;

/** Joins the inbox to what becomes of an event: an answer, a command's, or nothing, and never an exception. */
export function createConversation(parts: Parts): Conversation {
  const { rules, clock, cache, log, metrics, store, decisions, stopping, owner, presence } = parts;
  const duplicateSeconds = rules.inbox.duplicateMinutes * 60;
  const reassurance = createReassurance(parts);
  /** What was acted on without leaving a message to be known by. */
  const acted = new Set<string>();
  const decided = (event: Incoming, what: string, why: string) => {
    if (what === 'command' || what === 'refuse' || why === 'explain') acted.add(event.eventId);
    metrics.count('kith.events', { channel: event.place.channel, outcome: what });
    decisions.record(event.place.id, {
      at: clock.now(),
      who: authorOf(event)?.name ?? '',
      what,
      why,
      message: messageOf(event),
    });
  };
  const manners: Manners = {
    floor: createFloor({ clock, waitMs: rules.manners.floorMs, signal: stopping }),
    bots: createBotCap({
      clock,
      exchanges: rules.manners.botExchanges,
      windowMs: rules.manners.botWindowSeconds * 1_000,
    }),
    decided,
    answered: reassurance.answered,
  };
  const inbox = createInbox({
    clock,
    cache,
    log,
    keeping: createKeeping({
      waiting: store.waiting,
      cache,
      clock,
      log,
      owner,
      isAlive: presence.isAlive,
      isUnbroken: presence.isUnbroken,
      isForUs: (event) => isForUs(parts, event),
      duplicateSeconds,
      longestMs: longestTurnMs(parts),
      signal: stopping,
    }),
    remembered: (events) => events.filter(({ eventId }) => acted.delete(eventId)),
    stopping,
    burstMaxMs: rules.inbox.burstMaxMs,
    duplicateSeconds,
    hearsBots: rules.manners.bots === 'capped',
    decided,
    async burstMs(message) {
      const merges = parts.channel(message.place.channel)?.capabilities(message.place).bursts === 'merge';
      // A command typed as text is no part of a burst.
      return merges && (await heed(parts, message)).attention.kind === 'answer' ? rules.inbox.burstMs : 0;
    },
    async origin(message) {
      const stored = await store.messages.get(message);
      const turn = stored?.speaker === 'user' ? await store.turns.get(stored.turn) : undefined;
      return turn && { place: turn.place.id, account: turn.author.account };
    },
    onMessages: (burst) => respond(parts, manners, burst),
    async onCommand(command) {
      decided(command, 'command', 'native');
      await careful(parts, command, () => answerCommand(parts, command, typed(command.name, command.args)));
    },
    onEdit: (edit) => onEdit(parts, manners, edit),
    onDeletion: (deletion) => onDeletion(parts, manners, deletion),
    onReaction: (reaction) => onReaction(parts, manners, reaction),
    onMove: (move) => onMove(parts, move),
  });
  return {
    ...inbox,
    accept(event, onTaken) {
      if (event.kind !== 'message' && event.kind !== 'command') return inbox.accept(event, onTaken);
      reassurance.heard(event);
      return inbox.accept(event, onTaken).finally(() => reassurance.answered(event));
    },
  };
}

/** What a decision is about: the message, or the event itself where there is none. */
function messageOf(event: Incoming): MessageId {
  if (event.kind === 'deletion') return event.messages[0] ?? messageId(event.eventId);
  if (event.kind === 'reaction') return event.message;
  return event.kind === 'command' || event.kind === 'moved' ? messageId(event.eventId) : event.id;
}
