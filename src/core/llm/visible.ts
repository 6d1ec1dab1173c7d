import { createTagFilter } from './model-tags.ts';
import { createPlainText } from './plain-text.ts';
import { createLabelFilter } from './speaker-label.ts';
import type { TextFilter } from './text-filter.ts';

export interface VisibleOptions {
  /** Names of those who take part in the conversation, as a model might label lines with them. */
  readonly names: readonly string[];
}

/**
 * What a person may see of a model's raw answer: no thinking, no control tokens, no speaker's label in front,
 * no terminal codes, no broken characters. The result depends on the text only, not on how it was cut into
 * chunks, and ordinary text is held back by at most a few characters.
 */
export function visible({ names }: VisibleOptions): TextFilter {
  const stages = [createTagFilter(), createLabelFilter(names), createPlainText()];
  return {
    push: (text) => stages.reduce((rest, stage) => stage.push(rest), text),
    end: () => stages.reduce((rest, stage) => stage.push(rest) + stage.end(), ''),
  };
}
