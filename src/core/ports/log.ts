export type LogFields = Readonly<Record<string, unknown>>;

/**
 * Structured events. `event` is a stable short sentence; everything variable is a field.
 * Message text and prompts only at debug; secrets never.
 */
export interface Log {
  debug(event: string, fields?: LogFields): void;
  info(event: string, fields?: LogFields): void;
  warn(event: string, fields?: LogFields): void;
  error(event: string, fields?: LogFields): void;
  /** A log whose every event carries `fields` too. */
  child(fields: LogFields): Log;
}
