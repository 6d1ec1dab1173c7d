import type { Config } from '../config-schema.ts';
import type { OpenApplication } from '../core/conversation/application.ts';
import type { Author, Place } from '../core/message.ts';
import type { Persona } from '../core/personas/persona.ts';
import type { FileProblems } from '../core/personas/registry.ts';
import type { ReadArchive, WriteArchive } from '../core/ports/archive.ts';
import type { Channel, Finding } from '../core/ports/channel.ts';
import type { Clock } from '../core/ports/clock.ts';
import type { Log } from '../core/ports/log.ts';
import type { Random } from '../core/ports/random.ts';
import type { ServerPlace, StorePlace } from '../core/ports/store-place.ts';
import type { OldRecord, VersionOne } from '../core/ports/version-one.ts';

export interface TerminalRequest {
  readonly account: string;
  readonly context?: string;
  /** Awaited when everything left from earlier is finished and before the first line is read. */
  readonly opening?: () => Promise<void>;
  readonly onEnd: () => void;
}

/** The chat of whoever sits here. */
export interface Terminal extends Channel {
  readonly seat: { readonly author: Author; readonly place: Place };
  /** Whether a person looks at it, rather than a program at the other end of a pipe. */
  readonly isScreen: boolean;
  /** Shows Markdown of the shell's own, outside the conversation. */
  note(text: string): void;
}

/** The stores of a deployment as wholes. */
export interface Places {
  /** The one that is used. */
  readonly configured: StorePlace;
  readonly sqlite: StorePlace;
  /** Absent where no address is set. */
  readonly mongodb?: ServerPlace;
}

/** Everything a command may use of the world; main.ts hands in the real one, a test its own. */
export interface CliTools {
  /** The package's folder: examples and templates are found from here. */
  readonly root: string;
  readonly input: NodeJS.ReadStream;
  readonly output: NodeJS.WriteStream;
  readonly errors: NodeJS.WriteStream;
  /** Whether somebody pipes lines in: standard input is neither a terminal nor nothing. */
  readonly isPiped: boolean;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly clock: Clock;
  readonly random: Random;
  readonly silentLog: Log;
  /** @throws KithError `config.invalid` */
  config(overrides?: Readonly<Record<string, string>>, environment?: CliTools['environment']): Config;
  readonly openApp: OpenApplication<Config>;
  places(config: Config): Promise<Places>;
  /** What an operator should know of the cache processes share; nothing where there is none. Never throws. */
  examineCache(config: Config): Promise<readonly Finding[]>;
  readonly versionOne: VersionOne;
  /** Sessions of version 1.0 in a Redis. */
  redisSessions(url: string): AsyncIterable<OldRecord>;
  readonly writeArchive: WriteArchive;
  readonly readArchive: ReadArchive;
  logTo(config: Config, file: string): Log;
  createTerminal(request: TerminalRequest): Terminal;
  loadPersonas(
    directory: string,
    extra?: readonly string[],
  ): Promise<{
    readonly personas: readonly Persona[];
    readonly problems: readonly FileProblems[];
    readonly warnings: readonly FileProblems[];
  }>;
  /** Where a Discord application is let into a server. */
  discordInvite(applicationId: string): Promise<string>;
  /** What a Slack app is made from; without a request URL it uses Socket Mode. */
  slackManifest(app: { readonly name: string; readonly requestUrl?: string }): Promise<object>;
  /** Calls back once when the person or the system asks to stop. */
  onInterrupt(callback: () => void): void;
}

/** Exit codes people script against. */
export const DONE = 0;
export const FAILED = 1;
export const WRONG_USE = 2;
export type ExitCode = typeof DONE | typeof FAILED | typeof WRONG_USE;
