/** Counts tokens the way the model's tokenizer would, near enough to keep inside its window. */
export interface TokenCounter {
  /** Tokens in `text`; 0 for the empty string. Never throws. */
  count(text: string): number;
}
