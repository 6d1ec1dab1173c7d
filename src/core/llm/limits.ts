/** How long and how much one call may take. Times are milliseconds on the Clock. */
export interface Limits {
  /** Until the first sign of life of an attempt. */
  readonly firstTokenMs: number;
  /** Between two events of an attempt, counted only while we wait for the model. */
  readonly stallMs: number;
  /** For the whole call: attempts and the pauses between them. */
  readonly deadlineMs: number;
  /** Attempts after the first one. */
  readonly retries: number;
  /** Pause before the first retry; it doubles with each one. */
  readonly retryBaseMs: number;
  /** Longest pause; a server that asks for a longer one is given up at once. */
  readonly retryMaxMs: number;
  /** UTF-16 units of an answer that are kept; the rest is cut. */
  readonly maxCharacters: number;
}
