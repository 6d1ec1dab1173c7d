import type { Tally, TargetState } from '../ports/broadcasts.ts';
import { inWords } from './in-words.ts';
import type { Words } from './words.ts';

const ORDER: readonly Exclude<TargetState, 'claimed'>[] = [
  'sent',
  'waiting',
  'sending',
  'skipped',
  'failed',
  'unknown',
];

/** How far a broadcast is, a line for each state that is there, each with its reasons. */
export function progressOf(tally: readonly Tally[], { broadcast }: Words): readonly string[] {
  return ORDER.flatMap((state) => {
    const there = tally.filter((each) => (each.state === 'claimed' ? 'waiting' : each.state) === state);
    const count = there.reduce((sum, each) => sum + each.count, 0);
    if (count === 0) return [];
    const reasons = there
      .filter(({ reason }) => reason !== '')
      .map((each) => `${inWords(broadcast.reasons, each.reason)} ${each.count}`);
    return [
      `- ${broadcast.targets[state]}: ${count}${reasons.length === 0 ? '' : ` (${reasons.join(', ')})`}`,
    ];
  });
}
