import type { Job, JobCall, JobTools } from './job.ts';
import { lookAgain } from './look-again.ts';
import { summariseConversation } from './summarise-conversation.ts';

/** Conversations asked for at once. */
const BATCH = 20;
/** Failures in a row after which the model counts as gone: the others are left for the next run, unharmed. */
const ENOUGH = 3;

type Counts = { -readonly [key in 'summarised' | 'failed' | 'postponed']: number };

/** Puts old exchanges into a few sentences where enough have gathered, and catches up on looks for episodes that failed. */
export const summarise: Job = {
  name: 'summarise',
  what: 'puts old exchanges into a few sentences, and looks again where a model failed to',
  cadence: 'summariseEveryMinutes',
  lockMs: 120_000,
  async run(tools, call) {
    const counts: Counts = { summarised: 0, failed: 0, postponed: 0 };
    const waiting = await compress(tools, call, counts);
    if (call.dryRun) return { wouldSummarise: waiting };
    return { ...counts, ...(await lookAgain(tools.parts, call)) };
  },
};

/** How many were waiting, on a dry run. */
async function compress({ parts }: JobTools, call: JobCall, counts: Counts): Promise<number> {
  const { at, dryRun, signal, progress } = call;
  let waitingAll = 0;
  let failedInARow = 0;
  for (const { name, memory } of parts.personas.list()) {
    if (!memory.autoSummarize) continue;
    const options = { atLeast: memory.summaryThreshold, at, limit: dryRun ? 1_000 : BATCH };
    for (;;) {
      const waiting = await parts.store.summaries.waiting(name, options);
      waitingAll += waiting.length;
      if (dryRun || waiting.length === 0) break;
      for (const conversation of waiting) {
        if (signal.aborted || failedInARow >= ENOUGH) return waitingAll;
        const outcome = await summariseConversation(parts, conversation, call);
        if (outcome === 'left') return waitingAll;
        counts[outcome]++;
        failedInARow = outcome === 'failed' ? failedInARow + 1 : 0;
        progress(counts.summarised + counts.failed + counts.postponed, waitingAll);
      }
    }
  }
  return waitingAll;
}
