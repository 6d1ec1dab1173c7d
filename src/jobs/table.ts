import { broadcast } from './broadcast.ts';
import { cleanup } from './cleanup.ts';
import { decay } from './decay.ts';
import { embed } from './embed.ts';
import type { Job } from './job.ts';
import { recover } from './recover.ts';
import { renew } from './renew.ts';
import { summarise } from './summarise.ts';

/** Every job there is. Whatever triggers them (start-up, a timer, a clock that jumps) reads this table. */
export const jobs: readonly Job[] = [recover, broadcast, cleanup, summarise, decay, embed, renew];
