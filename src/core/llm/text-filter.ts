/** Takes text as it comes and gives back what may be shown of it; the pieces joined are the whole. */
export interface TextFilter {
  push(text: string): string;
  /** What was held back to be sure; the filter is finished then. */
  end(): string;
}
