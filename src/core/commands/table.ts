import { affinity } from './affinity.ts';
import { broadcast } from './broadcast.ts';
import { broadcasts, quietHours } from './broadcasts.ts';
import type { Command } from './command.ts';
import { facts } from './facts.ts';
import { forget } from './forget.ts';
import { helpFor } from './help.ts';
import { kith } from './kith.ts';
import { episodes, history, memory } from './memory.ts';
import { mood } from './mood.ts';
import { persona } from './persona.ts';
import { preferences } from './preferences.ts';
import { privacy } from './privacy.ts';
import { rate } from './rate.ts';
import { remember } from './remember.ts';
import { start } from './start.ts';

/** Every chat command, in the order `/help` shows them. Channels register exactly these. */
export const commands: readonly Command[] = [
  affinity,
  mood,
  persona,
  facts,
  episodes,
  remember,
  forget,
  history,
  memory,
  preferences,
  rate,
  privacy,
  broadcasts,
  quietHours,
  start,
  kith,
  broadcast,
  helpFor(() => commands),
];
