import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';

/** A way to a server that is cut at a chosen moment: as if the process on our side had died there. */
export interface Cut {
  readonly uri: string;
  /** From now on so many commands get through, not one more. */
  after(commands: number): void;
  /** Once it is cut. */
  readonly gone: Promise<void>;
  close(): void;
}

/** What drivers say among themselves, at any time. */
const chatter = /\0(hello|ismaster|isMaster|endSessions|ping)\0/;

export async function cutTo(uri: string): Promise<Cut> {
  const { hostname, port } = new URL(uri);
  const sockets = new Set<Socket>();
  let left = Number.POSITIVE_INFINITY;
  const { promise: gone, resolve: isGone } = Promise.withResolvers<void>();
  let isCut = false;
  const cut = () => {
    isCut = true;
    isGone();
    for (const socket of sockets) socket.destroy();
    sockets.clear();
  };
  const server = createServer((client) => {
    if (isCut) {
      client.destroy();
      return;
    }
    const upstream = connect(Number(port), hostname);
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on('error', () => undefined);
    }
    client.on('data', (data) => {
      // One write of the driver is one command; a large one comes in pieces, and only the first has a name.
      if (isCommand(data) && !chatter.test(data.toString('latin1'))) {
        if (left === 0) {
          cut();
          return;
        }
        left -= 1;
      }
      upstream.write(data);
    });
    upstream.on('data', (data) => client.write(data));
    client.on('close', () => upstream.destroy());
    upstream.on('close', () => client.destroy());
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('No port.');
  return {
    uri: `mongodb://127.0.0.1:${address.port}`,
    after: (commands) => {
      left = commands;
    },
    gone,
    close: () => {
      cut();
      server.close();
    },
  };
}

/** The header of a message of the protocol: its length first, OP_MSG (2013) as the fourth number. */
const isCommand = (data: Buffer): boolean =>
  data.length >= 16 && data.readInt32LE(0) >= data.length && data.readInt32LE(12) === 2013;
