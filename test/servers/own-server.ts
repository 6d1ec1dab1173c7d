import type { Tethered } from './tethered.ts';

/** A server of one test, which may do to it what happens to servers. What it stored survives a restart. */
export interface OwnServer {
  readonly uri: string;
  /** Its connections break off and nobody listens any more; what it acknowledged it has. */
  kill(): Promise<void>;
  /** Starts it again where it was, after `kill`. */
  restart(): Promise<void>;
  /** It hangs: connections stay open, nothing is answered. */
  pause(): void;
  resume(): void;
  /** For good, with what it stored. */
  stop(): Promise<void>;
}

/** The same for any server that can be started on a given port. */
export async function ownServer(
  uri: string,
  start: () => Promise<Tethered>,
  signal: 'SIGKILL' | 'SIGTERM',
  forget: () => void,
): Promise<OwnServer> {
  let running: Tethered | undefined = await start();
  const kill = async () => {
    await running?.end(signal);
    running = undefined;
  };
  const send = (name: NodeJS.Signals) => {
    if (running !== undefined) process.kill(running.pid, name);
  };
  return {
    uri,
    kill,
    restart: async () => {
      running ??= await start();
    },
    pause: () => send('SIGSTOP'),
    resume: () => send('SIGCONT'),
    stop: async () => {
      await kill();
      forget();
    },
  };
}
