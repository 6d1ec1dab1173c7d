import type { MongoClient } from 'mongodb';
import { median } from './quantile.ts';

/** What MongoDB was asked in one turn. */
export interface TurnCommands {
  readonly all: number;
  /** The most of them that do not overlap in time. */
  readonly inSequence: number;
  readonly kinds: Readonly<Record<string, number>>;
}

export interface CommandWatch {
  /** The turn is over; what comes now is of the next one. */
  next(): void;
  /** Medians over the turns. */
  typical(): TurnCommands;
  /** The commands of the last turn, each with its time, for the eye. */
  story(): string;
}

interface Command {
  readonly kind: string;
  readonly text: string;
  readonly begun: number;
  ended: number;
}

/** Counts the commands of clients that tell of them (`monitorCommands`). */
export function watchCommands(clients: readonly MongoClient[]): CommandWatch {
  const running = new Map<string, Command>();
  const turns: Command[][] = [];
  let now: Command[] = [];
  clients.forEach((client, index) => {
    client.on('commandStarted', ({ requestId, commandName, command }) => {
      const text = `${commandName} ${String(command[commandName])}`;
      const begun: Command = { kind: commandName, text, begun: performance.now(), ended: Number.NaN };
      running.set(`${index} ${requestId}`, begun);
      now.push(begun);
    });
    const end = ({ requestId }: { readonly requestId: number }) => {
      const command = running.get(`${index} ${requestId}`);
      if (command !== undefined) command.ended = performance.now();
    };
    client.on('commandSucceeded', end);
    client.on('commandFailed', end);
  });
  return {
    next() {
      turns.push(now);
      now = [];
    },
    typical() {
      const kinds = [...new Set(turns.flat().map(({ kind }) => kind))].toSorted();
      const count = (kind: string) =>
        median(turns.map((turn) => turn.filter((each) => each.kind === kind).length));
      return {
        all: median(turns.map(({ length }) => length)),
        inSequence: median(turns.map(apart)),
        kinds: Object.fromEntries(kinds.map((kind) => [kind, count(kind)])),
      };
    },
    story() {
      const last = turns.at(-1) ?? [];
      const [first] = last;
      return last
        .map(({ text, begun, ended }) => {
          const from = begun - (first?.begun ?? 0);
          return `${from.toFixed(2).padStart(7)} +${(ended - begun).toFixed(2).padStart(5)} ${text}`;
        })
        .join('\n');
    },
  };
}

/** Taken by their end, those that begin when the one before is over. */
function apart(commands: readonly Command[]): number {
  let count = 0;
  let end = Number.NEGATIVE_INFINITY;
  for (const command of commands.toSorted((one, other) => one.ended - other.ended)) {
    if (command.begun < end) continue;
    count += 1;
    end = command.ended;
  }
  return count;
}
