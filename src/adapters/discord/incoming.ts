import { createBounded } from '../../core/bounded.ts';
import type { Incoming } from '../../core/message.ts';
import type { Clock } from '../../core/ports/clock.ts';
import type { Atlas } from './atlas.ts';
import { decodeDeletion, decodeEdit, decodeMessage, decodeReaction, isOwn, meaningOf } from './decode.ts';
import type { Doubles } from './doubles.ts';
import { nameOf } from './name.ts';
import type { Message, Packet } from './packet.ts';

export interface IncomingOptions {
  readonly atlas: Atlas;
  readonly doubles: Doubles;
  readonly clock: Clock;
  readonly tell: (event: Incoming) => void;
}

/** Turns gateway events into what core hears; keeps the little that single events do not say. */
export function createIncoming({ atlas, doubles, clock, tell }: IncomingOptions): (packet: Packet) => void {
  /** Names of people by id: who takes a reaction back is only named by id. */
  const names = createBounded<string>(5_000);
  /** How often a reaction was given or taken back, and which of both was last. */
  const turns = createBounded<{ readonly isAdded: boolean; readonly turn: number }>(5_000);

  function message(raw: Message): void {
    const { channel_id: id, channel_type: type } = raw;
    atlas.meet({ id, type }, raw.guild_id, raw.member !== undefined);
    // Our own first words are often among somebody's: no proxy said them again.
    if (!isOwn(raw, atlas)) doubles.note(raw);
    names.set(raw.author.id, nameOf(raw.author, raw.member?.nick));
    const event = decodeMessage(raw, atlas, clock.now());
    if (event !== undefined) tell(event);
  }

  function reaction(packet: Packet & { t: 'MESSAGE_REACTION_ADD' | 'MESSAGE_REACTION_REMOVE' }): void {
    const isAdded = packet.t === 'MESSAGE_REACTION_ADD';
    const { message_id: id, user_id: user, emoji } = packet.d;
    const key = `${id}/${user}/${meaningOf(emoji.name ?? '')}`;
    const last = turns.get(key);
    const turn = last === undefined || last.isAdded === isAdded ? (last?.turn ?? 0) : last.turn + 1;
    turns.set(key, { isAdded, turn });
    const name = names.get(user);
    const event = decodeReaction(packet.d, isAdded, {
      atlas,
      at: clock.now(),
      turn,
      ...(name === undefined ? {} : { name }),
    });
    if (event !== undefined) tell(event);
  }

  return (packet) => {
    switch (packet.t) {
      case 'MESSAGE_CREATE':
        return message(packet.d as Message);
      case 'MESSAGE_UPDATE': {
        const event = decodeEdit(packet.d as Message, atlas);
        if (event !== undefined) tell(event);
        return;
      }
      case 'MESSAGE_DELETE': {
        const event = decodeDeletion(packet.d, atlas, clock.now());
        void doubles.isReplaced(packet.d.id, packet.d.channel_id).then((isReplaced) => {
          if (!isReplaced) tell(event);
        });
        return;
      }
      case 'MESSAGE_DELETE_BULK':
        return tell(decodeDeletion(packet.d, atlas, clock.now()));
      case 'MESSAGE_REACTION_ADD':
      case 'MESSAGE_REACTION_REMOVE':
        return reaction(packet);
      default:
    }
  };
}
