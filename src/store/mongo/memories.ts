import type { Memories } from './changes-made.ts';
import type { Fading } from './fading.ts';
import type { Looks } from './looks.ts';
import type { Summaries } from './summaries.ts';

export interface MemoriesOptions {
  readonly summaries: Summaries;
  readonly fading: Fading;
  readonly looks: Looks;
}

/** Everything that changes about summaries, and about how well things are remembered. Made again it changes nothing. */
export const mongoMemories = ({ summaries, fading, looks }: MemoriesOptions): Memories => ({
  change: (change) => {
    switch (change.kind) {
      case 'summary':
        return summaries.keep(change.summary);
      case 'summary.end':
        return summaries.end(change);
      case 'recall':
        return fading.recall(change);
      case 'fade':
        return fading.fade(change);
      case 'faded':
        return fading.remove(change);
      case 'pin':
        return fading.pin(change);
      case 'fade.run':
        return fading.ran(change);
      case 'look':
        return looks.change(change);
    }
  },
  takeBack: (change) => summaries.takeBack(change),
});
