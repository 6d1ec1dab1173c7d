import { randomUUID } from 'node:crypto';
import type { Random } from '../core/ports/random.ts';

export const systemRandom: Random = {
  next: () => Math.random(),
  id: () => randomUUID(),
};
