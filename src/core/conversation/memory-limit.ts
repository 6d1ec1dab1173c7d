import type { OpenTurn } from './open-turn.ts';
import type { Parts } from './parts.ts';

/** Share of `max_memories` at which the operator is told. */
const NEARLY = 0.9;

/**
 * Says so in the log when what two share grows to 90 % of what the persona keeps: at the step across that line only, so
 * once, and again only after it had become less. `added`: how much more there is than before this turn.
 */
export async function tellWhenFull(
  { store, log }: Pick<Parts, 'store' | 'log'>,
  { turn, context }: Pick<OpenTurn, 'turn' | 'context'>,
  added: number,
): Promise<void> {
  const { maxMemories: limit } = context.persona.memory;
  const memories = await store.fading.count(turn.person, turn.persona);
  const line = NEARLY * limit;
  if (memories < line || memories - added >= line) return;
  log.warn('Character memory approaching configured limit (90% full)', {
    user_id: turn.person,
    personality: turn.persona,
    memories,
    limit,
  });
}
