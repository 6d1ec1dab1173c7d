/** A request Telegram answers with `ok: false`. */
export class Refusal extends Error {
  readonly code: number;
  readonly parameters: Readonly<Record<string, number>> | undefined;
  /** Whether the client could have known better: such refusals are violations. */
  readonly isFault: boolean;

  constructor(
    code: number,
    description: string,
    isFault: boolean,
    parameters?: Readonly<Record<string, number>>,
  ) {
    super(description);
    this.code = code;
    this.isFault = isFault;
    this.parameters = parameters;
  }
}

/** A mistake of the client: 400 and a violation. */
export const fault = (text: string): Refusal => new Refusal(400, `Bad Request: ${text}`, true);

/** Something the client cannot know beforehand (a deleted message, a person unheard of): 400, no violation. */
export const missing = (text: string): Refusal => new Refusal(400, `Bad Request: ${text}`, false);

/** 403, no violation: people may block and kick bots at any time. */
export const forbidden = (text: string): Refusal => new Refusal(403, `Forbidden: ${text}`, false);
