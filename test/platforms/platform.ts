/** A place people talk in, in words every platform has: `direct`, `#lobby` (public), `!backroom` (private group). */
export type Where = string;

/** One message as its readers see it now. */
export interface Shown {
  /** The platform's own id of it. */
  readonly id: string;
  /** What is written there as a reader sees it: entities of the markup decoded, its marks (`**`, `<b>`) left out. */
  readonly text: string;
  /** What the client sent, mark-up and all. */
  readonly raw: string;
  /** Name shown above it: the bot's own, or the persona's face. */
  readonly speaker: string;
  readonly avatar?: string;
  /** Who alone can see it; absent: everybody in the place. */
  readonly onlyFor?: string;
  /** Id of the message it answers or of the thread it is in, where it is in one. */
  readonly replyTo?: string;
  readonly thread?: string;
  /** Labels of its buttons, in order. */
  readonly buttons: readonly string[];
  /** How often it was edited, streamed pieces included. */
  readonly edits: number;
  /** Whether it is still being streamed, "thinking…" or spinning. */
  readonly isUnfinished: boolean;
}

export interface Line {
  /** Name of a person; the first time it is heard an account is made for them. */
  readonly who: string;
  /** Default: their direct chat. */
  readonly where?: Where;
  readonly text: string;
  /** Mentions the bot as a person would on this platform. */
  readonly mentions?: boolean;
  /** Id of a message this one replies to with the platform's own reply. */
  readonly replyTo?: string;
  /** Id of a message whose thread this one is in; platforms without threads use their nearest. */
  readonly thread?: string;
}

/** A form (modal) the bot opened for somebody. */
export interface OpenForm {
  readonly title: string;
  readonly fields: readonly { readonly name: string; readonly label: string }[];
  submit(values: Readonly<Record<string, string>>): Promise<void>;
}

/**
 * A platform on 127.0.0.1 that speaks the real one's wire protocol, as strict as the real one, and people on it. The
 * same verbs on all of them, so that one scene can be played everywhere; what only one has is beside them.
 */
export interface Platform {
  readonly name: string;
  /** Environment that makes Kith serve this platform. */
  readonly environment: Readonly<Record<string, string>>;
  /** Resolves when the bot is connected and would hear a message; rejects after `ms`. */
  ready(ms?: number): Promise<void>;
  /** Somebody says something; its platform id. */
  say(line: Line): Promise<string>;
  /** The last event delivered once more, as after a lost acknowledgement. */
  sayAgain(): Promise<void>;
  edit(id: string, text: string): Promise<void>;
  /** Its author, or a moderator, deletes a message. */
  erase(id: string): Promise<void>;
  /** `emoji` as people type it: 👍, 👎, ❌, ❓. */
  react(who: string, id: string, emoji: string): Promise<void>;
  /** A native command, e.g. `/affinity why`; options in the order the bot registered them. */
  command(who: string, line: string, where?: Where): Promise<void>;
  press(who: string, id: string, label: string): Promise<void>;
  /** The form open for somebody, if one is. */
  form(who: string): OpenForm | undefined;
  /** What somebody sees of what the bot said in a place, oldest first; without `who`, all of it. */
  shown(where: Where, who?: string): readonly Shown[];
  /** Whether the bot shows activity in a place now. */
  isTyping(where: Where): boolean;
  /** How the next requests are answered instead: `429` with Retry-After, `500`, or cut before or after they took effect. */
  next(...troubles: readonly Trouble[]): void;
  /** Breaks the connection events come by; the client must come back by itself. */
  disconnect(): Promise<void>;
  /** Everything the real platform would have refused, and what it would have let pass to our shame. */
  readonly violations: readonly string[];
  /** Things still thinking, spinning, streaming or unacknowledged; to be empty at the end of a scene. */
  leftovers(): readonly string[];
  stop(): Promise<void>;
}

export interface Trouble {
  readonly kind: '429' | '500' | 'cut before' | 'cut after' | 'hang';
  /** Part of the route or method it strikes, e.g. `sendMessage`; absent: whatever posts or edits a message. */
  readonly on?: string;
  /** Seconds of Retry-After. */
  readonly retryAfter?: number;
}
