import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** A way to a server on 127.0.0.1 that can be slow. */
export interface SlowLink {
  readonly port: number;
  /** What the server says takes this much longer from now on, ms; whatever is on its way already does not. */
  delayMs: number;
  stop(): Promise<void>;
}

/** Hands everything on in order, and breaks off where either side does. */
export async function openSlowLink(to: number): Promise<SlowLink> {
  const sockets = new Set<Socket>();
  const link = { delayMs: 0 };
  const server = createServer((socket) => {
    const onward = connect(to, '127.0.0.1');
    for (const [one, other] of [
      [socket, onward],
      [onward, socket],
    ] as const) {
      sockets.add(one);
      one.on('error', () => {});
      one.on('close', () => {
        sockets.delete(one);
        other.destroy();
      });
    }
    socket.pipe(onward);
    let last = 0;
    onward.on('data', (piece: Buffer) => {
      last = Math.max(last, performance.now() + link.delayMs);
      setTimeout(() => socket.write(piece), Math.max(0, last - performance.now()));
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return Object.assign(link, {
    port: (server.address() as AddressInfo).port,
    async stop() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  });
}
