/** What Slack sends, as far as Kith reads it. */
export interface RawFile {
  readonly id: string;
  readonly name?: string | null;
  readonly title?: string | null;
  readonly mimetype?: string;
  /** `slack_audio`, `slack_video`: recorded in Slack itself. */
  readonly subtype?: string;
  readonly size?: number;
  readonly mode?: string;
  readonly is_external?: boolean;
  readonly url_private?: string;
}

export interface RawMessage {
  readonly subtype?: string;
  readonly user?: string;
  readonly bot_id?: string;
  readonly app_id?: string;
  readonly username?: string;
  readonly text?: string;
  readonly ts: string;
  readonly thread_ts?: string;
  readonly parent_user_id?: string;
  /** Workspace of its author; another one in a shared channel. */
  readonly team?: string;
  readonly user_team?: string;
  readonly edited?: { readonly ts: string };
  readonly files?: readonly RawFile[];
  readonly streaming_state?: string;
  readonly metadata?: { readonly event_type?: string; readonly event_payload?: { readonly key?: unknown } };
}

export interface MessageEvent extends RawMessage {
  readonly type: 'message' | 'app_mention';
  readonly channel: string;
  /** Not with every event. */
  readonly channel_type?: string;
  readonly event_ts?: string;
  /** Of `message_changed` and `message_deleted`. */
  readonly message?: RawMessage;
  readonly previous_message?: RawMessage;
  readonly deleted_ts?: string;
}

export interface ReactionEvent {
  readonly type: 'reaction_added' | 'reaction_removed';
  readonly user: string;
  readonly reaction: string;
  readonly item: { readonly type: string; readonly channel?: string; readonly ts?: string };
  readonly event_ts: string;
}

export interface HomeEvent {
  readonly type: 'app_home_opened';
  readonly user: string;
  readonly channel: string;
  readonly tab?: 'home' | 'messages';
  readonly event_ts: string;
}

export interface PaneEvent {
  readonly type: 'assistant_thread_started';
  readonly assistant_thread: {
    readonly user_id: string;
    readonly channel_id: string;
    readonly thread_ts: string;
  };
}

export interface GoodbyeEvent {
  readonly type: 'tokens_revoked' | 'app_uninstalled';
}

export type RawEvent = MessageEvent | ReactionEvent | HomeEvent | PaneEvent | GoodbyeEvent;

interface Interaction {
  readonly user: { readonly id: string };
  readonly trigger_id?: string;
}

export interface SlashCommand {
  readonly command: string;
  readonly text?: string;
  readonly user_id: string;
  readonly channel_id: string;
  readonly channel_name?: string;
  readonly response_url?: string;
  readonly trigger_id?: string;
}

export interface ButtonPress extends Interaction {
  readonly type: 'block_actions';
  readonly actions: readonly {
    readonly action_id: string;
    readonly value?: string;
    readonly action_ts?: string;
  }[];
  readonly channel?: { readonly id: string; readonly name?: string };
  readonly container?: {
    readonly type?: string;
    readonly channel_id?: string;
    readonly is_ephemeral?: boolean;
    readonly message_ts?: string;
    readonly thread_ts?: string;
  };
  readonly message?: RawMessage;
  readonly view?: { readonly type: string };
  readonly response_url?: string;
}

/** What was filled in, by block and by field. */
export type FormValues = Readonly<
  Record<string, Readonly<Record<string, { readonly value?: string | null }>>>
>;

export interface FormSubmission extends Interaction {
  readonly type: 'view_submission';
  readonly view: {
    readonly id?: string;
    readonly callback_id: string;
    readonly private_metadata: string;
    readonly state?: { readonly values?: FormValues };
  };
}

export interface Shortcut extends Interaction {
  readonly type: 'shortcut';
  readonly callback_id: string;
}

export interface MessageShortcut extends Interaction {
  readonly type: 'message_action';
  readonly callback_id: string;
  readonly channel: { readonly id: string; readonly name?: string };
  readonly message: RawMessage;
  readonly response_url?: string;
}

export interface EventBody {
  readonly type: 'event_callback';
  readonly team_id?: string;
  readonly api_app_id?: string;
  /** When it happened, seconds since the epoch. */
  readonly event_time?: number;
  readonly event: RawEvent;
}

/** Everything Slack tells an app, over a socket or by HTTP. */
export type Body = EventBody | SlashCommand | ButtonPress | FormSubmission | Shortcut | MessageShortcut;
