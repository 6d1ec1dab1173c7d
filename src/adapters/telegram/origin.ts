import { createHmac } from 'node:crypto';
import type { Place } from '../../core/message.ts';
import { chatOf } from './ids.ts';

/** The group a private answer is about: its buttons mean that group, though they are pressed in the private chat. */
export interface Origin {
  readonly chat: number;
  readonly topic?: number;
  readonly isPublic: boolean;
}

/** What a button carries, and back. A client may send anything for it, so that the origin is signed for its reader. */
export interface Origins {
  /** The command with its origin; without, where both together are more than a button carries. */
  seal(command: string, place: Place, reader: number): string;
  open(data: string, reader: number): { readonly command: string; readonly origin?: Origin };
}

/** Longest data a button carries, bytes. */
export const MOST_DATA = 64;
/** Before what a button under something a persona said carries: what is answered takes no message's place. */
export const BESIDE = '+';
const SIGNED = 8;

export function createOrigins(token: string): Origins {
  const key = createHmac('sha256', token).update('kith telegram origin').digest();
  const sign = (mark: string, reader: number): string =>
    createHmac('sha256', key).update(`${reader}:${mark}`).digest('base64url').slice(0, SIGNED);
  return {
    seal(command, place, reader) {
      const where = chatOf(place.id);
      if (where === undefined || place.audience === 'one') return command;
      const parts = [-where.chat, ...(where.topic === undefined ? [] : [where.topic])];
      const mark =
        (place.audience === 'everyone' ? 'e' : 'm') + parts.map((part) => part.toString(36)).join('.');
      const sealed = `${command}\n${mark}\n${sign(mark, reader)}`;
      return Buffer.byteLength(sealed) > MOST_DATA - BESIDE.length ? command : sealed;
    },
    open(data, reader) {
      const [command = '', mark = '', signature] = data.split('\n');
      const [, audience, chat = '', topic] = /^([em])([0-9a-z]+)(?:\.([0-9a-z]+))?$/.exec(mark) ?? [];
      if (audience === undefined || signature !== sign(mark, reader)) return { command };
      return {
        command,
        origin: {
          chat: -Number.parseInt(chat, 36),
          ...(topic === undefined ? {} : { topic: Number.parseInt(topic, 36) }),
          isPublic: audience === 'e',
        },
      };
    },
  };
}
