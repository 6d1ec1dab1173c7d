/** Stable codes people can search for; the part before the dot is the piece of Kith that speaks. */
export type ErrorCode =
  | 'config.invalid'
  | 'persona.invalid'
  | 'persona.unknown'
  | 'template.unknown'
  | 'template.variable'
  | 'model.timeout'
  | 'model.stalled'
  | 'model.cut'
  | 'model.http'
  | 'model.refused'
  | 'model.context'
  | 'model.nonsense'
  | 'model.unreachable'
  | 'model.resting'
  | 'store.unavailable'
  | 'store.corrupt'
  | 'store.newer'
  | 'backup.invalid'
  | 'backup.key'
  | 'backup.failed'
  | 'channel.failed'
  | 'channel.refused'
  | 'http.unavailable'
  | 'usage.wrong'
  | 'aborted';

export interface ErrorOptions {
  readonly retryable?: boolean;
  /** Subject fields for the log; never a secret, never message text. */
  readonly details?: Readonly<Record<string, unknown>>;
  readonly cause?: unknown;
}

/**
 * The one error class of Kith. `message` says what is wrong and what to do about it, in words fit for the
 * operator; nothing in it is shown to a member.
 */
export class KithError extends Error {
  readonly code: ErrorCode;
  readonly retryable: boolean;
  readonly details: Readonly<Record<string, unknown>>;

  constructor(code: ErrorCode, message: string, options: ErrorOptions = {}) {
    super(message, { cause: options.cause });
    this.name = 'KithError';
    this.code = code;
    this.retryable = options.retryable ?? false;
    this.details = options.details ?? {};
  }
}
