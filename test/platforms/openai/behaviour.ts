/** The parsed body of a chat completion request, after it was found in order. */
export interface ChatRequest {
  readonly model: string;
  /** The parts of a message are taken apart: its text, and the data URLs of its pictures. */
  readonly messages: readonly {
    readonly role: string;
    readonly content: string;
    readonly images?: readonly string[];
  }[];
  readonly stream?: boolean;
  readonly stream_options?: { readonly include_usage?: boolean };
  readonly max_tokens?: number;
  readonly max_completion_tokens?: number;
  readonly temperature?: number;
  readonly response_format?: {
    readonly type: string;
    readonly json_schema?: { readonly name: string; readonly schema: Readonly<Record<string, unknown>> };
  };
}

/** How an ordinary answer is said; everything a compatible server may get wrong about it is a switch. */
export interface Say {
  readonly kind: 'say';
  /** Default: the server's reply function. */
  readonly text?: string;
  /** Instead of words: exactly these deltas. */
  readonly deltas?: readonly string[];
  /** Pause before each delta, and before the first one, ms. */
  readonly everyMs?: number;
  readonly firstMs?: number;
  /** After this many deltas: nothing more comes (`stall`), the socket is destroyed (`cut`), the body just ends (`stop`). */
  readonly breakAfter?: number;
  readonly breakBy?: 'stall' | 'cut' | 'stop';
  /** Deltas of `reasoning_content` in front. */
  readonly reasoning?: readonly string[];
  readonly role?: 'omitted';
  readonly index?: 'omitted';
  readonly usage?: 'omitted' | 'null';
  readonly done?: 'omitted' | 'twice';
  readonly finish?: 'stop' | 'length' | 'content_filter' | 'omitted';
  readonly contentType?: string;
  /** Answers one JSON body although a stream was asked for. */
  readonly whole?: boolean;
  /** Content as a list of parts. */
  readonly parts?: boolean;
}

export type Behaviour =
  | Say
  /** An HTTP error; `shape` is the family of servers whose body it has. */
  | {
      readonly kind: 'fail';
      readonly status: number;
      readonly message?: string;
      readonly code?: string;
      readonly param?: string;
      readonly headers?: Readonly<Record<string, string>>;
      readonly shape?: 'openai' | 'detail' | 'string' | 'list' | 'html';
    }
  /** Takes the request and never answers. */
  | { readonly kind: 'hang' }
  /** Sends the head of an answer, then nothing. */
  | { readonly kind: 'hang-after-head'; readonly status?: number }
  /** Destroys the socket unanswered. */
  | { readonly kind: 'drop' }
  /** Sends exactly this. */
  | { readonly kind: 'bytes'; readonly body: string | Uint8Array; readonly contentType?: string }
  /** Sends an ordinary stream one byte at a time. */
  | { readonly kind: 'trickle'; readonly everyMs: number; readonly text: string }
  | { readonly kind: 'no-choices' }
  | { readonly kind: 'tool-call' }
  /** An error inside a stream that began well. */
  | {
      readonly kind: 'error-frame';
      readonly after: string;
      readonly error: Readonly<Record<string, unknown>>;
    };
