import type { Turn } from '../ports/records.ts';
import { conclude } from './conclude.ts';
import { leaveUnsaid, redeliver } from './deliver.ts';
import { loadTurn } from './load-turn.ts';
import type { Parts } from './parts.ts';
import { type ReplyTimes, reply } from './reply.ts';

/**
 * Takes up a turn that was left behind, wherever it stopped: what was not answered is answered, what may not have
 * been said is said, unless it is too old or `isSilent`; in any case what follows from it is settled.
 */
export async function resumeTurn(
  parts: Parts,
  turn: Turn,
  { isSilent = false }: { readonly isSilent?: boolean } = {},
): Promise<void> {
  const messages = await parts.store.messages.ofTurn(turn.id);
  const said = messages.filter((message) => message.speaker === 'user');
  const open = said.length === 0 ? undefined : await loadTurn(parts, turn, said);
  if (open === undefined) {
    await parts.store.turns.abandon(turn.id, 'the person is gone');
    return;
  }
  const answer = messages.find((message) => message.speaker === 'assistant');
  const isFresh = parts.clock.now() - turn.openedAt <= parts.rules.recover.maxAgeHours * 3_600_000;
  let times: ReplyTimes | undefined;
  if (isFresh && !isSilent) {
    if (turn.state === 'open') times = await reply(parts, open);
    else if (turn.state === 'replied' && answer !== undefined) await redeliver(parts, open, answer);
  } else if (turn.state === 'open' || turn.state === 'replied') await leaveUnsaid(parts, open, answer);
  await conclude(parts, open, times);
}
