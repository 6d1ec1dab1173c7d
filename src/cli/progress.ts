import type { CliTools } from './tools.ts';

export interface Progress {
  step(): void;
  done(message: string): void;
}

/** How often the line is drawn again, in steps: drawing must not be the work. */
const EVERY = 500;

/** A counting line on standard error while something long runs; silent where nobody watches. */
export function progress({ errors }: CliTools, title: string): Progress {
  const isWatched = errors.isTTY === true;
  let count = 0;
  return {
    step() {
      count++;
      if (isWatched && count % EVERY === 0) errors.write(`\r\x1b[K${title} … ${count.toLocaleString('en')}`);
    },
    done(message) {
      if (isWatched && count >= EVERY) errors.write('\r\x1b[K');
      if (message !== '') errors.write(`${message} (${count.toLocaleString('en')} rows)\n`);
    },
  };
}
