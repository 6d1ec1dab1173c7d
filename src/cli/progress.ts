import type { CliTools } from './tools.ts';

export interface Progress {
  step(): void;
  /** Takes the bar away and leaves `message`, if any. */
  done(message: string): void;
}

export interface ProgressOptions {
  readonly title: string;
  /** Steps until it is full. */
  readonly total: number;
  /** False where what is made goes to the same screen, and a bar would stand in the middle of it. */
  readonly isShown?: boolean;
}

const WIDTH = 24;
/** Times a bar is drawn from nothing to full: drawing must not be the work. */
const DRAWN = 100;

/** A bar on standard error while `total` steps of something long are done; silent where nobody watches. */
export function progress(
  { errors }: Pick<CliTools, 'errors'>,
  { title, total, isShown = true }: ProgressOptions,
): Progress {
  const isWatched = isShown && errors.isTTY === true;
  const every = Math.max(1, Math.floor(total / DRAWN));
  let count = 0;
  return {
    step() {
      count++;
      if (!isWatched || count % every !== 0) return;
      const share = Math.min(1, count / Math.max(1, total));
      const filled = Math.round(share * WIDTH);
      const bar = '█'.repeat(filled) + '░'.repeat(WIDTH - filled);
      errors.write(`\r\x1b[K${title} ${bar} ${Math.floor(share * 100)} %`);
    },
    done(message) {
      if (isWatched) errors.write('\r\x1b[K');
      if (message !== '') errors.write(`${message}\n`);
    },
  };
}
