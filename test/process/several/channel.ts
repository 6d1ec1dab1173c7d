import { connect, type Socket } from 'node:net';
import { createInterface } from 'node:readline';
import { KithError } from '../../../src/core/errors.ts';
import type { Incoming } from '../../../src/core/message.ts';
import type { Channel } from '../../../src/core/ports/channel.ts';
import { plain } from '../../core/delivery/fake-channel.ts';
import type { Said, Told } from './platform.ts';

/** The scripted platform as a channel: acknowledges an event when it is on record. */
export function scriptedChannel(port: number): Channel {
  const calls = new Map<number, (platformId: string) => void>();
  let socket: Socket | undefined;
  let onIncoming: ((event: Incoming, onTaken?: () => void) => Promise<void>) | undefined;
  let last = 0;
  const say = (said: Said) => socket?.write(`${JSON.stringify(said)}\n`);

  async function open(): Promise<void> {
    if (socket !== undefined) return;
    socket = connect(port, '127.0.0.1');
    socket.on('error', () => {});
    const reader = createInterface({ input: socket });
    reader.on('error', () => {});
    reader.on('line', (line) => {
      const told = JSON.parse(line) as Told;
      if (told.op === 'sent') calls.get(told.call)?.(told.platformId);
      else void onIncoming?.(told.event, () => say({ op: 'taken', eventId: told.event.eventId }));
    });
    await new Promise<void>((resolve) => socket?.once('connect', resolve));
  }

  return {
    name: 'script',
    capabilities: () => ({ ...plain, repeats: 'checked' }),
    async listen(listener) {
      onIncoming = listener;
      await open();
      say({ op: 'listen', pid: process.pid });
    },
    stop: async () => void socket?.destroy(),
    paginate: (message) => [message],
    async send({ text }, place, options) {
      await open();
      if (socket?.destroyed === true) throw new KithError('channel.failed', 'The channel is closed.');
      const call = ++last;
      return new Promise((resolve) => {
        calls.set(call, (platformId) => {
          calls.delete(call);
          resolve({ platformId });
        });
        const { key = '', isRepeat = false } = options ?? {};
        say({ op: 'send', call, key, place: place.id, text, isRepeat });
      });
    },
  };
}
